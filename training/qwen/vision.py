"""The vision encoder as a graph: `pixel_values`, `image_grid_thw` -> `image_features`, and for Qwen3-VL
`deepstack_features` (name of onnxruntime/mobius); one image per call.

Source of the arithmetic: transformers, models/qwen2_5_vl/modeling_qwen2_5_vl.py,
models/qwen2_vl/modeling_qwen2_vl.py and models/qwen3_vl/modeling_qwen3_vl.py. Windows are gathered by
computed indices, so that every image size works and no attention is wider than it has to be.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from onnx import TensorProto

from training.qwen.checkpoint import Checkpoint, Vision
from training.qwen.deepstack import write_merger, write_table
from training.qwen.graph import MICROSOFT, Graph

EPS = 1e-6


@dataclass(frozen=True)
class Places:
    """Where patches are. All [patches] int64 unless said; cells are merged patches."""

    patches: str
    row: str
    column: str
    # Slots of all windows in order -> patch; patch -> slot; [windows, 1, 1, slots] of the padding.
    gather: str = ""
    scatter: str = ""
    padding: str = ""


def write_vision(g: Graph, source: Checkpoint) -> None:
    """Fill the graph."""
    v = source.vision
    width = v.channels * v.temporal * v.patch * v.patch
    pixels = g.input("pixel_values", TensorProto.FLOAT, ["patches", width])
    grid = g.input("image_grid_thw", TensorProto.INT64, [1, 3])
    x = g.cast(pixels, g.type) if g.half else pixels
    w = source.of_vision("patch_embed.proj.weight")
    # A convolution whose stride is its kernel is one product per patch.
    x = g.op("MatMul", x, g.weight("patch_embed", w.reshape(w.shape[0], -1).T))
    places = _places(g, grid, v)
    if v.table > 0:
        bias = source.of_vision("patch_embed.proj.bias")
        x = g.op("Add", x, g.weight("patch_embed.bias", bias))
        x = g.op("Add", x, write_table(g, source, grid, (places.row, places.column)))
    cos, sin = _turns(g, places, v)
    mergers = dict(v.deepstack)
    deeper: list[str] = []
    for i in range(v.depth):
        whole = i in v.full_layers or v.window == 0
        x = _block(g, source, i, x, places if not whole else None, (cos, sin))
        if i in mergers:
            features = write_merger(g, source, x, mergers[i])
            deeper.append(g.op("Unsqueeze", features, g.ints(0)))
    merged = _merge(g, source, x) if v.table == 0 else write_merger(g, source, x)
    g.output(merged, "image_features", g.type, ["tokens", v.out])
    if deeper:
        stacked = g.op("Concat", *deeper, axis=0)
        g.output(stacked, "deepstack_features", g.type, [len(deeper), "tokens", v.out])


def _places(g: Graph, grid: str, v: Vision) -> Places:
    """Patches come cell by cell, `merge`² to a cell, cells row by row."""
    side = g.scalar(v.merge)
    unit = v.merge * v.merge
    height, width = (
        g.op("Div", g.op("Gather", g.reshape(grid, 3), g.scalar(i), axis=0), side) for i in (1, 2)
    )
    cells = g.op("Mul", height, width)
    patches = g.op("Range", g.scalar(0), g.op("Mul", cells, g.scalar(unit)), g.scalar(1))
    cell = g.op("Div", patches, g.scalar(unit))
    inside = g.op("Mod", patches, g.scalar(unit))
    cell_row = g.op("Div", cell, width)
    cell_column = g.op("Mod", cell, width)
    row = g.op("Add", g.op("Mul", cell_row, side), g.op("Div", inside, side))
    column = g.op("Add", g.op("Mul", cell_column, side), g.op("Mod", inside, side))
    if v.window == 0:
        return Places(patches, row, column)
    s = g.scalar(v.window)
    slots = v.window * v.window * unit
    up = g.scalar(v.window - 1)
    across, down = (g.op("Div", g.op("Add", n, up), s) for n in (width, height))
    # Patch -> slot.
    window = g.op("Add", g.op("Mul", g.op("Div", cell_row, s), across), g.op("Div", cell_column, s))
    within = g.op("Add", g.op("Mul", g.op("Mod", cell_row, s), s), g.op("Mod", cell_column, s))
    slot = g.op(
        "Add", g.op("Mul", window, g.scalar(slots)), g.op("Add", g.op("Mul", within, g.scalar(unit)), inside)
    )
    # Slot -> patch, and which slots lie outside the image.
    all_slots = g.op(
        "Range", g.scalar(0), g.op("Mul", g.op("Mul", across, down), g.scalar(slots)), g.scalar(1)
    )
    of_window = g.op("Div", all_slots, g.scalar(slots))
    rest = g.op("Mod", all_slots, g.scalar(slots))
    c = g.op("Div", rest, g.scalar(unit))
    inner = g.op("Mod", rest, g.scalar(unit))
    y = g.op("Add", g.op("Mul", g.op("Div", of_window, across), s), g.op("Div", c, s))
    z = g.op("Add", g.op("Mul", g.op("Mod", of_window, across), s), g.op("Mod", c, s))
    there = g.op("And", g.op("Less", y, height), g.op("Less", z, width))
    patch = g.op("Add", g.op("Mul", g.op("Add", g.op("Mul", y, width), z), g.scalar(unit)), inner)
    gather = g.op("Where", there, patch, g.scalar(0))
    low = -6e4 if g.half else -1e30
    padding = g.op("Where", there, g.floats(0.0), g.floats(low))
    return Places(
        patches=patches,
        row=row,
        column=column,
        gather=gather,
        scatter=slot,
        padding=g.reshape(padding, -1, 1, 1, slots),
    )


def _turns(g: Graph, places: Places, v: Vision) -> tuple[str, str]:
    """cos and sin [patches, 1, head]: half the channels turn with the row, half with the column, then both
    again."""
    head = v.hidden // v.heads
    rate = 1.0 / 10000.0 ** (np.arange(0, head // 2, 2, dtype=np.float32) / (head // 2))
    rates = g.floats(rate[None, :], np.float32)
    angles = [
        g.op("Mul", g.op("Unsqueeze", g.cast(p, TensorProto.FLOAT), g.ints(1)), rates)
        for p in (places.row, places.column)
    ]
    both = g.op("Concat", *angles, *angles, axis=-1)
    turn = (g.op("Unsqueeze", g.op(f, both), g.ints(1)) for f in ("Cos", "Sin"))
    cos, sin = (g.cast(t, g.type) if g.half else t for t in turn)
    return cos, sin


def _norm(g: Graph, source: Checkpoint, x: str, name: str) -> str:
    weight = source.of_vision(f"{name}.weight")
    if source.family == "qwen2_5_vl":
        return g.rms_norm(x, name, weight, EPS)
    bias = g.weight(f"{name}.bias", source.of_vision(f"{name}.bias"))
    return g.op("LayerNormalization", x, g.weight(name, weight), bias, axis=-1, epsilon=EPS)


def _linear(g: Graph, source: Checkpoint, x: str, name: str) -> str:
    return g.linear(x, name, source.of_vision(f"{name}.weight"), source.of_vision(f"{name}.bias"))


def _block(
    g: Graph, source: Checkpoint, i: int, x: str, windows: Places | None, turns: tuple[str, str]
) -> str:
    v = source.vision
    at = f"blocks.{i}"
    head = v.hidden // v.heads
    qkv = g.reshape(
        _linear(g, source, _norm(g, source, x, f"{at}.norm1"), f"{at}.attn.qkv"), -1, 3, v.heads, head
    )
    parts = g.ops("Split", 3, qkv, g.ints(1, 1, 1), axis=1)
    q, k, value = (g.op("Squeeze", p, g.ints(1)) for p in parts)
    q, k = (g.rotate(p, *turns, head // 2) for p in (q, k))
    seen = _whole(g, q, k, value, v) if windows is None else _in_windows(g, q, k, value, v, windows)
    x = g.op("Add", x, _linear(g, source, seen, f"{at}.attn.proj"))
    y = _norm(g, source, x, f"{at}.norm2")
    if source.family == "qwen2_5_vl":
        gate = g.activation(_linear(g, source, y, f"{at}.mlp.gate_proj"), v.activation)
        y = _linear(
            g, source, g.op("Mul", gate, _linear(g, source, y, f"{at}.mlp.up_proj")), f"{at}.mlp.down_proj"
        )
    else:
        one, two = (f"{at}.mlp.{'linear_' if v.table > 0 else ''}fc{n}" for n in (1, 2))
        y = _linear(g, source, g.activation(_linear(g, source, y, one), v.activation), two)
    return g.op("Add", x, y)


def _whole(g: Graph, q: str, k: str, value: str, v: Vision) -> str:
    """Every patch sees every patch; one fused operator, so that the scores of large images are never kept
    whole."""
    flat = [g.reshape(p, 1, -1, v.hidden) for p in (q, k, value)]
    return g.reshape(g.op("MultiHeadAttention", *flat, domain=MICROSOFT, num_heads=v.heads), -1, v.hidden)


def _in_windows(g: Graph, q: str, k: str, value: str, v: Vision, places: Places) -> str:
    slots = v.window * v.window * v.merge * v.merge
    head = v.hidden // v.heads

    def cut(p: str) -> str:
        return g.op(
            "Transpose",
            g.reshape(g.op("Gather", p, places.gather, axis=0), -1, slots, v.heads, head),
            perm=[0, 2, 1, 3],
        )

    keys = g.op("Transpose", cut(k), perm=[0, 1, 3, 2])
    scores = g.op("Mul", g.op("MatMul", cut(q), keys), g.floats(head**-0.5))
    seen = g.op("MatMul", g.op("Softmax", g.op("Add", scores, places.padding), axis=-1), cut(value))
    flat = g.reshape(g.op("Transpose", seen, perm=[0, 2, 1, 3]), -1, v.hidden)
    return g.op("Gather", flat, places.scatter, axis=0)


def _merge(g: Graph, source: Checkpoint, x: str) -> str:
    v = source.vision
    x = g.reshape(_norm(g, source, x, "merger.ln_q"), -1, v.hidden * v.merge * v.merge)
    return _linear(g, source, g.activation(_linear(g, source, x, "merger.mlp.0"), "gelu"), "merger.mlp.2")
