"""Every sentence the model is asked or taught to say, with a little variation. The tokenizer learns its words from here."""

from __future__ import annotations

COLOURS = ("red", "orange", "yellow", "green", "blue", "purple", "pink", "gray")
ITEMS = (
    "Coffee", "Tea", "Bread", "Butter", "Milk", "Juice", "Soup", "Salad", "Pasta", "Pizza", "Cheese", "Apple", "Banana", "Lemon",
    "Water", "Rice", "Fish", "Cake", "Cookie", "Honey",
)
LINES = ("Total", "Date", "Table", "Tax")

ASK_COLOUR = {
    "sign": (
        "What does the {c} sign say?", "What is written on the {c} sign?", "Read the {c} sign.",
        "Which text is on the {c} sign?",
    ),
    "tile": (
        "What is the reading on the {c} tile?", "What does the {c} tile show?", "Read the {c} tile.",
        "Which value is on the {c} tile?",
    ),
    "bar": (
        "What is the value of the {c} bar?", "How high is the {c} bar?", "Read the {c} bar.",
        "Which value has the {c} bar?",
    ),
}
ASK_ITEM = (
    "How much is the {c}?", "What is the price of the {c}?", "What does the {c} cost?", "Which amount is on the {c} line?",
)
ASK_LINE = {
    "Total": ("What is the total?", "How much is the total?"),
    "Date": ("What is the date?", "Which date is on the receipt?"),
    "Table": ("What is the table number?", "Which table is it?"),
    "Tax": ("How much is the tax?", "What is the tax?"),
}
LOOK = ("I look for the {t}.", "I need the {t}.", "The {t} has the answer.", "I zoom in on the {t}.")
READ = ('It says "', 'I read "', 'The text is "')
READ_END = '".'
AGAIN = (
    "I do not see the text of the {t} here. I look again.",
    "The {t} is not all in this crop. I look again.",
    "That is not the whole {t}. I look again.",
)


def thing(kind: str, key: str) -> str:
    """How the model names what it looks for: "green sign", "Coffee line", "total"."""
    if kind == "line":
        return key.lower() if key in LINES else f"{key} line"
    return f"{key} {kind}"


def questions(kind: str, key: str) -> tuple[str, ...]:
    """All ways to ask for one thing."""
    if kind == "line":
        return ASK_LINE[key] if key in LINES else tuple(q.format(c=key) for q in ASK_ITEM)
    return tuple(q.format(c=key) for q in ASK_COLOUR[kind])
