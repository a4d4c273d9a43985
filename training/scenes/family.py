"""The families by name, and one deterministic scene per (seed, index)."""

from __future__ import annotations

import io
import math
from collections.abc import Callable
from random import Random

from PIL import Image

from training.scenes import chart, dashboard, receipt, sign, split, table
from training.scenes.thing import Area, Scene

FAMILIES: dict[str, Callable[..., Scene]] = {
    "receipt": receipt.scene,
    "chart": chart.scene,
    "table": table.scene,
    "sign": sign.scene,
    "dashboard": dashboard.scene,
}
SIZES = {
    "receipt": receipt.SIZES,
    "chart": chart.SIZES,
    "table": table.SIZES,
    "sign": sign.SIZES,
    "dashboard": dashboard.SIZES,
}
TILT = 2.5  # degrees


def make(family: str, seed: int, index: int, fine: int = 2, size: tuple[int, int] | None = None) -> Scene:
    """The scene with this number. The same arguments give the same pixels; the seed decides which fonts and
    words are used."""
    rng = Random(f"{family}/{seed}/{index}")
    with split.using(split.of_seed(seed)):
        made = FAMILIES[family](rng, fine, size)
    made.family = family
    if rng.random() < 0.35:
        tilt(made, rng.uniform(-TILT, TILT))
    if rng.random() < 0.4:
        buffer = io.BytesIO()
        made.image.save(buffer, "JPEG", quality=rng.randrange(70, 96))
        made.image = Image.open(buffer).convert("RGB")
    return made


def tilt(scene: Scene, degrees: float) -> None:
    """Turn the picture about its centre, enlarged a little so that no corner is empty; all places follow."""
    w, h = scene.image.size
    a = math.radians(degrees)
    cos = math.cos(a)
    sin = math.sin(a)
    # Pillow's affine maps output to input: rotate, without enlarging; the emptied corners repeat the edge.
    matrix = (cos, sin, w / 2 - cos * w / 2 - sin * h / 2, -sin, cos, h / 2 + sin * w / 2 - cos * h / 2)
    corner = scene.image.getpixel((2, 2))
    scene.image = scene.image.transform(
        (w, h), Image.Transform.AFFINE, matrix, Image.Resampling.BILINEAR, fillcolor=corner
    )

    def place(area: Area) -> Area:
        """Box of a turned glyph or region: its centre moves, its size stays (the tilt is small)."""
        x = (area[0] + area[2]) / 2 - w / 2
        y = (area[1] + area[3]) / 2 - h / 2
        x, y = cos * x - sin * y + w / 2, sin * x + cos * y + h / 2
        dx = (area[2] - area[0]) / 2
        dy = (area[3] - area[1]) / 2
        return (x - dx, y - dy, x + dx, y + dy)

    scene.things = [t.moved(place) for t in scene.things]
    scene.prints = [p.moved(place) for p in scene.prints]
