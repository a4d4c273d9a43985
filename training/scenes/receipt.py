"""Family "line": receipts with large labels and small amounts."""

from __future__ import annotations

from random import Random

from training.scenes import fonts, values
from training.scenes.canvas import Canvas
from training.scenes.palette import hsv, mix
from training.scenes.thing import Scene, Thing
from training.sentences import ITEMS, LINES

SIZES = ((840, 1120), (900, 1200), (1000, 1000))
SHOPS = ("Corner Deli", "Green Fork", "Harbor Grill", "Mill Street", "Sunny Side", "Old Oven")


def scene(rng: Random, fine: int = 2, size: tuple[int, int] | None = None) -> Scene:
    """A paper slip on a table top: shop, rows, total."""
    w, h = size or rng.choice(SIZES)
    table = hsv(rng.uniform(15, 40), rng.uniform(0.2, 0.45), rng.uniform(0.35, 0.6))
    canvas = Canvas(w, h, table, mix(table, (0, 0, 0), 0.2), fine)
    for i in range(rng.randrange(4, 9)):
        y = rng.uniform(0, h)
        canvas.line([(0, y), (w / 2, y + rng.uniform(-14, 14)), (w, y + rng.uniform(-20, 20))], mix(table, (0, 0, 0), 0.12), 2)
    paper = hsv(rng.uniform(35, 60), rng.uniform(0.0, 0.07), rng.uniform(0.94, 1.0))
    slip = rng.uniform(560, 640)
    left = (w - slip) / 2 + rng.uniform(-0.6, 0.6) * (w - slip) / 2
    top, bottom = h * 0.03, h * 0.97
    canvas.plate((left + 8, top + 10, left + slip + 8, bottom + 10), mix(table, (0, 0, 0), 0.45))
    canvas.plate((left, top, left + slip, bottom), paper)
    label, small = rng.choice(fonts.paths()), rng.choice(fonts.paths())
    dark = hsv(220, 0.2, rng.uniform(0.1, 0.25))
    canvas.text(left + slip / 2, top + 62, rng.choice(SHOPS), label, 48, dark)
    canvas.line([(left + 40, top + 108), (left + slip - 40, top + 108)], mix(dark, paper, 0.5), 2)
    pitch = rng.uniform(84, 98)
    rows = int((bottom - top - 150) // pitch)
    extra = rng.sample([line for line in LINES if line != "Total"], rng.randrange(1, 3))
    keys = extra[:1] + rng.sample(list(ITEMS), max(2, min(rows, rng.randrange(6, 11)) - len(extra) - 1)) + extra[1:] + ["Total"]
    size_label, size_value = rng.uniform(38, 44), rng.uniform(22, 27)
    things = []
    for i, key in enumerate(keys):
        y = top + 120 + (i + 0.5) * pitch
        text = values.date(rng) if key == "Date" else str(rng.randrange(1, 60)) if key == "Table" else values.price(rng)
        if key == "Total":
            canvas.line([(left + 40, y - pitch / 2), (left + slip - 40, y - pitch / 2)], mix(dark, paper, 0.5), 2)
        canvas.text(left + 44, y, key, label, size_label, dark, "lm")
        glyphs = canvas.text(left + slip - 44, y, text, small, size_value, dark, "rm")
        region = (left + 24, y - pitch * 0.46, left + slip - 24, y + pitch * 0.46)
        things.append(Thing("line", key, region, text, glyphs))
    return Scene("line", canvas.finish(rng, rng.choice((2, 4, 6))), things, "A receipt")
