"""Named colours with enough distance to be told apart, and quiet ones for everything else."""

from __future__ import annotations

import colorsys
from random import Random

RGB = tuple[int, int, int]

# Hue range in degrees, saturation range, value range.
NAMED: dict[str, tuple[tuple[float, float], tuple[float, float], tuple[float, float]]] = {
    "red": ((-6, 6), (0.72, 0.9), (0.72, 0.88)),
    "orange": ((24, 32), (0.8, 0.95), (0.92, 1.0)),
    "yellow": ((48, 54), (0.65, 0.85), (0.93, 1.0)),
    "green": ((120, 152), (0.55, 0.75), (0.5, 0.68)),
    "blue": ((208, 222), (0.65, 0.85), (0.65, 0.88)),
    "purple": ((266, 280), (0.5, 0.68), (0.55, 0.72)),
    "pink": ((326, 338), (0.35, 0.5), (0.93, 1.0)),
    "gray": ((210, 220), (0.04, 0.1), (0.48, 0.6)),
}


def hsv(h: float, s: float, v: float) -> RGB:
    """Degrees and fractions to 8-bit RGB."""
    red, green, blue = colorsys.hsv_to_rgb(h % 360 / 360, s, v)
    return round(255 * red), round(255 * green), round(255 * blue)


def named(name: str, rng: Random) -> RGB:
    """A shade of a named colour."""
    return hsv(*(rng.uniform(*limits) for limits in NAMED[name]))


def mix(a: RGB, b: RGB, share: float) -> RGB:
    """a with a share of b."""
    red, green, blue = (round(x + (y - x) * share) for x, y in zip(a, b))
    return red, green, blue


def ink(background: RGB) -> RGB:
    """Text colour that reads well on a background."""
    light = 0.299 * background[0] + 0.587 * background[1] + 0.114 * background[2]
    return (28, 30, 38) if light > 150 else (255, 255, 255)
