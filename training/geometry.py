"""Pixel arithmetic shared by data, training and evaluation: smart_resize, box mapping and the crop rule."""

from __future__ import annotations

import math

from PIL import Image

FACTOR = 28
Box = tuple[int, int, int, int]


def smart_resize(height: int, width: int, min_pixels: int, max_pixels: int) -> tuple[int, int]:
    """Size (height, width) in multiples of 28 within the pixel budget. Python's round() is banker's rounding,
    on purpose."""
    if max(height, width) / min(height, width) > 200:
        raise ValueError(f"aspect ratio of {width}x{height} is above 200")
    h = max(FACTOR, round(height / FACTOR) * FACTOR)
    w = max(FACTOR, round(width / FACTOR) * FACTOR)
    if h * w > max_pixels:
        beta = math.sqrt((height * width) / max_pixels)
        h = max(FACTOR, math.floor(height / beta / FACTOR) * FACTOR)
        w = max(FACTOR, math.floor(width / beta / FACTOR) * FACTOR)
    elif h * w < min_pixels:
        beta = math.sqrt(min_pixels / (height * width))
        h = math.ceil(height * beta / FACTOR) * FACTOR
        w = math.ceil(width * beta / FACTOR) * FACTOR
    return h, w


def to_original(box: Box, resized: tuple[int, int], original: tuple[int, int]) -> Box | None:
    """Box in resized pixels -> clamped box in original pixels, or None if nothing is left. Sizes are (width,
    height)."""
    # Multiplication before division: the order decides what int() truncates to.
    x1, y1, x2, y2 = (int(v * o / r) for v, o, r in zip(box, original * 2, resized * 2))
    x1 = max(0, x1)
    y1 = max(0, y1)
    x2 = min(original[0] - 1, x2)
    y2 = min(original[1] - 1, y2)
    return None if x1 >= x2 or y1 >= y2 else (x1, y1, x2, y2)


def zoom(area_ratio: float) -> float:
    """How much a crop is enlarged before the pixel budget applies: small regions twice, large ones not at
    all."""
    if area_ratio < 0.125:
        return 2.0
    if area_ratio >= 0.5:
        return 1.0
    return 2.0 - (area_ratio - 0.125) / 0.375


def crop_size(box: Box, original: tuple[int, int], min_pixels: int, max_pixels: int) -> tuple[int, int]:
    """Size (height, width) of the crop for a box in original pixels (right and bottom edges included)."""
    w = box[2] + 1 - box[0]
    h = box[3] + 1 - box[1]
    scale = zoom(w * h / (original[0] * original[1]))
    return smart_resize(int(scale * h), int(scale * w), min_pixels, max_pixels)


def crop(image: Image.Image, box: Box, min_pixels: int, max_pixels: int) -> Image.Image:
    """Cut the box out and resize it once."""
    h, w = crop_size(box, image.size, min_pixels, max_pixels)
    return image.crop((box[0], box[1], box[2] + 1, box[3] + 1)).resize((w, h), Image.Resampling.LANCZOS)


def overview(image: Image.Image, min_pixels: int, max_pixels: int) -> Image.Image:
    """The whole image at the size the model sees first."""
    h, w = smart_resize(image.height, image.width, min_pixels, max_pixels)
    return image.resize((w, h), Image.Resampling.BICUBIC)


def overlap(a: tuple[float, ...], b: tuple[float, ...]) -> float:
    """Intersection over union of two areas."""
    w = min(a[2], b[2]) - max(a[0], b[0])
    h = min(a[3], b[3]) - max(a[1], b[1])
    shared = max(0.0, w) * max(0.0, h)
    return shared / ((a[2] - a[0]) * (a[3] - a[1]) + (b[2] - b[0]) * (b[3] - b[1]) - shared)
