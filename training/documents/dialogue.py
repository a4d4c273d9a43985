"""One question about a page as a dialogue: what is asked, where is looked, what is read, what is answered."""

from __future__ import annotations

from random import Random

from training import geometry
from training.documents import asking
from training.documents.page import Fact, around, region_of
from training.documents.views import (
    Look,
    Scene,
    box_by_cell,
    box_of,
    cells_of,
    legible,
    regions_of,
    seen_height,
)
from training.documents.writer import CHOICE_WEIGHT, Labelled, Writer
from training.packing import Packer
from training.regions import clamped, quantised, scale

# Shares of looks at another fact, and of boxes as a person draws them.
WRONG = 0.1
LOOSE = 0.2
# The print must be this high in a view before a look is spent on reading it: pixels.
LEGIBLE = 6.0


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
    box = around([boxes[cell] for cell in own])
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
