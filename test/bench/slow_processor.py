"""transformers' slow processor (Pillow and numpy), timed: for every path on standard input, one line with
milliseconds from the file, milliseconds from the decoded picture, sum of the pixel values and the grid. Other
side of pixels.bench.ts."""

from __future__ import annotations

import json
import sys
from time import perf_counter

from PIL import Image
from transformers.models.qwen2_vl.image_processing_pil_qwen2_vl import Qwen2VLImageProcessorPil

CELL = 28 * 28
processor = Qwen2VLImageProcessorPil(size={"shortest_edge": 4 * CELL, "longest_edge": 4096 * CELL})
print("ready", flush=True)
for line in sys.stdin:
    start = perf_counter()
    picture = Image.open(line.strip()).convert("RGB")
    decoded = perf_counter()
    out = processor(picture, return_tensors="np")
    end = perf_counter()
    values = out["pixel_values"]
    print(
        json.dumps(
            {
                "fromFile": (end - start) * 1000,
                "fromPixels": (end - decoded) * 1000,
                "sum": float(values.sum(dtype="f8")),
                "grid": out["image_grid_thw"][0].tolist(),
            }
        ),
        flush=True,
    )
