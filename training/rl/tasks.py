"""Where reinforcement gets its questions: drawn on the fly, or from an rl.jsonl."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from random import Random

from PIL import Image

from training import queries
from training.rl.rollout import Task
from training.scenes import family

APART = 10**8  # pictures of reinforcement have numbers that supervised training never reaches


def drawn(seed: int, rank: int, count: int, families: list[str], done: int = 0) -> Iterator[list[Task]]:
    """Fresh pictures of the training part, `count` questions at a time, beginning after step `done`."""
    step = done
    while True:
        step += 1
        batch = []
        for i in range(count):
            rng = Random(f"reinforce/{seed}/{rank}/{step}/{i}")
            name = rng.choice(families)
            index = APART + ((rank * 10**5 + step) * 64 + i)
            scene = family.make(name, seed, index, 1)
            query = queries.pick(rng, scene)
            boxes = [[round(v) for v in s.thing.region] for s in query.steps]
            batch.append(
                Task(
                    image=scene.image,
                    question=query.question,
                    answer=query.answer,
                    name=f"images/{name}-{step:05d}-{i}.png",
                    family=name,
                    kind=query.kind,
                    boxes=boxes,
                )
            )
        yield batch


def recorded(file: Path, seed: int, rank: int, world: int, count: int, done: int = 0) -> Iterator[list[Task]]:
    """The records of an rl.jsonl in shuffled order, again and again, beginning after step `done`; each
    process takes its own share."""
    rows = [json.loads(line) for line in file.read_text().splitlines() if line.strip()]
    if len(rows) < world:
        raise SystemExit(f"{file} has {len(rows)} records, fewer than processes ({world})")
    epoch = 0
    step = 0
    while True:
        order = rows[:]
        Random(f"{seed}/{epoch}").shuffle(order)
        mine = order[rank::world]
        for at in range(0, len(mine), count):
            chosen = (mine + mine)[at : at + count] if len(mine) >= count else mine
            step += 1
            if step > done:
                yield [task(file.parent, r) for r in chosen]
        epoch += 1


def task(folder: Path, record: dict) -> Task:
    """One record of the VLIR RL shape."""
    path = folder / record["image_path"]
    return Task(
        image=Image.open(path).convert("RGB"),
        question=record["question"],
        answer=record["answer"],
        name=str(path),
        family=record.get("family", ""),
        kind=record.get("kind", ""),
        boxes=record.get("boxes", []),
    )
