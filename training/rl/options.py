"""The options of `python -m training rgrpo`; apart from the command, so that the command line starts without
PyTorch."""

from __future__ import annotations

import argparse
from pathlib import Path


def arguments(command: argparse.ArgumentParser, default: Path) -> None:
    """The options of `rgrpo`."""
    command.add_argument(
        "--model", type=Path, default=default, help="checkpoint of r3-mini (.pt), or a Qwen2.5-VL folder"
    )
    command.add_argument("--out", type=Path, required=True)
    command.add_argument("--data", type=Path, help="an rl.jsonl; without it r3-mini gets fresh pictures")
    command.add_argument("--seed", type=int, default=1)
    command.add_argument("--steps", type=int, default=300)
    command.add_argument("--minutes", type=float, default=1e9)
    command.add_argument("--questions", type=int, default=4, help="per process and step")
    command.add_argument("--group", type=int, default=5)
    command.add_argument("--epochs", type=int, default=1)
    command.add_argument("--lr", type=float, default=1e-6)
    command.add_argument("--temperature", type=float, default=1.0)
    command.add_argument("--rewards", default="paper", help="paper, released, or a JSON file of settings")
    command.add_argument("--clip-low", type=float, default=0.2)
    command.add_argument("--clip-high", type=float, default=0.28)
    command.add_argument("--kl", type=float, default=0.0)
    command.add_argument("--keep", type=int, default=1, help="groups per step in rollouts.jsonl")
    command.add_argument(
        "--max-pixels", type=int, default=3211264, help="Qwen2.5-VL: budget of the picture and of each crop"
    )
    command.add_argument("--max-tokens", type=int, default=2048, help="Qwen2.5-VL: per stretch between crops")
