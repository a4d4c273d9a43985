"""Weights that a training without a checkpoint of its own goes on from. They are kept in the repository, in
16 bits, because what was learned in hours must not hang on one machine."""

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
    half = {part: {k: v.half() for k, v in state[part].items()} for part in ("network", "helpers")}
    save(out, half | {"step": state["step"], "vocabulary": tokenizer().get_vocab()})


def begun(network: nn.Module, helpers: nn.Module, words: Tokenizer, start: Path = START) -> int:
    """Load a start, if there is one; rows of the vocabulary are carried over by token text. Returns its step,
    so that its pages are not drawn again; 0 without one."""
    if not start.exists():
        return 0
    state = torch.load(start, map_location="cpu", weights_only=True)
    before = state["vocabulary"]
    pairs = [(index, before[text]) for text, index in words.get_vocab().items() if text in before]
    carried(network, state["network"], pairs)
    helpers.load_state_dict({k: v.float() for k, v in state["helpers"].items()}, strict=False)
    return int(state["step"])


def carried(network: nn.Module, weights: dict[str, Tensor], pairs: list[tuple[int, int]]) -> None:
    """Load weights of another vocabulary; `pairs`: rows here and there."""
    new, old = torch.tensor(pairs).unbind(1)
    own = network.state_dict()
    for name, value in weights.items():
        if name in BY_WORD:
            own[name][new] = value.float()[old]
        else:
            own[name] = value.float()
    network.load_state_dict(own)
