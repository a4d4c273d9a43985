"""Pages full of random characters: they teach the strokes far faster than crops with one short text."""

from __future__ import annotations

from random import Random

from PIL import Image

from training.scenes import fonts
from training.scenes.canvas import Canvas
from training.scenes.palette import NAMED, hsv, ink, mix, named
from training.scenes.thing import Glyph
from training.settings import CHARACTERS


def page(rng: Random, width: int, height: int) -> tuple[Image.Image, list[tuple[Glyph, ...]]]:
    """Lines of random texts on one colour, with every character's place, text by text."""
    back = (
        named(rng.choice(list(NAMED)), rng)
        if rng.random() < 0.6
        else hsv(rng.uniform(0, 360), 0.06, rng.uniform(0.9, 1))
    )
    canvas = Canvas(width, height, back, mix(back, (128, 128, 128), 0.08), 1)
    colour = mix(ink(back), back, rng.uniform(0, 0.2))
    texts: list[tuple[Glyph, ...]] = []
    y = rng.uniform(10, 26)
    while y < height - 8:
        # As large as print is in crops after they were resized; below 10 pixels nothing can be made out of
        # any of them.
        size = max(10.0, rng.uniform(14, 38) * width / 196)
        font = rng.choice(fonts.paths())
        x = rng.uniform(2, 22)
        while x < width - 30:
            pool = rng.choice((CHARACTERS[:10] + ".-%/$:", CHARACTERS[10:36] + "-", CHARACTERS))
            text = "".join(rng.choice(pool) for _ in range(rng.randrange(2, 7)))
            drawn = canvas.text(x, y, text, font, size, colour, "lm")
            texts.append(tuple(g for g in drawn if g.box[2] <= width))
            x = drawn[-1].box[2] + rng.uniform(12, 40)
        y += size * rng.uniform(1.15, 1.6)
    return canvas.finish(rng, rng.choice((0, 2, 4))), texts
