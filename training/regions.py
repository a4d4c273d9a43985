"""Boxes as the model writes them: gold, loose, shifted off the text, or another thing's."""

from __future__ import annotations

from random import Random

from training import geometry
from training.scenes.thing import Area, Thing
from training.settings import COORDINATE_STEP

Size = tuple[int, int]


def scale(area: Area, original: Size, resized: Size) -> Area:
    """Original pixels to pixels of the overview."""
    sx = resized[0] / original[0]
    sy = resized[1] / original[1]
    return (area[0] * sx, area[1] * sy, area[2] * sx, area[3] * sy)


def quantised(area: Area, resized: Size) -> geometry.Box:
    """Overview pixels to whole coordinate steps, inside the image."""
    limit = (resized[0], resized[1]) * 2
    steps = (round(v / COORDINATE_STEP) * COORDINATE_STEP for v in area)
    x1, y1, x2, y2 = (max(0, min(v, m // COORDINATE_STEP * COORDINATE_STEP)) for v, m in zip(steps, limit))
    return (min(x1, x2 - COORDINATE_STEP), min(y1, y2 - COORDINATE_STEP), x2, y2)


def clamped(area: Area, resized: Size) -> geometry.Box:
    """Overview pixels to whole pixels inside the image."""
    x1, y1, x2, y2 = (max(0, min(round(v), m)) for v, m in zip(area, (resized[0], resized[1]) * 2))
    return (min(x1, resized[0] - 4), min(y1, resized[1] - 4), max(x2, x1 + 4), max(y2, y1 + 4))


def contains(outer: Area, inner: Area) -> bool:
    """Whether inner lies completely in outer."""
    return outer[0] <= inner[0] and outer[1] <= inner[1] and outer[2] >= inner[2] and outer[3] >= inner[3]


def shows(box: geometry.Box, thing: Thing, original: Size, resized: Size) -> bool:
    """Whether the crop asked for by an overview box holds the thing's whole text."""
    cut = geometry.to_original(box, resized, original)
    return cut is not None and contains((cut[0], cut[1], cut[2] + 1, cut[3] + 1), thing.text_box)


def loose(rng: Random, thing: Thing, original: Size, resized: Size) -> geometry.Box:
    """A box as a person draws it: any pixel, too big or shifted, but with the whole text."""
    region = scale(thing.region, original, resized)
    text = scale(thing.text_box, original, resized)
    w = region[2] - region[0]
    h = region[3] - region[1]
    for _ in range(8):
        grow = rng.choice((0.12, 0.3, 0.6))
        box = clamped(
            (
                region[0] - rng.uniform(-0.3, grow) * w,
                region[1] - rng.uniform(-0.3, grow) * h,
                region[2] + rng.uniform(-0.3, grow) * w,
                region[3] + rng.uniform(-0.3, grow) * h,
            ),
            resized,
        )
        if shows(box, thing, original, resized):
            return box
    return clamped((text[0] - 6, text[1] - 5, text[2] + 6, text[3] + 5), resized)


def beside(
    rng: Random, thing: Thing, things: list[Thing], original: Size, resized: Size
) -> geometry.Box | None:
    """A box that shows nobody's whole text: shifted half off, or somewhere empty."""
    region = scale(thing.region, original, resized)
    w = region[2] - region[0]
    h = region[3] - region[1]
    for _ in range(12):
        dx, dy = rng.choice(
            ((0.7, 0), (-0.7, 0), (0, 0.8), (0, -0.8), (0.6, 0.6), (-0.6, -0.6), (1.2, 0.3), (0.2, 1.3))
        )
        area = (region[0] + dx * w, region[1] + dy * h, region[2] + dx * w, region[3] + dy * h)
        box = quantised(area, resized)
        if box[0] < 0 or box[1] < 0 or box[2] - box[0] < 24 or box[3] - box[1] < 16:
            continue
        if not any(shows(box, t, original, resized) for t in things):
            return box
    return None
