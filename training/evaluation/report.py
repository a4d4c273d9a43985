"""Accuracy per family with confidence intervals."""

from __future__ import annotations

import json
import math
import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path

from training import geometry, queries, regions, sentences
from training.evaluation import loop
from training.evaluation.runtime import Runtime
from training.queries import Step
from training.records import Sample, samples


def interval(right: int, total: int) -> tuple[float, float]:
    """Wilson 95 % interval."""
    if total == 0:
        return 0.0, 1.0
    z = 1.96
    p = right / total
    middle = p + z * z / (2 * total)
    spread = z * math.sqrt(p * (1 - p) / total + z * z / (4 * total * total))
    return (middle - spread) / (1 + z * z / total), (middle + spread) / (1 + z * z / total)


def one(runtime: Runtime, sample: Sample, mode: str) -> dict:
    """Run one sample in a mode: own crops, gold box as the first look, coarse look only, no looks, or another
    thing's box."""
    original = sample.scene.image.size
    resized = sample.resized
    steps = sample.query.steps
    expected = sample.query.answer
    target = sample.thing
    first = steps[0]
    if mode == "wrong":
        others = [t for t in sample.scene.things if t.text != expected and t.kind == sample.thing.kind]
        target = sample.rng.choice(others) if others else sample.thing
        expected = target.text
    forced = None
    if mode in ("gold", "wrong"):
        forced = regions.clamped(
            regions.scale((target if mode == "wrong" else first.thing).region, original, resized), resized
        )
    thought = sentences.LOOK[0].format(t=first.name)
    looks = 1 if mode == "coarse" else loop.MAX_LOOKS
    outcome = loop.run(
        runtime, sample.scene.image, sample.query.question, mode != "none", thought, forced, looks
    )
    cuts = [(b[0], b[1], b[2] + 1, b[3] + 1) for b in outcome.boxes]
    held = [
        any(regions.contains(c, s.thing.text_box) for c in cuts)
        for s in ([Step("", target)] if mode == "wrong" else steps)
    ]
    near = [any(geometry.overlap(c, s.thing.region) >= 0.5 for c in cuts) for s in steps]
    return {
        "family": sample.scene.family,
        "kind": sample.query.kind,
        "question": sample.query.question,
        "gold": expected,
        "answer": outcome.answer,
        "right": outcome.answer == expected,
        "looks": len(outcome.boxes),
        "closed": outcome.closed,
        "covered": all(h or n for h, n in zip(held, near)) and bool(cuts),
        "text": outcome.text,
        "boxes": outcome.boxes,
    }


def summary(rows: list[dict]) -> dict:
    """Counts and rates of one group."""
    right = sum(r["right"] for r in rows)
    n = len(rows)
    low, high = interval(right, n)
    return {
        "n": n,
        "accuracy": round(right / n, 4),
        "ci95": [round(low, 4), round(high, 4)],
        "regions_right": round(sum(r["covered"] for r in rows) / n, 4),
        "looks": round(sum(r["looks"] for r in rows) / n, 2),
        "second_look": round(sum(r["looks"] > 1 for r in rows) / n, 4),
    }


def asked(sample: Sample, mode: str) -> bool:
    """Whether a mode applies: another thing's box makes sense for one look, a coarse look for small labels
    only."""
    return {"wrong": sample.query.kind == queries.ONE, "coarse": sample.query.kind == queries.CLOSER}.get(
        mode, True
    )


def earlier(file: Path | None, mode: str, seed: int) -> list[dict]:
    """Rows an interrupted measurement has written; half a line at the end, left by a killed process, is cut
    off."""
    if file is None or not file.exists():
        return []
    lines = file.read_text().splitlines(keepends=True)
    if lines and not lines[-1].endswith("\n"):
        file.write_text("".join(lines[:-1]))
        lines.pop()
    rows = [json.loads(line) for line in lines]
    if any((r["mode"], r["seed"]) != (mode, seed) for r in rows):
        raise SystemExit(
            f"{file} holds another measurement (mode {rows[0]['mode']}, seed {rows[0]['seed']}); give "
            f"another --out"
        )
    return rows


def measured(
    runtime: Runtime, seed: int, count: int, mode: str, families: list[str], file: Path | None
) -> list[dict]:
    """All rows of a measurement, written to `file` one by one; those that are there already are not measured
    again."""
    rows = earlier(file, mode, seed)
    begun = time.time()
    new = 0
    first = rows[-1]["index"] + 1 if rows else 0
    for index, sample in enumerate(samples(seed, count, families, first), first):
        if not asked(sample, mode):
            continue
        rows.append({"index": index, "mode": mode, "seed": seed, **one(runtime, sample, mode)})
        new += 1
        if file is not None:
            with file.open("a") as out:
                out.write(json.dumps(rows[-1], ensure_ascii=False) + "\n")
        if new % 25 == 0:
            left = (time.time() - begun) / (index + 1 - first) * (count - index - 1)
            right = sum(r["right"] for r in rows) / len(rows)
            print(
                f"{index + 1} of {count}, right {right:.3f}, ETA {left / 60:.0f} min",
                file=sys.stderr,
                flush=True,
            )
    return rows


def evaluate(
    model: Path,
    seed: int,
    count: int,
    mode: str,
    families: list[str],
    as_json: bool,
    file: Path | None = None,
) -> None:
    """Run `count` fresh samples through the exported graphs and print the result. A checkpoint is exported
    first."""
    if model.suffix == ".pt":
        from training.export import export
        from training.sft import load_network

        with tempfile.TemporaryDirectory() as folder:
            export(load_network(model), Path(folder))
            runtime = Runtime(Path(folder))
    else:
        runtime = Runtime(model)
    rows = measured(runtime, seed, count, mode, families, file)
    groups: dict[str, list[dict]] = defaultdict(list)
    for row in rows:
        groups[row["family"]].append(row)
        groups["· " + ("two-hop" if row["kind"] in queries.TWO_HOP else row["kind"])].append(row)
    table = {name: summary(group) for name, group in [*sorted(groups.items()), ("all", rows)]}
    if as_json:
        print(json.dumps({"mode": mode, "seed": seed, "families": table, "rows": rows}, ensure_ascii=False))
        return
    print(f"mode {mode}, seed {seed}, {model}")
    for name, s in table.items():
        low, high = s["ci95"]
        print(
            f"{name:10} n {s['n']:4}  right {s['accuracy']:.3f} [{low:.3f}, {high:.3f}]  "
            f"regions {s['regions_right']:.3f}  looks {s['looks']:.2f}  second look {s['second_look']:.2f}"
        )
