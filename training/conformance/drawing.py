"""Pictures and boxes drawn from a seed by whole numbers, as `test/main/images/family-views.test.ts` does."""

import numpy
from PIL import Image


class Random:
    """mulberry32: the same numbers in the test."""

    def __init__(self, seed):
        self.state = seed

    def below(self, n):
        self.state = (self.state + 0x6D2B79F5) & 0xFFFFFFFF
        t = self.state
        t = ((t ^ (t >> 15)) * (t | 1)) & 0xFFFFFFFF
        t ^= (t + ((t ^ (t >> 7)) * (t | 61))) & 0xFFFFFFFF
        return ((t ^ (t >> 14)) & 0xFFFFFFFF) % n


def drawn_side(random):
    kind = random.below(10)
    return (
        20 + random.below(300)
        if kind < 3
        else 200 + random.below(1400)
        if kind < 8
        else 1500 + random.below(2700)
    )


def drawn_pair(random, kind):
    """Two edges of an axis, in thousandths of it."""
    if kind < 60:
        a = random.below(1001)
        b = random.below(1001)
        return (a, b) if a < b else (b, a)
    if kind < 72:
        a = random.below(1401) - 200
        b = random.below(1401) - 200
        return (a, b) if a < b else (b, a)
    if kind < 78:
        return (random.below(1001), random.below(1001))
    if kind < 81:
        a = random.below(1001)
        return (a, a)
    if kind < 94:
        a = random.below(990)
        return (a, a + 1 + random.below(30))
    return (0, 1 + random.below(1000)) if random.below(2) == 0 else (random.below(1000), 1000)


def drawn_box(random, scale):
    """Four numbers that count to `scale` on each axis; None: fractions, in thousandths."""
    kind = random.below(100)
    part = (0, 0.25, 0.5, 0.75)[random.below(4)] if random.below(10) < 3 else 0
    x1, x2 = drawn_pair(random, kind)
    y1, y2 = drawn_pair(random, kind)
    if scale is None:
        return [v / 1000 for v in (x1, y1, x2, y2)]
    w, h = scale
    return [(v * side) // 1000 + part for v, side in ((x1, w), (y1, h), (x2, w), (y2, h))]


def drawn(width, height):
    """As `drawn` in training/qwen/golden.py."""
    y, x = numpy.mgrid[0:height, 0:width]
    red = (x * 7 + y * 3) % 256
    green = (x // 9 * 31 + y // 5 * 17) % 256
    blue = ((x * y) // 11 + 5 * (x ^ y)) % 256
    return Image.fromarray(numpy.stack([red, green, blue], -1).astype(numpy.uint8), "RGB")
