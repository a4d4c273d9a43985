"""Family "tile": a dashboard of coloured tiles, each with a small reading."""

from __future__ import annotations

import math
from random import Random

from training.scenes import fonts, values
from training.scenes import label as labels
from training.scenes.canvas import Canvas
from training.scenes.palette import NAMED, RGB, hsv, ink, mix, named
from training.scenes.thing import Area, Scene, Thing

SIZES = ((1120, 840), (1200, 900), (1000, 1000))
TITLES = (
    "boiler",
    "pump",
    "inlet",
    "outlet",
    "tank",
    "motor",
    "fan",
    "cell",
    "valve",
    "feed",
    "load",
    "drift",
)


def ornament(canvas: Canvas, rng: Random, box: Area, tint: RGB) -> None:
    """A sparkline, an arc or a level bar along the bottom of the tile."""
    left, top, right, bottom = box
    form = rng.randrange(3)
    if form == 0:
        phase = rng.uniform(0, 6)
        n = 16
        canvas.line(
            [
                (
                    left + i * (right - left) / n,
                    bottom - (bottom - top) * (0.5 + 0.4 * math.sin(phase + i * 0.8) * rng.random()),
                )
                for i in range(n + 1)
            ],
            tint,
            2.5,
        )
    elif form == 1:
        middle = (top + bottom) / 2
        canvas.plate((left, middle - 4, right, middle + 4), mix(tint, (128, 128, 128), 0.3), 4)
        canvas.plate((left, middle - 4, left + (right - left) * rng.uniform(0.2, 0.9), middle + 4), tint, 4)
    else:
        n = rng.randrange(6, 11)
        for i in range(n):
            x = left + i * (right - left) / n
            canvas.plate(
                (x, bottom - (bottom - top) * rng.uniform(0.2, 1), x + (right - left) / n * 0.6, bottom),
                tint,
                2,
            )


def tile(canvas: Canvas, rng: Random, box: Area, colour: str, label: str, value: str, size: float) -> Thing:
    """One tile: a faint title, the reading, an ornament."""
    left, top, right, bottom = box
    shade = named(colour, rng)
    canvas.plate((left + 3, top + 5, right + 3, bottom + 5), mix(shade, (10, 12, 20), 0.55), 14)
    canvas.plate(box, shade, 14)
    tint = mix(shade, ink(shade), 0.35)
    canvas.text(
        left + 18, top + 24, rng.choice(TITLES), label, rng.uniform(14, 17), mix(shade, ink(shade), 0.6), "lm"
    )
    x = left + (right - left) * rng.uniform(0.35, 0.65)
    y = top + (bottom - top) * rng.uniform(0.44, 0.54)
    glyphs = canvas.text(x, y, value, rng.choice(fonts.paths()), size, ink(shade))
    ornament(canvas, rng, (left + 18, bottom - (bottom - top) * 0.3, right - 18, bottom - 16), tint)
    return Thing(
        kind="tile", key=colour, region=(left - 4, top - 4, right + 4, bottom + 4), text=value, glyphs=glyphs
    )


def scene(rng: Random, fine: int = 2, size: tuple[int, int] | None = None) -> Scene:
    """Four to eight tiles in a grid under a title bar."""
    w, h = size or rng.choice(SIZES)
    dark = rng.random() < 0.5
    back = hsv(
        rng.uniform(200, 260),
        rng.uniform(0.05, 0.3),
        rng.uniform(0.1, 0.22) if dark else rng.uniform(0.92, 0.98),
    )
    canvas = Canvas(w, h, back, mix(back, (128, 130, 140), 0.12), fine)
    paper = mix(back, (255, 255, 255), 0.1 if dark else 0.6)
    label = rng.choice(fonts.paths())
    columns, rows = rng.choice(((2, 2), (3, 2), (3, 2), (2, 3), (3, 3), (4, 2)))
    gap = rng.uniform(18, 34)
    head = rng.uniform(70, 130)
    canvas.plate((gap, gap, w - gap, head - 8), paper, 12)
    canvas.text(
        gap + 22,
        (gap + head - 8) / 2,
        rng.choice(("Plant overview", "Station 4", "Night shift", "Line B")),
        label,
        28,
        mix(ink(paper), paper, 0.2),
        "lm",
    )
    left = gap + rng.uniform(0, 0.12) * w
    right = w - gap - rng.uniform(0, 0.12) * w
    bottom = h - gap - rng.uniform(0, 0.15) * h
    tw = (right - left - gap * (columns - 1)) / columns
    th = (bottom - head - gap * (rows - 1)) / rows
    tw = min(tw, 320)
    th = min(th, 250)
    places = [(c, r) for r in range(rows) for c in range(columns)][:8]
    places = sorted(rng.sample(places, rng.randrange(max(3, len(places) - 2), len(places) + 1)))
    things = []
    wholes = rng.random() < 0.4
    labelled = th > 170 and rng.random() < 0.5
    for (c, r), colour in zip(places, rng.sample(list(NAMED), len(places))):
        x = left + c * (tw + gap)
        y = head + r * (th + gap)
        value = values.whole(rng) if wholes else values.number(rng)
        things.append(tile(canvas, rng, (x, y, x + tw, y + th), colour, label, value, rng.uniform(20, 28)))
        if labelled and rng.random() < 0.7:
            things.append(labels.stick(canvas, rng, colour, x + tw - 78, y + th - 30, (x, y, x + tw, y + th)))
    return Scene(
        family="tile",
        image=canvas.finish(rng, rng.choice((0, 0, 2, 4))),
        things=things,
        prints=canvas.prints,
        title="A dashboard",
    )
