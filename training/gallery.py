"""Makes the sample images of the application: `python -m training.gallery family:seed:index ...`."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from random import Random

from training import queries
from training.scenes import family

OUT = Path(__file__).parents[1] / "assets" / "samples"
LICENCE = "CC0-1.0 (made by training/ data)"


def add(name: str, seed: int, index: int, number: int) -> dict:
    """Draw one scene and ask the question that `records.samples` asks about it."""
    scene = family.make(name, seed, index)
    query = queries.pick(Random(f"question/{seed}/{index}"), scene)
    file = f"{name}-{number:02d}.{'jpg' if name == 'receipt' else 'png'}"
    scene.image.save(OUT / file, quality=92)
    return {
        "file": file,
        "question": query.question,
        "licence": LICENCE,
        "title": scene.title,
        "answer": query.answer,
        "box": [round(v) for v in query.steps[-1].thing.region],
    }


if __name__ == "__main__":
    OUT.mkdir(parents=True, exist_ok=True)
    rows = []
    for number, argument in enumerate(sys.argv[1:], 1):
        part = argument.split(":")
        rows.append(add(part[0], int(part[1]), int(part[2]), number))
    (OUT / "samples.json").write_text(json.dumps(rows, indent=2) + "\n")
