"""Batches of simulated pages, drawn by a process of their own."""

from __future__ import annotations

import pickle
from collections.abc import Iterator
from itertools import count
from random import Random

import torch
from torch.utils.data import DataLoader, IterableDataset

from training import geometry, settings
from training.documents import dialogue, families, layouts, views
from training.packing import Packer

# Share of the batches that are r3-mini's drawn families.
FAMILIES = 0.3
# Width and height of pages: upright ones, slips, and wide ones.
SHAPES = (
    (210, 297),
    (210, 297),
    (100, 200),
    (100, 180),
    (100, 260),
    (140, 180),
    (297, 210),
    (160, 100),
    (100, 100),
)


def overview(rng: Random) -> tuple[int, int]:
    """Columns and rows of a page's overview."""
    w, h = rng.choice(SHAPES)
    rows, columns = geometry.smart_resize(h * 10, w * 10, settings.OVERVIEW_MIN, settings.OVERVIEW_MAX)
    return columns // 28, rows // 28


def drawn(
    rng: Random,
    packer: Packer,
    look: tuple[tuple[int, int], tuple[float, float]],
    wanted: tuple[int, bool],
) -> dict:
    """One page with its questions. `look`: shape and heights of print of its overview. `wanted`: how
    many, and whether layout, words and wordings are held out."""
    shape, heights = look
    page = layouts.draw(rng, wanted[1], shape, heights)
    scene = views.scene_of(rng, page, shape)
    return {
        "overview": torch.from_numpy(scene.written),
        "shape": (shape[1], shape[0]),
        "prefix": packer.prefix(shape[1], shape[0]),
        "rows": dialogue.rows_of(rng, packer, scene, wanted),
        "regions": views.regions_of(scene),
        "page": page,
    }


class Stream(IterableDataset):
    """Batches of one rank as bytes. `numbers`: the first batch, and how many lie between two of a rank."""

    def __init__(self, packer: Packer, seed: int, numbers: tuple[int, int], size: tuple[int, int]) -> None:
        self.packer = packer
        self.seed = seed
        self.numbers = numbers
        self.size = size

    def __iter__(self) -> Iterator[bytes]:
        for k in count(*self.numbers):
            yield pickle.dumps(batch(self.packer, f"documents/{self.seed}/{k}", self.size))


def batch(packer: Packer, seed: str, size: tuple[int, int]) -> list[dict]:
    """`size`: pages, and questions to a page; all pages have one shape. Now and then they are scenes of
    r3-mini's families."""
    rng = Random(seed)
    if rng.random() < FAMILIES:
        return families.batch(packer, f"{seed}/families", size)
    return pages(packer, rng, size)


def pages(packer: Packer, rng: Random, size: tuple[int, int], held: bool = False) -> list[dict]:
    """Simulated documents of one shape. What is too small to be read takes two looks: it is in batches of its
    own, because all rows are padded to the longest."""
    shape = overview(rng)
    small, large = layouts.PRINT
    tiny = rng.random() < (dialogue.LEGIBLE - small) / (large - small)
    heights = (small, dialogue.LEGIBLE) if tiny else (dialogue.LEGIBLE, large)
    return [drawn(rng, packer, (shape, heights), (size[1], held)) for _ in range(size[0])]


def ahead(stream: Stream) -> Iterator[list[dict]]:
    """The same batches, drawn while another process trains."""
    for data in DataLoader(stream, batch_size=None, num_workers=1, prefetch_factor=4):
        yield pickle.loads(data)
