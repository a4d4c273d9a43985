"""Questions in free wording and thoughts in plain words. The last wording of each kind is held out."""

from __future__ import annotations

from random import Random

from training.documents.page import Area, Fact

QUESTIONS = {
    "total": (
        "What is the total?",
        "How much is the total?",
        "What is the total amount?",
        "How much was paid in total?",
        "What does it come to?",
        "total amount?",
        "What is the total amount in the invoice shown in the picture?",
        "How much do I have to pay altogether?",
    ),
    "subtotal": (
        "What is the subtotal?",
        "How much is the subtotal?",
        "What is the amount before tax?",
        "How much is it without the tax?",
    ),
    "tax": ("How much is the tax?", "What is the tax?", "How much tax was paid?", "What tax is charged?"),
    "cash": (
        "How much cash was given?",
        "What was paid in cash?",
        "How much is the cash?",
        "How much cash was paid?",
    ),
    "change": (
        "How much is the change?",
        "What is the change?",
        "How much change was given?",
        "What change was there?",
    ),
    "date": (
        "What is the date?",
        "When was it issued?",
        "Which date is on it?",
        "What is the date in the invoice shown in the picture?",
        "On what date was this?",
    ),
    "due": ("When is the payment due?", "What is the due date?", "Until when must it be paid?"),
    "time": ("What is the time?", "At what time was it printed?", "What time is on it?"),
    "phone": ("What is the phone number?", "What is the telephone number?", "Which number can I call?"),
    "number": (
        "What is the invoice number?",
        "What is the receipt number?",
        "Which number does the document have?",
        "What is the number of the bill?",
    ),
    "cashier": (
        "Who was the cashier?",
        "Who served?",
        "What is the name of the cashier?",
        "Who was at the till?",
    ),
    "email": ("What is the email address?", "What is the email?", "To which email can I write?"),
    "company": (
        "What is the name of the company?",
        "Who issued it?",
        "Which shop is this?",
        "What is the company in the invoice shown in the picture?",
        "What is the shop called?",
    ),
    "address": (
        "What is the address?",
        "Where is the shop?",
        "What is the address in the invoice shown in the picture?",
        "In which street is it?",
    ),
    "price": (
        "How much is the {n}?",
        "What is the price of the {n}?",
        "What does the {n} cost?",
        "How much was the {n}?",
    ),
    "quantity": (
        "How many {n} were bought?",
        "What is the quantity of the {n}?",
        "How many of the {n} are there?",
    ),
    "field": (
        "What is the {n}?",
        "What does it say for {n}?",
        "What is written next to {n}?",
        "Read the {n}.",
        "What stands behind {n}?",
    ),
    "cell": (
        "What is the value of {n} in column {c}?",
        "What is {n} in {c}?",
        "In column {c}, what is the value of {n}?",
        "What does the table say for {n} under {c}?",
    ),
    "bar": (
        "What is the value of {n}?",
        "How high is {n}?",
        "What is the value of the bar {n}?",
        "Which value does {n} have?",
    ),
    "sign": (
        "What does the sign say?",
        "What is written here?",
        "Read the sign.",
        "Which text is on the sign?",
    ),
}
# What stands where, as the model says it, and the part of the page it then looks at first (top and bottom
# edge as shares of the height).
PLACES = {
    "top": (" It stands near the top. I look there.", (0.0, 0.4)),
    "middle": (" It stands in the middle. I look there.", (0.3, 0.7)),
    "bottom": (" It stands near the bottom. I look there.", (0.6, 1.0)),
}
LOOK = "I look for the"
IN_COLUMN = " in column"
CLOSER = "The print is too small here. I look closer at the"
READ = 'It says "'
READ_END = '".'
MISSING = " I do not find it on this page."
ABSENT = "not there"
# What the model calls what it looks for, where the question may say it otherwise.
NAMES = {
    "due": "due date",
    "phone": "phone number",
    "number": "document number",
    "company": "company name",
    "email": "email address",
}


def name_of(kind: str, name: str) -> str:
    """What the model says it looks for: of a cell the row and, behind a line, the column."""
    return NAMES.get(kind, name)


def question(rng: Random, kind: str, name: str, held: bool) -> str:
    """One wording."""
    forms = QUESTIONS[kind]
    form = forms[-1] if held else rng.choice(forms[:-1])
    row, _, column = name.partition("|")
    text = form.format(n=row, c=column)
    return text if rng.random() < 0.7 else text.lower() if rng.random() < 0.5 else text.rstrip("?.")


def place_of(area: Area, height: int) -> str:
    """In which part of the page something stands."""
    middle = (area[1] + area[3]) / 2 / height
    return "top" if middle < 0.36 else "bottom" if middle > 0.64 else "middle"


def absent(rng: Random, facts: list[Fact]) -> tuple[str, str]:
    """Kind and name of something the page does not say, and might."""
    there = {f.kind for f in facts}
    kinds = [
        k
        for k in QUESTIONS
        if k not in there and k not in ("price", "quantity", "field", "cell", "bar", "sign")
    ]
    kind = rng.choice(kinds)
    return kind, kind
