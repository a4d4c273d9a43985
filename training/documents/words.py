"""What stands on documents: names and values. Held-out ones are made of other syllables, shops and items."""

from __future__ import annotations

from random import Random

ONSETS = (
    "b",
    "br",
    "c",
    "ch",
    "d",
    "f",
    "g",
    "gr",
    "h",
    "j",
    "k",
    "l",
    "m",
    "n",
    "p",
    "pl",
    "r",
    "s",
    "st",
    "t",
)
HELD_ONSETS = (
    "bl",
    "cl",
    "cr",
    "dr",
    "fl",
    "fr",
    "gl",
    "kn",
    "pr",
    "qu",
    "sh",
    "sk",
    "sl",
    "sn",
    "sp",
    "v",
    "w",
    "y",
)
VOWELS = ("a", "e", "i", "o", "u", "ai", "ee", "oo", "ou")
ENDS = ("", "", "n", "r", "l", "s", "t", "m", "ck", "nd", "ng")
ITEMS = (
    "apple",
    "bread",
    "butter",
    "candle",
    "cheese",
    "coffee",
    "cable",
    "battery",
    "notebook",
    "pencil",
    "rice",
    "sugar",
    "soap",
    "towel",
    "water",
    "juice",
    "chicken",
    "noodles",
    "tea",
    "milk",
    "hammer",
    "paint",
    "screw",
    "lamp",
    "shirt",
    "shoes",
    "bag",
    "cup",
    "plate",
    "chair",
    "salad",
    "soup",
    "burger",
    "pizza",
    "toast",
    "egg",
)
HELD_ITEMS = (
    "honey",
    "pepper",
    "onion",
    "garlic",
    "mango",
    "lemon",
    "brush",
    "ladder",
    "drill",
    "glove",
    "jacket",
    "scarf",
    "mirror",
    "carpet",
    "biscuit",
    "yogurt",
    "sausage",
    "muffin",
    "pasta",
    "curry",
)
ADJECTIVES = (
    "big",
    "small",
    "red",
    "blue",
    "fresh",
    "hot",
    "iced",
    "mini",
    "white",
    "green",
    "fried",
    "plain",
)
STREETS = ("Street", "Road", "Avenue", "Lane", "Jalan", "Way", "Drive", "Square")
KINDS = (
    "Ltd",
    "Sdn Bhd",
    "Trading",
    "Store",
    "Market",
    "Inc.",
    "GmbH",
    "& Sons",
    "Cafe",
    "Hardware",
    "Enterprise",
)
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
CURRENCIES = ("", "", "", "$", "RM", "RM ", "€", "£", "USD ")


class Words:
    """Draws names and values; `held` ones are never trained on."""

    def __init__(self, rng: Random, held: bool) -> None:
        self.rng = rng
        self.held = held
        self.currency = rng.choice(CURRENCIES)
        self.dates = rng.randrange(6)
        self.loud = rng.random() < 0.5

    def made_up(self) -> str:
        """A word that means nothing."""
        rng = self.rng
        onsets = HELD_ONSETS if self.held else ONSETS
        parts = (
            rng.choice(onsets) + rng.choice(VOWELS) + rng.choice(ENDS)
            for _ in range(rng.choice((1, 2, 2, 3)))
        )
        return "".join(parts)

    def name(self) -> str:
        """A proper name."""
        return self.made_up().capitalize()

    def item(self) -> str:
        """Something that is sold."""
        rng = self.rng
        word = rng.choice(HELD_ITEMS if self.held else ITEMS) if rng.random() < 0.6 else self.made_up()
        more = rng.random()
        if more < 0.35:
            word = f"{rng.choice(ADJECTIVES)} {word}"
        elif more < 0.5:
            word = f"{word} {rng.choice((rng.randrange(2, 900), self.made_up()))}"
        return word

    def amount(self, most: float = 400.0) -> str:
        """Money, without a currency."""
        value = self.rng.uniform(0.05, 1) ** 2 * most
        return f"{value:,.2f}" if value >= 1000 else f"{value:.2f}"

    def money(self, most: float = 400.0) -> str:
        """Money as this document writes it."""
        return self.currency + self.amount(most)

    def date(self) -> str:
        """A date as this document writes it."""
        d = self.rng.randrange(1, 29)
        m = self.rng.randrange(12)
        y = self.rng.randrange(2008, 2027)
        forms = (
            f"{d:02}/{m + 1:02}/{y}",
            f"{d:02}-{m + 1:02}-{y}",
            f"{y}-{m + 1:02}-{d:02}",
            f"{d} {MONTHS[m]} {y}",
            f"{MONTHS[m]} {d}, {y}",
            f"{d:02}.{m + 1:02}.{y % 100:02}",
        )
        return forms[self.dates]

    def time(self) -> str:
        """A time of day."""
        h = self.rng.randrange(24)
        m = self.rng.randrange(60)
        return self.rng.choice(
            (f"{h:02}:{m:02}", f"{h:02}:{m:02}:{self.rng.randrange(60):02}", f"{h % 12 + 1}:{m:02} PM")
        )

    def phone(self) -> str:
        """A telephone number."""
        r = self.rng.randrange
        return self.rng.choice(
            (f"0{r(10)}-{r(1000, 9999)} {r(1000, 9999)}", f"+{r(10, 99)} {r(100, 999)} {r(10000, 99999)}")
        )

    def company(self) -> str:
        """The name of a business."""
        rng = self.rng
        name = " ".join(self.name() for _ in range(rng.choice((1, 1, 2)))) + " " + rng.choice(KINDS)
        return name.upper() if rng.random() < 0.5 else name

    def street(self) -> str:
        """The first line of an address."""
        rng = self.rng
        number = f"{rng.choice(('No. ', '', ''))}{rng.randrange(1, 300)}"
        return f"{number} {self.name()} {rng.choice(STREETS)}"

    def town(self) -> str:
        """The second line of an address."""
        return f"{self.rng.randrange(10000, 99999)} {self.name()}"

    def code(self) -> str:
        """A number of a document."""
        rng = self.rng
        letters = "".join(rng.choice("ABCDEFGHJKLMNPRSTUVWXYZ") for _ in range(rng.randrange(0, 4)))
        return (
            letters
            + rng.choice(("", "-")) * bool(letters)
            + str(rng.randrange(100, 10 ** rng.randrange(4, 9)))
        )

    def cased(self, text: str) -> str:
        """A text as it may be printed."""
        return self.rng.choice((text.upper(), text.capitalize(), text.title(), text.capitalize()))

    def shouted(self, text: str) -> str:
        """A line of a letterhead, which many documents print in capitals throughout."""
        return text.upper() if self.loud else text
