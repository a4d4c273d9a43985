"""The whole loop on pages with held-out arrangements, words and wordings: simulated, or drawn and seen with
the real eyes."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import asdict, dataclass
from math import ceil
from pathlib import Path
from random import Random

import numpy as np
from PIL import Image

from training import dialect, geometry, settings
from training.documents import asking, batches, dialogue, layouts, noise, views
from training.documents.drawn import draw
from training.documents.page import CROP_MAX, Fact, Page, region_of
from training.evaluation.loop import MAX_LOOKS, Outcome, generate, parse
from training.evaluation.runtime import Runtime, Sequence
from training.eyes import cells
from training.regions import contains
from training.scenes import fonts

# Features of the overview (no box) or of a crop, and its (1, h, w) row.
Show = Callable[[geometry.Box | None], tuple[np.ndarray, np.ndarray]]


@dataclass
class Result:
    """One question."""

    layout: str
    kind: str
    question: str
    gold: str
    answer: str
    text: str
    right: bool
    alike: bool  # but for spaces, which the eyes lose
    region: bool
    looks: int
    small: bool  # too small to be read at a coarse look


def simulated(runtime: Runtime, rng: Random, page: Page, shape: tuple[int, int]) -> Show:
    """Shows what the eyes are simulated to see."""

    def show(box: geometry.Box | None) -> tuple[np.ndarray, np.ndarray]:
        if box is None:
            area: tuple[float, ...] = (0, 0, page.width, page.height)
            rows = shape[1]
            columns = shape[0]
        else:
            h, w = geometry.crop_size(box, (page.width, page.height), settings.CROP_MIN, CROP_MAX)
            area = (*box[:2], box[2] + 1, box[3] + 1)
            rows = h // 28
            columns = w // 28
        seen = noise.see(rng, page, area, (rows, columns))  # type: ignore[arg-type]
        written, _ = cells.write(seen.lines, seen.text, seen.colours)
        grid = np.array([[1, 2 * rows, 2 * columns]], dtype=np.int64)
        return runtime.vision.run(None, {"cells": written, "image_grid_thw": grid})[0], grid

    return show


def real(runtime: Runtime, image: Image.Image) -> Show:
    """Shows what the eyes see of an image."""

    def show(box: geometry.Box | None) -> tuple[np.ndarray, np.ndarray]:
        if box is None:
            return runtime.seen(geometry.overview(image, settings.OVERVIEW_MIN, settings.OVERVIEW_MAX))
        return runtime.seen(geometry.crop(image, box, settings.CROP_MIN, CROP_MAX))

    return show


@dataclass(frozen=True)
class Swap:
    """A region that is shown in place of those the model asks for, from its look number `first` on."""

    region: geometry.Box
    first: int


def ask(runtime: Runtime, show: Show, original: tuple[int, int], asked: tuple[str, Swap | None]) -> Outcome:
    """One question, with the model's own looks or others in their place."""
    question, swap = asked
    sequence = Sequence(runtime)
    outcome = Outcome()
    sequence.text(runtime.encode(dialect.HEAD + dialect.VISION_START))
    features, grid = show(None)
    resized = (int(grid[0, 2]) * 14, int(grid[0, 1]) * 14)
    sequence.features(features, grid)
    sequence.text(runtime.encode(dialect.VISION_END + dialect.user_turn(question)))
    for turn in range(MAX_LOOKS + 1):
        text = generate(runtime, sequence)
        outcome.text += text
        box = parse(text) if text.endswith("]}") else None
        cut = geometry.to_original(box, resized, original) if box else None
        if cut is None or turn == MAX_LOOKS:
            break
        outcome.boxes.append(cut)
        sequence.text(runtime.encode("\n" + dialect.VISION_START))
        swapped = swap is not None and turn >= swap.first
        sequence.features(*show(swap.region if swap is not None and swapped else cut))
        sequence.text(runtime.encode(dialect.VISION_END))
        outcome.text += "\n"
    answers = re.findall(r"<answer>(.*?)</answer>", outcome.text, re.DOTALL)
    outcome.answer = answers[-1].strip() if answers else ""
    return outcome


def other_fact(rng: Random, page: Page, fact: Fact) -> Fact | None:
    """A fact that stands elsewhere and says something else."""
    left, top, right, bottom = region_of(page, fact)
    others = [
        f
        for f in page.facts
        if f.text != fact.text
        and (f.area[2] < left or f.area[0] > right or f.area[3] < top or f.area[1] > bottom)
    ]
    return rng.choice(others) if others else None


def region_in_pixels(page: Page, fact: Fact) -> geometry.Box:
    """The region of a fact as a look would name it: whole pixels, the last ones included."""
    left, top, right, bottom = region_of(page, fact)
    return (
        max(0, int(left)),
        max(0, int(top)),
        min(page.width - 1, ceil(right)),
        min(page.height - 1, ceil(bottom)),
    )


def one(runtime: Runtime, seed: str, drawn: bool, mode: str = "own") -> Result | None:
    """One page and one question; None for a page that says nothing, or has nothing else to be shown."""
    rng = Random(seed)
    shape = batches.overview(rng)
    page = layouts.draw(rng, True, shape)
    if not page.facts:
        return None
    resized = (shape[0] * 28, shape[1] * 28)
    missing = rng.random() < 0.2 and mode == "own"
    kind = rng.choice(sorted({f.kind for f in page.facts}))
    fact = rng.choice([f for f in page.facts if f.kind == kind])
    kind, name = asking.absent(rng, page.facts) if missing else (fact.kind, fact.name)
    question = asking.question(rng, kind, name, True)
    small = not missing and views.seen_height(fact, resized[1], page.height) < dialogue.LEGIBLE
    target = other_fact(rng, page, fact) if mode == "wrong" else fact
    if target is None:
        return None
    swap = None if mode == "own" else Swap(region_in_pixels(page, target), int(small))
    faces = tuple(sorted(fonts.files().values()))
    show = real(runtime, draw(rng, page, faces)) if drawn else simulated(runtime, rng, page, shape)
    outcome = ask(runtime, show, (page.width, page.height), (question, swap))
    gold = asking.ABSENT if missing else target.text
    shown = any(contains((*b[:2], b[2] + 1, b[3] + 1), fact.area) for b in outcome.boxes)
    return Result(
        layout=page.layout,
        kind="absent" if missing else kind,
        question=question,
        gold=gold,
        answer=outcome.answer,
        text=outcome.text,
        right=outcome.answer == gold,
        alike=outcome.answer.replace(" ", "") == gold.replace(" ", ""),
        region=missing or shown,
        looks=len(outcome.boxes),
        small=small,
    )


def share(rows: list[Result], what: Callable[[Result], bool]) -> str:
    """How many of the rows, in percent, and of how many."""
    return f"{100 * sum(map(what, rows)) / len(rows):5.1f} of {len(rows)}" if rows else "none"


@dataclass(frozen=True)
class Plan:
    """What is evaluated. `mode`: what a look shows: the model's `own` region, that of the `gold` fact, or
    another fact's (`wrong`; then the answer should be that one's). `out`: a file for each row."""

    count: int
    drawn: bool
    mode: str
    out: Path | None


def evaluate(folder: Path, plan: Plan) -> None:
    """Ask about the pages, and print the table."""
    runtime = Runtime(folder)
    out = plan.out
    found = (one(runtime, f"documents/held/{k}", plan.drawn, plan.mode) for k in range(plan.count))
    rows = []
    for row in found:
        if row is None:
            continue
        rows.append(row)
        if out is not None:
            with out.open("a") as file:
                file.write(json.dumps(asdict(row), ensure_ascii=False) + "\n")
    there = [r for r in rows if r.kind != "absent"]
    missing = [r for r in rows if r.kind == "absent"]
    print("right (there)          ", share(there, lambda r: r.right))
    print("right but for spaces   ", share(there, lambda r: r.alike))
    print("regions right          ", share(there, lambda r: r.region))
    print("two looks where needed ", share([r for r in there if r.small], lambda r: r.looks > 1))
    print("not there: right       ", share(missing, lambda r: r.right))
    print("not there: false       ", share(there, lambda r: r.answer == asking.ABSENT))
    for layout in layouts.LAYOUTS:
        print(
            f"  {layout:8} right but for spaces",
            share([r for r in there if r.layout == layout], lambda r: r.alike),
        )
