"""Starts a run from the weights of an earlier one whose tokenizer was smaller: rows are carried over by token
text."""

from __future__ import annotations

from pathlib import Path

import torch
from tokenizers import Tokenizer

from training import losses
from training.model.network import Network
from training.optimiser import optimisers
from training.sft import save, state_of
from training.tokens.build import build

BY_TOKEN = ("embed.weight", "decoder.head.weight", "decoder.character.weight")


def grow(old: Path, tokenizer: Path, out: Path) -> None:
    """`old` is a checkpoint, `tokenizer` the tokenizer.json it was made with; writes `out`/last.pt at step
    0."""
    state = torch.load(old, map_location="cpu", weights_only=True)
    before = Tokenizer.from_file(str(tokenizer)).get_vocab()
    now = build()
    network = Network(now)
    average = Network(now)
    helpers = None
    weights = network.state_dict()
    pairs = [(index, before[text]) for text, index in now.get_vocab().items() if text in before]
    new, old_rows = (torch.tensor(side) for side in zip(*pairs))
    for name, value in state["average"].items():
        if name in BY_TOKEN:
            weights[name][new] = value[old_rows]
        else:
            weights[name] = value
    network.load_state_dict(weights)
    average.load_state_dict(weights)
    helpers = losses.Helpers(network.size)
    kept = {
        k: v
        for k, v in state["helpers"].items()
        if k in helpers.state_dict() and v.shape == helpers.state_dict()[k].shape
    }
    helpers.load_state_dict(kept, strict=False)
    out.mkdir(parents=True, exist_ok=True)
    save(out / "last.pt", state_of(network, average, helpers, optimisers(network, helpers, 0.02), 0, 0.0))
    print(f"{len(pairs)} of {now.get_vocab_size()} tokens carried over, helpers {sorted(kept)}")
