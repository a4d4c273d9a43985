"""The fonts the generator uses, found on the machine by file name."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path

from PIL import ImageFont

NAMES = (
    "DejaVuSans-Bold.ttf", "LiberationSans-Bold.ttf", "Roboto-Medium.ttf", "Roboto-Bold.ttf", "OpenSans-Semibold.ttf",
    "OpenSans-Bold.ttf", "Lato-Bold.ttf", "Inter-SemiBold.otf",
)
FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts", str(Path.home() / ".fonts"), "/Library/Fonts", "C:/Windows/Fonts")


class MissingFonts(RuntimeError):
    """Raised instead of drawing with other fonts, because pictures must depend on the seed alone."""


@cache
def paths() -> tuple[str, ...]:
    """Path of every font in NAMES."""
    found: dict[str, str] = {}
    for folder in FOLDERS:
        for root, _, files in os.walk(folder):
            found.update({f: os.path.join(root, f) for f in files if f in NAMES})
    missing = [n for n in NAMES if n not in found]
    if missing:
        raise MissingFonts(
            f"these fonts are missing: {', '.join(missing)}. On Debian: apt install fonts-dejavu-core "
            "fonts-liberation fonts-roboto fonts-open-sans fonts-lato fonts-inter"
        )
    return tuple(found[n] for n in NAMES)


@cache
def load(path: str, size: int) -> ImageFont.FreeTypeFont:
    """A font at a size in pixels; basic layout, so that results do not depend on optional libraries."""
    return ImageFont.truetype(path, size, layout_engine=ImageFont.Layout.BASIC)
