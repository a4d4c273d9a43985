"""A view of pixels seen with the eyes for text: detector, recogniser and colours as cells."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnxruntime
from PIL import Image

from training.eyes import cells, detect, recognise
from training.eyes.recognise import Line

# Smaller lines are seen and not read, in pixels of the view, whose height includes what the box has grown.
LEAST_HEIGHT = 8.0
# What was guessed less surely than this on the whole was not read.
LEAST_SURE = 0.5


class Eyes:
    """The two graphs and the alphabet."""

    def __init__(self, folder: Path, threads: int = 1) -> None:
        """`folder` holds text_detection.onnx, text_recognition.onnx and characters.txt."""
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.log_severity_level = 3
        self.detection, self.recognition = (
            onnxruntime.InferenceSession(
                str(folder / f"text_{part}.onnx"), options, providers=["CPUExecutionProvider"]
            )
            for part in ("detection", "recognition")
        )
        self.alphabet = recognise.alphabet_of((folder / "characters.txt").read_text(encoding="utf-8"))

    def lines(self, view: np.ndarray, found: np.ndarray) -> list[Line]:
        """Lines of a view; those too small or too unsure have no characters."""
        made = []
        for box in detect.rectangles(found):
            line = Line(box, ())
            if box.height >= LEAST_HEIGHT and box.lies:
                read = recognise.recognise(self.recognition, view, box, self.alphabet)
                sure = [c.probability for c in read.characters]
                line = read if sure and sum(sure) / len(sure) >= LEAST_SURE else line
            made.append(line)
        return made

    def see(self, image: Image.Image) -> tuple[np.ndarray, list[Line]]:
        """Cells [rows * columns, WIDTH] and lines of a view whose sides are multiples of 28."""
        view = np.asarray(image.convert("RGB")).astype(np.float32)
        found = detect.probabilities(self.detection, view)
        lines = self.lines(view, found)
        side = cells.CELL * detect.ENLARGED
        made, _ = cells.write(lines, pooled(found, side), pooled(view, cells.CELL // 4) / 127.5 - 1)
        return made, lines


def pooled(values: np.ndarray, side: int) -> np.ndarray:
    """Means over squares of `side`."""
    h, w = values.shape[:2]
    split = values.reshape(h // side, side, w // side, side, *values.shape[2:])
    return split.mean((1, 3), dtype=np.float64).astype(np.float32)
