"""Golden data for the application's tests: a tiny model that has two traces by heart, and what transformers
makes of them.

Everything the application must repeat exactly is recorded: token ids, pixel values, positions, logits, and
two whole interleaved traces with two crops each, run the way VLM-R³'s own loop runs them. Source of the loop:
justgogorunrun/VLM-R3, src/model/r3_vllm.py (`AgentVLMVLLM`): the prompt is rendered again as text after every
crop, and a line end stands after the crop while the model goes on.

    python -m training.qwen.golden --out test/fixtures/qwen
"""

from __future__ import annotations

import json
import shutil
from argparse import ArgumentParser
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import torch
from PIL import Image

from training.qwen import templates
from training.qwen.export import export_checkpoint
from training.qwen.shapes import Shape
from training.qwen.tiny import make_tiny

SHAPE = Shape(vision_hidden=24, vision_heads=3, layers=2, seed=11)
CELL = 28
IMAGE = {"min_pixels": 32 * CELL * CELL, "max_pixels": 300 * CELL * CELL}
CROP = {"min_pixels": 4 * CELL * CELL, "max_pixels": 100 * CELL * CELL}
STOPS = ("]}", "]\n}", "] }", "</answer>")
PROMPT = (
    "\nYou need to first think about the reasoning process in your mind, and then provide the answer. "
    "When thinking, you "
    'should call the "crop" tool (format: {"bbox_2d": [x1, y1, x2, y2]}) to focus on the key areas in '
    "the image. The "
    "reasoning process and the answer are included in the <think> </think> and <answer> </answer> tags "
    "respectively."
)


@dataclass(frozen=True)
class Case:
    """A picture, a question, and what the model has by heart, cut where it is interrupted."""

    name: str
    size: tuple[int, int]
    question: str
    segments: tuple[str, ...]


CASES = (
    Case(
        name="wide",
        size=(500, 333),
        question="What is written on the sign?",
        segments=(
            '<think> The sign is small. Look at the left part. {"bbox_2d": [31, 58, 222, 181]}',
            ' The letters are cut. Look again. {"bbox_2d": [60, 90, 145, 133]}',
            " It says OPEN. </think>\n<answer>OPEN</answer>",
        ),
    ),
    Case(
        name="tall",
        size=(151, 700),
        question="Wie viel kostet das? ½ €",
        segments=(
            '<think> Ganz unten steht der Preis. {"bbox_2d": [5, 560, 139, 671]}',
            ' Unscharf. {"bbox_2d": [44, 601, 139, 644]}',
            " 7,30 € </think>\n<answer>7,30 €</answer>",
        ),
    ),
)


def picture(case: Case) -> Image.Image:
    """The picture of a case."""
    return drawn(*case.size)


def drawn(width: int, height: int) -> Image.Image:
    """A picture with structure at every size; the same on every machine, and in the application's tests."""
    y, x = np.mgrid[0:height, 0:width].astype(np.int64)
    red = (x * 7 + y * 3) % 256
    green = ((x // 9) * 31 + (y // 5) * 17) % 256
    blue = ((x * y) // 11 + 5 * (x ^ y)) % 256
    return Image.fromarray(np.stack([red, green, blue], -1).astype(np.uint8))


def processor_for(budget: dict[str, int]) -> Any:
    """The image processor on Pillow and numpy."""
    from transformers.models.qwen2_vl.image_processing_pil_qwen2_vl import Qwen2VLImageProcessorPil

    return Qwen2VLImageProcessorPil(
        size={"shortest_edge": budget["min_pixels"], "longest_edge": budget["max_pixels"]}
    )


def crop(image: Image.Image, numbers: list[int], frame: tuple[int, int]) -> tuple[Image.Image, list[int]]:
    """The crop of a request, as VLM-R³ cuts and enlarges it, and the region in pixels of the picture."""
    from transformers.models.qwen2_vl.image_processing_pil_qwen2_vl import smart_resize

    x = [int(numbers[i] * image.size[i % 2] / frame[i % 2]) for i in range(4)]
    left = max(0, x[0])
    top = max(0, x[1])
    right = min(image.width - 1, x[2]) + 1
    bottom = min(image.height - 1, x[3]) + 1
    cut = image.crop((left, top, right, bottom))
    share = cut.width * cut.height / (image.width * image.height)
    scale = 2.0 if share < 0.125 else 1.0 if share >= 0.5 else 2.0 - (share - 0.125) / 0.375
    height, width = smart_resize(int(scale * cut.height), int(scale * cut.width), CELL, **CROP)
    return cut.resize((width, height), Image.LANCZOS), [left, top, right, bottom]


class Loop:
    """The interleaved loop over a model of transformers."""

    def __init__(self, folder: Path) -> None:
        from transformers import AutoModelForImageTextToText, PreTrainedTokenizerFast

        self.model = AutoModelForImageTextToText.from_pretrained(
            folder, dtype=torch.float32, attn_implementation="eager"
        ).eval()
        self.tokenizer = PreTrainedTokenizerFast(
            tokenizer_file=str(folder / "tokenizer.json"), chat_template=templates.QWEN2
        )
        self.image_id = self.model.config.image_token_id

    def context(
        self, case: Case, written: list[str], crops: list[Image.Image]
    ) -> tuple[str, list[int], list[dict]]:
        """Prompt as text, as ids with every picture's tokens, and the pictures' patches."""
        user = [{"type": "image"}, {"type": "text", "text": case.question + PROMPT}]
        messages: list[dict] = [{"role": "user", "content": user}]
        if written:
            content: list[dict] = []
            for text in written:
                content += [{"type": "text", "text": text}, {"type": "image"}]
            messages.append({"role": "assistant", "content": content})
        text = self.tokenizer.apply_chat_template(messages, tokenize=False, add_generation_prompt=not written)
        if written:
            text = text.removesuffix("<|im_end|>\n") + "\n"
        pictures = [processor_for(IMAGE)(picture(case), return_tensors="np")]
        pictures += [processor_for(CROP)(c, return_tensors="np") for c in crops]
        ids: list[int] = []
        for i, part in enumerate(text.split("<|image_pad|>")):
            if i > 0:
                ids += [self.image_id] * (int(pictures[i - 1]["image_grid_thw"][0].prod()) // 4)
            ids += self.tokenizer.encode(part, add_special_tokens=False)
        return text, ids, pictures

    def given(self, ids: list[int], pictures: list[dict]) -> dict[str, torch.Tensor]:
        tensor = torch.tensor([ids])
        return {
            "input_ids": tensor,
            "mm_token_type_ids": (tensor == self.image_id).long(),
            "pixel_values": torch.from_numpy(np.concatenate([p["pixel_values"] for p in pictures])),
            "image_grid_thw": torch.from_numpy(np.concatenate([p["image_grid_thw"] for p in pictures])),
        }


def frame_of(pictures: list[dict]) -> tuple[int, int]:
    """Width and height of the whole picture as the model sees it."""
    _, height, width = pictures[0]["image_grid_thw"][0].tolist()
    return width * 14, height * 14


def numbers_in(text: str) -> list[int]:
    """The four numbers of the last request."""
    return json.loads(text[text.rindex("{") :])["bbox_2d"]


def learn(loop: Loop, steps: int = 400) -> None:
    """Both traces by heart: the loss is on what the model writes."""
    torch.manual_seed(0)
    samples = []
    for case in CASES:
        crops: list[Image.Image] = []
        for i, segment in enumerate(case.segments):
            _, ids, pictures = loop.context(case, [s + "\n" for s in case.segments[:i]], crops)
            target = loop.tokenizer.encode(segment, add_special_tokens=False)
            samples.append((ids, target, pictures))
            if i + 1 < len(case.segments):
                crops.append(crop(picture(case), numbers_in(segment), frame_of(pictures))[0])
    optimiser = torch.optim.AdamW(loop.model.parameters(), lr=3e-3, weight_decay=0)
    for _ in range(steps):
        worst = 0.0
        for ids, target, pictures in samples:
            logits = loop.model(**loop.given(ids + target, pictures)).logits[0, len(ids) - 1 : -1]
            loss = torch.nn.functional.cross_entropy(logits, torch.tensor(target))
            optimiser.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(loop.model.parameters(), 1.0)
            optimiser.step()
            worst = max(worst, loss.item())
        if worst < 2e-3:
            return
    raise SystemExit(f"the model did not learn its traces: loss {worst}")


@torch.no_grad()
def run(loop: Loop, case: Case) -> list[dict]:
    """The trace, segment by segment, with everything that must be repeated."""
    record: list[dict] = []
    written: list[str] = []
    crops: list[Image.Image] = []
    regions: list[list[int]] = []
    for _ in range(8):
        text, ids, pictures = loop.context(case, written, crops)
        given = loop.given(ids, pictures)
        positions = loop.model.model.get_rope_index(
            given["input_ids"],
            mm_token_type_ids=given["mm_token_type_ids"],
            image_grid_thw=given["image_grid_thw"],
        )[0]
        out: list[int] = []
        first = None
        while not any(loop.tokenizer.decode(out).endswith(s) for s in STOPS) and len(out) < 80:
            logits = loop.model(**loop.given(ids + out, pictures)).logits[0, -1]
            first = logits if first is None else first
            out.append(int(logits.argmax()))
        said = loop.tokenizer.decode(out)
        assert first is not None
        record.append(
            {
                "prompt": text,
                "ids": ids,
                "positions": positions[:, 0].tolist(),
                "written": out,
                "text": said,
                "logits": [round(v, 6) for v in first.tolist()],
                "images": [sample(p) for p in pictures],
                "regions": list(regions),
            }
        )
        if "</answer>" in said:
            return record
        view, region = crop(picture(case), numbers_in(said), frame_of(pictures))
        crops.append(view)
        regions.append(region)
        written.append(said + "\n")
    return record


def genai(checkpoint: Path, out: Path) -> None:
    """What a folder of onnxruntime-genai has otherwise: descriptions, and embeddings that take image
    features."""
    with TemporaryDirectory() as scratch:
        made = Path(scratch) / "genai"
        export_checkpoint(checkpoint, made, "fp32", layout="genai")
        out.mkdir(parents=True, exist_ok=True)
        for name in ("embedding.onnx", "embedding.onnx_data"):
            shutil.copy(made / name, out / name)
        config = json.loads((made / "genai_config.json").read_text())
        # The other two graphs are those of the first layout.
        config["model"]["vision"]["filename"] = "vision_encoder.onnx"
        config["model"]["decoder"]["filename"] = "decoder_model_merged.onnx"
        (out / "genai_config.json").write_text(json.dumps(config, indent=2) + "\n")
    attributes = {
        "resize": {
            "smart_resize": 1,
            "min_pixels": IMAGE["min_pixels"],
            "max_pixels": IMAGE["max_pixels"],
            "patch_size": 14,
            "merge_size": 2,
        },
        "rescale": {"rescale_factor": 1 / 255},
        "normalize": {
            "mean": [0.48145466, 0.4578275, 0.40821073],
            "std": [0.26862954, 0.26130258, 0.27577711],
        },
        "patch_image": {"patch_size": 14, "temporal_patch_size": 2, "merge_size": 2},
    }
    steps = [{"operation": {"name": name, "attrs": values}} for name, values in attributes.items()]
    (out / "processor_config.json").write_text(
        json.dumps({"processor": {"name": "golden", "transforms": steps}}, indent=2) + "\n"
    )


def sample(processed: dict) -> dict:
    """A picture's patches, short: size, sum, and every so manieth value."""
    values = processed["pixel_values"].reshape(-1)
    step = max(1, len(values) // 97)
    return {
        "grid": processed["image_grid_thw"][0].tolist(),
        "step": step,
        "sum": float(values.astype(np.float64).sum()),
        "values": [float(v) for v in values[::step]],
    }


# Tiny, huge, long, thin, and sides at half a cell, which Python rounds to even. Not a side below half a cell
# beside a long one: there transformers rounds to nothing and enlarges, qwen-vl-utils, which VLM-R³ uses and
# we follow, takes one cell.
SIZES = (
    (3, 5),
    (28, 28),
    (29, 31),
    (70, 140),
    (350, 490),
    (57, 1013),
    (1900, 15),
    (1001, 999),
    (4000, 3000),
    (6000, 700),
)


def pixels() -> list[dict]:
    """Pixel values of drawn pictures under the budget of VLM-R³'s evaluation (32 to 8192 cells)."""
    budget = {"min_pixels": 32 * CELL * CELL, "max_pixels": 8192 * CELL * CELL}
    return [
        {"size": size, **sample(processor_for(budget)(drawn(*size), return_tensors="np"))} for size in SIZES
    ]


def main() -> None:
    """Make the model, teach it, export it, record it."""
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--checkpoint", type=Path, default=Path("training/runs/golden"))
    parser.add_argument("--pixels", action="store_true", help="record the pixel values only")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    (options.out / "pixels.json").write_text(json.dumps(pixels()) + "\n")
    if options.pixels:
        return
    loop = Loop(make_tiny(options.checkpoint, SHAPE))
    loop.model.train()
    learn(loop)
    loop.model.eval().save_pretrained(options.checkpoint)
    export_checkpoint(options.checkpoint, options.out / "model", "fp32", name="golden")
    manifest = json.loads((options.out / "model" / "relook.json").read_text())
    for name, budget in (("image", IMAGE), ("crop", CROP)):
        manifest[name] = {"minPixels": budget["min_pixels"], "maxPixels": budget["max_pixels"]}
    (options.out / "model" / "relook.json").write_text(json.dumps(manifest, indent=2) + "\n")
    genai(options.checkpoint, options.out / "genai")
    traces = {}
    for case in CASES:
        picture(case).save(options.out / f"{case.name}.png")
        traces[case.name] = {"question": case.question, "segments": run(loop, case)}
        assert tuple(s["text"] for s in traces[case.name]["segments"]) == case.segments, traces[case.name]
    (options.out / "traces.json").write_text(json.dumps(traces, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
