"""Random scores and what transformers' logits processors leave of them.

For `test/main/models/onnx/warp.test.ts`.

    python3 training/conformance/sampling.py OUT.json

Scores follow from a seed by integer arithmetic (`scores` here and in the test), so that the file holds only
what is left: which are drawn from, and their values.
"""

import json
import sys
from typing import Any

import numpy
import torch
import transformers
from transformers import (
    LogitsProcessorList,
    RepetitionPenaltyLogitsProcessor,
    TemperatureLogitsWarper,
    TopKLogitsWarper,
    TopPLogitsWarper,
)


def drawn(seed):
    """mulberry32: the same numbers in the test."""
    state = seed
    while True:
        state = (state + 0x6D2B79F5) & 0xFFFFFFFF
        t = state
        t = ((t ^ (t >> 15)) * (t | 1)) & 0xFFFFFFFF
        t ^= (t + ((t ^ (t >> 7)) * (t | 61))) & 0xFFFFFFFF
        yield (t ^ (t >> 14)) & 0xFFFFFFFF


def case(number):
    random = drawn(1000 + number)
    size = (7, 50, 400, 2000)[number % 4]
    spread = (1, 4, 12)[number % 3]
    scores = numpy.array([(next(random) % 65536 - 32768) / 32768 * spread for _ in range(size)], "float32")
    seen = [next(random) % size for _ in range(size // 3)]
    settings = {
        "temperature": (1, 0.7, 0.1, 1.5)[next(random) % 4],
        "topK": (0, 1, 5, 50)[next(random) % 4],
        "topP": (1, 0.95, 0.8, 0.3, 0.001)[next(random) % 5],
        "repetitionPenalty": (1, 1.05, 1.3, 0.8)[next(random) % 4],
    }
    return scores, seen, settings


rows: list[Any] = []
for number in range(400):
    scores, seen, s = case(number)
    # The order of `_get_logits_processor`.
    steps: Any = LogitsProcessorList()
    if s["repetitionPenalty"] != 1:
        steps.append(RepetitionPenaltyLogitsProcessor(s["repetitionPenalty"]))
    if s["temperature"] != 1:
        steps.append(TemperatureLogitsWarper(float(s["temperature"])))
    if s["topK"] > 0:
        steps.append(TopKLogitsWarper(s["topK"]))
    if s["topP"] < 1:
        steps.append(TopPLogitsWarper(float(s["topP"])))
    left = steps(torch.tensor([seen]), torch.tensor(scores)[None])[0].numpy()
    kept = [int(i) for i in numpy.flatnonzero(numpy.isfinite(left))]
    total = float(numpy.sum(left[kept].astype("float64")))
    best = int(numpy.argmax(left))
    rows.append([s, len(kept), kept if len(kept) <= 60 else None, best, total])
about = {"transformers": transformers.__version__, "torch": torch.__version__}
with open(sys.argv[1], "w", encoding="utf-8") as out:
    json.dump({"about": about, "rows": rows}, out)
    out.write("\n")
print(about, len(rows))
