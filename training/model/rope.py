"""Rotary positions on three axes (time, row, column), interleaved over the frequencies."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from training.settings import ModelSize


class Rope(nn.Module):
    """position_ids [3, b, s] -> cos and sin [b, 1, s, head_dim]."""

    def __init__(self, size: ModelSize) -> None:
        super().__init__()
        half = size.head_dim // 2
        self.register_buffer("frequency", size.rope_theta ** (-torch.arange(half) / half), persistent=False)
        # Frequency i turns with axis i mod 3, so that every axis has fine and coarse frequencies.
        self.register_buffer("axis", torch.arange(half) % 3, persistent=False)

    def forward(self, position_ids: Tensor) -> tuple[Tensor, Tensor]:
        angle = position_ids.to(torch.float32)[self.axis].permute(1, 2, 0) * self.frequency
        angle = torch.cat((angle, angle), -1)[:, None]
        return angle.cos(), angle.sin()


def rotate(x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
    """Turn each pair (i, i + half) of x by its angle."""
    a, b = x.chunk(2, -1)
    return x * cos + torch.cat((-b, a), -1) * sin


def image_positions(start: int, rows: int, columns: int) -> Tensor:
    """Positions [3, rows * columns] of one image whose first token stands at `start`."""
    r = torch.arange(rows).repeat_interleave(columns)
    c = torch.arange(columns).repeat(rows)
    return torch.stack((torch.zeros_like(r), r, c)) + start
