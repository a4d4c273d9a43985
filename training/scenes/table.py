"""Family "cell": tables with coloured rows and lettered columns."""

from __future__ import annotations

from random import Random

from training.scenes import fonts, values
from training.scenes.canvas import Canvas
from training.scenes.palette import NAMED, hsv, ink, mix, named
from training.scenes.thing import Scene, Thing

SIZES = ((1120, 840), (1200, 900), (1000, 1000))
TITLES = ("Stock list", "Results", "Timetable", "Shipments", "Price list", "Inventory")
HEADS = ("Code", "Value", "Note", "Lot", "Level", "Item")


def scene(rng: Random, fine: int = 2, size: tuple[int, int] | None = None) -> Scene:
    """Three to seven rows, each in its colour, under two or three columns named A, B, C from left to
    right."""
    w, h = size or rng.choice(SIZES)
    back = hsv(rng.uniform(0, 360), rng.uniform(0, 0.05), rng.uniform(0.94, 1.0))
    canvas = Canvas(w, h, back, mix(back, (120, 130, 150), 0.05), fine)
    dark = mix(ink(back), back, 0.1)
    head = rng.choice(fonts.paths())
    small = rng.choice(fonts.paths())
    rows = rng.randrange(3, 8)
    columns = rng.choice((2, 3, 3))
    left = w * rng.uniform(0.03, 0.08)
    right = w * rng.uniform(0.92, 0.97)
    top = h * rng.uniform(0.12, 0.18)
    pitch = min((h * 0.95 - top - 80) / rows, rng.uniform(88, 120))
    canvas.text(left, top * 0.5, rng.choice(TITLES), head, rng.uniform(30, 40), dark, "lm")
    wide = (right - left) / columns
    for c in range(columns):
        x = left + (c + 0.5) * wide
        canvas.text(x - wide * 0.2, top + 38, "ABC"[c], head, rng.uniform(48, 56), dark)
        canvas.text(x + wide * 0.12, top + 40, rng.choice(HEADS), small, 18, mix(dark, back, 0.35))
    wholes = rng.random() < 0.5
    gap = rng.choice((0, 0, 4, 8))
    text = [values.entry if rng.random() < 0.6 else values.number for _ in range(columns)]
    things = []
    for r, colour in enumerate(rng.sample(list(NAMED), rows)):
        y0 = top + 76 + r * pitch
        y1 = top + 76 + (r + 1) * pitch - gap
        shade = named(colour, rng)
        canvas.plate((left, y0, right, y1), shade, rng.choice((0, 6)) if gap else 0)
        for c in range(columns):
            x = left + (c + 0.5) * wide + rng.uniform(-0.12, 0.12) * wide
            value = values.whole(rng) if wholes else text[c](rng)
            glyphs = canvas.text(x, (y0 + y1) / 2, value, small, rng.uniform(20, 26), ink(shade))
            region = (left + (c + 0.18) * wide, y0 - 4, left + (c + 0.82) * wide, y1 + 4)
            things.append(
                Thing(kind="cell", key=colour, region=region, text=value, glyphs=glyphs, column="ABC"[c])
            )
    rule = mix(dark, back, 0.4)
    for c in range(columns + 1):
        canvas.line([(left + c * wide, top + 6), (left + c * wide, top + 76 + rows * pitch)], rule, 2)
    return Scene(
        family="cell",
        image=canvas.finish(rng, rng.choice((0, 2, 4))),
        things=things,
        prints=canvas.prints,
        title="A table",
    )
