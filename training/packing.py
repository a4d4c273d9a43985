"""Turns scenes into tensors: one shared overview, several trajectories, all labels."""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random

import numpy as np
import torch
from PIL import Image
from tokenizers import Tokenizer
from torch import Tensor

from training import dialect, geometry, labels, settings
from training.dialogue import Piece, trajectory
from training.model.network import coordinate_values
from training.model.rope import image_positions
from training.regions import scale
from training.scenes.page import page
from training.scenes.thing import Scene, Thing

FORMS = ("gold",) * 11 + ("loose",) * 5 + ("again",) * 2 + ("wrong",) * 2

PAGE = (112, 196)


@dataclass
class Row:
    """One trajectory."""

    ids: list[int] = field(default_factory=list)
    weights: list[float] = field(default_factory=list)
    places: list[Tensor] = field(default_factory=list)
    next_place: int = 0
    crops: list[tuple[int, Tensor, Tensor]] = field(default_factory=list)  # first id, pixels, character slots
    pointers: list[tuple[int, int]] = field(default_factory=list)  # query index, thing index
    readings: list[tuple[int, int, int]] = field(default_factory=list)  # query index, id index of the crop token, column

    def text(self, ids: list[int], weight: float) -> None:
        """Append text tokens."""
        self.places.append((torch.arange(len(ids)) + self.next_place).expand(3, -1))
        self.next_place += len(ids)
        self.ids += ids
        self.weights += [weight] * len(ids)

    def image(self, rows: int, columns: int, pad: int) -> None:
        """Append the tokens of an image."""
        self.places.append(image_positions(self.next_place, rows, columns))
        self.next_place += max(rows, columns)
        self.ids += [pad] * (rows * columns)
        self.weights += [0.0] * (rows * columns)


def pixels(image: Image.Image) -> Tensor:
    """[3, H, W] bytes."""
    return torch.from_numpy(np.asarray(image).copy()).permute(2, 0, 1)


class Packer:
    """Holds the tokenizer and the ids it needs all the time."""

    def __init__(self, tokenizer: Tokenizer) -> None:
        self.tokenizer = tokenizer
        vocabulary = tokenizer.get_vocab()
        self.pad, self.start, self.end = (vocabulary[t] for t in (dialect.IMAGE_PAD, dialect.VISION_START, dialect.VISION_END))
        self.head = self.encode(dialect.HEAD)
        self.characters = torch.tensor([vocabulary[c] for c in settings.CHARACTERS])
        self.coordinates = coordinate_values(tokenizer)

    def encode(self, text: str) -> list[int]:
        """Ids of a text."""
        return self.tokenizer.encode(text, add_special_tokens=False).ids

    def prefix(self, rows: int, columns: int) -> Row:
        """Everything up to and including the overview."""
        row = Row()
        row.text([*self.head, self.start], 0.0)
        row.image(rows, columns, self.pad)
        row.text([self.end], 0.0)
        return row

    def row(self, pieces: list[Piece], scene: Scene, start: int) -> Row:
        """One trajectory after the overview."""
        row = Row(next_place=start)
        seen: tuple[geometry.Box, tuple[int, int], int] | None = None
        for piece in pieces:
            if piece.crop is not None:
                size = geometry.crop_size(piece.crop, scene.image.size, settings.CROP_MIN, settings.CROP_MAX)
                image = geometry.crop(scene.image, piece.crop, settings.CROP_MIN, settings.CROP_MAX)
                row.text([self.start], 0.0)
                seen = (piece.crop, size, len(row.ids))
                row.crops.append((len(row.ids), pixels(image), labels.characters(piece.crop, size, scene.things)))
                row.image(size[0] // 28, size[1] // 28, self.pad)
                row.text([self.end], 0.0)
                continue
            at, ids = len(row.ids), self.encode(piece.text)
            row.text(ids, piece.weight)
            if piece.role == "request" and piece.thing is not None:
                # Position i predicts token i + 1; the four coordinates follow the opening token.
                row.pointers += [(at + i, scene.things.index(piece.thing)) for i in range(4)]
            if piece.role == "value" and piece.thing is not None and seen is not None:
                for i, glyph in enumerate(piece.thing.glyphs):
                    place = labels.place_of(glyph.box, seen[0], seen[1])
                    if place is not None and len(ids) == len(piece.thing.glyphs):
                        row.readings.append((at + i - 1, seen[2] + place[0], place[1]))
        return row

    def scene(self, rng: Random, scene: Scene, queries: int) -> dict:
        """One image with `queries` trajectories; now and then one of them has no looks."""
        small = geometry.overview(scene.image, settings.OVERVIEW_MIN, settings.OVERVIEW_MAX)
        resized = small.size
        owner = labels.owners(scene, resized)
        prefix = self.prefix(resized[1] // 28, resized[0] // 28)
        chosen = [rng.choice(scene.things) for _ in range(queries)] if len(scene.things) < queries else rng.sample(scene.things, queries)
        forms = [rng.choice(FORMS) for _ in chosen]
        if rng.random() < 0.3:
            forms[-1] = "direct"
        rows = [
            self.row(trajectory(rng, scene, t, resized, form), scene, prefix.next_place) for t, form in zip(chosen, forms)
        ]
        edges = torch.tensor([scale(t.region, scene.image.size, resized) for t in scene.things]) / 100
        keys = torch.tensor([labels.KEYS.index(t.key) + 1 for t in scene.things] + [0])
        return {
            "overview": pixels(small), "prefix": prefix, "rows": rows, "owner": owner.view(-1), "edges": edges,
            "keys": keys[owner.view(-1)], "pages": [self.page(rng)],
        }

    def page(self, rng: Random) -> tuple[Tensor, Tensor]:
        """A resized page of characters and its slots."""
        w, h = rng.randrange(170, 260), rng.randrange(100, 150)
        image, glyphs = page(rng, w, h)
        whole = Thing("page", "", (0, 0, w, h), "", glyphs)
        small = image.resize((PAGE[1], PAGE[0]), Image.Resampling.LANCZOS)
        return pixels(small), labels.characters((0, 0, w - 1, h - 1), PAGE, [whole])
