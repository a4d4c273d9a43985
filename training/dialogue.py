"""One trajectory as pieces of text and crops, each marked with whether the model has to learn to write it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from random import Random

from training import dialect, geometry, queries, regions, sentences
from training.queries import Query
from training.scenes.thing import Scene, Thing
from training.working import Span, calculation

CONCLUSION_WEIGHT = 3.0  # copied and calculated numbers
NEXT_WEIGHT = 2.5  # the few words that decide how a thought with several looks goes on
PRACTISED = (queries.SUM, queries.DIFFERENCE) * 3 + (queries.LARGER, queries.LARGEST) * 2
KIND_WORDS = (
    "sum",
    "together",
    "Add",
    "difference",
    "apart",
    "larger",
    "largest",
)  # tell what is asked about several things
VALUE_WEIGHT = (
    4.0  # the few tokens that have to be read off the crop; the sentences around them are learned at once
)


@dataclass(frozen=True)
class Piece:
    """Text (or a crop box in original pixels). `role`: plain, request, value. `marks` and `copies`: see
    working.py."""

    text: str = ""
    weight: float = 0.0
    role: str = "plain"
    crop: geometry.Box | None = None
    thing: Thing | None = None
    marks: tuple[Span, ...] = ()
    copies: tuple[Span, ...] = ()


def naming(template: str, name: str, label: str, weight: float, lead: str = "") -> Piece:
    """A sentence with a name that is copied from the question; the word `lead`, too, is decided by whether
    there is one."""
    at = template.index("{t}") - 1  # the space belongs to the first word
    copies = [(at, at + 1 + len(name), label)] + ([(0, len(lead), label)] if lead else [])
    return Piece(template.format(t=name), weight, copies=tuple(copies))


def asked(query: Query, looks: bool = True) -> Piece:
    """The user's turn, in which the names and the kind of the question are marked."""
    marks = []
    for i, step in enumerate(query.steps):
        word = next((w for w in (step.name, step.thing.key) if w in query.question), None)
        if word is not None:
            at = query.question.index(word)
            marks.append((at, at + len(word), f"n{i}"))
    if query.conclusion.text:
        word = max((w for w in KIND_WORDS if w in query.question), key=len)
        at = query.question.index(word)
        marks.append((at, at + len(word), "kind"))
    return Piece(dialect.user_turn(query.question, looks), marks=tuple(marks))


def look(box: geometry.Box, thing: Thing | None, scene: Scene, resized: regions.Size) -> list[Piece]:
    """Request, newline and crop. With a thing the request is to be learned, without it was made by somebody
    else."""
    learned = thing is not None
    cut = geometry.to_original(box, resized, scene.image.size)
    return [
        Piece(dialect.request(box), 1.0 if learned else 0.0, "request", thing=thing),
        Piece("\n"),
        Piece(crop=cut),
    ]


def reading(thing: Thing, number: int = 0) -> list[Piece]:
    """What the model writes after it has seen the text, which becomes number `number` of the conclusion."""
    marks = tuple((k, k + 1, f"v{number}.{k}") for k in range(len(thing.text)))
    return [
        Piece(sentences.READ[0], 1.0),
        Piece(thing.text, VALUE_WEIGHT, "value", thing=thing, marks=marks),
        Piece(
            sentences.READ_END, VALUE_WEIGHT
        ),  # that the text ends here is as much to be read as its characters
    ]


def answered(answer: str, thing: Thing | None = None) -> list[Piece]:
    """End of the thought and the answer; with a thing the answer is what is written on it, else what was
    concluded."""
    role = "plain" if thing is None else "value"
    copies = ((0, len(answer), "result"),) if thing is None else ()
    return [
        Piece("</think>\n<answer>", 1.0),
        Piece(answer, 1.0, role, thing=thing, copies=copies),
        Piece("</answer>" + dialect.END, 1.0),
    ]


def concluded(query: Query) -> list[Piece]:
    """The calculation or comparison, and the answer."""
    done = query.conclusion
    return [
        Piece(done.text, CONCLUSION_WEIGHT, marks=tuple(done.marks), copies=tuple(done.copies)),
        *answered(query.answer),
    ]


def gold(thing: Thing, scene: Scene, resized: regions.Size) -> geometry.Box:
    """The box the model is taught to ask for."""
    return regions.quantised(regions.scale(thing.region, scene.image.size, resized), resized)


def opening(query: Query) -> list[Piece]:
    """The question and the first thought."""
    return [
        asked(query),
        Piece("<think>", 1.0),
        naming(sentences.LOOK[0], query.steps[0].name, "n0", 1.0),
    ]


def trajectory(rng: Random, scene: Scene, query: Query, resized: regions.Size, form: str) -> list[Piece]:
    """form: gold, loose (drawn by a person), wrong (another thing's box), again (a miss, then gold), direct
    (no look)."""
    if form == "direct":
        return [
            asked(query, looks=False),
            Piece("<answer>", 1.0),
            Piece(query.answer, 0.3),
            Piece("</answer>" + dialect.END, 1.0),
        ]
    if query.kind == queries.CLOSER:
        return closer(scene, query, resized)
    if len(query.steps) > 1:
        return several(rng, scene, query, resized, form)
    step = query.steps[0]
    original = scene.image.size
    pieces = opening(query)
    thing = step.thing
    others = [t for t in scene.things if t is not thing]
    if form == "again":
        miss = regions.beside(rng, thing, scene.things, original, resized)
        if miss is not None and geometry.to_original(miss, resized, original) is not None:
            pieces += look(miss, None, scene, resized)
            pieces.append(naming(sentences.AGAIN[0], step.name, "n0", 1.0))
    elif form == "wrong" and others:
        thing = rng.choice(others)
        return (
            pieces
            + look(gold(thing, scene, resized), None, scene, resized)
            + reading(thing)
            + answered(thing.text, thing)
        )
    elif form == "loose":
        box = regions.loose(rng, thing, original, resized)
        return pieces + look(box, None, scene, resized) + reading(thing) + answered(thing.text, thing)
    return (
        pieces
        + look(gold(thing, scene, resized), thing, scene, resized)
        + reading(thing)
        + answered(thing.text, thing)
    )


def closer(scene: Scene, query: Query, resized: regions.Size) -> list[Piece]:
    """A coarse look at the whole thing, then its small label."""
    coarse, fine = query.steps
    pieces = opening(query) + look(gold(coarse.thing, scene, resized), coarse.thing, scene, resized)
    pieces.append(naming(sentences.CLOSER[0], fine.name, "n1", NEXT_WEIGHT))
    box = gold(fine.thing, scene, resized)
    return (
        pieces
        + look(box, fine.thing, scene, resized)
        + reading(fine.thing)
        + answered(query.answer, fine.thing)
    )


def several(rng: Random, scene: Scene, query: Query, resized: regions.Size, form: str) -> list[Piece]:
    """One look per thing, then the conclusion. In form loose one of the boxes was drawn by a person."""
    pieces = opening(query)
    drawn = rng.randrange(len(query.steps)) if form == "loose" else -1
    for i, step in enumerate(query.steps):
        if i:
            pieces.append(naming(sentences.NEXT[0], step.name, f"n{i}", NEXT_WEIGHT, " Now"))
        box = (
            regions.loose(rng, step.thing, scene.image.size, resized)
            if i == drawn
            else gold(step.thing, scene, resized)
        )
        pieces += look(box, None if i == drawn else step.thing, scene, resized) + reading(step.thing, i)
    return pieces + concluded(query)


def drill(rng: Random, repeats: int = 3) -> list[Piece]:
    """Calculations with nothing around them: what 8+7 is has to be learned by heart, and whole questions show
    it too seldom."""
    pieces = []
    for _ in range(repeats):
        done, _ = calculation(rng.random() < 0.5, [rng.randrange(10, 100), rng.randrange(10, 100)])
        cut = done.text.index(":")
        given = tuple(s for s in done.marks if s[1] <= cut)
        marks, copies = (
            tuple((a - cut, b - cut, name) for a, b, name in spans if a >= cut)
            for spans in (done.marks, done.copies)
        )
        pieces += [
            Piece(done.text[:cut], marks=given),
            Piece(done.text[cut:], CONCLUSION_WEIGHT, marks=marks, copies=copies),
        ]
    return pieces


def practice(rng: Random, repeats: int = 1) -> list[Piece]:
    """Calculations and comparisons of given numbers, without a look: arithmetic needs more examples than
    pictures give."""
    pieces = []
    for _ in range(repeats):
        colours = rng.sample(sentences.COLOURS, 3)
        kind = rng.choice(PRACTISED)
        noun = rng.choice(("bar", "tile", "sign", "line", "field"))
        things = [
            Thing(kind=noun, key=c, region=(0, 0, 0, 0), text=str(n), glyphs=())
            for c, n in zip(colours, rng.sample(range(10, 100), 3))
        ]
        query = None
        while query is None or query.kind != kind:
            query = queries.two_hop(rng, things)
        pieces.append(asked(query))
        for i, step in enumerate(query.steps):
            pieces += (
                [Piece(sentences.LOOK[0].format(t=step.name))]
                if i == 0
                else [naming(sentences.NEXT[0], step.name, f"n{i}", NEXT_WEIGHT, " Now")]
            )
            pieces += [Piece("\n"), *(replace(p, weight=0.0, role="plain") for p in reading(step.thing, i))]
        pieces += concluded(query)
    return pieces
