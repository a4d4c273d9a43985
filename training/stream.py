"""Seeded training batches."""

from __future__ import annotations

from random import Random

from training.packing import Packer
from training.scenes import family


class Batches:
    """Batch number k is the same for the same seed; all its images have one size, so that they share tensors."""

    def __init__(self, seed: int, images: int, queries: int, families: list[str]) -> None:
        self.seed, self.images, self.queries, self.families = seed, images, queries, families

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
