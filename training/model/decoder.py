"""Decoder with key/value cache and a pointer readout for coordinates.

The pointer: in one layer, the first four value channels of the second key/value head of every image token
are the edges of the region that token belongs to, in pixels / 100 of the overview. The first query head of
that group learns to attend to the tokens of the region asked for, so its output *is* a box; coordinate
logits are a parabola around the edge whose turn it is. The reader works alike: in the same layer the values
of an image token hold, in columns of a few channels each, its characters (r3-mini: those in the four
quarters of its width); the first query head finds the token, and the character is picked by the column the
hidden state asks for. The copier is an ordinary head of the next layer, supervised to attend to the word or
digit of the context that is to be repeated, with a short way to the output. Everything lives in ordinary
cached values, so the graph needs no extra inputs."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from training.model.attention import attend
from training.model.layers import RMSNorm, SwiGLU, scaled_init
from training.model.rope import Rope, rotate
from training.settings import COORDINATE_STEP, ModelSize

Cache = list[tuple[Tensor, Tensor]]


class Layer(nn.Module):
    """Attention over cache and new tokens, then a gated feed-forward layer."""

    def __init__(self, size: ModelSize, pointer: bool, copier: bool = False) -> None:
        super().__init__()
        self.size = size
        self.pointer = pointer
        self.copier = copier
        d = size.hidden
        kv = size.kv_heads * size.head_dim
        self.norm1 = RMSNorm(d)
        self.norm2 = RMSNorm(d)
        self.q = nn.Linear(d, size.heads * size.head_dim, bias=False)
        self.k = nn.Linear(d, kv, bias=False)
        self.v = nn.Linear(d, kv, bias=False)
        self.o = nn.Linear(size.heads * size.head_dim, d, bias=False)
        self.mlp = SwiGLU(d, size.mlp)
        scaled_init(self)
        self.edges = nn.Linear(d, 4) if pointer else None
        self.recall = nn.Linear(size.columns * size.channels, d, bias=False) if pointer else None
        if self.recall is not None:
            nn.init.zeros_(self.recall.weight)
        self.edge_values: Tensor | None = None
        self.weights: Tensor | None = None
        self.columns: Tensor | None = None
        self.copying: tuple[Tensor, Tensor] | None = None

    def shown(self, v: Tensor) -> Tensor:
        """The reader's channels of the values [b, tokens, columns * channels]: all but the edges."""
        others = [v[:, i] for i in range(2, v.shape[1])]
        every = torch.cat((v[:, 0], v[:, 1, :, 4:], *others), -1)
        return every[..., : self.size.columns * self.size.channels]

    def forward(
        self,
        x: Tensor,
        turn: tuple[Tensor, Tensor],
        centre: Tensor,
        mask: Tensor,
        past: tuple[Tensor, Tensor] | None,
    ) -> tuple[Tensor, tuple[Tensor, Tensor], tuple[Tensor, ...] | None]:
        s = self.size
        b, n, _ = x.shape
        y = self.norm1(x)
        q = rotate(self.q(y).view(b, n, s.heads, s.head_dim).transpose(1, 2), *turn)
        k = rotate(self.k(y).view(b, n, s.kv_heads, s.head_dim).transpose(1, 2), *turn)
        v = self.v(y).view(b, n, s.kv_heads, s.head_dim).transpose(1, 2)
        if self.edges is not None:
            self.edge_values = self.edges(y).float() + centre
            second = torch.cat((self.edge_values.to(v.dtype)[:, None], v[:, 1:2, :, 4:]), -1)
            v = torch.cat((v[:, :1], second, v[:, 2:]), 1)
            self.columns = self.shown(v)
        if past is not None:
            k = torch.cat((past[0], k), 2)
            v = torch.cat((past[1], v), 2)
        if not self.pointer and not torch.jit.is_tracing():
            self.copying = (q[:, 0] * s.head_dim**-0.5, k[:, 0]) if self.copier else None
            out = attend(q, k, v, mask[:, 0])
            x = x + self.o(out.transpose(1, 2).reshape(b, n, -1))
            return x + self.mlp(self.norm2(x)), (k, v), (out[:, 0],) if self.copier else None
        group = s.heads // s.kv_heads
        q = (q * s.head_dim**-0.5).reshape(b, s.kv_heads, group * n, s.head_dim)
        weights = (q @ k.transpose(-1, -2)).view(b, s.kv_heads, group, n, -1).float() + mask
        weights = weights.softmax(-1)
        self.weights = weights if self.pointer else None
        out = (weights.to(v.dtype).view(b, s.kv_heads, group * n, -1) @ v).view(b, s.heads, n, s.head_dim)
        box = out[:, group, :, :4]
        seen = weights[:, 0, 0].to(v.dtype) @ self.shown(v)
        x = x + self.o(out.transpose(1, 2).reshape(b, n, -1))
        if self.recall is not None:
            x = x + self.recall(seen)  # later layers choose the column by what stands in all four
        found = (box, seen) if self.pointer else (out[:, 0],) if self.copier else None
        return x + self.mlp(self.norm2(x)), (k, v), found


class Decoder(nn.Module):
    """Embeddings in, logits and cache out."""

    def __init__(self, size: ModelSize, coordinates: Tensor) -> None:
        """`coordinates`: value of each token in pixels, -1 for tokens that are no coordinate [vocab]."""
        super().__init__()
        self.size = size
        self.detach_pointer = True
        self.rope = Rope(size)
        self.layers = nn.ModuleList(
            [Layer(size, i == size.pointer_layer, i == size.copy_layer) for i in range(size.layers)]
        )
        self.norm = RMSNorm(size.hidden)
        self.head = nn.Linear(size.hidden, size.vocab, bias=False)
        nn.init.normal_(self.head.weight, std=0.02)
        self.turn = nn.Linear(size.hidden, 4)
        self.sharpness = nn.Parameter(torch.tensor(0.0))
        self.column = nn.Linear(size.hidden, size.columns)
        self.reads = nn.Linear(size.hidden, 1)
        self.character = nn.Linear(size.channels, size.vocab, bias=False)
        self.copied = nn.Linear(size.head_dim, size.vocab, bias=False)
        nn.init.zeros_(self.copied.weight)
        self.copies = nn.Linear(size.hidden, 1)
        self.register_buffer("coordinates", coordinates.clamp(min=0).float() / 100, persistent=False)
        self.register_buffer("is_coordinate", (coordinates >= 0).float(), persistent=False)

    def forward(
        self, x: Tensor, position_ids: Tensor, mask: Tensor, past: Cache | None = None
    ) -> tuple[Tensor, tuple[Tensor, ...], Cache]:
        """mask is added to the attention scores: [b or 1, 1, 1, new, past + new]."""
        turn = self.rope(position_ids)
        # An image token's row and column are its h and w position less its t position; 0 for text.
        row = position_ids[1] - position_ids[0]
        column = position_ids[2] - position_ids[0]
        centre = torch.stack((column, row, column, row), -1).to(torch.float32) * 0.28 + 0.14
        cache: Cache = []
        found: tuple[Tensor, ...] = ()
        for i, layer in enumerate(self.layers):
            x, new, here = layer(x, turn, centre, mask, None if past is None else past[i])
            cache.append(new)
            found += here or ()
        return self.norm(x), found, cache

    def logits(self, hidden: Tensor, found: tuple[Tensor, ...]) -> Tensor:
        """Token logits. `found` is what pointer, reader and copier saw: coordinates are judged by their
        distance to the edge the pointer found, characters by the reader, repeated words and digits by the
        copier."""
        # Detached in supervised training: where to look is learned from the attention and edge losses, whose
        # gradients are calmer. Reinforcement has no such labels and needs the gradient.
        box = found[0].detach() if self.detach_pointer else found[0]
        seen = found[1]
        edge = (self.turn(hidden).float().softmax(-1) * box.float()).sum(-1, keepdim=True)
        step = COORDINATE_STEP / 100
        distance = ((edge - self.coordinates) / step).square() * F.softplus(self.sharpness)
        columns = seen.reshape(*seen.shape[:-1], self.size.columns, self.size.channels)
        picked = (self.column(hidden).softmax(-1).to(seen.dtype)[..., None] * columns).sum(-2)
        read = self.character(picked).float() * self.reads(hidden).float().sigmoid()
        repeated = self.copied(found[2]).float() * self.copies(hidden).float().sigmoid()
        return self.head(hidden).float() + read + repeated - distance.clamp(max=40.0) * self.is_coordinate
