"""Writes images and VLIR records: `python -m training data`."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random

from training import dialect, geometry, regions, sentences, settings
from training.dialogue import Piece, trajectory
from training.scenes import family
from training.scenes.thing import Scene, Thing


@dataclass
class Sample:
    """One question about one scene."""

    scene: Scene
    thing: Thing
    question: str
    rng: Random

    @property
    def resized(self) -> regions.Size:
        """Overview size (width, height)."""
        image = self.scene.image
        h, w = geometry.smart_resize(image.height, image.width, settings.OVERVIEW_MIN, settings.OVERVIEW_MAX)
        return w, h


def samples(seed: int, count: int, families: list[str]) -> Iterator[Sample]:
    """Samples number 0 to count - 1 of a seed, the families in turn."""
    for i in range(count):
        scene = family.make(families[i % len(families)], seed, i)
        rng = Random(f"question/{seed}/{i}")
        thing = rng.choice(scene.things)
        yield Sample(scene, thing, rng.choice(sentences.questions(thing.kind, thing.key)), rng)


def segments(pieces: list[Piece]) -> tuple[list[str], list[geometry.Box]]:
    """Assistant text between crops, and the crops' boxes in original pixels."""
    texts, boxes = [""], []
    for piece in pieces:
        if piece.crop is not None:
            boxes.append(piece.crop)
            texts.append("")
        else:
            texts[-1] += piece.text
    texts[-1] = texts[-1].removesuffix(dialect.END)
    return texts, boxes


def write(seed: int, count: int, out: Path, families: list[str]) -> None:
    """One image, its crops and one line of records.jsonl per sample."""
    (out / "images").mkdir(parents=True, exist_ok=True)
    with (out / "records.jsonl").open("w") as lines:
        for i, sample in enumerate(samples(seed, count, families)):
            stem = f"images/{sample.scene.family}-{seed}-{i:05d}"
            sample.scene.image.save(out / f"{stem}.png")
            form = "again" if sample.rng.random() < 0.1 else "gold"
            pieces = trajectory(sample.rng, sample.scene, sample.thing, sample.resized, form)
            texts, boxes = segments(pieces)
            question, texts[0] = texts[0].split(dialect.PROMPT)[0], texts[0].split("assistant\n")[1]
            crops = []
            for j, box in enumerate(boxes):
                crops.append(f"{stem}-crop{j}.png")
                geometry.crop(sample.scene.image, box, settings.CROP_MIN, settings.CROP_MAX).save(out / crops[-1])
            record = {
                "image_path": f"{stem}.png", "question": question, "response_list": texts, "img_crop_list": crops,
                "answer": sample.thing.text, "family": sample.scene.family, "boxes": [list(b) for b in boxes],
            }
            lines.write(json.dumps(record, ensure_ascii=False) + "\n")
