"""Where text stands: the detector's probability map, and a rectangle around each patch of it (the
post-processing of "Real-time Scene Text Detection with Differentiable Binarization": threshold, grow back
what the training had shrunk)."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import onnxruntime

# A view is enlarged before the detector sees it: it was trained on text of some 20 pixels and more.
ENLARGED = 2
MULTIPLE = 32
THRESHOLD = 0.3
LEAST_SCORE = 0.6
# The training shrinks boxes by this much of area / perimeter; a line is made as much larger again.
GROWN = 1.6
# Smaller patches are specks, in enlarged pixels.
LEAST_SIDE = 3
# A taller one is written from top to bottom, which is seen and not read.
TALLEST = 2.5

Point = tuple[float, float]


@dataclass(frozen=True)
class Rectangle:
    """A rectangle in pixels of the view: its top left corner, the direction the text runs in (a unit vector),
    its length along that and its height across."""

    corner: Point
    along: Point
    width: float
    height: float

    def at(self, x: float, y: float) -> Point:
        """The point of the view that lies x along and y across."""
        ax, ay = self.along
        return self.corner[0] + x * ax - y * ay, self.corner[1] + x * ay + y * ax

    @property
    def lies(self) -> bool:
        """Whether it is read from left to right."""
        return self.height <= TALLEST * self.width


def bilinear(image: np.ndarray, xs: np.ndarray, ys: np.ndarray) -> np.ndarray:
    """Colours of an image [h, w, 3] at places counted from its top left corner, in float32; what lies outside
    is the colour of the border."""
    h, w = image.shape[:2]
    xs = np.clip(xs - 0.5, 0, w - 1)
    ys = np.clip(ys - 0.5, 0, h - 1)
    x0 = np.floor(xs).astype(np.int64)
    y0 = np.floor(ys).astype(np.int64)
    x1 = np.minimum(x0 + 1, w - 1)
    y1 = np.minimum(y0 + 1, h - 1)
    fx = (xs - x0)[..., None]
    fy = (ys - y0)[..., None]
    top = image[y0, x0] * (1 - fx) + image[y0, x1] * fx
    bottom = image[y1, x0] * (1 - fx) + image[y1, x1] * fx
    return (top * (1 - fy) + bottom * fy).astype(np.float32)


def normalised(colours: np.ndarray) -> np.ndarray:
    """RGB from 0 to 255 [h, w, 3] as both graphs take it: blue first, -1 to 1 [1, 3, h, w]."""
    return np.ascontiguousarray((colours[..., ::-1] / 127.5 - 1).astype(np.float32).transpose(2, 0, 1)[None])


def probabilities(session: onnxruntime.InferenceSession, view: np.ndarray) -> np.ndarray:
    """How surely text stands at each pixel of the enlarged view [2h, 2w]."""
    h, w = (n * ENLARGED for n in view.shape[:2])
    rows, columns = (math.ceil(n / MULTIPLE) * MULTIPLE for n in (h, w))
    ys, xs = np.mgrid[0:rows, 0:columns]
    enlarged = bilinear(view, (xs + 0.5) / ENLARGED, (ys + 0.5) / ENLARGED)
    found = session.run(None, {session.get_inputs()[0].name: normalised(enlarged)})[0]
    return found[0, 0, :h, :w]


@dataclass
class Patch:
    """Pixels that touch each other: runs (row, first, behind last) and how sure they are together."""

    runs: list[tuple[int, int, int]]
    sum: float = 0.0
    count: int = 0


def patches(found: np.ndarray) -> list[Patch]:
    """Patches of the map above the threshold, diagonal neighbours included, in the order of their first
    pixels."""
    parents: list[int] = []
    runs: list[tuple[int, int, int]] = []
    before: list[int] = []
    for y, row in enumerate(found > THRESHOLD):
        ends = np.flatnonzero(np.diff(np.concatenate(([0], row.astype(np.int8), [0]))))
        here = []
        for first, behind in zip(ends[0::2].tolist(), ends[1::2].tolist()):
            index = len(runs)
            runs.append((y, first, behind))
            parents.append(index)
            here.append(index)
            for other in before:
                if runs[other][1] <= behind and runs[other][2] >= first:
                    join(parents, other, index)
        before = here
    made: dict[int, Patch] = {}
    for index, (y, first, behind) in enumerate(runs):
        patch = made.setdefault(root(parents, index), Patch([]))
        patch.runs.append((y, first, behind))
        patch.sum += float(found[y, first:behind].sum(dtype=np.float64))
        patch.count += behind - first
    return list(made.values())


def root(parents: list[int], index: int) -> int:
    """Whose patch a run belongs to."""
    while parents[index] != index:
        index = parents[index]
    return index


def join(parents: list[int], a: int, b: int) -> None:
    """Two runs are of one patch; the earlier one stands for it."""
    a = root(parents, a)
    b = root(parents, b)
    parents[max(a, b)] = min(a, b)


def hull(points: list[Point]) -> list[Point]:
    """Convex hull, counter-clockwise where y goes up (monotone chain)."""
    points = sorted(set(points))
    halves = []
    for ordered in (points, points[::-1]):
        half: list[Point] = []
        for p in ordered:
            while len(half) > 1 and turn(half[-2], half[-1], p) <= 0:
                half.pop()
            half.append(p)
        halves.append(half[:-1])
    return halves[0] + halves[1]


def turn(a: Point, b: Point, c: Point) -> float:
    """Above 0: c lies left of the way from a to b."""
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])


def around(points: list[Point]) -> Rectangle:
    """The smallest rectangle around the points; its text runs to the right."""
    corners = hull(points)
    best: tuple[float, Rectangle] | None = None
    for i, a in enumerate(corners):
        b = corners[(i + 1) % len(corners)]
        length = math.hypot(b[0] - a[0], b[1] - a[1])
        ux = (b[0] - a[0]) / length
        uy = (b[1] - a[1]) / length
        while not (ux > 0 and abs(uy) <= ux * (1 + 1e-9)):  # a quarter turn until it runs to the right
            ux, uy = uy, -ux
        us = [p[0] * ux + p[1] * uy for p in corners]
        vs = [p[1] * ux - p[0] * uy for p in corners]
        left = min(us)
        top = min(vs)
        width = max(us) - left
        height = max(vs) - top
        if best is None or width * height < best[0] - 1e-6:
            corner = (left * ux - top * uy, left * uy + top * ux)
            best = (width * height, Rectangle(corner=corner, along=(ux, uy), width=width, height=height))
    assert best is not None
    return best[1]


def grown(small: Rectangle) -> Rectangle:
    """As large as the text, in pixels of the view."""
    w = small.width
    h = small.height
    by = w * h * GROWN / (2 * (w + h))
    corner = small.at(-by, -by)
    e = ENLARGED
    return Rectangle(
        corner=(corner[0] / e, corner[1] / e),
        along=small.along,
        width=(w + 2 * by) / e,
        height=(h + 2 * by) / e,
    )


def rectangles(found: np.ndarray) -> list[Rectangle]:
    """Where lines of text stand, from top to bottom as they were found."""
    made = []
    for patch in patches(found):
        if patch.sum / patch.count < LEAST_SCORE:
            continue
        points = [(float(x), float(y + down)) for y, a, b in patch.runs for x in (a, b) for down in (0, 1)]
        small = around(points)
        if min(small.width, small.height) >= LEAST_SIDE:
            made.append(grown(small))
    return made
