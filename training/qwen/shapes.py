"""Shapes of tiny checkpoints: what is tried, and what is measured."""

from __future__ import annotations

from dataclasses import dataclass, replace

from training.qwen import templates


@dataclass(frozen=True)
class Shape:
    """What varies between the tiny checkpoints."""

    family: str = "qwen2_5_vl"
    hidden: int = 64
    layers: int = 2
    heads: int = 4
    kv_heads: int = 2
    mlp: int = 96
    tied: bool = False
    depth: int = 3
    vision_hidden: int = 48
    vision_heads: int = 3
    full: tuple[int, ...] = (1,)
    # Rows of the vocabulary; 0: as many as the tokenizer has. Real checkpoints have more than theirs, too.
    vocab: int = 0
    seed: int = 0
    # Qwen3-VL only: the size of a head, layers whose features go deeper, side of the table of positions.
    head: int = 0
    deepstack: tuple[int, ...] = ()
    table: int = 0
    thinking: bool = False
    # Qwen3.5 only: which layers are Gated DeltaNet, their heads of keys and values, the sizes of those, the
    # tokens of their convolution, and the share of an attention head that turns.
    linear: tuple[int, ...] = ()
    linear_heads: tuple[int, int] = (2, 2)
    linear_dims: tuple[int, int] = (16, 16)
    kernel: int = 4
    rotary: float = 0.25
    # What is written greedily repeats itself after so many tokens; 0: it does not.
    phrase: int = 0

    @property
    def newest(self) -> bool:
        return self.family in ("qwen3_vl", "qwen3_5")

    @property
    def head_dim(self) -> int:
        return self.head or self.hidden // self.heads

    @property
    def patch(self) -> int:
        return 16 if self.newest else 14

    @property
    def template(self) -> str:
        if not self.newest:
            return templates.QWEN2
        if self.family == "qwen3_5":
            return templates.QWEN35_THINKING if self.thinking else templates.QWEN35
        return templates.QWEN3_THINKING if self.thinking else templates.QWEN3


SHAPES: dict[str, Shape] = {
    "grouped": Shape(),
    "tied": Shape(tied=True, heads=4, kv_heads=1, seed=1),
    "odd-heads": Shape(hidden=72, heads=3, kv_heads=3, vision_hidden=40, vision_heads=5, seed=2),
    "qwen2-vl": Shape(family="qwen2_vl", seed=3, tied=True),
    "qwen3-vl": Shape(family="qwen3_vl", layers=4, head=24, depth=5, deepstack=(1, 2, 4), table=12, seed=7),
    # Two features into four layers, one key-value head.
    "qwen3-vl-tied": Shape(
        family="qwen3_vl", layers=4, kv_heads=1, tied=True, depth=4, deepstack=(0, 2), table=9, seed=8
    ),
    # Mergers in another order than the layers, as many features as layers.
    "qwen3-vl-odd": Shape(
        family="qwen3_vl",
        hidden=72,
        layers=3,
        heads=3,
        kv_heads=3,
        head=32,
        vision_hidden=40,
        vision_heads=5,
        depth=4,
        deepstack=(3, 1, 2),
        table=7,
        seed=9,
    ),
    # The real table: larger than the picture.
    "qwen3-vl-thinking": Shape(
        family="qwen3_vl", layers=4, head=32, deepstack=(0, 1, 2), table=48, thinking=True, seed=10
    ),
    # The order of the real ones: three and one.
    "qwen3.5": Shape(family="qwen3_5", layers=4, head=64, linear=(0, 1, 2), table=12, thinking=True, seed=20),
    # Values have more heads than keys, and heads of another size.
    "qwen3.5-grouped": Shape(
        family="qwen3_5",
        layers=5,
        kv_heads=1,
        head=32,
        tied=True,
        table=9,
        linear=(0, 2, 4),
        linear_heads=(2, 6),
        linear_dims=(8, 24),
        kernel=3,
        seed=21,
    ),
    # Attention first, half a head turns.
    "qwen3.5-odd": Shape(
        family="qwen3_5",
        hidden=72,
        layers=3,
        heads=3,
        kv_heads=3,
        head=24,
        vision_hidden=40,
        vision_heads=5,
        table=7,
        linear=(1, 2),
        linear_heads=(3, 3),
        linear_dims=(24, 8),
        rotary=0.5,
        seed=22,
    ),
}

# Measured, not tested: large enough that the graph counts and not only what is around it. The second has the
# vocabulary of a real checkpoint.
_PLAIN: dict[str, Shape] = {
    "small": Shape(
        hidden=256,
        layers=8,
        heads=8,
        kv_heads=2,
        mlp=1024,
        depth=4,
        vision_hidden=128,
        vision_heads=4,
        seed=5,
    ),
    "large": Shape(
        hidden=512,
        layers=12,
        heads=8,
        kv_heads=2,
        mlp=2048,
        depth=8,
        vision_hidden=256,
        vision_heads=4,
        full=(3, 7),
        vocab=151936,
        tied=True,
        seed=6,
    ),
}

# The same shapes, writing text that repeats itself. Not tied: the head says what follows a token.
MEASURED: dict[str, Shape] = {
    **_PLAIN,
    **{f"{name}-repeating": replace(shape, tied=False, phrase=40) for name, shape in _PLAIN.items()},
}
