"""Weights that a training without a checkpoint of its own goes on from. They are kept in the repository,
their matrices in 8 bits, because what was learned in hours must not hang on one machine."""

from __future__ import annotations

from pathlib import Path

import torch
from tokenizers import Tokenizer
from torch import Tensor, nn

from training.documents.network import tokenizer
from training.grow import BY_TOKEN
from training.sft import save

START = Path(__file__).parent / "start.pt"
BY_WORD = (*BY_TOKEN, "decoder.copied.weight")


def keep(checkpoint: Path, out: Path = START) -> None:
    """Write the weights of a checkpoint as a start for others."""
    state = torch.load(checkpoint, map_location="cpu", weights_only=True)
    parts = {part: {k: packed(v) for k, v in state[part].items()} for part in ("network", "helpers")}
    save(out, parts | {"step": state["step"], "vocabulary": tokenizer().get_vocab()})


def packed(weights: Tensor) -> tuple[Tensor, Tensor]:
    """Matrices as bytes, each row with its own step; anything else as it is, with a step of 1."""
    if weights.dim() < 2:
        return weights, torch.ones(())
    step = weights.abs().amax(-1, keepdim=True).clamp(min=1e-8) / 127
    return (weights / step).round().to(torch.int8), step


def unpacked(kept: dict[str, tuple[Tensor, Tensor]]) -> dict[str, Tensor]:
    """Weights by name."""
    return {name: whole.float() * step for name, (whole, step) in kept.items()}


def begun(network: nn.Module, helpers: nn.Module, words: Tokenizer, start: Path = START) -> int:
    """Load a start, if there is one; rows of the vocabulary are carried over by token text. Returns its step,
    so that its pages are not drawn again; 0 without one."""
    if not start.exists():
        return 0
    state = torch.load(start, map_location="cpu", weights_only=True)
    before = state["vocabulary"]
    pairs = [(index, before[text]) for text, index in words.get_vocab().items() if text in before]
    carried(network, unpacked(state["network"]), pairs)
    helpers.load_state_dict(unpacked(state["helpers"]), strict=False)
    return int(state["step"])


def carried(network: nn.Module, weights: dict[str, Tensor], pairs: list[tuple[int, int]]) -> None:
    """Load weights of another vocabulary; `pairs`: rows here and there."""
    new, old = torch.tensor(pairs).unbind(1)
    own = network.state_dict()
    for name, value in weights.items():
        if name in BY_WORD:
            own[name][new] = value[old]
        else:
            own[name] = value
    network.load_state_dict(own)
