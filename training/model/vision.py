"""Vision encoder: convolutional stem, one token per 28x28 pixels, a few transformer blocks.

A plain patch projection needs far more data to learn strokes than a few hours on a CPU can show it, so the
stem is convolutional; the graph inputs and outputs stay those of Qwen2.5-VL (see `image_from_patches`).
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from training.model.attention import attend
from training.model.layers import RMSNorm, SwiGLU, scaled_init
from training.settings import ModelSize


class Block(nn.Module):
    """Full attention over the tokens of one image."""

    def __init__(self, size: int, heads: int) -> None:
        super().__init__()
        self.heads = heads
        self.norm1 = RMSNorm(size)
        self.norm2 = RMSNorm(size)
        self.qkv = nn.Linear(size, 3 * size, bias=False)
        self.o = nn.Linear(size, size, bias=False)
        self.mlp = SwiGLU(size, 2 * size)

    def forward(self, x: Tensor, mask: Tensor | None = None) -> Tensor:
        """`mask` is added to the scores [b, 1, 1, n]; in training only."""
        b, n, d = x.shape
        q, k, v = (
            self.qkv(self.norm1(x))
            .view(b, n, 3, self.heads, d // self.heads)
            .permute(2, 0, 3, 1, 4)
            .unbind(0)
        )
        out = F.scaled_dot_product_attention(q, k, v) if torch.jit.is_tracing() else attend(q, k, v, mask)
        x = x + self.o(out.transpose(1, 2).reshape(b, n, d))
        return x + self.mlp(self.norm2(x))


class Vision(nn.Module):
    """Normalised image [b, 3, H, W] -> tokens [b, H/28 * W/28, hidden]."""

    def __init__(self, size: ModelSize) -> None:
        super().__init__()
        a, c = size.stem
        self.conv1 = nn.Conv2d(3, a, 4, 2, 1)
        self.conv2 = nn.Conv2d(a, c, 3, 2, 1)
        self.conv3 = nn.Conv2d(c, c, 3, 1, 1)
        self.conv4 = nn.Conv2d(c, c, 3, 1, 1)
        self.merge = nn.Linear(49 * c, size.hidden, bias=False)
        self.row = nn.Parameter(torch.randn(size.grid, size.hidden) * 0.05)
        self.column = nn.Parameter(torch.randn(size.grid, size.hidden) * 0.05)
        self.blocks = nn.ModuleList(
            [Block(size.hidden, size.vision_heads) for _ in range(size.vision_layers)]
        )
        self.norm = RMSNorm(size.hidden)
        for conv in (self.conv1, self.conv2, self.conv3, self.conv4):
            nn.init.kaiming_normal_(conv.weight, nonlinearity="relu")
            nn.init.zeros_(conv.bias)
        self.conv4.weight.data *= 0.3
        for block in self.blocks:
            scaled_init(block)

    def forward(self, image: Tensor) -> Tensor:
        x = F.relu(self.conv2(F.relu(self.conv1(image))))
        x = F.relu(x + self.conv4(F.relu(self.conv3(x))))
        b, c, h, w = x.shape
        rows = h // 7
        columns = w // 7
        x = x.reshape(b, c, rows, 7, columns, 7).permute(0, 2, 4, 1, 3, 5).reshape(b, rows * columns, c * 49)
        place = (self.row[:rows, None] + self.column[None, :columns]).reshape(1, rows * columns, -1)
        x = self.merge(x) + place
        for block in self.blocks:
            x = block(x)
        return self.norm(x)


def image_from_patches(pixel_values: Tensor, grid: Tensor) -> Tensor:
    """Undo the Qwen2-VL patch layout: [patches, 1176] and one (t, h, w) row -> [1, 3, H, W]."""
    rows = grid[0, 1] // 2
    columns = grid[0, 2] // 2
    x = pixel_values.reshape(rows, columns, 2, 2, 3, 2, 14, 14)[:, :, :, :, :, 0]
    return x.permute(4, 0, 2, 5, 1, 3, 6).reshape(1, 3, rows * 28, columns * 28)
