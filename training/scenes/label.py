"""Small labels on larger things: their print is too small for a look at the whole thing."""

from __future__ import annotations

import math
from random import Random

from training.scenes import fonts, values
from training.scenes.canvas import Canvas
from training.scenes.palette import hsv
from training.scenes.thing import Area, Thing
from training.settings import CROP_MAX


def stick(canvas: Canvas, rng: Random, colour: str, x: float, y: float, whole: Area) -> Thing:
    """A pale label with its centre at (x, y) on the thing of this colour, which fills the area `whole`.

    Its print is as small as a look at the whole thing makes illegible: about 10 pixels there, 20 and more in
    a look at the label.
    """
    zoom = min(2.0, math.sqrt(CROP_MAX / ((whole[2] - whole[0]) * (whole[3] - whole[1]))))
    text = values.small_print(rng)
    size = max(11.5, min(15.0, rng.uniform(9.5, 10.5) / zoom))
    w = max(88.0, len(text) * size * 0.75 + 32)
    h = rng.uniform(32, 38)
    paper = hsv(rng.uniform(30, 60), rng.uniform(0, 0.08), rng.uniform(0.95, 1))
    canvas.plate((x - w / 2, y - h / 2, x + w / 2, y + h / 2), paper, 4, (40, 42, 50), 2)
    glyphs = canvas.text(x, y, text, rng.choice(fonts.paths()), size, (24, 26, 34))
    region = (
        x - w / 2 - 20,
        y - h / 2 - 26,
        x + w / 2 + 20,
        y + h / 2 + 26,
    )  # room for boxes that are a step off
    return Thing(kind="label", key=colour, region=region, text=text, glyphs=glyphs)
