"""What a scene consists of: the picture and the things one can ask about."""

from __future__ import annotations

from dataclasses import dataclass, field

from PIL import Image

Area = tuple[float, float, float, float]


@dataclass(frozen=True)
class Glyph:
    """One drawn character and its place in original pixels."""

    character: str
    box: Area


@dataclass(frozen=True)
class Thing:
    """Something that can be asked for. `key` is a colour or a printed word; `region` is what a good crop holds."""

    kind: str
    key: str
    region: Area
    text: str
    glyphs: tuple[Glyph, ...]

    @property
    def text_box(self) -> Area:
        """Smallest area around all characters."""
        boxes = [g.box for g in self.glyphs]
        return (min(b[0] for b in boxes), min(b[1] for b in boxes), max(b[2] for b in boxes), max(b[3] for b in boxes))


@dataclass
class Scene:
    """A finished picture."""

    family: str
    image: Image.Image
    things: list[Thing] = field(default_factory=list)
    title: str = ""
