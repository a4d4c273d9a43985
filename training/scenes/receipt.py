"""Family "line": receipts whose lines carry coloured marks, and forms with coloured fields."""

from __future__ import annotations

from random import Random

from training.scenes import fonts, values
from training.scenes.canvas import Canvas
from training.scenes.palette import NAMED, RGB, hsv, ink, mix, named
from training.scenes.thing import Scene, Thing

SIZES = ((840, 1120), (900, 1200), (1000, 1000))
SHOPS = ("Corner Deli", "Green Fork", "Harbor Grill", "Mill Street", "Sunny Side", "Old Oven")
ITEMS = (
    "Coffee",
    "Tea",
    "Bread",
    "Butter",
    "Milk",
    "Juice",
    "Soup",
    "Salad",
    "Pasta",
    "Pizza",
    "Cheese",
    "Apple",
    "Banana",
    "Lemon",
    "Water",
    "Rice",
    "Fish",
    "Cake",
    "Cookie",
    "Honey",
)
FIELDS = ("Name", "Number", "Street", "Town", "Phone", "Order", "Branch", "Policy", "Room", "Unit")


def desk(rng: Random, w: int, h: int, fine: int) -> Canvas:
    """A table top."""
    wood = hsv(rng.uniform(15, 40), rng.uniform(0.2, 0.45), rng.uniform(0.35, 0.6))
    canvas = Canvas(w, h, wood, mix(wood, (0, 0, 0), 0.2), fine)
    for _ in range(rng.randrange(4, 9)):
        y = rng.uniform(0, h)
        canvas.line(
            [(0, y), (w / 2, y + rng.uniform(-14, 14)), (w, y + rng.uniform(-20, 20))],
            mix(wood, (0, 0, 0), 0.12),
            2,
        )
    return canvas


def slip(canvas: Canvas, rng: Random) -> list[Thing]:
    """A paper slip: shop, date, lines with a marked amount, total."""
    w = canvas.width
    h = canvas.height
    paper = hsv(rng.uniform(35, 60), rng.uniform(0.0, 0.07), rng.uniform(0.94, 1.0))
    wide = rng.uniform(600, 700)
    left = (w - wide) / 2 + rng.uniform(-0.6, 0.6) * (w - wide) / 2
    top = h * 0.03
    bottom = h * 0.97
    canvas.plate((left + 8, top + 10, left + wide + 8, bottom + 10), (40, 34, 30))
    canvas.plate((left, top, left + wide, bottom), paper)
    label = rng.choice(fonts.paths())
    small = rng.choice(fonts.paths())
    dark: RGB = hsv(220, 0.2, rng.uniform(0.1, 0.25))
    canvas.text(left + wide / 2, top + 50, rng.choice(SHOPS), label, 44, dark)
    rows = rng.randrange(4, 8)
    pitch = min(rng.uniform(86, 104), (bottom - top - 190) / (rows + 1.2))
    size = rng.uniform(22, 27)
    things = []
    wholes = rng.random() < 0.45
    y = top + 128
    text = values.date(rng)
    canvas.text(left + 44, y, "Date", label, 34, dark, "lm")
    glyphs = canvas.text(left + wide - 60, y, text, small, size, dark, "rm")
    things.append(
        Thing(
            kind="line",
            key="date",
            region=(left + wide - 300, y - 38, left + wide - 20, y + 38),
            text=text,
            glyphs=glyphs,
        )
    )
    for colour, item in zip(rng.sample(list(NAMED), rows), rng.sample(ITEMS, rows)):
        y += pitch
        shade = named(colour, rng)
        text = values.whole(rng) if wholes else values.price(rng)
        x1 = left + wide - rng.uniform(30, 44)
        x0 = x1 - rng.uniform(180, 230)
        canvas.text(left + 44, y, item, label, rng.uniform(26, 32), dark, "lm")
        canvas.plate((x0, y - pitch * 0.38, x1, y + pitch * 0.38), shade, rng.choice((0, 8)))
        glyphs = canvas.text(x1 - 22, y, text, small, size, ink(shade), "rm")
        things.append(
            Thing(
                kind="line",
                key=colour,
                region=(x0 - 6, y - pitch * 0.42, x1 + 6, y + pitch * 0.42),
                text=text,
                glyphs=glyphs,
            )
        )
    y = min(y + pitch * 1.2, bottom - 50)
    canvas.line([(left + 40, y - pitch / 2), (left + wide - 40, y - pitch / 2)], dark, 3)
    text = values.price(rng)
    canvas.text(left + 44, y, "TOTAL", label, 44, dark, "lm")
    glyphs = canvas.text(left + wide - 60, y, text, small, size + 3, dark, "rm")
    things.append(
        Thing(
            kind="line",
            key="total",
            region=(left + wide - 300, y - 42, left + wide - 20, y + 42),
            text=text,
            glyphs=glyphs,
        )
    )
    return things


def form(canvas: Canvas, rng: Random) -> list[Thing]:
    """A sheet with coloured fields in one or two columns."""
    w = canvas.width
    h = canvas.height
    canvas.plate(
        (w * 0.03, h * 0.02, w * 0.97, h * 0.98), hsv(rng.uniform(0, 360), 0.02, rng.uniform(0.95, 1.0))
    )
    label = rng.choice(fonts.paths())
    small = rng.choice(fonts.paths())
    dark = hsv(220, 0.2, rng.uniform(0.1, 0.25))
    canvas.text(
        w * 0.08,
        h * 0.07,
        rng.choice(("Order form", "Registration", "Report", "Request", "Claim")),
        label,
        42,
        dark,
        "lm",
    )
    columns = rng.choice((1, 2, 2))
    rows = rng.randrange(3, 5) if columns == 2 else rng.randrange(4, 7)
    colours = rng.sample(list(NAMED), min(8, rows * columns))
    wide = w * 0.86 / columns
    pitch = min(150.0, h * 0.8 / rows)
    things = []
    wholes = rng.random() < 0.4
    for i, (colour, name) in enumerate(zip(colours, rng.sample(FIELDS, len(colours)))):
        x = w * 0.08 + (i % columns) * wide
        y = h * 0.13 + (i // columns) * pitch
        canvas.text(x, y + 20, name, label, 22, mix(dark, (255, 255, 255), 0.25), "lm")
        shade = named(colour, rng)
        text = values.whole(rng) if wholes else values.entry(rng)
        x1 = x + min(wide * 0.85, rng.uniform(260, 330))
        y1 = y + min(pitch - 12, rng.uniform(98, 120))
        canvas.plate((x, y + 38, x1, y1), shade, rng.choice((0, 6)))
        glyphs = canvas.text(x + 26, (y + 38 + y1) / 2, text, small, rng.uniform(21, 26), ink(shade), "lm")
        things.append(
            Thing(kind="field", key=colour, region=(x - 8, y + 32, x1 + 8, y1 + 8), text=text, glyphs=glyphs)
        )
    return things


def scene(rng: Random, fine: int = 2, size: tuple[int, int] | None = None) -> Scene:
    """A receipt or a form on a desk."""
    w, h = size or rng.choice(SIZES)
    canvas = desk(rng, w, h, fine)
    kind = rng.choice((slip, slip, form))
    things = kind(canvas, rng)
    return Scene(
        family="line",
        image=canvas.finish(rng, rng.choice((2, 4, 6))),
        things=things,
        prints=canvas.prints,
        title="A receipt" if kind is slip else "A form",
    )
