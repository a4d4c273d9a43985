"""Lines of text written onto a view's grid of visual tokens: numbers for each cell of 28x28 pixels, which the
model's own encoder goes on from. Layout of a cell, in this order:

- SLOTS x 6: characters whose middle lies in it: class (0 none, 1 one outside ALPHABET), probability, place in
  its segment from the beginning and from the end, place in its word from the beginning and from the end
- 4: how much of it is text, read or not (0 to 1); height of its tallest line in cells; characters that found
  no slot, in sixths; mean probability of those that did
- 48: mean colours of its 4x4 squares of 7x7 pixels, -1 to 1
- HASHED: which words stand in it, as a sum of the signs of their letters, each where it stands in the word: a
  name can be found as a whole, and where a letter of it has been misread. A code of letters and places can be
  worked out from a spelled name, too, and for words never seen before; one of longer parts would have to be
  learned by heart
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from training.eyes.recognise import Character, Line

CELL = 28
SLOTS = 6
PER_SLOT = 6
SQUARES = 4
HASHED = 64
STATE = SLOTS * PER_SLOT
COLOUR = STATE + 4
HASH = COLOUR + 3 * SQUARES**2
WIDTH = HASH + HASHED
# Places in a segment are counted up to here.
MOST = 31

ALPHABET = "".join(chr(c) for c in range(33, 127)) + "£€¥°"
SPACE = len(ALPHABET) + 2
CLASSES = len(ALPHABET) + 3
# A wider gap between two characters begins another segment, in heights of the line.
GAP = 1.5
# So many letters of a word count.
LETTERS_CODED = 8
LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789"
_CLASS = {c: i + 2 for i, c in enumerate(ALPHABET)} | {" ": SPACE}
_LETTER = {c: i + 1 for i, c in enumerate(LETTERS)}


def plain(text: str) -> str:
    """A character as the alphabet writes it: full-width forms are narrow ones."""
    code = ord(text)
    if 0xFF01 <= code <= 0xFF5E:
        return chr(code - 0xFEE0)
    return {"。": ".", "、": ",", "￥": "¥", "　": " "}.get(text, text)


def class_of(text: str) -> int:
    """Class of a character, 1 for one outside the alphabet."""
    return _CLASS.get(plain(text), 1)


def _mixed(code: int) -> int:
    """32 bits that look random."""
    x = code * 2654435761 & 0xFFFFFFFF
    x = (x ^ x >> 16) * 2246822519 & 0xFFFFFFFF
    return x ^ x >> 13


def _signs(letter: int, place: int) -> np.ndarray:
    """Signs of one letter (from 1) at one place of a word [HASHED]."""
    code = letter * LETTERS_CODED + place
    bits = [_mixed(2 * code + half) >> i & 1 for half in (0, 1) for i in range(32)]
    return np.array(bits, np.float32) * 2 - 1


_SIGNS = {(n, i): _signs(n, i) for n in _LETTER.values() for i in range(LETTERS_CODED)}


@lru_cache(100_000)
def word_hash(word: str) -> np.ndarray:
    """Sum of the signs of a word's first letters and digits, scaled to about length 2 [HASHED]; zeros for one
    without any."""
    letters = [_LETTER[c] for c in word.lower() if c in _LETTER][:LETTERS_CODED]
    made = np.sum([_SIGNS[n, i] for i, n in enumerate(letters)], axis=0, dtype=np.float32)
    return made * np.float32(0.25 / len(letters) ** 0.5) if letters else np.zeros(HASHED, np.float32)


@dataclass(frozen=True)
class Slot:
    """A character with where it stands in its segment and word, counted from both ends. `source`: its line
    and its place in that."""

    kind: int
    probability: float
    places: tuple[int, int, int, int]
    source: tuple[int, int]
    x: float
    y: float


def segments(line: Line) -> list[list[Character]]:
    """Characters of a line between wide gaps."""
    made: list[list[Character]] = []
    for c in line.characters:
        last = made[-1][-1].at if made else None
        apart = last is None or (
            (c.at[0] - last[0]) ** 2 + (c.at[1] - last[1]) ** 2 > (GAP * line.box.height) ** 2
        )
        if apart:
            made.append([])
        made[-1].append(c)
    return made


def words(segment: list[Character]) -> list[list[Character]]:
    """Characters of a segment between spaces; a space is a word of its own."""
    made: list[list[Character]] = []
    fresh = True
    for c in segment:
        space = plain(c.text) == " "
        if space or fresh:
            made.append([])
        made[-1].append(c)
        fresh = space
    return made


# Where a character was written: number of its cell and slot, by its line and its place in that.
Places = dict[tuple[int, int], tuple[int, int]]


def write(lines: list[Line], text: np.ndarray, colours: np.ndarray) -> tuple[np.ndarray, Places]:
    """Cells of a view [rows * columns, WIDTH], from its lines, how much text each cell holds [rows, columns]
    and the colours of its squares, -1 to 1 [rows * 4, columns * 4, 3]; and where each character went."""
    rows, columns = text.shape
    made = np.zeros((rows, columns, WIDTH), np.float32)
    made[..., STATE] = text
    squares = colours.reshape(rows, SQUARES, columns, SQUARES, 3).transpose(0, 2, 1, 3, 4)
    made[..., COLOUR:HASH] = squares.reshape(rows, columns, -1)
    held: dict[tuple[int, int], list[Slot]] = {}
    for number, line in enumerate(lines):
        index = 0
        for segment in segments(line):
            at = 0
            for word in words(segment):
                _hash(made, word)
                for i, c in enumerate(word):
                    places = (at, len(segment) - 1 - at, i, len(word) - 1 - i)
                    cell = cell_of(c.at, rows, columns)
                    slot = Slot(
                        kind=class_of(c.text),
                        probability=c.probability,
                        places=places,
                        source=(number, index),
                        x=c.at[0],
                        y=c.at[1],
                    )
                    held.setdefault(cell, []).append(slot)
                    made[cell][STATE + 1] = max(made[cell][STATE + 1], line.box.height / CELL)
                    at += 1
                    index += 1
    written: Places = {}
    for cell, slots in held.items():
        kept = chosen(slots)
        _fill(made[cell], kept, len(slots) - len(kept))
        written |= {s.source: (cell[0] * columns + cell[1], i) for i, s in enumerate(kept)}
    return made.reshape(rows * columns, WIDTH), written


def cell_of(at: tuple[float, float], rows: int, columns: int) -> tuple[int, int]:
    """Row and column of the cell a point lies in."""
    row = int(at[1] // CELL)
    column = int(at[0] // CELL)
    return max(0, min(rows - 1, row)), max(0, min(columns - 1, column))


def _hash(made: np.ndarray, word: list[Character]) -> None:
    """Add a word to every cell it stands in."""
    rows, columns = made.shape[:2]
    sure = sum(c.probability for c in word) / len(word)
    vector = word_hash("".join(plain(c.text) for c in word)) * np.float32(sure)
    for cell in dict.fromkeys(cell_of(c.at, rows, columns) for c in word):
        made[cell][HASH:] += vector


def chosen(slots: list[Slot]) -> list[Slot]:
    """Those that find a slot, in reading order: of each line from its left as many as are due to it."""
    lines: dict[int, list[Slot]] = {}
    for slot in slots:
        lines.setdefault(slot.source[0], []).append(slot)
    due = max(1, SLOTS // len(lines))
    ordered = sorted(lines.values(), key=lambda line: min(s.y for s in line))
    kept = [s for line in ordered for s in sorted(line, key=lambda s: s.x)[:due]]
    return kept[:SLOTS]


def _fill(cell: np.ndarray, kept: list[Slot], left_out: int) -> None:
    """Write the characters of one cell."""
    for i, s in enumerate(kept):
        places = [min(MOST, p) for p in s.places]
        cell[i * PER_SLOT : (i + 1) * PER_SLOT] = (s.kind, s.probability, *places)
    cell[STATE + 2] = left_out / SLOTS
    cell[STATE + 3] = sum(s.probability for s in kept) / len(kept)
