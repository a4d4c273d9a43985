"""Dense labels that are used in training only: which region an overview token belongs to, which characters a
crop token shows."""

from __future__ import annotations

import math

import torch
from torch import Tensor

from training import geometry, sentences
from training.regions import Size, scale
from training.scenes.thing import Glyph, Scene, Thing
from training.settings import CHARACTERS

KEYS = (*sentences.COLOURS, *sentences.LINES)
ORDINALS = 11  # classes of the position of a character in its text


def owners(scene: Scene, resized: Size) -> Tensor:
    """Index of the smallest region that covers a good part of each overview token, -1 where none does [rows,
    columns]."""
    rows = resized[1] // 28
    columns = resized[0] // 28
    cover = torch.zeros(len(scene.things), rows, columns)
    r = torch.arange(rows) * 28.0
    c = torch.arange(columns) * 28.0
    owner = torch.full((rows, columns), -1)
    best = torch.zeros(rows, columns)
    for i, thing in enumerate(scene.things):
        x1, y1, x2, y2 = scale(thing.region, scene.image.size, resized)
        high = (torch.minimum(r + 28, torch.tensor(y2)) - torch.maximum(r, torch.tensor(y1))).clamp(min=0)
        wide = (torch.minimum(c + 28, torch.tensor(x2)) - torch.maximum(c, torch.tensor(x1))).clamp(min=0)
        cover[i] = high[:, None] * wide[None] / 784
        # A label lies on its thing and is asked for by itself, so it wins where it covers enough.
        score = cover[i] + (2.0 if thing.kind == "label" else 0.0)
        wins = (cover[i] > (0.3 if thing.kind == "label" else 0.2)) & (score > best)
        owner[wins] = i
        best = torch.where(wins, score, best)
    for i in range(len(scene.things)):  # a thin region may win no token: it gets the one it covers best
        if not (owner == i).any():
            owner.view(-1)[cover[i].argmax()] = i
    return owner


def covering(box: geometry.Box, size: tuple[int, int], glyphs: list[Glyph]) -> Tensor:
    """Number of the glyph that covers each 14x7 slot of a crop of (height, width), -1 for none [H / 14, W /
    7].

    All slots under a glyph count, not only its middle: which of two neighbouring slots a middle falls into is
    decided by a fraction of a pixel, and a reader taught on such borders drops and repeats letters.
    """
    height, width = size
    slots = torch.full((height // 14, width // 7), -1, dtype=torch.long)
    sx = width / (box[2] + 1 - box[0])
    sy = height / (box[3] + 1 - box[1])
    middles = []
    for i, g in enumerate(glyphs):
        if g.character not in CHARACTERS:
            continue
        x1 = (g.box[0] - box[0]) * sx
        x2 = (g.box[2] - box[0]) * sx
        y1 = (g.box[1] - box[1]) * sy
        y2 = (g.box[3] - box[1]) * sy
        x = (x1 + x2) / 2
        y = (y1 + y2) / 2
        if not (0 <= x < width and 0 <= y < height):
            continue
        # A slot belongs to the glyph when its centre lies inside; rows only within the middle half of the
        # height.
        top = y - (y2 - y1) * 0.3
        bottom = y + (y2 - y1) * 0.3
        rows = slice(max(0, math.ceil(top / 14 - 0.5)), math.floor(bottom / 14 - 0.5) + 1)
        slots[rows, max(0, math.ceil(x1 / 7 - 0.5)) : math.floor(x2 / 7 - 0.5) + 1] = i
        middles.append((int(y // 14), int(x // 7), i))
    for row, column, i in middles:  # the middle is always the glyph's own, however narrow it is
        slots[row, column] = i
    return slots


def by_token(slots: Tensor) -> Tensor:
    """[H / 14, W / 7] -> [tokens, 8]: two rows of four slots in each 28x28 token."""
    rows = slots.shape[0] // 2
    columns = slots.shape[1] // 4
    return slots.view(rows, 2, columns, 4).permute(0, 2, 1, 3).reshape(rows * columns, 8)


def classes(slots: Tensor, glyphs: list[Glyph]) -> Tensor:
    """Glyph numbers -> character classes, 0 is no character."""
    table = torch.tensor([CHARACTERS.find(g.character) + 1 for g in glyphs] + [0])
    return table[slots]


def ordinals(slots: Tensor, things: list[Thing]) -> Tensor:
    """Glyph numbers -> position in its own text from 1, 0 is no character; the reader finds the next
    character by it."""
    table = torch.tensor([min(i + 1, ORDINALS - 1) for t in things for i in range(len(t.glyphs))] + [0])
    return table[slots]


def remaining(slots: Tensor, things: list[Thing]) -> Tensor:
    """The same counted from the end of the text: 1 is its last character. Without it the last one is read
    again and again."""
    table = torch.tensor([min(i, ORDINALS - 1) for t in things for i in range(len(t.glyphs), 0, -1)] + [0])
    return table[slots]


def places(slots: Tensor, glyph: int) -> list[tuple[int, int]]:
    """Tokens and columns where a glyph is read: every column it covers in the token column that holds its
    middle."""
    at = (slots == glyph).nonzero()
    if not len(at):
        return []
    wide = slots.shape[1] // 4
    tokens = [(int(r // 2) * wide + int(c // 4), int(c % 4), int(c // 4)) for r, c in at]
    middle = sorted(t[2] for t in tokens)[len(tokens) // 2]
    return sorted({(t, c) for t, c, column in tokens if column == middle})
