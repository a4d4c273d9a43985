"""One trajectory as pieces of text and crops, each marked with whether the model has to learn to write it."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from training import dialect, geometry, regions, sentences
from training.scenes.thing import Scene, Thing

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


def reading(rng: Random, thing: Thing) -> list[Piece]:
    """What the model writes after it has seen the text."""
    return [
        Piece(rng.choice(sentences.READ), 1.0),
        Piece(thing.text, VALUE_WEIGHT, "value", thing=thing),
        Piece(sentences.READ_END, 1.0),
        Piece("</think>\n<answer>", 1.0),
        Piece(thing.text, 1.0, "value", thing=thing),
        Piece("</answer>" + dialect.END, 1.0),
    ]


def trajectory(rng: Random, scene: Scene, thing: Thing, resized: regions.Size, form: str) -> list[Piece]:
    """form: gold, loose (drawn by a person), wrong (another thing's box), again (a miss, then gold), direct (no look)."""
    question = rng.choice(sentences.questions(thing.kind, thing.key))
    original = scene.image.size
    if form == "direct":
        return [
            Piece(dialect.user_turn(question, looks=False)),
            Piece("<answer>", 1.0), Piece(thing.text, 0.3, "value"), Piece("</answer>" + dialect.END, 1.0),
        ]
    name = sentences.thing(thing.kind, thing.key)
    pieces = [
        Piece(dialect.user_turn(question)),
        Piece("<think>", 1.0),
        Piece(rng.choice(sentences.LOOK).format(t=name), 0.5),
    ]
    gold = regions.quantised(regions.scale(thing.region, original, resized), resized)
    others = [t for t in scene.things if t is not thing]
    if form == "again":
        miss = regions.beside(rng, thing, scene.things, original, resized)
        if miss is not None and geometry.to_original(miss, resized, original) is not None:
            pieces += look(miss, None, scene, resized)
            pieces.append(Piece(rng.choice(sentences.AGAIN).format(t=name), 1.0))
        return pieces + look(gold, thing, scene, resized) + reading(rng, thing)
    if form == "wrong" and others:
        other = rng.choice(others)
        box = regions.quantised(regions.scale(other.region, original, resized), resized)
        return pieces + look(box, None, scene, resized) + reading(rng, other)
    if form == "loose":
        return pieces + look(regions.loose(rng, thing, original, resized), None, scene, resized) + reading(rng, thing)
    return pieces + look(gold, thing, scene, resized) + reading(rng, thing)
