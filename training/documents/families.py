"""r3-mini's drawn families for the model that sees with the eyes for text: the same scenes, questions and
trajectories; what the eyes read of them is simulated, the colours are those of the drawn image."""

from __future__ import annotations

from random import Random

import torch

from training import geometry, mix, settings
from training.dialogue import Piece, drill, practice, trajectory
from training.documents import views
from training.documents.drawn import SIZE
from training.documents.page import Page, Text
from training.documents.views import Look
from training.documents.writer import VALUE_WEIGHT, Labelled, Writer, letter, words_of
from training.packing import Packer, covered
from training.regions import quantised, scale
from training.scenes import family
from training.scenes.thing import Print, Scene, Thing

# One look each, several looks each, calculations without a look.
KINDS = ("short",) * 12 + ("long",) * 6 + ("bare",) * 2
# A value is read with this weight, whatever r3-mini's own training gives it.
VALUE = "value"


def text_of(made: Print) -> Text:
    """A drawn run as pages have it: level, because scenes are hardly tilted."""
    boxes = [g.box for g in made.glyphs]
    height = made.size / SIZE
    middle = sum((b[1] + b[3]) / 2 for b in boxes) / len(boxes)
    return Text(
        text="".join(g.character for g in made.glyphs),
        top=middle - height / 2,
        height=height,
        edges=(*(b[0] for b in boxes), boxes[-1][2]),
    )


def page_of(scene: Scene) -> Page:
    """What is written on a scene."""
    width, height = scene.image.size
    prints = [p for p in scene.prints if p.glyphs]
    return Page(width, height, scene.family, texts=[text_of(p) for p in prints], image=scene.image)


class Transcript:
    """Writes the pieces of one trajectory of r3-mini as a row with the labels of documents."""

    def __init__(self, writer: Writer, scene: Scene) -> None:
        self.writer = writer
        self.row = writer.row
        self.scene = scene
        self.texts = {p.glyphs: i for i, p in enumerate(p for p in scene.prints if p.glyphs)}
        self.marked: dict[str, list[int]] = {}
        self.look: Look | None = None
        self.value: list[int] = []

    def written(self, pieces: list[Piece]) -> Labelled | None:
        """The row; None where a value could not be read in its crop."""
        for piece, following in zip(pieces, [*pieces[1:], Piece()]):
            if piece.crop is not None:
                self.look = self.writer.show(piece.crop)
            elif piece.role == VALUE and piece.thing is not None and self.look is not None:
                if not self.read(piece, piece.thing, self.look):
                    return None
            elif piece.text and not (following.crop is not None and piece.role == "plain"):
                self.say(piece)
        return self.row

    def say(self, piece: Piece) -> None:
        """Text; where it asks for a region, what is to be found."""
        packer = self.writer.packer
        at = len(self.row.ids)
        encoded = packer.tokenizer.encode(piece.text, add_special_tokens=False)
        self.row.text(encoded.ids, piece.weight)
        if piece.weight == 0 and at == 0:
            question = piece.text.split("\n")[0]
            self.row.words += words_of(question, encoded.offsets, at)
        for start, end, name in piece.marks:
            self.marked[name] = covered(encoded.offsets, at, start, end)
        for start, end, name in piece.copies if piece.weight else ():
            tokens = covered(encoded.offsets, at, start, end)
            self.row.copies += [(q - 1, source) for q, source in zip(tokens, self.marked.get(name, []))]
        if piece.role == "request" and piece.thing is not None:
            self.find(at, piece.thing)

    def find(self, at: int, thing: Thing) -> None:
        """Where the next region is to be found: a small label in the crop that shows it, else the
        overview."""
        scene = self.writer.scene
        if thing.kind == "label" and self.look is not None:
            look = self.look
            tokens = [look.first + i for i in views.under(look.mapped(thing.region), look.shape)]
            self.row.regions += [([t], edges(scene, thing)) for t in tokens]
        else:
            mapped = scale(thing.region, self.scene.image.size, scene.resized)
            tokens = [i - self.writer.overview for i in views.under(mapped, scene.shape)]
        if tokens:
            self.row.found += [(at + i, tokens) for i in range(4)]
            if thing.kind == "line":
                self.row.sought += [(at + i, thing.key) for i in range(4)]

    def read(self, piece: Piece, thing: Thing, look: Look) -> bool:
        """A value from the crop, or the same again as the answer."""
        packer = self.writer.packer
        at = len(self.row.ids)
        ids = [letter(packer, c) for c in thing.text]
        if piece.weight <= 1.0:
            self.row.text(ids, piece.weight)
            self.row.copies += [(at + i - 1, source) for i, source in enumerate(self.value)]
            return True
        shown = views.shown(look, self.texts[thing.glyphs], thing.text)
        if shown is None or "".join(c for c, _, _ in shown) != thing.text:
            return False
        self.row.text(ids, VALUE_WEIGHT)
        self.row.readings += [(at + i - 1, [(look.first + c, slot)]) for i, (_, c, slot) in enumerate(shown)]
        self.value = list(range(at, at + len(ids)))
        for start, end, name in piece.marks:
            self.marked[name] = self.value[start:end]
        return True


def edges(scene: views.Scene, thing: Thing) -> list[float]:
    """The box of a thing in hundreds of overview pixels, as it is asked for."""
    box = quantised(scale(thing.region, (scene.page.width, scene.page.height), scene.resized), scene.resized)
    return [v / 100 for v in box]


def regions_of(scene: views.Scene, things: list[Thing]) -> list[tuple[list[int], list[float]]]:
    """Cells of the overview that belong to one thing, with its box. Labels are found in crops."""
    size = (scene.page.width, scene.page.height)
    made: dict[int, list[Thing]] = {}
    for thing in things:
        for cell in (
            views.under(scale(thing.region, size, scene.resized), scene.shape)
            if thing.kind != "label"
            else ()
        ):
            made.setdefault(cell, []).append(thing)
    return [([cell], edges(scene, some[0])) for cell, some in made.items() if len(some) == 1]


def rows_of(
    rng: Random, packer: Packer, seen: views.Scene, scene: Scene, wanted: tuple[str, int]
) -> list[Labelled]:
    """Trajectories about one scene. `wanted`: their kind, and how many."""
    kind, count = wanted
    start = packer.prefix(*seen.shape).next_place
    rows: list[Labelled] = []
    for _ in range(6 * count):
        if len(rows) == count:
            break
        for pieces in trajectories(rng, scene, kind, seen.resized, count):
            writer = Writer(rng, packer, seen, start)
            row = Transcript(writer, scene).written(pieces)
            if row is not None and len(rows) < count:
                row.kind = scene.family
                rows.append(row)
    while len(rows) < count:
        row = Transcript(Writer(rng, packer, seen, start), scene).written(practice(rng))
        rows += [row] if row is not None else []
    return rows


def trajectories(
    rng: Random, scene: Scene, kind: str, resized: tuple[int, int], count: int
) -> list[list[Piece]]:
    """Some trajectories of a kind, as r3-mini's training mixes them."""
    if kind == "bare":
        return [drill(rng) if rng.random() < 0.5 else practice(rng) for _ in range(count)]
    pairs = (
        mix.single(rng, scene, count) if kind == "short" else [mix.several(rng, scene) for _ in range(count)]
    )
    return [trajectory(rng, scene, query, resized, form) for query, form in pairs]


def batch(packer: Packer, seed: str, size: tuple[int, int]) -> list[dict]:
    """`size`: scenes, and questions to a scene where one look answers; all scenes have one shape."""
    rng = Random(seed)
    kind = rng.choice(KINDS)
    lead = rng.choice(list(family.FAMILIES))
    shape = rng.choice(family.SIZES[lead])
    fitting = [f for f in family.FAMILIES if shape in family.SIZES[f]]
    count = {"short": size[1], "long": max(1, size[1] // 2), "bare": size[1]}[kind]
    return [
        one(rng, packer, family.make(rng.choice(fitting), 1, rng.randrange(2**30), 1, shape), (kind, count))
        for _ in range(size[0])
    ]


def one(rng: Random, packer: Packer, scene: Scene, wanted: tuple[str, int]) -> dict:
    """One scene with its trajectories."""
    page = page_of(scene)
    h, w = geometry.smart_resize(page.height, page.width, settings.OVERVIEW_MIN, settings.OVERVIEW_MAX)
    seen = views.scene_of(rng, page, (w // 28, h // 28))
    return {
        "overview": torch.from_numpy(seen.written),
        "shape": seen.shape,
        "prefix": packer.prefix(*seen.shape),
        "rows": rows_of(rng, packer, seen, scene, wanted),
        "regions": regions_of(seen, scene.things),
        "page": page,
    }
