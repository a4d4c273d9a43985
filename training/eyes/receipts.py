"""What the eyes for text read of real receipts: whether the asked-for answer stands in what they see of the
overview, and in what they see of a crop of its box, and how long that takes.

`python -m training.eyes.receipts FOLDER EYES`; FOLDER holds benchmark_sroie.json of Visual-CoT and its
images."""

from __future__ import annotations

import json
import re
import sys
import time
from pathlib import Path

from PIL import Image

from training import geometry, settings
from training.eyes.look import Eyes
from training.eyes.recognise import Line


def bare(text: str) -> str:
    """Letters and digits alone: spaces and commas are what the recogniser drops first."""
    return re.sub(r"[^0-9a-z.]", "", text.lower())


def together(lines: list[Line]) -> str:
    """All lines as one text, from top to bottom and from left to right."""
    ordered = sorted(lines, key=lambda x: (round(x.box.corner[1] / max(4.0, x.box.height)), x.box.corner[0]))
    return bare("".join(line.text for line in ordered))


def crop_of(image: Image.Image, marked: str) -> Image.Image:
    """The crop of a record's box ("PATH###[x1, y1, x2, y2]"), with some air around it."""
    left, top, right, bottom = json.loads(marked.split("###")[1])
    air = 0.7 * min(bottom - top, 60)
    box = (
        int(max(0, left - air)),
        int(max(0, top - air)),
        int(min(image.width - 1, right + air)),
        int(min(image.height - 1, bottom + air)),
    )
    return geometry.crop(image, box, settings.CROP_MIN, settings.CROP_MAX)


def main(folder: Path, eyes: Eyes) -> None:
    """Print a line for each record."""
    for record in json.loads((folder / "benchmark_sroie.json").read_text()):
        image = Image.open(folder / record["image"][0]).convert("RGB")
        gold = record["conversations"][-1]["value"]
        row = [Path(record["image"][0]).name, f"{image.width}x{image.height}", gold[:40]]
        overview = geometry.overview(image, settings.OVERVIEW_MIN, settings.OVERVIEW_MAX)
        for name, view in (("overview", overview), ("crop", crop_of(image, record["image"][1]))):
            start = time.process_time()
            _, lines = eyes.see(view)
            read = sum(bool(line.characters) for line in lines)
            held = "reads it" if bare(gold) in together(lines) else "does not"
            row.append(
                f"{name} {view.width}x{view.height}: {held} ({read} of {len(lines)} lines, "
                f"{time.process_time() - start:.2f} s)"
            )
        print(" | ".join(row))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Eyes(Path(sys.argv[2])))
