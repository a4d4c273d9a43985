"""The whole loop on pages with held-out arrangements, words and wordings: simulated, or drawn and seen with
the real eyes."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from random import Random

import numpy as np
from PIL import Image

from training import dialect, geometry, settings
from training.documents import asking, batches, dialogue, layouts, noise, views
from training.documents.drawn import draw
from training.documents.page import CROP_MAX, Page
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


def ask(runtime: Runtime, show: Show, original: tuple[int, int], question: str) -> Outcome:
    """One question, with the model's own looks."""
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
        sequence.features(*show(cut))
        sequence.text(runtime.encode(dialect.VISION_END))
        outcome.text += "\n"
    answers = re.findall(r"<answer>(.*?)</answer>", outcome.text, re.DOTALL)
    outcome.answer = answers[-1].strip() if answers else ""
    return outcome


def one(runtime: Runtime, seed: str, drawn: bool) -> Result | None:
    """One page and one question; None for a page that says nothing."""
    rng = Random(seed)
    shape = batches.overview(rng)
    page = layouts.draw(rng, True, shape)
    if not page.facts:
        return None
    resized = (shape[0] * 28, shape[1] * 28)
    missing = rng.random() < 0.2
    kind = rng.choice(sorted({f.kind for f in page.facts}))
    fact = rng.choice([f for f in page.facts if f.kind == kind])
    kind, name = asking.absent(rng, page.facts) if missing else (fact.kind, fact.name)
    question = asking.question(rng, kind, name, True)
    faces = tuple(sorted(fonts.files().values()))
    show = real(runtime, draw(rng, page, faces)) if drawn else simulated(runtime, rng, page, shape)
    outcome = ask(runtime, show, (page.width, page.height), question)
    gold = asking.ABSENT if missing else fact.text
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
        small=not missing and views.seen_height(fact, resized[1], page.height) < dialogue.LEGIBLE,
    )


def share(rows: list[Result], what: Callable[[Result], bool]) -> str:
    """How many of the rows, in percent, and of how many."""
    return f"{100 * sum(map(what, rows)) / len(rows):5.1f} of {len(rows)}" if rows else "none"


def evaluate(folder: Path, count: int, drawn: bool, out: Path | None) -> None:
    """Ask about `count` pages, and print the table."""
    runtime = Runtime(folder)
    found = (one(runtime, f"documents/held/{k}", drawn) for k in range(count))
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
