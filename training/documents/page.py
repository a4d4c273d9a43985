"""A page of laid-out text: where every character stands, and what can be asked about it."""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random
from typing import TypeVar

from PIL import Image

# Pixels of a crop: twice r3-mini's, because documents are denser than its pictures.
CROP_MAX = 120 * 784
Area = tuple[float, float, float, float]
# Of a box in whole pixels, or in fractions of them.
Number = TypeVar("Number", int, float)
NARROW = {**dict.fromkeys("il.,:;!'|I1jtf()[]", 0.6), " ": 0.6}
WIDE = dict.fromkeys("mwMW@%", 1.4)
_RATIO = {**NARROW, **WIDE}


@dataclass(frozen=True)
class Text:
    """One run of printed text: left, top and height in pixels of the page, and the left edge of each
    character and the right one of the last."""

    text: str
    top: float
    height: float
    edges: tuple[float, ...]

    @property
    def area(self) -> Area:
        """The rectangle it fills."""
        return (self.edges[0], self.top, self.edges[-1], self.top + self.height)


@dataclass(frozen=True)
class Fact:
    """Something a page says. `kind` names the questions about it, `name` what they call it, `more` are
    further lines of a value that takes several."""

    kind: str
    name: str
    value: Text
    label: Text | None = None
    more: tuple[Text, ...] = ()

    @property
    def lines(self) -> tuple[Text, ...]:
        """The value's lines."""
        return (self.value, *self.more)

    @property
    def text(self) -> str:
        """The value as an answer gives it."""
        return " ".join(line.text for line in self.lines)

    @property
    def area(self) -> Area:
        """The rectangle the value fills."""
        return around([line.area for line in self.lines])


def around(areas: list[tuple[Number, Number, Number, Number]]) -> tuple[Number, Number, Number, Number]:
    """The smallest rectangle around all, of any unit."""
    return (
        min(a[0] for a in areas),
        min(a[1] for a in areas),
        max(a[2] for a in areas),
        max(a[3] for a in areas),
    )


def region_of(page: Page, fact: Fact) -> Area:
    """What one look at a fact shows: a label and everything that belongs to it, or, where each value stands
    in a column of its own, the value alone."""
    if fact.label is None or fact.kind == "cell":
        return fact.area
    return around([fact.label.area, *(f.area for f in page.facts if f.label is fact.label)])


@dataclass
class Page:
    """Everything on one page. `paints` are coloured areas under the text (colour from -1 to 1); a page that
    was drawn has its image instead."""

    width: int
    height: int
    layout: str
    texts: list[Text] = field(default_factory=list)
    facts: list[Fact] = field(default_factory=list)
    paints: list[tuple[Area, tuple[float, float, float]]] = field(default_factory=list)
    image: Image.Image | None = None


class Pen:
    """Writes on a page, in a typeface of its own width."""

    def __init__(self, page: Page, rng: Random, height: float) -> None:
        self.page = page
        self.height = height
        self.ratio = rng.uniform(0.45, 0.62)
        self.even = rng.random() < 0.3  # a typewriter's

    def width(self, text: str, size: float = 1.0) -> float:
        """How wide a text will be."""
        return sum(self._advance(c, size) for c in text)

    def _advance(self, c: str, size: float) -> float:
        return self.height * size * self.ratio * (1.0 if self.even else _RATIO.get(c, 1.0))

    def write(self, x: float, y: float, text: str, align: str = "left", size: float = 1.0) -> Text:
        """One run of text at x, which is its left edge, its middle or its right edge."""
        wide = self.width(text, size)
        x -= {"left": 0.0, "middle": wide / 2, "right": wide}[align]
        edges = [x]
        for c in text:
            edges.append(edges[-1] + self._advance(c, size))
        made = Text(text=text, top=y, height=self.height * size, edges=tuple(edges))
        self.page.texts.append(made)
        return made
