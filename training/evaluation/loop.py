"""The VLM-R³ loop, as the application runs it: generate, stop at a request, append the crop, go on."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field

import numpy as np
from PIL import Image

from training import dialect, geometry, settings
from training.evaluation.runtime import Runtime, Sequence

MAX_LOOKS = 4
MAX_TOKENS = 96


@dataclass
class Outcome:
    """What one run produced."""

    answer: str = ""
    text: str = ""
    boxes: list[geometry.Box] = field(default_factory=list)
    closed: bool = False


def generate(runtime: Runtime, sequence: Sequence) -> str:
    """Greedy text up to a stop string or the end of the turn."""
    ids: list[int] = []
    text = ""
    while len(ids) < MAX_TOKENS:
        token = int(np.argmax(sequence.logits))
        if token == runtime.stop:
            break
        ids.append(token)
        sequence.text([token])
        text = runtime.tokenizer.decode(ids, skip_special_tokens=False)
        if text.endswith(("]}", "</answer>")):
            break
    return text


def parse(text: str) -> geometry.Box | None:
    """The last requested box of a segment."""
    found = re.findall(r"\{.*?\}", text, re.DOTALL)
    try:
        box = json.loads(found[-1])["bbox_2d"] if found else None
        left, top, right, bottom = (int(v) for v in box or ())
        return left, top, right, bottom
    except (ValueError, KeyError, TypeError):
        return None


def run(
    runtime: Runtime,
    image: Image.Image,
    question: str,
    looks: bool = True,
    thought: str = "",
    forced: geometry.Box | None = None,
    max_looks: int = MAX_LOOKS,
) -> Outcome:
    """Answer one question. A `forced` box (overview pixels) after a given thought stands in for the model's
    first request; without looks the prompt is left out. After `max_looks` crops a further request ends the
    run."""
    small = geometry.overview(image, settings.OVERVIEW_MIN, settings.OVERVIEW_MAX)
    sequence = Sequence(runtime)
    outcome = Outcome()
    sequence.text(runtime.encode(dialect.HEAD + dialect.VISION_START))
    sequence.image(small)
    opening = dialect.VISION_END + dialect.user_turn(question, looks)
    if forced is not None:
        outcome.text = f"<think>{thought}" + dialect.request(forced)
        opening += outcome.text
    sequence.text(runtime.encode(opening))
    for turn in range(max_looks + 1):
        if forced is not None and turn == 0:
            text = dialect.request(forced)
        else:
            text = generate(runtime, sequence)
            outcome.text += text
        if text.endswith("]}"):
            box = parse(text)
            cut = geometry.to_original(box, small.size, image.size) if box else None
            if cut is None or turn == max_looks:
                break
            outcome.boxes.append(cut)
            sequence.text(runtime.encode("\n" + dialect.VISION_START))
            sequence.image(geometry.crop(image, cut, settings.CROP_MIN, settings.CROP_MAX))
            sequence.text(runtime.encode(dialect.VISION_END))
            outcome.text += "\n"
            continue
        break
    answers = re.findall(r"<answer>(.*?)</answer>", outcome.text, re.DOTALL)
    outcome.closed = bool(answers)
    outcome.answer = answers[-1].strip() if answers else ""
    return outcome
