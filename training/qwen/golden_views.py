"""Golden data for views that are made in several stages: what transformers makes of images with black past
their edges, on a square, resized twice or by the nearest pixel, with the tiny model of golden.py.

Each case is a whole image, some text, and a crop: token ids, positions, pixel values, logits and what is then
written. Every cut and resize is a call of Pillow's, written out; the family whose code does it stands beside.
The model's weights are taken out of its exported graphs, so that it need not learn its traces anew.

    python -m training.qwen.golden_views --out test/fixtures/qwen
"""

from __future__ import annotations

import json
import math
from argparse import ArgumentParser
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import onnx
import torch
from PIL import Image
from safetensors.torch import load_file, save_file

from training.qwen.golden import CASES, CROP, IMAGE, SHAPE, Loop, crop, drawn, processor_for, sample
from training.qwen.tiny import make_tiny

QUESTION = "Wie viel kostet das?"
SAID = "Look. "
WRITTEN = 12
TALL = (151, 700)
BICUBIC = Image.Resampling.BICUBIC


@dataclass(frozen=True, kw_only=True)
class View:
    """How a dialect shows the whole image and the crop of its numbers, before the processor."""

    dialect: str
    size: tuple[int, int] = TALL
    numbers: list[float]
    whole: Callable[[Image.Image], Image.Image] = lambda image: image
    crop: Callable[[Image.Image], Image.Image]
    # Of the processor, for the crop.
    budget: dict[str, int] = field(default_factory=lambda: CROP)


def squared(image: Image.Image) -> Image.Image:
    """Visual-CoT: on a square of the mean colour, the image in its middle, then 336 × 336."""
    side = max(image.size)
    square = Image.new("RGB", (side, side), (122, 116, 104))
    square.paste(image, ((side - image.width) // 2, (side - image.height) // 2))
    return square.resize((336, 336), BICUBIC)


def enlarged(image: Image.Image) -> Image.Image:
    """Mini-o3: under its least pixels, here those of a crop, by the nearest one."""
    factor = math.sqrt(CROP["min_pixels"] / (image.width * image.height))
    return image.resize((int(image.width * factor), int(image.height * factor)), Image.Resampling.NEAREST)


VIEWS = (
    # The tool of its training: a box of 10 × 10 grown to 28 × 28, past two edges.
    View(dialect="deepeyes", numbers=[140, 2, 150, 12], crop=lambda image: image.crop((131, -7, 159, 21))),
    # Its evaluation: as it is, resized by the script, then by the processor.
    View(
        dialect="deepeyes-eval",
        numbers=[-30, 600, 90, 760],
        crop=lambda image: image.crop((-30, 600, 90, 760)).resize((112, 168), BICUBIC),
    ),
    View(
        dialect="mini-o3",
        numbers=[0.1, 0.5, 0.4, 0.55],
        crop=lambda image: enlarged(image.crop((15, 350, 60, 385))),
    ),
    # The square of 224 around a box in fractions of the padded image, moved inside.
    View(
        dialect="visual-cot",
        numbers=[0.45, 0.4, 0.55, 0.5],
        whole=squared,
        crop=lambda image: squared(image.crop((0, 203, 151, 427))),
        budget=IMAGE,
    ),
    # Fetched within 4 cells and more, then enlarged by the processor.
    View(
        dialect="vlm-r3",
        size=(60, 90),
        numbers=[20, 30, 80, 120],
        whole=lambda image: image.resize((56, 84), BICUBIC),
        crop=lambda image: crop(image, [20, 30, 80, 120], (140, 196))[0],
    ),
)


def context(loop: Loop, view: View) -> tuple[str, list[int], list[dict]]:
    """The prompt as text and as ids, and the patches of image and crop."""
    image = drawn(*view.size)
    user = [{"type": "image"}, {"type": "text", "text": QUESTION}]
    said = [{"type": "text", "text": SAID}, {"type": "image"}]
    messages = [{"role": "user", "content": user}, {"role": "assistant", "content": said}]
    text = loop.tokenizer.apply_chat_template(messages, tokenize=False).removesuffix("<|im_end|>\n")
    pictures = [
        processor_for(IMAGE)(view.whole(image), return_tensors="np"),
        processor_for(view.budget)(view.crop(image), return_tensors="np"),
    ]
    first, second, last = text.split("<|image_pad|>")
    ids: list[int] = []
    for part, picture in zip((first, second), pictures, strict=True):
        ids += loop.tokenizer.encode(part, add_special_tokens=False)
        ids += [loop.image_id] * (int(picture["image_grid_thw"][0].prod()) // 4)
    return text, ids + loop.tokenizer.encode(last, add_special_tokens=False), pictures


@torch.no_grad()
def recorded(loop: Loop, view: View) -> dict:
    """All that must be repeated of a case."""
    text, ids, pictures = context(loop, view)
    given = loop.given(ids, pictures)
    positions = loop.model.model.get_rope_index(
        given["input_ids"],
        mm_token_type_ids=given["mm_token_type_ids"],
        image_grid_thw=given["image_grid_thw"],
    )[0]
    out: list[int] = []
    rows = []
    for _ in range(WRITTEN):
        logits = loop.model(**loop.given(ids + out, pictures)).logits[0, -1]
        rows.append(logits)
        out.append(int(logits.argmax()))
    return {
        "dialect": view.dialect,
        "size": view.size,
        "numbers": view.numbers,
        "prompt": text,
        "ids": ids,
        "positions": positions[:, 0].tolist(),
        "images": [sample(p) for p in pictures],
        "logits": [round(v, 6) for v in rows[0].tolist()],
        "written": out,
    }


def restored(model: Path, checkpoint: Path) -> None:
    """Writes the weights of exported fp32 graphs into a checkpoint of the same shape."""
    found: dict[str, np.ndarray] = {}
    for graph, prefix in (
        ("decoder_model_merged", "model."),
        ("embed_tokens", "model."),
        ("vision_encoder", "visual."),
    ):
        for tensor in onnx.load(model / "onnx" / f"{graph}.onnx").graph.initializer:
            found[("" if tensor.name == "lm_head" else prefix) + tensor.name] = onnx.numpy_helper.to_array(
                tensor
            )
    path = checkpoint / "model.safetensors"
    weights = load_file(path)
    for name, old in weights.items():
        short = (
            name.removesuffix(".weight").removesuffix(".proj")
            if "patch_embed" in name
            else name.removesuffix(".weight")
        )
        new = found[short]
        # Graphs multiply from the left; an embedding is looked up as it is.
        new = new.T if new.ndim == 2 and "embed_tokens" not in name else new
        weights[name] = torch.from_numpy(new.copy()).reshape(old.shape)
    save_file(weights, path, metadata={"format": "pt"})


def main() -> None:
    """Record all cases with the model that lies beside them."""
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    with TemporaryDirectory() as scratch:
        checkpoint = make_tiny(Path(scratch) / "checkpoint", SHAPE)
        restored(options.out / "model", checkpoint)
        loop = Loop(checkpoint)
    # It is the same model if it has the recorded logits.
    known = json.loads((options.out / "traces.json").read_text())[CASES[0].name]["segments"][0]
    _, ids, pictures = loop.context(CASES[0], [], [])
    with torch.no_grad():
        logits = loop.model(**loop.given(ids, pictures)).logits[0, -1]
    assert (logits - torch.tensor(known["logits"])).abs().max() < 1e-4
    rows = [recorded(loop, view) for view in VIEWS]
    made = {"question": QUESTION, "said": SAID, "views": rows}
    (options.out / "views.json").write_text(json.dumps(made, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
