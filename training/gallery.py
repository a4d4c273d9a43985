"""Makes the sample images of the application: `python -m training.gallery family:seed:index ...`."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from training import sentences
from training.scenes import family

OUT = Path(__file__).parents[1] / "assets" / "samples"
LICENCE = "CC0-1.0 (made by training/ data)"


def add(name: str, seed: int, index: int, which: int, number: int) -> dict:
    """Draw one scene and describe one of its questions."""
    scene = family.make(name, seed, index)
    thing = scene.things[which]
    file = f"{name}-{number:02d}.{'jpg' if name == 'receipt' else 'png'}"
    scene.image.save(OUT / file, quality=92)
    question = sentences.questions(thing.kind, thing.key)[0]
    return {
        "file": file, "question": question, "licence": LICENCE, "title": scene.title, "answer": thing.text,
        "box": [round(v) for v in thing.region],
    }


if __name__ == "__main__":
    OUT.mkdir(parents=True, exist_ok=True)
    rows = []
    for number, argument in enumerate(sys.argv[1:], 1):
        part = argument.split(":")
        rows.append(add(part[0], int(part[1]), int(part[2]), int(part[3]), number))
    (OUT / "samples.json").write_text(json.dumps(rows, indent=2) + "\n")
