"""The families by name, and one deterministic scene per (seed, index)."""

from __future__ import annotations

import io
from collections.abc import Callable
from random import Random

from PIL import Image

from training.scenes import chart, dashboard, receipt, sign
from training.scenes.thing import Scene

FAMILIES: dict[str, Callable[..., Scene]] = {
    "sign": sign.scene,
    "dashboard": dashboard.scene,
    "chart": chart.scene,
    "receipt": receipt.scene,
}
# What r3-mini is trained on so far; receipts need words to be found, which this version has not learned.
LEARNED = ("sign", "dashboard", "chart")
SIZES = {"sign": sign.SIZES, "dashboard": dashboard.SIZES, "chart": chart.SIZES, "receipt": receipt.SIZES}


def make(family: str, seed: int, index: int, fine: int = 2, size: tuple[int, int] | None = None) -> Scene:
    """The scene with this number. The same arguments give the same pixels."""
    rng = Random(f"{family}/{seed}/{index}")
    made = FAMILIES[family](rng, fine, size)
    made.family = family
    if rng.random() < 0.4:
        buffer = io.BytesIO()
        made.image.save(buffer, "JPEG", quality=rng.randrange(70, 96))
        made.image = Image.open(buffer).convert("RGB")
    return made
