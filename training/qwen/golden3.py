"""Golden data of Qwen3-VL for the application's tests: a tiny model that has two traces by heart, one of them
thinking, and what transformers makes of them.

The loop is that of Qwen-Agent with its zoom tool. Source: QwenLM/Qwen-Agent,
qwen_agent/tools/image_zoom_in_qwen3vl.py (boxes in thousandths of picture `img_idx`, grown to 32 pixels, cut,
resized); a crop comes back as the tool's answer.

    python -m training.qwen.golden3 --out test/fixtures/qwen3

The pictures are those of training.qwen.golden.
"""

from __future__ import annotations

import json
import math
from argparse import ArgumentParser
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
import torch
from PIL import Image

from training.qwen import templates
from training.qwen.export import export_checkpoint
from training.qwen.golden import SIZES, drawn, sample
from training.qwen.renamed import write_renamed
from training.qwen.shapes import Shape
from training.qwen.tiny import CORPUS, make_tiny

SHAPE = Shape(
    family="qwen3_vl",
    layers=3,
    head=24,
    depth=4,
    vision_hidden=24,
    deepstack=(0, 1, 3),
    table=16,
    tied=True,
    seed=12,
)
CELL = 32
# As with the real budgets, the processor changes no crop that the tool made.
IMAGE = {"min_pixels": 12 * CELL * CELL, "max_pixels": 100 * CELL * CELL}
CROP = {"min_pixels": 16 * CELL * CELL, "max_pixels": 60 * CELL * CELL}
STOP = "</tool_call>"


@dataclass(frozen=True)
class Case:
    """A picture, a question, and what the model has by heart, cut where it calls its tool."""

    name: str
    size: tuple[int, int]
    question: str
    thinking: bool
    segments: tuple[str, ...]


def call(box: list[int], label: str, picture: int) -> str:
    """A call of the zoom tool as Qwen's chat template writes it."""
    arguments = json.dumps({"bbox_2d": box, "label": label, "img_idx": picture}, ensure_ascii=False)
    return f'<tool_call>\n{{"name": "image_zoom_in_tool", "arguments": {arguments}}}\n</tool_call>'


def cases(call: Callable[[list[int], str, int], str], gap: str) -> tuple[Case, ...]:
    """Two traces with looks, one of them into a crop. `gap`: between a thought and a call in a reply without
    thinking marks."""
    return (
        Case(
            name="wide",
            size=(500, 333),
            question="What is written on the sign?",
            thinking=False,
            segments=(
                f"The sign is small.{gap}" + call([62, 174, 444, 543], "sign", 0),
                f"Cut off. Again.{gap}" + call([120, 270, 290, 399], "letters", 0),
                "It says OPEN.",
            ),
        ),
        Case(
            name="tall",
            size=(151, 700),
            question="Wie viel kostet das? ½ €",
            thinking=True,
            segments=(
                "Ganz unten steht der Preis.\n</think>\n\n" + call([33, 800, 921, 959], "Preis", 0),
                # In the crop itself: thousandths of what the model saw.
                "Unscharf.\n</think>\n\n" + call([290, 371, 1000, 760], "Zahl", 1),
                "Da steht es.\n</think>\n\n7,30 €",
            ),
        ),
    )


CASES = cases(call, "\n")


def processor_for(budget: dict[str, int]) -> Any:
    """The image processor on Pillow and numpy, with Qwen3-VL's numbers."""
    from transformers.models.qwen2_vl.image_processing_pil_qwen2_vl import Qwen2VLImageProcessorPil

    return Qwen2VLImageProcessorPil(
        size={"shortest_edge": budget["min_pixels"], "longest_edge": budget["max_pixels"]},
        patch_size=16,
        image_mean=[0.5, 0.5, 0.5],
        image_std=[0.5, 0.5, 0.5],
    )


def seen(image: Image.Image, budget: dict[str, int]) -> Image.Image:
    """The picture resized as the processor resizes it."""
    from transformers.models.qwen2_vl.image_processing_pil_qwen2_vl import smart_resize

    height, width = smart_resize(image.height, image.width, CELL, **budget)
    return image.resize((width, height), Image.BICUBIC)


def zoom(image: Image.Image, numbers: list[int]) -> tuple[Image.Image, list[int]]:
    """The crop of a call, and its edges in whole pixels of the picture it was cut from."""
    left, top = (max(0.0, numbers[i] / 1000 * image.size[i]) for i in (0, 1))
    right, bottom = (min(float(image.size[i - 2]), numbers[i] / 1000 * image.size[i - 2]) for i in (2, 3))
    least = min(right - left, bottom - top)
    if least < 32:
        middle = ((left + right) / 2, (top + bottom) / 2)
        half = [math.ceil(side * 32 / least * 0.5) for side in (right - left, bottom - top)]
        left, top = (max(0.0, math.floor(middle[i] - half[i])) for i in (0, 1))
        right, bottom = (min(image.size[i], math.ceil(middle[i] + half[i])) for i in (0, 1))
    cut = image.crop((left, top, right, bottom))
    return seen(cut, CROP), [round(v) for v in (left, top, right, bottom)]


def arguments(said: str) -> dict:
    """Of a call written as JSON."""
    return json.loads(said)["arguments"]


class Loop:
    """The zoom loop over a model of transformers."""

    # What each call's arguments are, from its text.
    arguments = staticmethod(arguments)
    templates: ClassVar[dict[bool, str]] = {False: templates.QWEN3, True: templates.QWEN3_THINKING}

    def __init__(self, folder: Path, system: str) -> None:
        from transformers import AutoModelForImageTextToText, PreTrainedTokenizerFast

        self.model = AutoModelForImageTextToText.from_pretrained(
            folder, dtype=torch.float32, attn_implementation="eager"
        ).eval()
        file = str(folder / "tokenizer.json")
        self.tokenizers = {
            thinking: PreTrainedTokenizerFast(tokenizer_file=file, chat_template=template)
            for thinking, template in self.templates.items()
        }
        self.system = system
        self.image_id = self.model.config.image_token_id
        self.end_id = self.tokenizers[False].convert_tokens_to_ids("<|im_end|>")

    def context(
        self, case: Case, written: list[str], crops: list[Image.Image]
    ) -> tuple[str, list[int], list[dict]]:
        """Prompt as text, as ids with every picture's tokens, and the pictures' patches."""
        asked = [{"type": "image"}, {"type": "text", "text": case.question}]
        messages: list[dict] = [
            {"role": "system", "content": self.system},
            {"role": "user", "content": asked},
        ]
        for text in written:
            said = f"<think>\n{text}" if case.thinking else text
            messages.append({"role": "assistant", "content": said})
            messages.append({"role": "tool", "content": [{"type": "image"}]})
        tokenizer = self.tokenizers[case.thinking]
        prompt = tokenizer.apply_chat_template(messages, tokenize=False, add_generation_prompt=True)
        pictures = [processor_for(IMAGE)(drawn(*case.size), return_tensors="np")]
        pictures += [processor_for(IMAGE)(c, return_tensors="np") for c in crops]
        ids: list[int] = []
        for i, part in enumerate(prompt.split("<|image_pad|>")):
            if i > 0:
                ids += [self.image_id] * (int(pictures[i - 1]["image_grid_thw"][0].prod()) // 4)
            ids += tokenizer.encode(part, add_special_tokens=False)
        return prompt, ids, pictures

    def crops(self, case: Case, written: list[str]) -> tuple[list[Image.Image], list[list[int]]]:
        """What the tool gives for the calls written so far, and where it was cut."""
        own = drawn(*case.size)
        views: list[Image.Image] = []
        regions: list[list[int]] = []
        for text in written:
            given = self.arguments(text[text.index("<tool_call>") + 11 : text.index(STOP)])
            of = given["img_idx"]
            view, region = zoom(own if of == 0 else views[of - 1], given["bbox_2d"])
            views.append(view)
            regions.append(region)
        return views, regions

    def given(self, ids: list[int], pictures: list[dict]) -> dict[str, torch.Tensor]:
        tensor = torch.tensor([ids])
        return {
            "input_ids": tensor,
            "mm_token_type_ids": (tensor == self.image_id).long(),
            "pixel_values": torch.from_numpy(np.concatenate([p["pixel_values"] for p in pictures])),
            "image_grid_thw": torch.from_numpy(np.concatenate([p["image_grid_thw"] for p in pictures])),
        }

    def positions(self, given: dict[str, torch.Tensor]) -> torch.Tensor:
        """Time, height and width of each token, [3, 1, tokens]."""
        return self.model.model.get_rope_index(
            given["input_ids"],
            mm_token_type_ids=given["mm_token_type_ids"],
            image_grid_thw=given["image_grid_thw"],
        )[0]


@dataclass(frozen=True)
class Lesson:
    """A whole trace in one sequence, as the decoder is given it: what the vision encoder makes of the
    pictures does not change while it learns. `rows` of the logits must say `targets`."""

    ids: torch.Tensor
    images: torch.Tensor
    positions: torch.Tensor
    features: torch.Tensor
    # Of DeepStack; None: the family has none.
    deeper: list[torch.Tensor] | None
    rows: torch.Tensor
    targets: torch.Tensor


@torch.no_grad()
def lesson(loop: Loop, case: Case) -> Lesson:
    """The lesson of a case."""
    rows: list[int] = []
    targets: list[int] = []
    ids: list[int] = []
    pictures: list[dict] = []
    for i, segment in enumerate(case.segments):
        views, _ = loop.crops(case, list(case.segments[:i]))
        _, before, pictures = loop.context(case, list(case.segments[:i]), views)
        target = loop.tokenizers[case.thinking].encode(segment, add_special_tokens=False)
        target += [loop.end_id] if i + 1 == len(case.segments) else []
        # A context goes on from the tokens as they were written.
        assert before[: len(ids)] == ids, case.name
        ids = before + target
        rows += range(len(before) - 1, len(ids) - 1)
        targets += target
    given = loop.given(ids, pictures)
    seeing = loop.model.model.visual(given["pixel_values"], grid_thw=given["image_grid_thw"])
    return Lesson(
        ids=given["input_ids"],
        images=given["input_ids"] == loop.image_id,
        positions=loop.positions(given),
        features=seeing.pooler_output,
        deeper=getattr(seeing, "deepstack_features", None),
        rows=torch.tensor(rows),
        targets=torch.tensor(targets),
    )


def learn(loop: Loop, cases: tuple[Case, ...] = CASES, steps: int = 500) -> None:
    """Both traces by heart: the loss is on what the model writes. Only the decoder learns."""
    torch.manual_seed(0)
    lessons = [lesson(loop, case) for case in cases]
    decoder = loop.model.model.language_model
    head = loop.model.lm_head
    optimiser = torch.optim.AdamW(decoder.parameters(), lr=3e-3, weight_decay=0)
    worst = 0.0
    for step in range(steps):
        worst = 0.0
        for each in lessons:
            embeds = decoder.embed_tokens(each.ids).masked_scatter(each.images[..., None], each.features)
            deeper = {"visual_pos_masks": each.images, "deepstack_visual_embeds": each.deeper}
            hidden = decoder(
                inputs_embeds=embeds,
                position_ids=each.positions,
                use_cache=False,
                **(deeper if each.deeper is not None else {}),
            ).last_hidden_state
            loss = torch.nn.functional.cross_entropy(head(hidden[0, each.rows]), each.targets)
            optimiser.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(decoder.parameters(), 1.0)
            optimiser.step()
            worst = max(worst, loss.item())
        if step % 20 == 0:
            print(f"step {step}, loss {worst:.4f}", flush=True)
        if worst < 2e-3:
            return
    raise SystemExit(f"the model did not learn its traces: loss {worst}")


@torch.no_grad()
def run(loop: Loop, case: Case) -> list[dict]:
    """The trace, segment by segment, with everything that must be repeated."""
    record: list[dict] = []
    written: list[str] = []
    tokenizer = loop.tokenizers[case.thinking]
    for _ in range(8):
        views, regions = loop.crops(case, written)
        text, ids, pictures = loop.context(case, written, views)
        given = loop.given(ids, pictures)
        positions = loop.positions(given)
        out: list[int] = []
        first = None
        ended = False
        past = None
        while not ended and not tokenizer.decode(out).endswith(STOP) and len(out) < 120:
            if past is None:
                answer = loop.model(**given, use_cache=True)
            else:
                at = positions.max() + len(out)
                answer = loop.model(
                    input_ids=torch.tensor([out[-1:]]),
                    position_ids=at.expand(3, 1, 1),
                    past_key_values=past,
                    use_cache=True,
                )
            past = answer.past_key_values
            logits = answer.logits[0, -1]
            first = logits if first is None else first
            chosen = int(logits.argmax())
            ended = chosen == loop.end_id
            out += [] if ended else [chosen]
        assert first is not None
        said = tokenizer.decode(out)
        record.append(
            {
                "prompt": text,
                "ids": ids,
                "positions": positions[:, 0].tolist(),
                "written": out,
                "text": said,
                "logits": [round(v, 6) for v in first.tolist()],
                "images": [sample(p) for p in pictures],
                "regions": regions,
            }
        )
        if not said.endswith(STOP):
            return record
        written.append(said)
    return record


def pixels() -> list[dict]:
    """Pixel values of drawn pictures under Qwen3-VL's own budget, as its preprocessor_config.json says it."""
    budget = {"min_pixels": 65536, "max_pixels": 16777216}
    return [
        {"size": size, **sample(processor_for(budget)(drawn(*size), return_tensors="np"))} for size in SIZES
    ]


def main() -> None:
    """Make the model, teach it, export it, record it."""
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--checkpoint", type=Path, default=Path("training/runs/golden3"))
    parser.add_argument("--pixels", action="store_true", help="record the pixel values only")
    options = parser.parse_args()
    out: Path = options.out
    (out / "pixels.json").write_text(json.dumps(pixels()) + "\n")
    if options.pixels:
        return
    # The dialect's own words; test/main/models/onnx/qwen3-parity.test.ts holds them to it.
    system = (out / "system.txt").read_text()
    words = [system, *(s for case in CASES for s in (case.question, *case.segments))]
    loop = Loop(make_tiny(options.checkpoint, SHAPE, CORPUS + 4 * words), system)
    learn(loop)
    loop.model.save_pretrained(options.checkpoint)
    write_model(options.checkpoint, out / "model", "golden3")
    (out / "thinking.jinja").write_text(templates.QWEN3_THINKING)
    write_renamed(out / "model" / "onnx", out / "renamed")
    write_traces(loop, CASES, out)


def write_model(checkpoint: Path, out: Path, name: str) -> None:
    """The export, with the small budgets of this file."""
    export_checkpoint(checkpoint, out, "fp32", name=name)
    manifest = json.loads((out / "relook.json").read_text())
    for part, budget in (("image", IMAGE), ("crop", CROP)):
        manifest[part] = {"minPixels": budget["min_pixels"], "maxPixels": budget["max_pixels"]}
    (out / "relook.json").write_text(json.dumps(manifest, indent=2) + "\n")


def write_traces(loop: Loop, cases: tuple[Case, ...], out: Path) -> None:
    """What the model does now, which must be what it learned."""
    traces = {}
    for case in cases:
        segments = run(loop, case)
        traces[case.name] = {"question": case.question, "thinking": case.thinking, "segments": segments}
        assert tuple(s["text"] for s in segments) == case.segments, segments
    (out / "traces.json").write_text(json.dumps(traces, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
