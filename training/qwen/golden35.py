"""Golden data of Qwen3.5 for the application's tests: a tiny hybrid model, Gated DeltaNet and attention, that
has two traces by heart, and what transformers makes of them. As golden3.py, but calls are written as XML and
every turn begins with its thinking, be it empty.

    python -m training.qwen.golden35 --out test/fixtures/qwen3.5
"""

from __future__ import annotations

import json
import re
import shutil
from argparse import ArgumentParser
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import ClassVar

from training.qwen import golden3, templates
from training.qwen.export import export_checkpoint
from training.qwen.golden3 import learn, write_model, write_traces
from training.qwen.shapes import Shape
from training.qwen.tiny import CORPUS, make_tiny

SHAPE = Shape(
    family="qwen3_5",
    layers=4,
    head=32,
    depth=2,
    vision_hidden=24,
    table=16,
    tied=True,
    linear=(0, 1, 2),
    # Values have more heads than keys, and of another size.
    linear_heads=(2, 4),
    linear_dims=(16, 24),
    seed=31,
)


def call(box: list[int], label: str, picture: int) -> str:
    """A call of the zoom tool as Qwen3.5's chat template writes it."""
    given = {"bbox_2d": json.dumps(box), "label": label, "img_idx": picture}
    said = "".join(f"<parameter={name}>\n{value}\n</parameter>\n" for name, value in given.items())
    return f"<tool_call>\n<function=image_zoom_in_tool>\n{said}</function>\n</tool_call>"


def arguments(said: str) -> dict:
    """Of a call written as XML."""
    found = dict(re.findall(r"<parameter=(\w+)>\n(.*?)\n</parameter>", said, re.DOTALL))
    return {"bbox_2d": json.loads(found["bbox_2d"]), "img_idx": int(found["img_idx"])}


CASES = golden3.cases(call, "\n\n")


class Loop(golden3.Loop):
    """The zoom loop with calls in XML."""

    arguments = staticmethod(arguments)
    templates: ClassVar[dict[bool, str]] = {False: templates.QWEN35, True: templates.QWEN35_THINKING}


def write_short(checkpoint: Path, out: Path) -> None:
    """Its graphs in four bits: what hubs have of the real ones."""
    shutil.rmtree(out, ignore_errors=True)
    with TemporaryDirectory() as scratch:
        for dtype in ("q4", "q4f16"):
            export_checkpoint(checkpoint, Path(scratch) / "model", dtype)
        shutil.copytree(Path(scratch) / "model" / "onnx", out / "onnx")


def main() -> None:
    """Make the model, teach it, export it, record it."""
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--checkpoint", type=Path, default=Path("training/runs/golden35"))
    options = parser.parse_args()
    out: Path = options.out
    # The dialect's own words; test/main/models/onnx/qwen35-parity.test.ts holds them to it.
    system = (out / "system.txt").read_text()
    words = [system, *(s for case in CASES for s in (case.question, *case.segments))]
    loop = Loop(make_tiny(options.checkpoint, SHAPE, CORPUS + 4 * words), system)
    learn(loop, CASES)
    loop.model.save_pretrained(options.checkpoint)
    write_model(options.checkpoint, out / "model", "golden35")
    write_short(options.checkpoint, out / "short")
    (out / "thinking.jinja").write_text(templates.QWEN35_THINKING)
    write_traces(loop, CASES, out)


if __name__ == "__main__":
    main()
