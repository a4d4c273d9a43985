"""Every sentence the model is asked or taught to say, with a little variation. The tokenizer learns its words
from here."""

from __future__ import annotations

COLOURS = ("red", "orange", "yellow", "green", "blue", "purple", "pink", "gray")
LINES = ("date", "total")
COLUMNS = ("A", "B", "C")
KINDS = ("sign", "tile", "bar", "line", "field", "cell", "label")

ASK = {
    "sign": (
        "What does the {t} say?",
        "What is written on the {t}?",
        "Read the {t}.",
        "Which text is on the {t}?",
    ),
    "tile": (
        "What is the reading on the {t}?",
        "What does the {t} show?",
        "Read the {t}.",
        "Which value is on the {t}?",
    ),
    "bar": (
        "What is the value of the {t}?",
        "How high is the {t}?",
        "Read the {t}.",
        "Which value has the {t}?",
    ),
    "line": (
        "What is the amount on the {t}?",
        "How much is the {t}?",
        "Read the {t}.",
        "Which amount is on the {t}?",
    ),
    "field": (
        "What is written in the {t}?",
        "What does the {t} say?",
        "Read the {t}.",
        "Which text is in the {t}?",
    ),
    "cell": ("What is in the {t}?", "What does the {t} show?", "Read the {t}.", "Which value is in the {t}?"),
    "label": ("What is on the {t}?", "What does the {t} say?", "Read the {t}.", "Which text is on the {t}?"),
}
ASK_LINE = {
    "date": ("What is the date?", "Which date is on the receipt?", "Read the date."),
    "total": ("What is the total?", "How much is the total?", "Read the total."),
}
EXTREMES = ("highest", "lowest")
SUM = (
    "What is the sum of the {a} and the {b}?",
    "How much are the {a} and the {b} together?",
    "Add the {a} and the {b}.",
)
DIFFERENCE = ("What is the difference between the {a} and the {b}?", "How far apart are the {a} and the {b}?")
LARGER = ("Which is larger, the {a} or the {b}?", "Which has the larger value, the {a} or the {b}?")
LARGEST = (
    "Which is the largest, the {a}, the {b} or the {c}?",
    "Which has the largest value, the {a}, the {b} or the {c}?",
)

# What the model writes: always the first wording, so that nothing is learned about choosing. The others are
# known to the tokenizer and to nobody else.
LOOK = ("I look for the {t}.", "I need the {t}.", "The {t} has the answer.", "I zoom in on the {t}.")
NEXT = (" Now I look for the {t}.", " Next I need the {t}.", " I zoom in on the {t}.")
READ = ('It says "', 'I read "', 'The text is "')
READ_END = '".'
AGAIN = (
    "I do not see the text of the {t} here. I look again.",
    "The {t} is not all in this crop. I look again.",
    "That is not the whole {t}. I look again.",
)
CLOSER = (
    "The print is too small here. I look closer at the {t}.",
    "I cannot read it at this size. I zoom in on the {t}.",
)


def thing(kind: str, key: str, column: str = "") -> str:
    """How the model names what it looks for: "green sign", "total", "red row in column B"."""
    if kind == "line" and key in LINES:
        return key
    return f"{key} row in column {column}" if kind == "cell" else f"{key} {kind}"


def questions(kind: str, key: str, column: str = "") -> tuple[str, ...]:
    """All ways to ask for one thing."""
    if kind == "line" and key in LINES:
        return ASK_LINE[key]
    return tuple(q.format(t=thing(kind, key, column)) for q in ASK[kind])


def every_name() -> list[str]:
    """All names `thing` can give."""
    names = [
        thing(k, c, column) for k in KINDS for c in COLOURS for column in (COLUMNS if k == "cell" else ("",))
    ]
    return [*names, *LINES, *(f"{e} bar" for e in EXTREMES)]
