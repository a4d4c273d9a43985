"""One question about a page as a row of tokens: what is asked, where is looked, what is read, what is
answered, with every label the training needs."""

from __future__ import annotations

import re
from dataclasses import dataclass
from random import Random

import numpy as np
import torch

from training import dialect, geometry, settings
from training.documents import asking, noise
from training.documents.page import CROP_MAX, Area, Fact, Page, region_of
from training.eyes import cells
from training.packing import Packer, Row
from training.regions import clamped, quantised, scale
from training.tokens.build import spelled

VALUE_WEIGHT = 3.0
# Shares of looks at another fact, and of boxes as a person draws them.
WRONG = 0.1
LOOSE = 0.2
CHOICE_WEIGHT = 2.0
# The print must be this high in a view before a look is spent on reading it: pixels.
LEGIBLE = 6.0


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


@dataclass(frozen=True)
class Scene:
    """A page and its overview as it was seen."""

    page: Page
    resized: tuple[int, int]
    seen: noise.Seen
    written: np.ndarray
    places: cells.Places

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns of the overview."""
        return self.resized[1] // 28, self.resized[0] // 28


def scene_of(rng: Random, page: Page, shape: tuple[int, int]) -> Scene:
    """A page with its overview of `shape` (columns, rows)."""
    seen = noise.see(rng, page, (0, 0, page.width, page.height), (shape[1], shape[0]))
    written, places = cells.write(seen.lines, seen.text, seen.colours)
    return Scene(page=page, resized=(shape[0] * 28, shape[1] * 28), seen=seen, written=written, places=places)


def under(area: Area, shape: tuple[int, int]) -> list[int]:
    """Cells an area of view pixels lies on."""
    rows, columns = shape
    side = cells.CELL
    across = range(max(0, int(area[0] // side)), min(columns, int((area[2] - 0.01) // side) + 1))
    down = range(
        max(0, int((area[1] + 0.2 * (area[3] - area[1])) // side)),
        min(rows, int((area[3] - 0.2 * (area[3] - area[1])) // side) + 1),
    )
    return [r * columns + c for r in down for c in across]


def box_of(scene: Scene, area: Area, height: float) -> geometry.Box:
    """The box asked for to see an area: some air around it, whole steps."""
    air = 0.7 * height
    wide = (area[0] - 1.5 * air, area[1] - air, area[2] + 1.5 * air, area[3] + air)
    return quantised(scale(wide, (scene.page.width, scene.page.height), scene.resized), scene.resized)


@dataclass
class Look:
    """A crop in a row: what was seen in it and where its tokens are."""

    crop: geometry.Box
    seen: noise.Seen
    places: cells.Places
    shape: tuple[int, int]
    first: int

    def mapped(self, area: Area) -> Area:
        """Page pixels to pixels of this view."""
        left, top, right, bottom = self.crop
        sx = self.shape[1] * 28 / (right + 1 - left)
        sy = self.shape[0] * 28 / (bottom + 1 - top)
        return ((area[0] - left) * sx, (area[1] - top) * sy, (area[2] - left) * sx, (area[3] - top) * sy)


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


def legible(look: Look, page: Page, fact: Fact) -> list[tuple[str, int, int]] | None:
    """The value's characters as a crop shows them, lines joined by a blank that stands in no cell; None where
    one is missing."""
    made: list[tuple[str, int, int]] = []
    for line in fact.lines:
        found = shown(look, page.texts.index(line), line.text)
        if not found:
            return None
        made += [(" ", -1, -1), *found] if made else found
    return made


def shown(look: Look, number: int, text: str) -> list[tuple[str, int, int]] | None:
    """Characters of the page's text with this number as a crop shows them, each with its cell and slot; None
    where one is missing."""
    at = {
        source[1]: (i, j)
        for i, sources in enumerate(look.seen.sources)
        for j, source in enumerate(sources)
        if source[0] == number
    }
    made = []
    for k, c in enumerate(text):
        place = at.get(k)
        if place is None and c == " ":  # it may be lost; what is left is read
            continue
        if place is None or place not in look.places:
            return None
        seen = cells.plain(look.seen.lines[place[0]].characters[place[1]].text)
        if cells.class_of(seen) == 1:
            return None
        made.append((seen, *look.places[place]))
    return made


def cells_of(scene: Scene, fact: Fact, within: Look | None) -> list[int]:
    """Cells of the overview (or of a crop, counted from the row's first id) a fact's region lies on."""
    page = scene.page
    area = region_of(page, fact)
    if within is None:
        return under(scale(area, (page.width, page.height), scene.resized), scene.shape)
    return [within.first + i for i in under(within.mapped(area), within.shape)]


def united(boxes: list[geometry.Box]) -> geometry.Box:
    """The smallest box around all."""
    return (
        min(b[0] for b in boxes),
        min(b[1] for b in boxes),
        max(b[2] for b in boxes),
        max(b[3] for b in boxes),
    )


def box_by_cell(scene: Scene, within: Look | None = None) -> dict[int, geometry.Box]:
    """What to ask for where a cell is found: the region it belongs to, or all of them. Print is often so
    dense that a cell holds two lines, and one cell can point at one box only."""
    boxes: dict[int, list[geometry.Box]] = {}
    for fact in scene.page.facts:
        box = box_of(scene, region_of(scene.page, fact), fact.value.height)
        for cell in cells_of(scene, fact, within):
            boxes.setdefault(cell, []).append(box)
    return {cell: united(some) for cell, some in boxes.items()}


def regions_of(scene: Scene, within: Look | None = None) -> list[tuple[list[int], list[float]]]:
    """Each cell with its box, in hundreds of overview pixels."""
    return [([cell], [v / 100 for v in box]) for cell, box in box_by_cell(scene, within).items()]


def seen_height(fact: Fact, view: float, of: float) -> float:
    """Height of a value's print where `of` pixels of the page are shown as `view`."""
    return fact.value.height * view / of


def asked(rng: Random, writer: Writer, kind: str, name: str, held: bool) -> None:
    """The question and the first thought."""
    word, _, column = asking.name_of(kind, name).partition("|")
    writer.ask(asking.question(rng, kind, name, held), (word, column) if column else (word,))
    writer.say("<think>" + asking.LOOK, 1.0)
    writer.name(word)
    if column:
        writer.say(asking.IN_COLUMN, 1.0)
        writer.name(column)
    writer.say(".", 1.0)
    writer.row.kind = kind


def coarse(writer: Writer, part: str) -> Look | None:
    """A look at a part of the page."""
    text, (top, bottom) = asking.PLACES[part]
    writer.say(text, CHOICE_WEIGHT)
    w, h = writer.scene.resized
    return writer.look(quantised((0, top * h, w, bottom * h), writer.scene.resized), None, None)


def told(rng: Random, writer: Writer, fact: Fact, held: bool) -> Labelled | None:
    """A question that can be answered; None where the crop did not show it."""
    scene = writer.scene
    page = scene.page
    area = region_of(page, fact)
    asked(rng, writer, fact.kind, fact.name, held)
    within: Look | None = None
    if seen_height(fact, scene.resized[1], page.height) < LEGIBLE:
        within = coarse(writer, asking.place_of(area, page.height))
        if within is None:
            return None
        writer.row.regions += regions_of(scene, within)
        whole = within.mapped(area)
        if whole[1] < 0 or whole[3] > within.shape[0] * 28:
            return None
        writer.say(asking.CLOSER, CHOICE_WEIGHT)
        writer.name(asking.name_of(fact.kind, fact.name).partition("|")[0])
        writer.say(".", 1.0)
    fact, look = looked(rng, writer, fact, within)
    writer.row.answer = fact.text
    value = legible(look, page, fact) if look is not None else None
    if look is None or not value:
        return None
    writer.read(value, look)
    return writer.row


def looked(rng: Random, writer: Writer, fact: Fact, within: Look | None) -> tuple[Fact, Look | None]:
    """The look at a fact, and what is read there: now and then somebody else drew the box, around the fact or
    around another one, and the answer is what the crop says."""
    scene = writer.scene
    boxes = box_by_cell(scene, within)
    own = cells_of(scene, fact, within)
    if not own:
        return fact, None
    roll = rng.random()
    if roll < WRONG:
        others = [f for f in scene.page.facts if not {*own} & {*cells_of(scene, f, within)}]
        if others:
            fact = rng.choice(others)
            return fact, writer.given(box_of(scene, region_of(scene.page, fact), fact.value.height))
    box = united([boxes[cell] for cell in own])
    if roll < WRONG + LOOSE:
        return fact, writer.given(drawn_by_hand(rng, scene, fact, box))
    return fact, writer.look(box, region_of(scene.page, fact), within)


def drawn_by_hand(rng: Random, scene: Scene, fact: Fact, box: geometry.Box) -> geometry.Box:
    """About the same box, at any pixel, with the whole value in it."""
    value = scale(fact.area, (scene.page.width, scene.page.height), scene.resized)
    w = box[2] - box[0]
    h = box[3] - box[1]
    moved = (
        min(value[0] - 2, box[0] - rng.uniform(-0.3, 0.4) * w),
        min(value[1] - 2, box[1] - rng.uniform(-0.3, 0.5) * h),
        max(value[2] + 2, box[2] + rng.uniform(-0.3, 0.4) * w),
        max(value[3] + 2, box[3] + rng.uniform(-0.3, 0.5) * h),
    )
    return clamped(moved, scene.resized)


def denied(rng: Random, writer: Writer, held: bool) -> Labelled:
    """A question whose answer is not there."""
    page = writer.scene.page
    asked(rng, writer, *asking.absent(rng, page.facts), held)
    heights = [t.height * writer.scene.resized[1] / page.height for t in page.texts]
    if sorted(heights)[len(heights) // 2] < LEGIBLE:
        coarse(writer, rng.choice(("top", "bottom")))
    writer.deny()
    writer.row.answer = asking.ABSENT
    return writer.row


def rows_of(rng: Random, packer: Packer, scene: Scene, wanted: tuple[int, bool]) -> list[Labelled]:
    """Some questions about a page. `wanted`: how many, and whether their wording is held out."""
    count, held = wanted
    start = packer.prefix(*scene.shape).next_place
    made: list[Labelled] = []
    for _ in range(4 * count):
        if len(made) == count:
            break
        writer = Writer(rng, packer, scene, start)
        if rng.random() < 0.15 or not scene.page.facts:
            made.append(denied(rng, writer, held))
            continue
        kind = rng.choice(sorted({f.kind for f in scene.page.facts}))
        fact = rng.choice([f for f in scene.page.facts if f.kind == kind])
        row = told(rng, writer, fact, held)
        if row is not None:
            made.append(row)
    while len(made) < count:
        made.append(denied(rng, Writer(rng, packer, scene, start), held))
    return made
