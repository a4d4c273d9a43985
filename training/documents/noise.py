"""What the eyes for text see of a page at a size: lines with the errors they were measured to make
(`drawn.py` measures them on drawn pages)."""

from __future__ import annotations

import math
from dataclasses import dataclass
from random import Random

import numpy as np
from PIL import Image

from training.documents.page import Area, Page, Text
from training.eyes import cells
from training.eyes.detect import Rectangle
from training.eyes.recognise import Character, Line

CONFUSED = {
    "0": "O8D",
    "O": "0",
    "1": "lI7",
    "l": "1I",
    "I": "l1",
    "5": "S",
    "S": "5",
    "8": "B3",
    "B": "8",
    "6": "8",
    "2": "Z",
    ".": ",",
    ",": ".",
    "9": "8",
    "3": "8",
    "7": "1",
    "4": "1",
    "e": "c",
    "c": "e",
    "a": "o",
    "n": "r",
    "m": "n",
    "t": "f",
}
# Share of characters read right by the height of their print in the view (the line without what its box has
# grown), in pixels.
HEIGHTS = (3.0, 4.0, 5.0, 6.0, 7.0, 9.0, 12.0, 60.0)
RIGHT = (0.0, 0.3, 0.8, 0.96, 0.975, 0.988, 0.994, 0.996)
# The box of a line is so much taller than its print.
TALLER = 1.6
# A photo is worse than a drawn page: its print counts as so much smaller.
WORST = 0.75
SPACE_LOST = 0.12
LINE_LOST = 0.01
JOINED = 0.35
Source = tuple[int, int]


@dataclass(frozen=True)
class Seen:
    """Lines of a view, and which character of which text each of their characters is."""

    lines: list[Line]
    sources: list[list[Source]]
    text: np.ndarray  # share of each cell that is text [rows, columns]
    colours: np.ndarray  # [rows * 4, columns * 4, 3]


def right_at(height: float) -> float:
    """Share of characters read right."""
    return float(np.interp(height, HEIGHTS, RIGHT))


def see(rng: Random, page: Page, crop: Area, shape: tuple[int, int]) -> Seen:
    """A view of `crop` (page pixels) with `shape` rows and columns of cells."""
    rows, columns = shape
    sx = columns * cells.CELL / (crop[2] - crop[0])
    sy = rows * cells.CELL / (crop[3] - crop[1])
    parts = []
    for number, text in enumerate(page.texts):
        part = _inside(number, text, crop, (sx, sy))
        if part is not None:
            parts.append(part)
    lines = []
    sources = []
    clear = rng.uniform(WORST, 1.05)
    for part in _joined(rng, parts):
        line, source = _read(rng, page, part, clear)
        lines.append(line)
        sources.append(source)
    amount, colours = _painted(rng, page, (crop, (sx, sy)), (shape, [p.area for p in parts]))
    return Seen(lines=lines, sources=sources, text=amount, colours=colours)


@dataclass
class Part:
    """Characters of one line of a view: what and where in the view."""

    characters: list[Source]
    xs: list[float]
    top: float
    height: float
    left: float
    right: float

    @property
    def area(self) -> Area:
        """What it fills."""
        return (self.left, self.top, self.right, self.top + self.height)


def _inside(number: int, text: Text, crop: Area, scale: tuple[float, float]) -> Part | None:
    """The part of a text that lies in the crop."""
    sx, sy = scale
    middle = text.top + text.height / 2
    if not crop[1] + text.height * 0.15 < middle < crop[3] - text.height * 0.15:
        return None
    e = text.edges
    if e[0] >= crop[2] or e[-1] <= crop[0]:
        return None
    shown = [i for i in range(len(text.text)) if crop[0] <= (e[i] + e[i + 1]) / 2 <= crop[2]]
    if not shown:
        return None
    xs = [((e[i] + e[i + 1]) / 2 - crop[0]) * sx for i in shown]
    left = (e[shown[0]] - crop[0]) * sx
    right = (e[shown[-1] + 1] - crop[0]) * sx
    return Part(
        characters=[(number, i) for i in shown],
        xs=xs,
        top=(text.top - crop[1]) * sy,
        height=text.height * sy,
        left=left,
        right=right,
    )


def _joined(rng: Random, parts: list[Part]) -> list[Part]:
    """Neighbours on one line, now and then taken as one."""
    made: list[Part] = []
    for part in sorted(parts, key=lambda p: (round(p.top / max(1.0, p.height)), p.left)):
        last = made[-1] if made else None
        if (
            last is not None
            and abs(last.top - part.top) < 0.3 * part.height
            and 0 <= part.left - last.right < 2.0 * part.height
            and rng.random() < JOINED
        ):
            last.characters += [(-1, 0), *part.characters]
            last.xs += [(last.right + part.left) / 2, *part.xs]
            last.right = part.right
        else:
            made.append(part)
    return made


def _read(rng: Random, page: Page, part: Part, clear: float) -> tuple[Line, list[Source]]:
    """One line as it is read, and whose characters they are. `clear`: by how much its print counts as
    larger."""
    h = part.height
    tall = h * TALLER * rng.uniform(0.93, 1.08)
    middle = part.top + h / 2 + rng.gauss(0, 0.04 * h)
    left = part.left - (tall - h) / 2
    box = Rectangle(
        corner=(left, middle - tall / 2),
        along=(1.0, 0.0),
        width=part.right - part.left + tall - h,
        height=tall,
    )
    right = right_at(h * clear)
    if tall < 8.0 or right < 0.5 or rng.random() < LINE_LOST:
        return Line(box, ()), []
    characters = []
    sources = []
    for source, x in zip(part.characters, part.xs):
        text = " " if source[0] < 0 else page.texts[source[0]].text[source[1]]
        if text == " " and rng.random() < SPACE_LOST:
            continue
        sure = 1 - (1 - right) * rng.expovariate(1.5)
        if rng.random() > right and text != " ":
            sure *= rng.uniform(0.4, 0.95)
            roll = rng.random()
            if roll < 0.15:
                continue
            text = rng.choice(CONFUSED.get(text, "eaoi-.l1")) if roll < 0.9 else text
        at = (x + rng.gauss(0, 0.08 * h), middle)
        characters.append(Character(text, min(1.0, max(0.2, sure)), at))
        sources.append(source)
    return Line(box, tuple(characters)), sources


def _painted(
    rng: Random, page: Page, view: tuple[Area, tuple[float, float]], what: tuple[tuple[int, int], list[Area]]
) -> tuple[np.ndarray, np.ndarray]:
    """Share of text and colours of a view."""
    crop, (sx, sy) = view
    (rows, columns), areas = what
    fine = (rows * cells.SQUARES, columns * cells.SQUARES)
    paper = rng.uniform(0.55, 1.0)
    colours: np.ndarray = np.full((*fine, 3), paper, np.float32)
    amount: np.ndarray = np.zeros(fine, np.float32)
    side = cells.CELL / cells.SQUARES
    for area, colour in page.paints:
        shown = (
            (area[0] - crop[0]) * sx,
            (area[1] - crop[1]) * sy,
            (area[2] - crop[0]) * sx,
            (area[3] - crop[1]) * sy,
        )
        _fill(colours, shown, side, colour)
    ink = paper - rng.uniform(0.25, 0.6)
    for area in areas:
        _fill(colours, area, side, (ink,) * 3)
        _fill(amount[..., None], area, side, (rng.uniform(0.75, 0.95),))
    colours += np.float32(rng.gauss(0, 0.02))
    if page.image is not None:
        small = page.image.resize((fine[1], fine[0]), Image.Resampling.BOX, box=crop)
        colours = np.asarray(small, np.float32) / 127.5 - 1
    return amount.reshape(rows, 4, columns, 4).mean((1, 3)), colours


def _fill(image: np.ndarray, area: Area, side: float, colour: tuple[float, ...]) -> None:
    """Paint a rectangle of view pixels."""
    left = max(0, round(area[0] / side))
    top = max(0, round(area[1] / side))
    right = math.ceil(area[2] / side)
    bottom = math.ceil(area[3] / side)
    if right > left and bottom > top:
        image[top:bottom, left:right] = colour
