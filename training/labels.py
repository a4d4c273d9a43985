"""Dense labels that are used in training only: which region an overview token belongs to, which characters a crop token shows."""

from __future__ import annotations

import torch
from torch import Tensor

from training import geometry, sentences
from training.regions import Size, scale
from training.scenes.thing import Area, Scene, Thing
from training.settings import CHARACTERS

KEYS = (*sentences.COLOURS, *sentences.ITEMS, *sentences.LINES)
SLOTS = (2, 4)  # rows and columns of character slots in one 28x28 token


def owners(scene: Scene, resized: Size) -> Tensor:
    """Index of the region that covers most of each overview token, -1 where none does [rows, columns]."""
    rows, columns = resized[1] // 28, resized[0] // 28
    cover = torch.zeros(len(scene.things), rows, columns)
    r, c = torch.arange(rows) * 28.0, torch.arange(columns) * 28.0
    for i, thing in enumerate(scene.things):
        x1, y1, x2, y2 = scale(thing.region, scene.image.size, resized)
        high = (torch.minimum(r + 28, torch.tensor(y2)) - torch.maximum(r, torch.tensor(y1))).clamp(min=0)
        wide = (torch.minimum(c + 28, torch.tensor(x2)) - torch.maximum(c, torch.tensor(x1))).clamp(min=0)
        cover[i] = high[:, None] * wide[None]
    share, index = cover.max(0)
    owner = torch.where(share > 0.2 * 784, index, -1)
    for i in range(len(scene.things)):  # a thin region may win no token: it gets the one it covers best
        if not (owner == i).any():
            owner.view(-1)[cover[i].argmax()] = i
    return owner


def characters(box: geometry.Box, size: tuple[int, int], things: list[Thing]) -> Tensor:
    """Class of each character slot of a crop of (height, width): 0 is no character [tokens, slots]."""
    height, width = size
    slots = torch.zeros(height // 14, width // 7, dtype=torch.long)
    sx, sy = width / (box[2] + 1 - box[0]), height / (box[3] + 1 - box[1])
    for thing in things:
        for g in thing.glyphs:
            x, y = ((g.box[0] + g.box[2]) / 2 - box[0]) * sx, ((g.box[1] + g.box[3]) / 2 - box[1]) * sy
            if 0 <= x < width and 0 <= y < height and g.character in CHARACTERS:
                slots[int(y // 14), int(x // 7)] = CHARACTERS.index(g.character) + 1
    rows, columns = height // 28, width // 28
    return slots.view(rows, 2, columns, 4).permute(0, 2, 1, 3).reshape(rows * columns, 8)


def place_of(area: Area, box: geometry.Box, size: tuple[int, int]) -> tuple[int, int] | None:
    """Crop token that holds the centre of an area, and the quarter of its width."""
    height, width = size
    x = ((area[0] + area[2]) / 2 - box[0]) * width / (box[2] + 1 - box[0])
    y = ((area[1] + area[3]) / 2 - box[1]) * height / (box[3] + 1 - box[1])
    if not (0 <= x < width and 0 <= y < height):
        return None
    return int(y // 28) * (width // 28) + int(x // 28), int(x % 28 // 7)
