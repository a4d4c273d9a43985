"""Seeded training batches."""

from __future__ import annotations

import pickle
from collections.abc import Iterator
from random import Random

from torch.utils.data import DataLoader, IterableDataset

from training.packing import Packer
from training.scenes import family

# Shares of the batches. Their kinds are kept apart because all rows of a batch are padded to the longest: one
# look each, several looks each, calculations without a picture. Two batches in a row are of one kind, so that
# two ranks take equally long.
KINDS = ("short",) * 12 + ("long",) * 6 + ("bare",) * 2


class Batches:
    """Batch number k is the same for the same seed; all its images have one size, so that they share
    tensors."""

    def __init__(self, seed: int, images: int, queries: int, families: list[str]) -> None:
        self.seed = seed
        self.images = images
        self.queries = queries
        self.families = families

    def batch(self, packer: Packer, k: int) -> list[dict]:
        """The packed images of one batch."""
        kind = Random(f"kind/{self.seed}/{k // 2}").choice(KINDS)
        rng = Random(f"batch/{self.seed}/{k}")
        lead = rng.choice(self.families)
        size = rng.choice(family.SIZES[lead])
        fitting = [f for f in self.families if size in family.SIZES[f]]
        wanted = {"short": self.queries, "long": max(1, self.queries // 2), "bare": 2 * self.queries}[kind]
        packed = []
        for i in range(max(1, self.images // 2) if kind == "bare" else self.images):
            scene = family.make(
                rng.choice(fitting), self.seed, k * self.images + i, rng.choice((1, 1, 2)), size
            )
            packed.append(packer.scene(rng, scene, wanted, kind))
        return packed


class Ahead(IterableDataset):
    """Batches of one rank from a step on, as bytes: thousands of small tensors are sent faster in one piece
    than one by one."""

    def __init__(self, batches: Batches, packer: Packer, first: int, stride: int) -> None:
        self.batches = batches
        self.packer = packer
        self.first = first
        self.stride = stride

    def __iter__(self) -> Iterator[bytes]:
        k = self.first
        while True:
            yield pickle.dumps(self.batches.batch(self.packer, k))
            k += self.stride


def ahead(batches: Batches, packer: Packer, first: int, stride: int) -> Iterator[list[dict]]:
    """The same batches, drawn by another process while this one trains."""
    for data in DataLoader(
        Ahead(batches, packer, first, stride), batch_size=None, num_workers=1, prefetch_factor=4
    ):
        yield pickle.loads(data)
