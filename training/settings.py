"""Every number that data, model, export and application must agree on."""

from __future__ import annotations

from dataclasses import dataclass, field

OVERVIEW_MIN = 4 * 784
OVERVIEW_MAX = 336 * 336
CROP_MIN = 4 * 784
CROP_MAX = 60 * 784
COORDINATE_STEP = 8
COORDINATE_MAX = 640
IMAGE_MEAN = 0.5
IMAGE_STD = 0.5
CHARACTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ.-:/%$"


@dataclass(frozen=True)
class ModelSize:
    """Shape of the network. The defaults are r3-mini."""

    vocab: int
    hidden: int = 192
    layers: int = 6
    heads: int = 6
    kv_heads: int = 2
    head_dim: int = 32
    mlp: int = 512
    rope_theta: float = 1000.0
    vision_layers: int = 3
    vision_heads: int = 6
    stem: tuple[int, int] = field(default=(24, 48))
    grid: int = 160
    pointer_layer: int = 3
    # What the reader finds in an image token: so many characters, so many channels each; together with the
    # four edges they fill the value heads.
    columns: int = 4
    channels: int = 15
    copy_layer: int = 4
