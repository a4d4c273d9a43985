"""Family "sign": coloured plates in front of a quiet street."""

from __future__ import annotations

from random import Random

from training.scenes import fonts, label, values
from training.scenes.canvas import Canvas
from training.scenes.palette import NAMED, RGB, hsv, ink, mix, named
from training.scenes.thing import Scene, Thing

SIZES = ((1120, 840), (1200, 900), (1000, 1000))


def street(canvas: Canvas, rng: Random) -> float:
    """Houses, ground and a few trees in muted tones. Returns the height of the ground line."""
    w = canvas.width
    h = canvas.height
    ground = h * rng.uniform(0.72, 0.82)
    x = -rng.uniform(0, 120)
    hue = rng.uniform(180, 260)
    while x < w:
        width = rng.uniform(110, 260)
        top = rng.uniform(0.08, 0.5) * h
        wall = hsv(hue + rng.uniform(-40, 200) * 0.2, rng.uniform(0.03, 0.14), rng.uniform(0.72, 0.9))
        canvas.plate((x, top, x + width, ground), wall)
        pane = mix(wall, (90, 100, 120), rng.uniform(0.15, 0.4))
        step = rng.uniform(44, 64)
        for i in range(int((width - 24) // step)):
            for j in range(int((ground - top - 30) // (step * 1.3))):
                left = x + 18 + i * step
                upper = top + 22 + j * step * 1.3
                canvas.plate((left, upper, left + step * 0.55, upper + step * 0.75), pane, 2)
        x += width + rng.choice((0, 0, 14))
    floor = hsv(rng.uniform(20, 220), rng.uniform(0.02, 0.1), rng.uniform(0.55, 0.75))
    canvas.plate((0, ground, w, h), floor)
    canvas.plate((0, ground, w, ground + 10), mix(floor, (255, 255, 255), 0.35))
    for i in range(6):
        left = (i + 0.2) * w / 5.5
        canvas.plate(
            (left, h - (h - ground) * 0.4, left + w * 0.07, h - (h - ground) * 0.4 + 7),
            mix(floor, (255, 255, 255), 0.6),
        )
    return ground


def plate(
    canvas: Canvas,
    rng: Random,
    centre: tuple[float, float],
    colour: str,
    ground: float,
    cell: tuple[float, float],
    text: str,
    board: bool,
) -> Thing:
    """One sign on a post."""
    x, y = centre
    shade: RGB = named(colour, rng)
    font = rng.choice(fonts.paths())
    size = rng.uniform(20, 29)
    w = min(cell[0] * 0.9, max(rng.uniform(130, 230), len(text) * size * 0.75 + 34))
    h = rng.uniform(84, 136)
    if board:  # room for a small label below the text
        w = cell[0] * 0.88
        h = min(cell[1] * 0.66, rng.uniform(170, 200))
    post = mix((110, 112, 118), (60, 62, 70), rng.random())
    foot = max(y + h / 2 + 20, min(ground + rng.uniform(10, 40), y + h / 2 + 230))
    canvas.plate((x - 5, y + h / 2 - 4, x + 5, foot), post)
    radius = rng.choice((4, 10, 16, h / 2.4))
    canvas.plate(
        (x - w / 2 + 4, y - h / 2 + 6, x + w / 2 + 4, y + h / 2 + 6), mix(post, (30, 30, 40), 0.5), radius
    )
    canvas.plate((x - w / 2, y - h / 2, x + w / 2, y + h / 2), shade, radius)
    edge = mix(shade, ink(shade), 0.75)
    canvas.plate(
        (x - w / 2 + 6, y - h / 2 + 6, x + w / 2 - 6, y + h / 2 - 6),
        shade,
        max(2, radius - 5),
        edge,
        rng.uniform(1.5, 3.5),
    )
    glyphs = canvas.text(
        x, y + (-0.2 if board else rng.uniform(-0.12, 0.12)) * h, text, font, size, ink(shade)
    )
    region = (x - w / 2 - 4, y - h / 2 - 4, x + w / 2 + 4, y + h / 2 + 4)
    return Thing(kind="sign", key=colour, region=region, text=text, glyphs=glyphs)


def scene(rng: Random, fine: int = 2, size: tuple[int, int] | None = None) -> Scene:
    """Three to seven signs, each in its own cell."""
    w, h = size or rng.choice(SIZES)
    hue = rng.uniform(190, 230)
    canvas = Canvas(
        w, h, hsv(hue, rng.uniform(0.1, 0.3), rng.uniform(0.8, 0.95)), hsv(hue - 20, 0.05, 0.97), fine
    )
    ground = street(canvas, rng)
    columns, rows = (4, 3) if w > h else (3, 4)
    cells = rng.sample([(c, r) for c in range(columns) for r in range(rows)], rng.randrange(3, 8))
    cw = w / columns
    ch = h / rows
    things = []
    wholes = rng.random() < 0.3
    labelled = rng.random() < 0.4
    for (c, r), colour in zip(sorted(cells, key=lambda p: p[1]), rng.sample(list(NAMED), len(cells))):
        x = (c + 0.5) * cw + rng.uniform(-0.06, 0.06) * cw
        y = (r + 0.36) * ch + rng.uniform(-0.08, 0.06) * ch
        text = values.whole(rng) if wholes else values.sign_text(rng)
        board = labelled and rng.random() < 0.7
        made = plate(canvas, rng, (x, y), colour, ground, (cw, ch), text, board)
        things.append(made)
        if board:
            x0, _, x1, y1 = made.region
            things.append(
                label.stick(canvas, rng, colour, rng.uniform(x0 + 70, x1 - 70), y1 - 34, made.region)
            )
    return Scene(
        family="sign",
        image=canvas.finish(rng, rng.choice((0, 2, 4, 6))),
        things=things,
        prints=canvas.prints,
        title="Signs in a street",
    )
