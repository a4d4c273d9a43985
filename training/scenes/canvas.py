"""Drawing in logical pixels on a finer canvas, and remembering where each character went."""

from __future__ import annotations

from functools import cache
from random import Random

import numpy as np
from PIL import Image, ImageDraw

from training.scenes import fonts
from training.scenes.palette import RGB, mix
from training.scenes.thing import Area, Glyph, Print


@cache
def grain(seed: int) -> np.ndarray:
    """A tile of paper-like noise, made once."""
    rng = np.random.default_rng(seed)
    fine = rng.normal(0, 1, (256, 256))
    coarse = np.kron(rng.normal(0, 1, (64, 64)), np.ones((4, 4)))
    return (fine + 0.6 * coarse).astype(np.float32)


class Canvas:
    """A picture being drawn. `fine` is the supersampling factor: 2 for smooth edges, 1 for speed."""

    def __init__(self, width: int, height: int, top: RGB, bottom: RGB, fine: int = 2) -> None:
        self.width = width
        self.height = height
        self.fine = fine
        ramp = Image.new("RGB", (1, 64))
        ramp.putdata([mix(top, bottom, i / 63) for i in range(64)])
        self.image = ramp.resize((width * fine, height * fine), Image.Resampling.BILINEAR)
        self.draw = ImageDraw.Draw(self.image)
        self.prints: list[Print] = []

    def scaled(self, box: Area) -> list[float]:
        """Logical to canvas pixels."""
        return [v * self.fine for v in box]

    def plate(
        self, box: Area, fill: RGB, radius: float = 0, outline: RGB | None = None, line: float = 0
    ) -> None:
        """A filled rounded rectangle."""
        self.draw.rounded_rectangle(
            self.scaled(box),
            radius * self.fine,
            fill,
            outline,
            max(1, round(line * self.fine)) if outline else 0,
        )

    def line(self, points: list[tuple[float, float]], fill: RGB, width: float = 1) -> None:
        """A polyline."""
        self.draw.line(
            [(x * self.fine, y * self.fine) for x, y in points],
            fill,
            max(1, round(width * self.fine)),
            "curve",
        )

    def text(
        self, x: float, y: float, text: str, font: str, size: float, fill: RGB, anchor: str = "mm"
    ) -> tuple[Glyph, ...]:
        """Draw a text; the anchor is Pillow's. Returns its characters with their boxes."""
        loaded = fonts.load(font, round(size * self.fine))
        place = (x * self.fine, y * self.fine)
        self.draw.text(place, text, fill, loaded, anchor)
        left, top, _, bottom = self.draw.textbbox(place, text, loaded, anchor)
        ends = [loaded.getlength(text[:i]) for i in range(len(text) + 1)]
        f = self.fine
        glyphs = tuple(
            Glyph(c, ((left + a) / f, top / f, (left + b) / f, bottom / f))
            for c, a, b in zip(text, ends, ends[1:])
        )
        self.prints.append(Print(glyphs, size))
        return glyphs

    def finish(self, rng: Random, noise: float) -> Image.Image:
        """The finished picture: reduced, lightly textured."""
        image = self.image.reduce(self.fine) if self.fine > 1 else self.image
        if noise <= 0:
            return image
        tile = np.roll(grain(rng.randrange(4)), (rng.randrange(256), rng.randrange(256)), (0, 1)) * noise
        rows = -(-self.height // 256)
        columns = -(-self.width // 256)
        full = np.tile(tile.round().astype(np.int16), (rows, columns))[: self.height, : self.width, None]
        pixels = np.asarray(image).astype(np.int16) + full
        return Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8))
