"""Turns scenes into tensors: one shared overview, several trajectories, all labels."""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random

import numpy as np
import torch
from PIL import Image
from tokenizers import Tokenizer
from torch import Tensor

from training import dialect, geometry, labels, mix, settings
from training.dialogue import Piece, drill, practice, trajectory
from training.model.network import coordinate_values
from training.model.rope import image_positions
from training.regions import scale
from training.scenes.page import page
from training.scenes.thing import Scene, Thing

PAGE = (112, 196)
PAGES = 8  # per image of a batch that is not long


@dataclass
class Row:
    """One trajectory."""

    ids: list[int] = field(default_factory=list)
    weights: list[float] = field(default_factory=list)
    places: list[Tensor] = field(default_factory=list)
    next_place: int = 0
    crops: list[tuple[int, Tensor, Tensor]] = field(
        default_factory=list
    )  # first id, pixels, slots [3, tokens, 8], see slot_labels
    pointers: list[tuple[int, int]] = field(default_factory=list)  # query index, thing index
    readings: list[tuple[int, list[tuple[int, int]]]] = field(
        default_factory=list
    )  # query index, (id index of a crop token, column)
    copies: list[tuple[int, int]] = field(
        default_factory=list
    )  # query index, id index of the token to be repeated

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


def slot_labels(slots: Tensor, things: list[Thing]) -> Tensor:
    """Character classes of a crop's slots, and their positions in their texts from the beginning and from the
    end [3, tokens, 8]."""
    glyphs = [g for t in things for g in t.glyphs]
    kinds = (labels.classes(slots, glyphs), labels.ordinals(slots, things), labels.remaining(slots, things))
    return torch.stack([labels.by_token(kind) for kind in kinds])


def covered(offsets: list[tuple[int, int]], first: int, start: int, end: int) -> list[int]:
    """Indices of the tokens between two characters of a text whose first token has index `first`."""
    return [first + i for i, (a, b) in enumerate(offsets) if a < end and b > start]


class Packer:
    """Holds the tokenizer and the ids it needs all the time."""

    def __init__(self, tokenizer: Tokenizer) -> None:
        self.tokenizer = tokenizer
        vocabulary = tokenizer.get_vocab()
        self.pad, self.start, self.end = (
            vocabulary[t] for t in (dialect.IMAGE_PAD, dialect.VISION_START, dialect.VISION_END)
        )
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
        glyphs = [g for t in scene.things for g in t.glyphs]
        seen: tuple[Tensor, int] | None = None
        marked: dict[str, list[int]] = {}
        for piece in pieces:
            if piece.crop is not None:
                size = geometry.crop_size(piece.crop, scene.image.size, settings.CROP_MIN, settings.CROP_MAX)
                image = geometry.crop(scene.image, piece.crop, settings.CROP_MIN, settings.CROP_MAX)
                row.text([self.start], 0.0)
                slots = labels.covering(piece.crop, size, glyphs)
                seen = (slots, len(row.ids))
                row.crops.append((len(row.ids), pixels(image), slot_labels(slots, scene.things)))
                row.image(size[0] // 28, size[1] // 28, self.pad)
                row.text([self.end], 0.0)
                continue
            at = len(row.ids)
            encoded = self.tokenizer.encode(piece.text, add_special_tokens=False)
            ids = encoded.ids
            row.text(ids, piece.weight)
            marked |= {label: covered(encoded.offsets, at, a, b) for a, b, label in piece.marks}
            for a, b, label in piece.copies if piece.weight else ():
                # Position i predicts token i + 1.
                row.copies += [
                    (q - 1, source)
                    for q, source in zip(covered(encoded.offsets, at, a, b), marked.get(label, []))
                ]
            if piece.role == "request" and piece.thing is not None:
                # Position i predicts token i + 1; the four coordinates follow the opening token.
                row.pointers += [(at + i, scene.things.index(piece.thing)) for i in range(4)]
            if piece.role == "value" and piece.thing is not None and seen is not None:
                first = glyphs.index(piece.thing.glyphs[0])
                for i in range(len(ids) if len(ids) == len(piece.thing.glyphs) else 0):
                    places = labels.places(seen[0], first + i)
                    if places:
                        row.readings.append(
                            (at + i - 1, [(seen[1] + token, column) for token, column in places])
                        )
        return row

    def scene(self, rng: Random, scene: Scene, wanted: int, kind: str = "short") -> dict:
        """One image with `wanted` trajectories: of one look each and now and then one without (`short`), of
        several looks each (`long`), or calculations that use nothing of the image (`bare`)."""
        small = geometry.overview(scene.image, settings.OVERVIEW_MIN, settings.OVERVIEW_MAX)
        resized = small.size
        owner = labels.owners(scene, resized)
        prefix = self.prefix(resized[1] // 28, resized[0] // 28)
        if kind == "bare":
            texts = [(practice, practice, drill)[i % 3](rng) for i in range(wanted)]
        else:
            pairs = (
                [mix.several(rng, scene) for _ in range(wanted)]
                if kind == "long"
                else mix.single(rng, scene, wanted)
            )
            texts = [trajectory(rng, scene, query, resized, form) for query, form in pairs]
        rows = [self.row(pieces, scene, prefix.next_place) for pieces in texts]
        edges = torch.tensor([scale(t.region, scene.image.size, resized) for t in scene.things]) / 100
        keys = torch.tensor([labels.KEYS.index(t.key) + 1 for t in scene.things] + [0])
        return {
            "overview": pixels(small),
            "prefix": prefix,
            "rows": rows,
            "owner": owner.view(-1),
            "edges": edges,
            "keys": keys[owner.view(-1)],
            "pages": [] if kind == "long" else [self.page(rng) for _ in range(PAGES)],
        }

    def page(self, rng: Random) -> tuple[Tensor, Tensor]:
        """A resized page of characters and its slot labels."""
        w = rng.randrange(98, 250)  # small ones are enlarged, like crops of small print
        h = round(w * PAGE[0] / PAGE[1] * rng.uniform(0.95, 1.05))
        image, texts = page(rng, w, h)
        things = [Thing(kind="page", key="", region=(0, 0, w, h), text="", glyphs=glyphs) for glyphs in texts]
        small = image.resize((PAGE[1], PAGE[0]), Image.Resampling.LANCZOS)
        slots = labels.covering((0, 0, w - 1, h - 1), PAGE, [g for glyphs in texts for g in glyphs])
        return pixels(small), slot_labels(slots, things)
