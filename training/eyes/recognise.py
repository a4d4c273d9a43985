"""What stands in a line: its pixels laid straight, the recogniser's guesses column by column, and the
characters in them with their probabilities and their places."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import onnxruntime

from training.eyes.detect import Point, Rectangle, bilinear, normalised

HEIGHT = 48
# Pixels of the straightened line for one guess.
STEP = 8
LEAST_WIDTH = 32
MOST_WIDTH = 48 * 40


@dataclass(frozen=True)
class Character:
    """One character: what it is, how probable, and where its middle lies in the view."""

    text: str
    probability: float
    at: Point


@dataclass(frozen=True)
class Line:
    """One line of text; without characters it was seen and could not be read."""

    box: Rectangle
    characters: tuple[Character, ...]

    @property
    def text(self) -> str:
        """All of it."""
        return "".join(c.text for c in self.characters)


def straightened(view: np.ndarray, box: Rectangle) -> np.ndarray:
    """The line's colours, 48 pixels high; several samples a pixel where it is made smaller."""
    scale = box.height / HEIGHT
    width = min(MOST_WIDTH, max(LEAST_WIDTH, math.ceil(box.width / scale / STEP) * STEP))
    samples = max(1, math.ceil(scale))
    total: np.ndarray = np.zeros((HEIGHT, width, 3), np.float32)
    ys, xs = np.mgrid[0:HEIGHT, 0:width]
    ax, ay = box.along
    cx, cy = box.corner
    for i in range(samples):
        for j in range(samples):
            u = (xs + (j + 0.5) / samples) * scale
            v = (ys + (i + 0.5) / samples) * scale
            total += bilinear(view, cx + u * ax - v * ay, cy + u * ay + v * ax)
    return total / np.float32(samples * samples)


def decoded(guesses: np.ndarray, box: Rectangle, alphabet: list[str]) -> tuple[Character, ...]:
    """Characters of the guesses [columns, classes]: the best of each column, repeats taken together, class 0
    left out."""
    best = guesses.argmax(-1).tolist()
    scale = box.height / HEIGHT
    made = []
    first = 0
    while first < len(best):
        behind = first + 1
        while behind < len(best) and best[behind] == best[first]:
            behind += 1
        if best[first] != 0:
            middle = (first + behind) / 2 * STEP * scale
            probability = float(guesses[first:behind, best[first]].max())
            at = box.at(min(middle, box.width), box.height / 2)
            made.append(Character(alphabet[best[first]], probability, at))
        first = behind
    return tuple(made)


def alphabet_of(text: str) -> list[str]:
    """The recogniser's classes: none, the lines of its file, a space."""
    return ["", *text.rstrip("\n").split("\n"), " "]


def recognise(
    session: onnxruntime.InferenceSession, view: np.ndarray, box: Rectangle, alphabet: list[str]
) -> Line:
    """Read one line."""
    image = normalised(straightened(view, box))
    guesses = session.run(None, {session.get_inputs()[0].name: image})[0][0]
    return Line(box, decoded(guesses, box, alphabet))
