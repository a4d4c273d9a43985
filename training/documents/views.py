"""What is seen of a page, as an overview and in crops: on which cells a region lies, which characters stand
where, and which box is to be asked for."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

import numpy as np

from training import geometry
from training.documents import noise
from training.documents.page import Area, Fact, Page, around, region_of
from training.eyes import cells
from training.regions import quantised, scale


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


def seen_height(fact: Fact, view: float, of: float) -> float:
    """Height of a value's print where `of` pixels of the page are shown as `view`."""
    return fact.value.height * view / of


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


def box_by_cell(scene: Scene, within: Look | None = None) -> dict[int, geometry.Box]:
    """What to ask for where a cell is found: the region it belongs to, or all of them. Print is often so
    dense that a cell holds two lines, and one cell can point at one box only."""
    boxes: dict[int, list[geometry.Box]] = {}
    for fact in scene.page.facts:
        box = box_of(scene, region_of(scene.page, fact), fact.value.height)
        for cell in cells_of(scene, fact, within):
            boxes.setdefault(cell, []).append(box)
    return {cell: around(some) for cell, some in boxes.items()}


def regions_of(scene: Scene, within: Look | None = None) -> list[tuple[list[int], list[float]]]:
    """Each cell with its box, in hundreds of overview pixels."""
    return [([cell], [v / 100 for v in box]) for cell, box in box_by_cell(scene, within).items()]
