"""Writes images and VLIR records: `python -m training data`. The shapes are described in README.md."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random

from training import dialect, geometry, queries, regions, settings
from training.dialogue import Piece, trajectory
from training.queries import Query
from training.scenes import family
from training.scenes.thing import Scene, Thing

SOURCE = "relook-synthetic"


@dataclass
class Sample:
    """One question about one scene."""

    scene: Scene
    query: Query
    rng: Random

    @property
    def resized(self) -> regions.Size:
        """Overview size (width, height)."""
        image = self.scene.image
        h, w = geometry.smart_resize(image.height, image.width, settings.OVERVIEW_MIN, settings.OVERVIEW_MAX)
        return w, h

    @property
    def thing(self) -> Thing:
        """The thing looked at last."""
        return self.query.steps[-1].thing


def samples(seed: int, count: int, families: list[str], first: int = 0) -> Iterator[Sample]:
    """Samples number `first` to count - 1 of a seed, the families in turn."""
    for i in range(first, count):
        scene = family.make(families[i % len(families)], seed, i)
        rng = Random(f"question/{seed}/{i}")
        yield Sample(scene, queries.pick(rng, scene), rng)


def segments(pieces: list[Piece]) -> tuple[list[str], list[geometry.Box]]:
    """Assistant text between crops, and the crops' boxes in original pixels."""
    texts = [""]
    boxes = []
    for piece in pieces:
        if piece.crop is not None:
            boxes.append(piece.crop)
            texts.append("")
        else:
            texts[-1] += piece.text
    texts[0] = texts[0].split("assistant\n", 1)[1]
    texts[-1] = texts[-1].removesuffix(dialect.END)
    return texts, boxes


def write(seed: int, count: int, out: Path, families: list[str]) -> None:
    """One image, its crops, one line of records.jsonl (SFT) and one of rl.jsonl per sample."""
    (out / "images").mkdir(parents=True, exist_ok=True)
    with (out / "records.jsonl").open("w") as lines, (out / "rl.jsonl").open("w") as rewards:
        for i, sample in enumerate(samples(seed, count, families)):
            stem = f"images/{sample.scene.family}-{seed}-{i:05d}"
            sample.scene.image.save(out / f"{stem}.png")
            form = "again" if sample.query.kind == queries.ONE and sample.rng.random() < 0.1 else "gold"
            texts, boxes = segments(trajectory(sample.rng, sample.scene, sample.query, sample.resized, form))
            crops = []
            for j, box in enumerate(boxes):
                crops.append(f"{stem}-crop{j}.png")
                geometry.crop(sample.scene.image, box, settings.CROP_MIN, settings.CROP_MAX).save(
                    out / crops[-1]
                )
            gold = [[round(v) for v in step.thing.region] for step in sample.query.steps]
            about = {"family": sample.scene.family, "kind": sample.query.kind, "boxes": gold}
            shared = {"image_path": f"{stem}.png", "question": sample.query.question}
            record = {
                **shared,
                "response_list": texts,
                "img_crop_list": crops,
                "answer": sample.query.answer,
                **about,
            }
            lines.write(json.dumps(record, ensure_ascii=False) + "\n")
            rewards.write(
                json.dumps(
                    {**shared, "answer": sample.query.answer, "source": SOURCE, **about}, ensure_ascii=False
                )
                + "\n"
            )
