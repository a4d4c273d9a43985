"""Advantages within a group and the clipped objective over allowed tokens."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor


@dataclass(frozen=True)
class Clip:
    """PPO's clipping range (the released code's defaults) and the weight of the KL term."""

    low: float = 0.2
    high: float = 0.28
    kl: float = 0.0


def advantages(totals: Tensor) -> Tensor:
    """(r - mean) / (std + 1e-4) over a group, std unbiased, as in the released code [group]. A group of one
    has none."""
    if totals.numel() < 2:
        return torch.zeros_like(totals)
    return (totals - totals.mean()) / (totals.std() + 1e-4)


def loss(
    new: Tensor, old: Tensor, advantage: Tensor, mask: Tensor, clip: Clip, reference: Tensor | None = None
) -> tuple[Tensor, dict[str, float]]:
    """Token-level clipped loss: mean over the allowed tokens of a rollout, then over rollouts (GRPO's
    reduction).

    `new`, `old`, `reference`: log-probabilities [rollouts, tokens]; `mask`: 1 where the model wrote the
    token; images and what the loop appended are 0. KL is the k3 estimator exp(d) - d - 1 with d = reference -
    new (Schulman, "Approximating KL").
    """
    ratio = ((new - old) * mask).exp()
    gain = advantage[:, None] * ratio
    bound = advantage[:, None] * ratio.clamp(1 - clip.low, 1 + clip.high)
    per_token = -torch.minimum(gain, bound)
    count = mask.sum(1).clamp(min=1)
    numbers = {"clipped": float((((gain > bound) & (mask > 0)).sum() / mask.sum().clamp(min=1)).detach())}
    if reference is not None and clip.kl > 0:
        distance = (reference - new) * mask
        k3 = distance.exp() - distance - 1
        per_token = per_token + clip.kl * k3
        numbers["kl"] = float(((k3 * mask).sum(1) / count).mean().detach())
    return ((per_token * mask).sum(1) / count).mean(), numbers
