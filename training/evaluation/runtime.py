"""The exported graphs in onnxruntime, with their key/value cache; of a model with eyes for text these,
too."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnxruntime
from PIL import Image
from tokenizers import Tokenizer

from training import dialect, settings
from training.eyes.look import Eyes


def patches(image: Image.Image) -> tuple[np.ndarray, np.ndarray]:
    """Qwen2-VL's pixel layout: [patches, 1176] and one (1, h, w) row."""
    x = np.asarray(image, dtype=np.float32) / 255
    x = ((x - settings.IMAGE_MEAN) / settings.IMAGE_STD).transpose(2, 0, 1)
    c, h, w = x.shape
    x = np.stack((x, x)).reshape(1, 2, c, h // 28, 2, 14, w // 28, 2, 14)
    x = x.transpose(0, 3, 6, 4, 7, 2, 1, 5, 8).reshape(h * w // 196, 1176)
    return np.ascontiguousarray(x, dtype=np.float32), np.array([[1, h // 14, w // 14]], dtype=np.int64)


class Runtime:
    """The three graphs and the tokenizer of a model folder."""

    def __init__(self, folder: Path, threads: int = 2) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.log_severity_level = 3
        self.embed, self.vision, self.decoder = (
            onnxruntime.InferenceSession(
                str(folder / "onnx" / f"{n}.onnx"), options, providers=["CPUExecutionProvider"]
            )
            for n in ("embed_tokens", "vision_encoder", "decoder_model_merged")
        )
        here = (folder / "onnx" / "text_detection.onnx").exists()
        self.eyes = Eyes(folder / "onnx", threads) if here else None
        self.tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self.pad = self.tokenizer.token_to_id(dialect.IMAGE_PAD)
        self.stop = self.tokenizer.token_to_id(dialect.END)
        self.past_shapes = {
            i.name: (1, i.shape[1], 0, i.shape[3])
            for i in self.decoder.get_inputs()
            if i.name.startswith("past_key_values")
        }

    def seen(self, image: Image.Image) -> tuple[np.ndarray, np.ndarray]:
        """Features of an image whose sides are multiples of 28, and its (1, h, w) row."""
        if self.eyes is None:
            given, grid = patches(image)
            name = "pixel_values"
        else:
            given, _ = self.eyes.see(image)
            name = "cells"
            grid = np.array([[1, image.height // 14, image.width // 14]], dtype=np.int64)
        return self.vision.run(None, {name: given, "image_grid_thw": grid})[0], grid

    def encode(self, text: str) -> list[int]:
        """Ids of a text, special tokens included."""
        return self.tokenizer.encode(text, add_special_tokens=False).ids


class Sequence:
    """One growing sequence of text and images."""

    def __init__(self, runtime: Runtime) -> None:
        self.runtime = runtime
        self.past = {name: np.zeros(shape, np.float32) for name, shape in runtime.past_shapes.items()}
        self.length = 0
        self.place = 0
        self.logits: np.ndarray = np.zeros(0, np.float32)

    def _feed(self, embeds: np.ndarray, places: np.ndarray) -> None:
        self.length += embeds.shape[1]
        feeds = {
            "inputs_embeds": embeds,
            "attention_mask": np.ones((1, self.length), np.int64),
            "position_ids": places[:, None, :],
            **self.past,
        }
        logits, *present = self.runtime.decoder.run(None, feeds)
        self.logits = logits[0, -1]
        self.past = dict(zip(self.past, present))

    def text(self, ids: list[int]) -> None:
        """Append text tokens."""
        embeds = self.runtime.embed.run(None, {"input_ids": np.array([ids], dtype=np.int64)})[0]
        places = np.tile(np.arange(len(ids), dtype=np.int64) + self.place, (3, 1))
        self.place += len(ids)
        self._feed(embeds, places)

    def image(self, image: Image.Image) -> None:
        """Append an image whose size is already a multiple of 28."""
        self.features(*self.runtime.seen(image))

    def features(self, features: np.ndarray, grid: np.ndarray) -> None:
        """Append what was seen of an image."""
        rows = int(grid[0, 1]) // 2
        columns = int(grid[0, 2]) // 2
        r: np.ndarray = np.repeat(np.arange(rows), columns)
        c: np.ndarray = np.tile(np.arange(columns), rows)
        places = np.stack((np.zeros_like(r), r, c)).astype(np.int64) + self.place
        self.place += max(rows, columns)
        self._feed(features[None], places)
