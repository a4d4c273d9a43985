"""Crops of a Relook GRPO job: what a request of VLM-R3 is given back, pixel for pixel as Relook cuts it.

Source: justgogorunrun/VLM-R3, src/model/r3_vllm.py (region, zoom), qwen-vl-utils (smart_resize). Needs
Pillow.
"""

from __future__ import annotations

import math
import re

from rewards import cut, requests

FACTOR = 28  # patch 14 x merge 2 of Qwen2.5-VL
STOP = ["]}", "]\n}", "] }", "</answer>"]  # where a turn ends
MAX_TURNS = 8  # the last one has to answer: at most 7 crops


def smart_resize(height: int, width: int, min_pixels: int, max_pixels: int) -> tuple[int, int]:
    """Size (height, width) in multiples of 28 within the pixel budget."""
    h, w = (max(FACTOR, round(side / FACTOR) * FACTOR) for side in (height, width))
    if h * w > max_pixels:
        beta = math.sqrt(height * width / max_pixels)
        h, w = (max(FACTOR, math.floor(side / beta / FACTOR) * FACTOR) for side in (height, width))
    elif h * w < min_pixels:
        beta = math.sqrt(min_pixels / (height * width))
        h, w = (math.ceil(side * beta / FACTOR) * FACTOR for side in (height, width))
    return h, w


def crop_size(box, size, min_pixels: int, max_pixels: int) -> tuple[int, int] | None:
    """Size (height, width) of the crop of a box (right and bottom outside) of a picture (width, height)."""
    w = box[2] - box[0]
    h = box[3] - box[1]
    if max(w, h) > 200 * min(w, h):
        return None
    share = w * h / (size[0] * size[1])
    zoom = 2.0 if share < 0.125 else 1.0 if share >= 0.5 else 2.0 - (share - 0.125) / 0.375
    return smart_resize(int(zoom * h), int(zoom * w), min_pixels, max_pixels)


def requested(turn: str):
    """The last box a turn asks for, or None; a turn that answers asks for nothing. `]}` may be gone with the
    stop string."""
    if "<answer>" in turn:
        return None
    closed = turn if turn.rstrip().endswith("}") else turn + "]}"
    found = requests(closed[closed.rfind("{") :])
    return found[-1] if found else None


def closed(turn: str) -> str:
    """A turn with what its stop string took away: upstream writes it back as well."""
    if "<answer>" in turn and "</answer>" not in turn:
        return turn + "</answer>"
    return turn + "]}\n" if re.search(r'"bbox_2d":\s*\[[^\]]*$', turn) else turn


def look(image, turn: str, frame, min_pixels: int, max_pixels: int):
    """The crop (a PIL image) that a turn is given back, or None: it asks for nothing, or nothing is left of
    the region."""
    asked = requested(turn)
    box = None if asked is None else cut(asked, frame, image.size)
    size = None if box is None else crop_size(box, image.size, min_pixels, max_pixels)
    if box is None or size is None:
        return None
    from PIL import Image

    return image.convert("RGB").crop(tuple(box)).resize((size[1], size[0]), Image.Resampling.LANCZOS)
