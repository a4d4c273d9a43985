"""Family "bar": bar charts with tiny value labels; the bars are told apart by colour."""

from __future__ import annotations

from random import Random

from training.scenes import fonts, values
from training.scenes.canvas import Canvas
from training.scenes.palette import NAMED, hsv, ink, mix, named
from training.scenes.thing import Scene, Thing

SIZES = ((1120, 840), (1200, 900), (1000, 1000))
TITLES = (
    "Visitors by hall",
    "Output by line",
    "Rain by month",
    "Orders by city",
    "Energy by site",
    "Trees by park",
)


def distinct(rng: Random, n: int) -> list[float]:
    """Heights of n bars; the highest and the lowest stand out, so that one can ask for them."""
    shares = sorted(rng.uniform(0.16, 0.82) for _ in range(n))
    shares[0], shares[-1] = (
        max(0.1, min(shares[0], shares[1] - 0.06)),
        min(0.88, max(shares[-1], shares[-2] + 0.06)),
    )
    rng.shuffle(shares)
    return shares


def scene(rng: Random, fine: int = 2, size: tuple[int, int] | None = None) -> Scene:
    """Four to seven bars, upright or lying."""
    w, h = size or rng.choice(SIZES)
    back = hsv(rng.uniform(0, 360), rng.uniform(0, 0.06), rng.uniform(0.93, 1.0))
    canvas = Canvas(w, h, back, mix(back, (120, 130, 150), 0.06), fine)
    label = rng.choice(fonts.paths())
    small = rng.choice(fonts.paths())
    dark = mix(ink(back), back, 0.15)
    left = w * rng.uniform(0.07, 0.13)
    top = h * rng.uniform(0.16, 0.24)
    right = w * rng.uniform(0.9, 0.96)
    bottom = h * rng.uniform(0.84, 0.92)
    canvas.text(left, top * 0.45, rng.choice(TITLES), label, rng.uniform(34, 44), dark, "lm")
    upright = rng.random() < 0.7
    n = rng.randrange(4, 8)
    grid = mix(back, (90, 100, 120), 0.25)
    for i in range(6):
        if upright:
            y = bottom - i * (bottom - top) / 5
            canvas.line([(left, y), (right, y)], grid, 1)
        else:
            x = left + i * (right - left) / 5
            canvas.line([(x, top), (x, bottom)], grid, 1)
    size_px = rng.uniform(19, 25)
    pitch = ((right - left) if upright else (bottom - top)) / n
    thick = pitch * rng.uniform(0.55, 0.75)
    things = []
    shares = distinct(rng, n)
    labels = values.series(rng, shares, rng.random() < 0.4)
    for i, colour in enumerate(rng.sample(list(NAMED), n)):
        shade = named(colour, rng)
        share = shares[i]
        value = labels[i]
        if upright:
            x0 = left + i * pitch + (pitch - thick) / 2
            y0 = bottom - share * (bottom - top)
            canvas.plate((x0, y0, x0 + thick, bottom), shade, rng.choice((0, 5)))
            glyphs = canvas.text(x0 + thick / 2, y0 - rng.uniform(16, 24), value, small, size_px, dark)
            middle = x0 + thick / 2
            half = max(thick / 2 + 6, 60)
            region = (middle - half, y0 - 64, middle + half, y0 + 60)
        else:
            y0 = top + i * pitch + (pitch - thick) / 2
            x1 = left + share * 0.92 * (right - left)
            canvas.plate((left, y0, x1, y0 + thick), shade, rng.choice((0, 5)))
            glyphs = canvas.text(x1 + rng.uniform(10, 16), y0 + thick / 2, value, small, size_px, dark, "lm")
            middle = y0 + thick / 2
            half = max(thick / 2 + 4, 34)
            region = (x1 - 64, middle - half, x1 + 136, middle + half)
        things.append(Thing(kind="bar", key=colour, region=region, text=value, glyphs=glyphs))
    canvas.line([(left, top - 10), (left, bottom), (right, bottom)], dark, 2)
    return Scene(
        family="bar",
        image=canvas.finish(rng, rng.choice((0, 0, 2, 4))),
        things=things,
        prints=canvas.prints,
        title="A bar chart",
    )
