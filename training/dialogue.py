"""One trajectory as pieces of text and crops, each marked with whether the model has to learn to write it."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from training import dialect, geometry, queries, regions, sentences
from training.queries import Query
from training.scenes.thing import Scene, Thing

CONCLUSION_WEIGHT = 3.0  # copied and calculated numbers
NEXT_WEIGHT = 2.5  # the few words that decide how a thought with several looks goes on
PRACTISED = (queries.SUM, queries.DIFFERENCE) + (queries.LARGER, queries.LARGEST) * 3
VALUE_WEIGHT = 4.0  # the few tokens that have to be read off the crop; the sentences around them are learned at once


@dataclass(frozen=True)
class Piece:
    """Text (or a crop box in original pixels). `role`: plain, request, value."""

    text: str = ""
    weight: float = 0.0
    role: str = "plain"
    crop: geometry.Box | None = None
    thing: Thing | None = None


def look(box: geometry.Box, thing: Thing | None, scene: Scene, resized: regions.Size) -> list[Piece]:
    """Request, newline and crop. With a thing the request is to be learned, without it was made by somebody else."""
    learned = thing is not None
    cut = geometry.to_original(box, resized, scene.image.size)
    return [
        Piece(dialect.request(box), 1.0 if learned else 0.0, "request", thing=thing),
        Piece("\n"),
        Piece(crop=cut),
    ]


def reading(thing: Thing) -> list[Piece]:
    """What the model writes after it has seen the text."""
    return [
        Piece(sentences.READ[0], 1.0),
        Piece(thing.text, VALUE_WEIGHT, "value", thing=thing),
        Piece(sentences.READ_END, 1.0),
    ]


def answered(answer: str, thing: Thing | None = None) -> list[Piece]:
    """End of the thought and the answer; with a thing the answer is what is written on it."""
    role = "plain" if thing is None else "value"
    return [Piece("</think>\n<answer>", 1.0), Piece(answer, 1.0, role, thing=thing), Piece("</answer>" + dialect.END, 1.0)]


def gold(thing: Thing, scene: Scene, resized: regions.Size) -> geometry.Box:
    """The box the model is taught to ask for."""
    return regions.quantised(regions.scale(thing.region, scene.image.size, resized), resized)


def opening(query: Query) -> list[Piece]:
    """The question and the first thought."""
    return [
        Piece(dialect.user_turn(query.question)),
        Piece("<think>", 1.0),
        Piece(sentences.LOOK[0].format(t=query.steps[0].name), 1.0),
    ]


def trajectory(rng: Random, scene: Scene, query: Query, resized: regions.Size, form: str) -> list[Piece]:
    """form: gold, loose (drawn by a person), wrong (another thing's box), again (a miss, then gold), direct (no look)."""
    if form == "direct":
        return [
            Piece(dialect.user_turn(query.question, looks=False)),
            Piece("<answer>", 1.0), Piece(query.answer, 0.3), Piece("</answer>" + dialect.END, 1.0),
        ]
    if query.kind == queries.CLOSER:
        return closer(scene, query, resized)
    if len(query.steps) > 1:
        return several(rng, scene, query, resized, form)
    step, original = query.steps[0], scene.image.size
    pieces, thing = opening(query), step.thing
    others = [t for t in scene.things if t is not thing]
    if form == "again":
        miss = regions.beside(rng, thing, scene.things, original, resized)
        if miss is not None and geometry.to_original(miss, resized, original) is not None:
            pieces += look(miss, None, scene, resized)
            pieces.append(Piece(sentences.AGAIN[0].format(t=step.name), 1.0))
    elif form == "wrong" and others:
        thing = rng.choice(others)
        return pieces + look(gold(thing, scene, resized), None, scene, resized) + reading(thing) + answered(thing.text, thing)
    elif form == "loose":
        box = regions.loose(rng, thing, original, resized)
        return pieces + look(box, None, scene, resized) + reading(thing) + answered(thing.text, thing)
    return pieces + look(gold(thing, scene, resized), thing, scene, resized) + reading(thing) + answered(thing.text, thing)


def closer(scene: Scene, query: Query, resized: regions.Size) -> list[Piece]:
    """A coarse look at the whole thing, then its small label."""
    coarse, fine = query.steps
    pieces = opening(query) + look(gold(coarse.thing, scene, resized), coarse.thing, scene, resized)
    pieces.append(Piece(sentences.CLOSER[0].format(t=fine.name), NEXT_WEIGHT))
    box = gold(fine.thing, scene, resized)
    return pieces + look(box, fine.thing, scene, resized) + reading(fine.thing) + answered(query.answer, fine.thing)


def several(rng: Random, scene: Scene, query: Query, resized: regions.Size, form: str) -> list[Piece]:
    """One look per thing, then the conclusion. In form loose one of the boxes was drawn by a person."""
    pieces, drawn = opening(query), rng.randrange(len(query.steps)) if form == "loose" else -1
    for i, step in enumerate(query.steps):
        if i:
            pieces.append(Piece(sentences.NEXT[0].format(t=step.name), NEXT_WEIGHT))
        box = regions.loose(rng, step.thing, scene.image.size, resized) if i == drawn else gold(step.thing, scene, resized)
        pieces += look(box, None if i == drawn else step.thing, scene, resized) + reading(step.thing)
    return pieces + [Piece(query.conclusion, CONCLUSION_WEIGHT)] + answered(query.answer)


def practice(rng: Random, repeats: int = 4) -> list[Piece]:
    """Calculations and comparisons of given numbers, without a look: arithmetic needs more examples than pictures give."""
    pieces = []
    for _ in range(repeats):
        colours, kind = rng.sample(sentences.COLOURS, 3), rng.choice(PRACTISED)
        noun = rng.choice(("bar", "tile", "sign", "line", "field"))
        things = [Thing(noun, c, (0, 0, 0, 0), str(n), ()) for c, n in zip(colours, rng.sample(range(10, 100), 3))]
        query = None
        while query is None or query.kind != kind:
            query = queries.two_hop(rng, things)
        given = "".join(f'{(sentences.NEXT if i else sentences.LOOK)[0].format(t=s.name)}\n{sentences.READ[0]}{s.thing.text}".' for i, s in enumerate(query.steps))
        pieces += [Piece(dialect.user_turn(query.question) + given), Piece(query.conclusion, CONCLUSION_WEIGHT), *answered(query.answer)]
    return pieces
