"""The whole recipe from nothing as one command: `python -m training rebuild`. Each stage goes on where it was
interrupted."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import torch

from training.export import export
from training.sft import Plan, load_network, save, train
from training.warmup import warm_up


@dataclass(frozen=True)
class Stage:
    """One stage and its share of the minutes."""

    name: str
    share: float


# The vision encoder alone first: reading is what everything else waits for.
STAGES = (Stage("read", 0.02), Stage("whole", 0.98))
LR = 0.02


def carry(old: Path, new: Path) -> None:
    """Begin a stage with the averaged weights of the one before it: a fresh schedule, fresh optimisers."""
    state = torch.load(old, map_location="cpu", weights_only=True)
    new.parent.mkdir(parents=True, exist_ok=True)
    save(
        new,
        {
            "network": state["average"],
            "average": state["average"],
            "helpers": state["helpers"],
            "step": 0,
            "spent": 0.0,
        },
    )


def rebuild(out: Path, minutes: float, seed: int, ranks: int, families: list[str], model: Path) -> None:
    """Run all stages that are not done yet in folders of `out`, then export into `model`."""
    before = None
    for number, stage in enumerate(STAGES, 1):
        folder = out / f"{number}-{stage.name}"
        done = folder / "done"
        if not done.exists():
            print(
                f"stage {number} of {len(STAGES)}: {stage.name}, {minutes * stage.share:.0f} minutes",
                flush=True,
            )
            if before is not None and not (folder / "last.pt").exists():
                carry(before, folder / "last.pt")
            if stage.name == "read":
                warm_up(folder, seed, minutes * stage.share, LR, pages=12, ranks=ranks)
            else:
                train(
                    Plan(
                        out=folder,
                        seed=seed,
                        minutes=minutes * stage.share,
                        steps=10**9,
                        lr=LR,
                        images=4,
                        queries=6,
                        families=families,
                        ranks=ranks,
                    )
                )
            done.touch()
        before = folder / "last.pt"
    assert before is not None
    export(load_network(before), model)
    print(
        f"written to {model}; measure it with: python -m training eval --model {model} --seed 9501 "
        f"--count 1000",
        flush=True,
    )
