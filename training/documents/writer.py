"""Writes one question about a page as a row of tokens, with every label that the training needs."""

from __future__ import annotations

import re
from dataclasses import dataclass
from random import Random

import torch

from training import dialect, geometry, settings
from training.documents import asking, noise
from training.documents.page import CROP_MAX, Area
from training.documents.views import Look, Scene, under
from training.eyes import cells
from training.packing import Packer, Row
from training.regions import scale
from training.tokens.build import spelled

VALUE_WEIGHT = 3.0
CHOICE_WEIGHT = 2.0


@dataclass
class Labelled(Row):
    """A row with the labels of documents. Indices count from the row's first id; those of the overview are
    below 0: -n + i is its i-th token of n."""

    # query, tokens of which one is to be found
    found: list = None  # type: ignore[assignment]
    # tokens of crops and the region they belong to
    regions: list = None  # type: ignore[assignment]
    # last token of a word of the question, and the word
    words: list = None  # type: ignore[assignment]
    # query that asks for a region, and the name of what is asked for
    sought: list = None  # type: ignore[assignment]
    # first id, cells and shape of each crop
    views: list = None  # type: ignore[assignment]
    answer: str = ""
    boxes: list = None  # type: ignore[assignment]
    kind: str = ""

    def __post_init__(self) -> None:
        self.found = []
        self.regions = []
        self.words = []
        self.sought = []
        self.views = []
        self.boxes = []


class Writer:
    """Writes one row."""

    def __init__(self, rng: Random, packer: Packer, scene: Scene, start: int) -> None:
        self.rng = rng
        self.packer = packer
        self.scene = scene
        self.row = Labelled(next_place=start)
        self.overview = scene.shape[0] * scene.shape[1]
        self.named: dict[str, list[int]] = {}
        self.last = ""

    def say(self, text: str, weight: float = 1.0) -> int:
        """Text in words. Returns the index of its first token."""
        at = len(self.row.ids)
        self.row.text(self.packer.encode(text), weight)
        return at

    def ask(self, text: str, names: tuple[str, ...]) -> None:
        """The user's turn; remembers which tokens name what is asked for."""
        encoded = self.packer.tokenizer.encode(dialect.user_turn(text), add_special_tokens=False)
        here = len(self.row.ids)
        for name in names:
            match = re.search(rf"\b{re.escape(name)}", text, re.IGNORECASE)
            if match:
                at = match.start()
                self.named[name] = [
                    here + i for i, (a, b) in enumerate(encoded.offsets) if a < at + len(name) and b > at
                ]
        self.row.words += words_of(text, encoded.offsets, here)
        self.row.text(encoded.ids, 0.0)

    def name(self, name: str) -> None:
        """A name in a thought, repeated from the question where it stands there."""
        self.last = f"{self.last} {name}"
        encoded = self.packer.tokenizer.encode(" " + name, add_special_tokens=False)
        at = self.say(" " + name, CHOICE_WEIGHT)
        self.row.words += words_of(" " + name, encoded.offsets, at)
        ids = self.row.ids
        # From the end: a spelled name has its space as a token of its own here, and none of it there.
        for i, source in zip(range(len(ids) - 1, at - 1, -1), reversed(self.named.get(name, []))):
            if ids[i] == ids[source]:
                self.row.copies.append((i - 1, source))

    def look(self, box: geometry.Box, area: Area | None, within: Look | None) -> Look | None:
        """Ask for a box and get the crop; found in the overview, or in an earlier look. None: it is empty."""
        page = self.scene.page
        row = self.row
        size = (page.width, page.height)
        cut = geometry.to_original(box, self.scene.resized, size)
        if cut is None:
            return None
        at = self.say(dialect.request(box), 1.0)
        row.boxes.append(cut)
        if area is not None:
            if within is None:
                mapped = scale(area, size, self.scene.resized)
                tokens = [i - self.overview for i in under(mapped, self.scene.shape)]
            else:
                tokens = [within.first + i for i in under(within.mapped(area), within.shape)]
            if tokens:
                row.found += [(at + i, tokens) for i in range(4)]
                row.sought += [(at + i, self.last) for i in range(4)]
        self.last = ""
        return self.show(cut)

    def given(self, box: geometry.Box) -> Look | None:
        """A box that somebody else asked for, and its crop. None: it is empty."""
        size = (self.scene.page.width, self.scene.page.height)
        cut = geometry.to_original(box, self.scene.resized, size)
        if cut is None:
            return None
        self.say(dialect.request(box), 0.0)
        self.row.boxes.append(cut)
        return self.show(cut)

    def show(self, cut: geometry.Box) -> Look:
        """Append a crop."""
        page = self.scene.page
        row = self.row
        packer = self.packer
        h, w = geometry.crop_size(cut, (page.width, page.height), settings.CROP_MIN, CROP_MAX)
        shape = (h // 28, w // 28)
        seen = noise.see(self.rng, page, (cut[0], cut[1], cut[2] + 1, cut[3] + 1), shape)
        written, places = cells.write(seen.lines, seen.text, seen.colours)
        row.text([*packer.encode("\n"), packer.start], 0.0)
        look = Look(crop=cut, seen=seen, places=places, shape=shape, first=len(row.ids))
        row.views.append((len(row.ids), torch.from_numpy(written), shape))
        row.image(*shape, packer.pad)
        row.text([packer.end], 0.0)
        return look

    def read(self, value: list[tuple[str, int, int]], look: Look) -> str:
        """What the crop says, character by character."""
        row = self.row
        self.say(asking.READ, 1.0)
        text = "".join(c for c, _, _ in value)
        at = len(row.ids)
        row.text([letter(self.packer, c) for c in text], VALUE_WEIGHT)
        row.readings += [
            (at + i - 1, [(look.first + cell, slot)]) for i, (_, cell, slot) in enumerate(value) if cell >= 0
        ]
        end = self.say(asking.READ_END, VALUE_WEIGHT)
        self.say("</think>\n<answer>", 1.0)
        again = len(row.ids)
        row.text(row.ids[at:end], 1.0)
        row.copies += [(again + i - 1, at + i) for i in range(end - at)]
        self.say("</answer>" + dialect.END, 2.0)
        return text

    def deny(self) -> None:
        """It is not on the page."""
        self.say(asking.MISSING, CHOICE_WEIGHT)
        self.say(f"</think>\n<answer>{asking.ABSENT}</answer>{dialect.END}", 1.0)


def words_of(text: str, offsets: list[tuple[int, int]], first: int) -> list[tuple[int, str]]:
    """Words of a text, each with the index of its last token; `offsets` of tokens, the first of which has
    index `first`."""
    found = []
    for match in re.finditer(r"[^\W_]+", text):
        ends = [i for i, (a, b) in enumerate(offsets) if a < match.end() and b > match.start()]
        found.append((first + ends[-1], match.group()))
    return found


def letter(packer: Packer, c: str) -> int:
    """The token of a character of a value."""
    found = packer.tokenizer.token_to_id(spelled(c))
    if found is None:
        raise ValueError(f"The tokenizer has no token for {c!r}.")
    return int(found)
