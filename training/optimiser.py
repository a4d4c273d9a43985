"""Muon for the matrices of the transformer blocks, AdamW for everything else."""

from __future__ import annotations

import torch
from torch import nn


def optimisers(network: nn.Module, helpers: nn.Module, lr: float) -> list[torch.optim.Optimizer]:
    """Two optimisers with a common schedule; each group remembers its own base rate."""
    matrices: list[nn.Parameter] = []
    others = [*helpers.parameters()]
    for name, p in network.named_parameters():
        inside = ("layers." in name or "blocks." in name) and p.dim() == 2 and p.shape[0] > 4
        (matrices if inside else others).append(p)
    made = [
        torch.optim.Muon(matrices, lr=lr, weight_decay=0.02, momentum=0.95, ns_steps=4),
        torch.optim.AdamW(others, lr=lr * 0.15, betas=(0.9, 0.98), weight_decay=0.01),
    ]
    set_base(made, lr)
    return made


def set_base(made: list[torch.optim.Optimizer], lr: float) -> None:
    """Base rates; a loaded optimiser state would otherwise bring its old ones."""
    for optimiser, share in zip(made, (1.0, 0.15)):
        for group in optimiser.param_groups:
            group["base"] = lr * share


def set_rate(made: list[torch.optim.Optimizer], step: int, progress: float, final: float = 0.04) -> float:
    """Warm-up over 20 steps, constant, then linear to `final` over the last 35 %. Returns the factor."""
    factor = min(1.0, (step + 1) / 20) * max(final, min(1.0, (1 - progress) / 0.35))
    for optimiser in made:
        for group in optimiser.param_groups:
            group["lr"] = group["base"] * factor
    return factor
