"""Building blocks used by both halves of the network."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional as F


class RMSNorm(nn.Module):
    """Root-mean-square norm, spelled out while exporting because the fused operator has no ONNX form."""

    def __init__(self, size: int) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.ones(size))

    def forward(self, x: Tensor) -> Tensor:
        if torch.jit.is_tracing():
            return x * torch.rsqrt(x.pow(2).mean(-1, keepdim=True) + 1e-6) * self.weight
        return F.rms_norm(x, self.weight.shape, self.weight, 1e-6)


class SwiGLU(nn.Module):
    """Gated feed-forward layer."""

    def __init__(self, size: int, inner: int) -> None:
        super().__init__()
        self.gate = nn.Linear(size, inner, bias=False)
        self.up = nn.Linear(size, inner, bias=False)
        self.down = nn.Linear(inner, size, bias=False)

    def forward(self, x: Tensor) -> Tensor:
        return self.down(F.silu(self.gate(x)) * self.up(x))


def scaled_init(module: nn.Module) -> None:
    """Normal init by fan-in; layers that write into the residual stream start small."""
    for name, p in module.named_parameters():
        if p.dim() == 2:
            small = name.endswith(("o.weight", "down.weight"))
            nn.init.normal_(p, std=p.shape[1] ** -0.5 * (0.3 if small else 0.8))
