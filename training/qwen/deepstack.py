"""What only Qwen3-VL's vision encoder has: the interpolated table of positions, and mergers that also serve
DeepStack.

Source of the arithmetic: transformers, models/qwen3_vl/modeling_qwen3_vl.py (`Qwen3VLVisionPatchMerger`) and
vision_utils.py (`get_vision_interpolation_indices_and_weights`, bilinear, corners aligned).
"""

from __future__ import annotations

import numpy as np
from onnx import TensorProto

from training.qwen.checkpoint import Checkpoint
from training.qwen.graph import Graph

EPS = 1e-6


def write_table(g: Graph, source: Checkpoint, grid: str, places: tuple[str, str]) -> str:
    """Learned positions [patches, hidden] for an image of `grid`. `places`: row and column of each patch."""
    side = source.vision.table
    table = g.weight("pos_embed", source.of_vision("pos_embed.weight"))
    (top, bottom), (up, down) = _along(g, grid, 1, places[0], side)
    (left, right), (near, far) = _along(g, grid, 2, places[1], side)
    found = None
    for row, of_row in ((top, up), (bottom, down)):
        for column, of_column in ((left, near), (right, far)):
            at = g.op("Add", g.op("Mul", row, g.scalar(side)), column)
            weight = g.op("Unsqueeze", g.op("Mul", of_row, of_column), g.ints(1))
            if g.half:
                weight = g.cast(weight, g.type)
            part = g.op("Mul", g.op("Gather", table, at, axis=0), weight)
            found = part if found is None else g.op("Add", found, part)
    assert found is not None
    return found


def _along(g: Graph, grid: str, axis: int, place: str, side: int) -> tuple[tuple[str, str], tuple[str, str]]:
    """Along one axis: the two entries of the table around each patch, and how much each of them counts."""
    length = g.op("Gather", g.reshape(grid, 3), g.scalar(axis), axis=0)
    steps = g.op("Max", g.op("Sub", length, g.scalar(1)), g.scalar(1))
    wide = g.op("Mul", g.cast(place, TensorProto.FLOAT), g.floats(float(side - 1), np.float32))
    at = g.op("Div", wide, g.cast(steps, TensorProto.FLOAT))
    floor = g.op("Floor", at)
    first = g.cast(floor, TensorProto.INT64)
    second = g.op("Min", g.op("Add", first, g.scalar(1)), g.scalar(side - 1))
    far = g.op("Sub", at, floor)
    return (first, second), (g.op("Sub", g.floats(1.0, np.float32), far), far)


def write_merger(g: Graph, source: Checkpoint, x: str, deeper: int | None = None) -> str:
    """Patches [patches, hidden] -> visual tokens [tokens, out]. `deeper`: the merger of this number for
    DeepStack, which is normed after the patches of a token are joined."""
    v = source.vision
    wide = v.hidden * v.merge * v.merge
    at = "merger" if deeper is None else f"deepstack_merger_list.{deeper}"
    if deeper is not None:
        x = g.reshape(x, -1, wide)
    scale, shift = (source.of_vision(f"{at}.norm.{part}") for part in ("weight", "bias"))
    bias = g.weight(f"{at}.norm.bias", shift)
    x = g.op("LayerNormalization", x, g.weight(f"{at}.norm", scale), bias, axis=-1, epsilon=EPS)
    if deeper is None:
        x = g.reshape(x, -1, wide)

    def linear(value: str, name: str) -> str:
        weight, bias = (source.of_vision(f"{at}.{name}.{part}") for part in ("weight", "bias"))
        return g.linear(value, f"{at}.{name}", weight, bias)

    return linear(g.activation(linear(x, "linear_fc1"), "gelu"), "linear_fc2")
