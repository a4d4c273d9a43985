"""The fonts the generator uses, found on the machine by file name; training, choosing and measuring use
different typefaces."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path

from PIL import ImageFont

from training.scenes import split

# One row per part (see split.py). No typeface is in two of them.
NAMES = (
    (
        "DejaVuSans-Bold.ttf",
        "DejaVuSans.ttf",
        "DejaVuSansCondensed-Bold.ttf",
        "DejaVuSerif-Bold.ttf",
        "DejaVuSansMono-Bold.ttf",
        "LiberationSans-Bold.ttf",
        "LiberationSans-Regular.ttf",
        "LiberationSerif-Bold.ttf",
        "LiberationMono-Bold.ttf",
        "Roboto-Medium.ttf",
        "Roboto-Bold.ttf",
        "Roboto-Black.ttf",
        "OpenSans-Semibold.ttf",
        "OpenSans-Bold.ttf",
        "Lato-Bold.ttf",
        "Lato-Black.ttf",
        "Inter-SemiBold.otf",
        "Inter-Medium.otf",
        "B612-Bold.otf",
        "ClearSans-Bold.ttf",
        "ClearSans-Medium.ttf",
        "Carlito-Bold.ttf",
        "Dosis-Bold.otf",
        "FiraCode-Bold.ttf",
        "Hack-Bold.ttf",
        "JetBrainsMono-Bold.ttf",
        "Manrope-Bold.ttf",
        "RobotoSlab-Bold.otf",
        "Sora-SemiBold.otf",
        "NimbusSansNarrow-Bold.otf",
        "NimbusRoman-Bold.otf",
        "GilliusADF-Bold.otf",
        "allerta_medium.otf",
        "LeagueSpartan-SemiBold.otf",
        "Mplus1-Bold.otf",
        "NationalPark-Heavy.otf",
    ),
    ("Play-Bold.ttf", "Quicksand-Bold.ttf"),
    ("NotoSans-Bold.ttf", "NotoSerif-Bold.ttf", "Cantarell-Bold.otf", "Cabin-SemiBold.otf", "Cabin-Bold.otf"),
)
PACKAGES = (
    "fonts-dejavu-core fonts-dejavu-extra fonts-liberation fonts-roboto fonts-open-sans fonts-lato "
    "fonts-inter fonts-b612 "
    "fonts-clear-sans fonts-crosextra-carlito fonts-dosis fonts-firacode fonts-hack "
    "fonts-jetbrains-mono fonts-manrope "
    "fonts-roboto-slab fonts-sora fonts-urw-base35 fonts-adf-gillius fonts-allerta "
    "fonts-league-spartan fonts-mplus "
    "fonts-national-park",
    "fonts-play fonts-quicksand",
    "fonts-noto-core fonts-cantarell fonts-cabin",
)
FOLDERS = (
    "/usr/share/fonts",
    "/usr/local/share/fonts",
    str(Path.home() / ".fonts"),
    "/Library/Fonts",
    "C:/Windows/Fonts",
)


class MissingFonts(RuntimeError):
    """Raised instead of drawing with other fonts, because pictures must depend on the seed alone."""


@cache
def files() -> dict[str, str]:
    """Path of every known font that is installed."""
    wanted = {n for names in NAMES for n in names}
    return {
        f: os.path.join(root, f)
        for folder in FOLDERS
        for root, _, names in os.walk(folder)
        for f in names
        if f in wanted
    }


@cache
def of_part(part: int) -> tuple[str, ...]:
    """Paths of all fonts of one part."""
    missing = [n for n in NAMES[part] if n not in files()]
    if missing:
        raise MissingFonts(
            f"these fonts are missing: {', '.join(missing)}. On Debian: apt install {PACKAGES[part]}"
        )
    return tuple(files()[n] for n in NAMES[part])


def paths() -> tuple[str, ...]:
    """Paths of the fonts of the part being drawn."""
    return of_part(split.current())


@cache
def load(path: str, size: int) -> ImageFont.FreeTypeFont:
    """A font at a size in pixels; basic layout, so that results do not depend on optional libraries."""
    return ImageFont.truetype(path, size, layout_engine=ImageFont.Layout.BASIC)
