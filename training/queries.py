"""Questions about a scene: one thing, a calculation or comparison of two or three, or a small label that
needs a closer look."""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random

from training import sentences
from training.scenes.thing import Scene, Thing
from training.working import Working, calculation, comparison

ONE = "one"
EXTREME = "extreme"
SUM = "sum"
DIFFERENCE = "difference"
LARGER = "larger"
LARGEST = "largest"
CLOSER = "closer"
TWO_HOP = (SUM, DIFFERENCE, LARGER, LARGEST)


@dataclass(frozen=True)
class Step:
    """One look: what it is called and which thing it is."""

    name: str
    thing: Thing


@dataclass(frozen=True)
class Query:
    """A question, the looks it takes in their order, the sentence that concludes (two-hop only), the
    answer."""

    kind: str
    question: str
    steps: tuple[Step, ...]
    answer: str
    conclusion: Working = field(default_factory=Working)


def step(thing: Thing) -> Step:
    """A thing under its usual name."""
    return Step(sentences.thing(thing.kind, thing.key, thing.column), thing)


def one(rng: Random, thing: Thing) -> Query:
    """A question that one look answers."""
    return Query(
        kind=ONE,
        question=rng.choice(sentences.questions(thing.kind, thing.key, thing.column)),
        steps=(step(thing),),
        answer=thing.text,
    )


def parent(scene: Scene, label: Thing) -> Thing:
    """The thing a small label is stuck to."""
    return next(t for t in scene.things if t.key == label.key and t.kind != "label")


def closer(rng: Random, scene: Scene, label: Thing) -> Query:
    """A small label: the look at the whole thing is too coarse, the second look reads."""
    asked = rng.choice(sentences.questions("label", label.key))
    return Query(
        kind=CLOSER, question=asked, steps=(step(parent(scene, label)), step(label)), answer=label.text
    )


def extreme(rng: Random, scene: Scene) -> Query:
    """The highest or lowest bar, which can be seen from afar; its value cannot."""
    bars = [t for t in scene.things if t.kind == "bar"]
    which = rng.choice(sentences.EXTREMES)
    bar = (max if which == "highest" else min)(bars, key=lambda t: float(t.text.rstrip("%")))
    name = f"{which} bar"
    return Query(
        kind=EXTREME,
        question=rng.choice(sentences.ASK["bar"]).format(t=name),
        steps=(Step(name, bar),),
        answer=bar.text,
    )


def comparable(scene: Scene) -> list[list[Thing]]:
    """Groups of things whose numbers may be compared: same kind, same table column, two digits."""
    groups: dict[tuple[str, str], list[Thing]] = {}
    for t in scene.things:
        if t.whole and t.kind != "label" and t.key in sentences.COLOURS:
            groups.setdefault((t.kind, t.column), []).append(t)
    return [g for g in groups.values() if len(g) >= 2]


def two_hop(rng: Random, group: list[Thing]) -> Query | None:
    """A calculation with two of them, or a comparison of two or three. None where two numbers are equal."""
    kind = rng.choice((SUM, DIFFERENCE, LARGER, LARGEST))
    chosen = rng.sample(group, min(len(group), 3 if kind == LARGEST else 2))
    if kind == LARGEST and len(chosen) < 3:
        kind = LARGER
    numbers = [int(t.text) for t in chosen]
    if len(set(numbers)) < len(numbers):
        return None
    steps = tuple(step(t) for t in chosen)
    names = dict(zip("abc", (s.name for s in steps)))
    asked = {
        SUM: sentences.SUM,
        DIFFERENCE: sentences.DIFFERENCE,
        LARGER: sentences.LARGER,
        LARGEST: sentences.LARGEST,
    }[kind]
    question = rng.choice(asked).format(**names)
    if kind in (SUM, DIFFERENCE):
        conclusion, answer = calculation(kind == SUM, numbers)
    else:
        answer = chosen[max(range(len(numbers)), key=numbers.__getitem__)].key
        conclusion = comparison(numbers, [s.name for s in steps])
    return Query(kind=kind, question=question, steps=steps, answer=answer, conclusion=conclusion)


def pick(rng: Random, scene: Scene) -> Query:
    """A question of any kind the scene allows; used for records and evaluation."""
    plain = [t for t in scene.things if t.kind != "label"]
    labels = [t for t in scene.things if t.kind == "label"]
    chance = rng.random()
    if labels and chance < 0.45:
        return closer(rng, scene, rng.choice(labels))
    groups = comparable(scene)
    if groups and 0.4 < chance < 0.9:
        found = two_hop(rng, rng.choice(groups))
        if found is not None:
            return found
    if scene.family == "chart" and chance > 0.8:
        return extreme(rng, scene)
    return one(rng, rng.choice(plain))
