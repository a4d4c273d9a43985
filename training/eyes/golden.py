"""Records what the eyes for text see of images of this repository, for the application to agree with:
`python -m training.eyes.golden FOLDER`; FOLDER holds the two graphs and the characters (see `look.Eyes`)."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np
from PIL import Image

from training import geometry, settings
from training.eyes import cells
from training.eyes.look import Eyes

ROOT = Path(__file__).parents[2]
FILE = ROOT / "training" / "golden" / "eyes.json"
IMAGES = ("assets/samples/table-08.png", "assets/samples/sign-01.png", "assets/samples/chart-05.png")


def checksum(cell: np.ndarray) -> float:
    """One number for all the numbers of a cell."""
    weights = np.cos(np.arange(len(cell), dtype=np.float64))
    return round(float((cell.astype(np.float64) * weights).sum()), 4)


def record(eyes: Eyes, name: str) -> dict:
    """Lines and cells of one image's overview."""
    image = Image.open(ROOT / name).convert("RGB")
    view = geometry.overview(image, settings.OVERVIEW_MIN, settings.OVERVIEW_MAX)
    seen, lines = eyes.see(view)
    return {
        "image": name,
        "size": list(view.size),
        "lines": [
            {
                "text": line.text,
                "corner": [round(v, 3) for v in line.box.corner],
                "size": [round(line.box.width, 3), round(line.box.height, 3)],
                "probabilities": [round(c.probability, 4) for c in line.characters],
            }
            for line in lines
        ],
        "cells": [[*(int(k) for k in cell[: cells.STATE : cells.PER_SLOT]), checksum(cell)] for cell in seen],
    }


if __name__ == "__main__":
    made = [record(Eyes(Path(sys.argv[1])), name) for name in IMAGES]
    FILE.write_text("[\n" + ",\n".join(json.dumps(r, ensure_ascii=False) for r in made) + "\n]\n")
