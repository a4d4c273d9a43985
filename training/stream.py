"""An endless, seeded stream of training batches, made in a worker process."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

import torch
from torch.utils.data import DataLoader, IterableDataset

from training.packing import Packer
from training.scenes import family
from training.tokens.build import build


class Batches(IterableDataset):
    """Batch number k is the same for the same seed; all its images have one size, so that they share tensors."""

    def __init__(self, seed: int, start: int, images: int, queries: int, families: list[str]) -> None:
        self.seed, self.start, self.images, self.queries, self.families = seed, start, images, queries, families

    def batch(self, packer: Packer, k: int) -> list[dict]:
        """The packed images of one batch."""
        rng = Random(f"batch/{self.seed}/{k}")
        lead = rng.choice(self.families)
        size = rng.choice(family.SIZES[lead])
        fitting = [f for f in self.families if size in family.SIZES[f]]
        packed = []
        for i in range(self.images):
            scene = family.make(rng.choice(fitting), self.seed, k * self.images + i, rng.choice((1, 1, 2)), size)
            packed.append(packer.scene(rng, scene, self.queries))
        return packed

    def __iter__(self) -> Iterator[list[dict]]:
        torch.set_num_threads(1)
        packer = Packer(build())
        k = self.start
        while True:
            yield self.batch(packer, k)
            k += 1


def loader(seed: int, start: int, images: int, queries: int, families: list[str], workers: int = 1) -> DataLoader:
    """One worker keeps a few batches ready."""
    data = Batches(seed, start, images, queries, families)
    return DataLoader(data, batch_size=None, num_workers=workers, prefetch_factor=4 if workers else None)
