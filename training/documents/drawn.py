"""Simulated pages drawn with real typefaces and shown to the real eyes: what the simulation's errors are
measured on, and how far it is from what it simulates.

`python -m training documents measure --eyes FOLDER`
"""

from __future__ import annotations

import difflib
from collections import defaultdict
from random import Random

from PIL import Image, ImageDraw, ImageFilter

from training import geometry, settings
from training.documents import batches, layouts, noise
from training.documents.page import Page
from training.eyes.look import Eyes
from training.eyes.recognise import Line
from training.scenes import fonts

# A font's size in the height of a line of its print.
SIZE = 1.05


def draw(rng: Random, page: Page, faces: tuple[str, ...]) -> Image.Image:
    """The page as an image: its texts in one typeface, each as wide as it is laid out, on paper that is not
    quite white, a little blurred now and then."""
    paper = rng.randrange(215, 256)
    image = Image.new("RGB", (page.width, page.height), (paper,) * 3)
    brush = ImageDraw.Draw(image)
    for area, colour in page.paints:
        brush.rectangle(area, fill=tuple(round((c + 1) * 127.5) for c in colour))
    face = rng.choice(faces)
    ink = rng.randrange(0, 90)
    for text in page.texts:
        font = fonts.load(face, max(6, round(text.height * SIZE)))
        left, top, right, bottom = font.getbbox(text.text)
        strip = Image.new("L", (max(1, round(right - left)), max(1, round(bottom - top))), 0)
        ImageDraw.Draw(strip).text((-left, -top), text.text, fill=255, font=font)
        wide = max(1, round(text.edges[-1] - text.edges[0]))
        strip = strip.resize((wide, strip.height), Image.Resampling.BICUBIC)
        at = (round(text.edges[0]), round(text.top + (text.height - strip.height) / 2))
        image.paste((ink,) * 3, at, strip)
    return image.filter(ImageFilter.GaussianBlur(rng.choice((0, 0, 0.5, 0.8))))


def read_near(texts: list[tuple[str, tuple[float, float]]], at: tuple[float, float], height: float) -> str:
    """What was read on the line a point lies on."""
    return " ".join(text for text, (_, y) in texts if abs(y - at[1]) < 0.5 * height)


def measured(eyes: Eyes, seed: str, count: int) -> dict[int, tuple[int, int, int]]:
    """Of drawn pages: by height of the print in the overview (whole pixels) how many characters there were,
    how many were read in their order, and how many simulated ones would have been."""
    rng = Random(seed)
    faces = tuple(sorted(fonts.files().values()))  # whichever are installed: the eyes were not made from them
    found: dict[int, list[int]] = defaultdict(lambda: [0, 0, 0])
    for _ in range(count):
        shape = batches.overview(rng)
        page = layouts.draw(rng, True, shape)
        image = draw(rng, page, faces)
        view = geometry.overview(image, settings.OVERVIEW_MIN, settings.OVERVIEW_MAX)
        _, lines = eyes.see(view)
        seen = noise.see(rng, page, (0, 0, page.width, page.height), (view.height // 28, view.width // 28))
        real, simulated = ([(x.text, middle(x)) for x in some] for some in (lines, seen.lines))
        scale = view.height / page.height
        for text in page.texts:
            at = ((text.edges[0]) * view.width / page.width, (text.top + text.height / 2) * scale)
            height = text.height * scale
            row = found[int(height)]
            bare = text.text.replace(" ", "")
            row[0] += len(bare)
            for i, some in ((1, real), (2, simulated)):
                row[i] += matching(bare, read_near(some, at, height).replace(" ", ""))
    return {h: (a, b, c) for h, (a, b, c) in sorted(found.items())}


def middle(line: Line) -> tuple[float, float]:
    """Where a line's middle lies."""
    return line.box.at(line.box.width / 2, line.box.height / 2)


def matching(wanted: str, read: str) -> int:
    """How many characters stand in what was read, in their order."""
    blocks = difflib.SequenceMatcher(None, wanted, read, autojunk=False).get_matching_blocks()
    return sum(b.size for b in blocks if b.size > 1 or len(wanted) == 1)


def report(eyes: Eyes, count: int) -> None:
    """Print the curve."""
    print("height  characters  read  simulated")
    for height, (there, read, simulated) in measured(eyes, "documents/measure", count).items():
        print(f"{height:4} px {there:10} {read / there:7.3f} {simulated / there:9.3f}")
