"""The stretch: "date" and "total" on real receipts, which the model was not made for.

`python -m training.evaluation.receipts FOLDER [MODEL]`; FOLDER holds benchmark_sroie.json of Visual-CoT and
its pictures.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from PIL import Image

from training.evaluation import loop
from training.evaluation.runtime import Runtime
from training.sentences import ASK_LINE

MODEL = Path(__file__).parents[2] / "assets" / "models" / "r3-mini"


def asked(folder: Path) -> list[tuple[Path, str, str]]:
    """Picture, line (date or total) and gold text of every record that asks for one of the two."""
    found = []
    for record in json.loads((folder / "benchmark_sroie.json").read_text()):
        question = record["conversations"][0]["value"].lower()
        line = next((k for k in ASK_LINE if k in question), None)
        if line is not None:
            found.append((folder / record["image"][0], line, record["conversations"][-1]["value"].strip()))
    return found


def plain(text: str) -> str:
    """Without the currency and spaces, which the model was not taught to write."""
    return text.upper().replace("RM", "").replace("$", "").replace(" ", "")


def main(folder: Path, model: Path) -> None:
    """Ask, print every answer, and how many were right."""
    runtime = Runtime(model)
    rows = []
    for picture, line, gold in asked(folder):
        outcome = loop.run(runtime, Image.open(picture).convert("RGB"), ASK_LINE[line][0])
        rows.append((line, plain(outcome.answer) == plain(gold)))
        print(f"{picture.name} {line}: {gold!r} answered {outcome.answer!r} after {len(outcome.boxes)} looks")
    for line in ASK_LINE:
        right = [r for k, r in rows if k == line]
        print(f"{line}: {sum(right)} of {len(right)} right")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]) if len(sys.argv) > 2 else MODEL)
