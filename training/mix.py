"""How the trajectories of a training batch are mixed."""

from __future__ import annotations

from random import Random

from training import queries
from training.queries import Query
from training.scenes.thing import Scene

SHORT = ("gold",) * 11 + ("loose",) * 6 + ("wrong",) * 3
DIRECT = 0.3  # share of the images with one trajectory without looks


def single(rng: Random, scene: Scene, wanted: int) -> list[tuple[Query, str]]:
    """Questions with one look, each thing asked for once where there are enough, and their forms."""
    plain = [t for t in scene.things if t.kind != "label"]
    things = [rng.choice(plain) for _ in range(wanted)] if len(plain) < wanted else rng.sample(plain, wanted)
    pairs = [(queries.one(rng, t), rng.choice(SHORT)) for t in things]
    if scene.family == "chart":  # seen from afar only by comparing all bars, so it takes more examples
        pairs[:2] = [(queries.extreme(rng, scene), "gold") for _ in range(2)]
    if rng.random() < DIRECT:
        pairs[-1] = (pairs[-1][0], "direct")
    return pairs


def several(rng: Random, scene: Scene) -> tuple[Query, str]:
    """A question with several looks: two things, a label, or a first look that missed."""
    small = [t for t in scene.things if t.kind == "label"]
    groups = queries.comparable(scene)
    kinds = ["again"] + ["closer"] * (4 if small else 0) + ["two"] * (4 if groups else 0)
    kind = rng.choice(kinds)
    if kind == "closer":
        return queries.closer(rng, scene, rng.choice(small)), "gold"
    if kind == "two":
        found = queries.two_hop(rng, rng.choice(groups))
        if found is not None:
            return found, rng.choice(("gold", "gold", "gold", "loose"))
    return queries.one(rng, rng.choice([t for t in scene.things if t.kind != "label"])), "again"
