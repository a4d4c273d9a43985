"""What a scene consists of: the picture and the things one can ask about."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from PIL import Image

Area = tuple[float, float, float, float]


@dataclass(frozen=True)
class Glyph:
    """One drawn character and its place in original pixels."""

    character: str
    box: Area


@dataclass(frozen=True)
class Print:
    """One run of drawn text. `size`: of its font, in original pixels."""

    glyphs: tuple[Glyph, ...]
    size: float

    def moved(self, place: Callable[[Area], Area]) -> Print:
        """The same after `place` has moved the image's contents."""
        return replace(self, glyphs=tuple(Glyph(g.character, place(g.box)) for g in self.glyphs))


@dataclass(frozen=True)
class Thing:
    """Something that can be asked for. `key` is a colour or a word; `region` is what a good crop holds;
    `column` is the letter over a table cell."""

    kind: str
    key: str
    region: Area
    text: str
    glyphs: tuple[Glyph, ...]
    column: str = ""

    @property
    def text_box(self) -> Area:
        """Smallest area around all characters."""
        boxes = [g.box for g in self.glyphs]
        return (
            min(b[0] for b in boxes),
            min(b[1] for b in boxes),
            max(b[2] for b in boxes),
            max(b[3] for b in boxes),
        )

    @property
    def whole(self) -> bool:
        """Whether the text is a number of two digits."""
        return self.text.isdigit() and len(self.text) == 2

    def moved(self, place: Callable[[Area], Area]) -> Thing:
        """The thing after `place` (area -> area) has moved the picture's contents."""
        glyphs = tuple(Glyph(g.character, place(g.box)) for g in self.glyphs)
        return replace(self, region=place(self.region), glyphs=glyphs)


@dataclass
class Scene:
    """A finished picture."""

    family: str
    image: Image.Image
    things: list[Thing] = field(default_factory=list)
    title: str = ""
    # Everything that is written, asked for or not.
    prints: list[Print] = field(default_factory=list)
