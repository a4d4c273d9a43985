"""The decoder as a graph: embeddings and a KV cache in, logits and a longer cache out; names as
transformers.js has them.

Source of the arithmetic: transformers, models/qwen2_5_vl/modeling_qwen2_5_vl.py (`Qwen2_5_VLTextModel`),
models/qwen3_vl/modeling_qwen3_vl.py (`Qwen3VLTextModel`) and models/qwen3_5/modeling_qwen3_5.py
(`Qwen3_5TextModel`, whose Gated DeltaNet layers are in deltanet.py); of the name `deepstack_embeds`:
onnxruntime/mobius. With GroupQueryAttention the cache may also be one fixed buffer per layer, written in
place: the mask says how much of it counts.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
from onnx import TensorProto

from training.qwen.checkpoint import Checkpoint
from training.qwen.deltanet import state_inputs, state_outputs, write_deltanet
from training.qwen.graph import MICROSOFT, Graph

Attention = Literal["gqa", "plain"]


def write_embeddings(g: Graph, source: Checkpoint, image_token: int | None = None) -> None:
    """`input_ids` [batch, new] -> `inputs_embeds` [batch, new, hidden]. With `image_token`, as
    onnxruntime-genai wants it: a second input `image_features` [tokens, hidden] takes the places of that
    token, in order."""
    ids = g.input("input_ids", TensorProto.INT64, ["batch_size", "sequence_length"])
    hidden = source.text.hidden
    table = source.of_text("embed_tokens.weight")
    if g.narrow:
        rows = g.op("Gather", g.store("embed_tokens", table.numpy(), TensorProto.FLOAT16), ids, axis=0)
        rows = g.cast(rows, g.type)
    else:
        rows = g.op("Gather", g.weight("embed_tokens", table), ids, axis=0)
    if image_token is not None:
        features = g.input("image_features", g.type, ["image_tokens", hidden])
        here = g.op("Equal", ids, g.scalar(image_token))
        flat = g.reshape(g.cast(here, TensorProto.INT64), -1)
        # Row 0 stands for text and is never seen; so no feature at all is right, too.
        place = g.op("Mul", g.op("CumSum", flat, g.scalar(0)), flat)
        seen = g.op(
            "Gather", g.op("Concat", g.floats(np.zeros((1, hidden))), features, axis=0), place, axis=0
        )
        rows = g.op(
            "Where", g.op("Unsqueeze", here, g.ints(2)), g.op("Reshape", seen, g.op("Shape", rows)), rows
        )
    g.output(rows, "inputs_embeds", g.type, ["batch_size", "sequence_length", hidden])


def write_decoder(g: Graph, source: Checkpoint, attention: Attention, chosen_rows: bool = True) -> None:
    """Fill the graph. `chosen_rows`: an input says how many of the last rows of logits are wanted; genai
    knows no such input."""
    t = source.text
    x = g.input("inputs_embeds", g.type, ["batch_size", "sequence_length", t.hidden])
    mask = g.input("attention_mask", TensorProto.INT64, ["batch_size", "total_sequence_length"])
    positions = g.input("position_ids", TensorProto.INT64, [3, "batch_size", "sequence_length"])
    keep = g.input("num_logits_to_keep", TensorProto.INT64, []) if chosen_rows else None
    deeper = _deeper(g, source)
    past = [_past(g, source, i) for i in range(t.layers)]
    turns = _turns(g, positions, source)
    lengths = _lengths(g, mask) if attention == "gqa" else [_causal(g, x, mask)]
    there = _there(g, x, mask) if t.linear is not None else None
    caches: list[list[str]] = []
    for i in range(t.layers):
        if _is_linear(source, i):
            x, cache = _recurrent(g, source, i, x, past[i], there)
        else:
            x, cache = _layer(g, source, i, x, past[i], turns, lengths, attention)
        caches.append(cache)
        if i < len(deeper):
            x = g.op("Add", x, deeper[i])
    if keep is not None:
        # The last rows only: 0 keeps all.
        x = g.op("Slice", x, g.reshape(g.op("Neg", keep), 1), g.ints(2**62), g.ints(1))
    logits = g.linear(_norm(g, source, x, "norm"), "lm_head", source.head())
    g.output(logits, "logits", g.type, ["batch_size", "kept", t.vocab])
    for i, cache in enumerate(caches):
        if t.linear is not None and _is_linear(source, i):
            state_outputs(g, t.linear, i, cache)
            continue
        for part, value in zip(("key", "value"), cache):
            g.output(
                value,
                f"present.{i}.{part}",
                g.type,
                ["batch_size", t.kv_heads, "total_sequence_length", t.head_dim],
            )


def _is_linear(source: Checkpoint, i: int) -> bool:
    linear = source.text.linear
    return linear is not None and i in linear.layers


def _past(g: Graph, source: Checkpoint, i: int) -> list[str]:
    """What layer `i` left of the tokens before: keys and values, or its states."""
    t = source.text
    if t.linear is not None and _is_linear(source, i):
        return state_inputs(g, t.linear, i)
    shape: list[int | str] = ["batch_size", t.kv_heads, "past_sequence_length", t.head_dim]
    return [g.input(f"past_key_values.{i}.{part}", g.type, shape) for part in ("key", "value")]


def _norm(g: Graph, source: Checkpoint, x: str, name: str) -> str:
    weight = source.of_text(f"{name}.weight")
    return g.rms_norm(x, name, weight + 1 if source.text.centred else weight, source.text.eps)


def _there(g: Graph, x: str, mask: str) -> str:
    """[batch, new, 1]: 1 for tokens, 0 for padding, which must not reach a state."""
    new = g.op("Gather", g.op("Shape", x), g.ints(1), axis=0)
    last = g.op("Slice", mask, g.op("Neg", new), g.ints(2**62), g.ints(1))
    return g.op("Unsqueeze", g.cast(g.op("Greater", last, g.scalar(0)), g.type), g.ints(2))


def _deeper(g: Graph, source: Checkpoint) -> list[str]:
    """What is added behind the first layers, each [batch, new, hidden]: rows of features where image tokens
    are, zeros elsewhere. Empty for families without DeepStack."""
    count = len(source.vision.deepstack)
    if count == 0:
        return []
    shape: list[int | str] = [count, "batch_size", "sequence_length", source.text.hidden]
    features = g.input("deepstack_embeds", g.type, shape)
    return [g.op("Gather", features, g.scalar(i), axis=0) for i in range(count)]


def _axes(section: tuple[int, ...], interleaved: bool) -> np.ndarray:
    """Which of time, height and width (0, 1, 2) each channel of half a head turns with."""
    if not interleaved:
        return np.repeat(np.arange(len(section)) % 3, section)
    axis: np.ndarray = np.zeros(sum(section), dtype=np.int64)
    for which in (1, 2):
        axis[which : 3 * section[which] : 3] = which
    return axis


def _turns(g: Graph, positions: str, source: Checkpoint) -> tuple[str, str]:
    """cos and sin [batch, new, 1, turning]; each channel turns with one of time, height, width
    (`mrope_section`)."""
    t = source.text
    half = t.turning // 2
    if sum(t.mrope_section) != half:
        raise ValueError(f"mrope_section {t.mrope_section} does not add up to {half}")
    rate = (1.0 / t.theta ** (np.arange(0, t.turning, 2, dtype=np.float32) / t.turning)).astype(np.float32)
    axis = _axes(t.mrope_section, t.interleaved)
    chosen = np.where(axis[None, :] == np.arange(3)[:, None], rate[None, :], 0).astype(np.float32)
    turned = g.op("Unsqueeze", g.cast(positions, TensorProto.FLOAT), g.ints(3))
    angles = g.op(
        "ReduceSum",
        g.op("Mul", turned, g.floats(chosen[:, None, None, :], np.float32)),
        g.ints(0),
        keepdims=0,
    )
    both = g.op("Unsqueeze", g.op("Concat", angles, angles, axis=-1), g.ints(2))
    turn = (g.op(f, both) for f in ("Cos", "Sin"))
    cos, sin = (g.cast(v, g.type) if g.half else v for v in turn)
    return cos, sin


def _lengths(g: Graph, mask: str) -> list[str]:
    """What GroupQueryAttention wants: tokens per sequence less one, and the width of the mask."""
    counted = g.op("Sub", g.op("ReduceSum", mask, g.ints(1), keepdims=0), g.scalar(1))
    total = g.op("Gather", g.op("Shape", mask), g.scalar(1), axis=0)
    return [g.cast(counted, TensorProto.INT32), g.cast(total, TensorProto.INT32)]


def _causal(g: Graph, x: str, mask: str) -> str:
    """[batch, 1, 1, new, total] of what is hidden: later tokens and padding."""
    total, new = (g.op("Gather", g.op("Shape", v), g.scalar(1), axis=0) for v in (mask, x))
    keys = g.op("Range", g.scalar(0), total, g.scalar(1))
    queries = g.op("Add", g.op("Range", g.scalar(0), new, g.scalar(1)), g.op("Sub", total, new))
    earlier = g.op("LessOrEqual", g.op("Unsqueeze", keys, g.ints(0)), g.op("Unsqueeze", queries, g.ints(1)))
    there = g.op("Unsqueeze", g.op("Greater", mask, g.scalar(0)), g.ints(1))
    seen = g.op("And", g.op("Unsqueeze", earlier, g.ints(0)), there)
    return g.op(
        "Unsqueeze", g.op("Where", seen, g.floats(0.0), g.floats(-6e4 if g.half else -1e30)), g.ints(1, 2)
    )


def _layer(
    g: Graph,
    source: Checkpoint,
    i: int,
    x: str,
    past: list[str],
    turns: tuple[str, str],
    lengths: list[str],
    attention: Attention,
) -> tuple[str, list[str]]:
    t = source.text
    at = f"layers.{i}"

    def linear(value: str, name: str, bias: bool = False) -> str:
        b = source.of_text(f"{at}.{name}.bias") if bias else None
        return g.linear(value, f"{at}.{name}", source.of_text(f"{at}.{name}.weight"), b)

    y = _norm(g, source, x, f"{at}.input_layernorm")
    q, k, v = (linear(y, f"self_attn.{p}_proj", bias=not t.qk_norm) for p in "qkv")
    gate = None
    if t.gated:
        # Head by head, its queries and then its gate.
        both = g.reshape(q, 0, 0, t.heads, 2 * t.head_dim)
        q, gate = g.ops("Split", 2, both, g.ints(t.head_dim, t.head_dim), axis=-1)
    cos, sin = turns

    def turned(value: str, name: str, heads: int) -> str:
        value = g.reshape(value, 0, 0, heads, t.head_dim)
        if t.qk_norm:
            value = _norm(g, source, value, f"{at}.self_attn.{name}_norm")
        if t.turning == t.head_dim:
            return g.rotate(value, cos, sin, t.head_dim // 2)
        parts = g.ints(t.turning, t.head_dim - t.turning)
        moving, still = g.ops("Split", 2, value, parts, axis=-1)
        return g.op("Concat", g.rotate(moving, cos, sin, t.turning // 2), still, axis=-1)

    q = turned(q, "q", t.heads)
    k = turned(k, "k", t.kv_heads)
    if attention == "gqa":
        q = g.reshape(q, 0, 0, t.heads * t.head_dim)
        k = g.reshape(k, 0, 0, t.kv_heads * t.head_dim)
        seen, *cache = g.ops(
            "GroupQueryAttention",
            3,
            q,
            k,
            v,
            *past,
            *lengths,
            domain=MICROSOFT,
            num_heads=t.heads,
            kv_num_heads=t.kv_heads,
        )
    else:
        seen, cache = _plain(g, source, q, k, v, past, lengths[0])
    if gate is not None:
        open_ = g.op("Sigmoid", g.reshape(gate, 0, 0, t.heads * t.head_dim))
        seen = g.op("Mul", seen, open_)
    x = g.op("Add", x, linear(seen, "self_attn.o_proj"))
    return _mlp(g, source, i, x), cache


def _recurrent(
    g: Graph, source: Checkpoint, i: int, x: str, past: list[str], there: str | None
) -> tuple[str, list[str]]:
    y = _norm(g, source, x, f"layers.{i}.input_layernorm")
    y = y if there is None else g.op("Mul", y, there)
    added, states = write_deltanet(g, source, i, y, past)
    return _mlp(g, source, i, g.op("Add", x, added)), states


def _mlp(g: Graph, source: Checkpoint, i: int, x: str) -> str:
    """The residual with the second half of a layer added."""
    at = f"layers.{i}.mlp"

    def linear(value: str, name: str) -> str:
        return g.linear(value, f"{at}.{name}_proj", source.of_text(f"{at}.{name}_proj.weight"))

    y = _norm(g, source, x, f"layers.{i}.post_attention_layernorm")
    gate = g.activation(linear(y, "gate"), "silu")
    return g.op("Add", x, linear(g.op("Mul", gate, linear(y, "up")), "down"))


def _plain(
    g: Graph, source: Checkpoint, q: str, k: str, v: str, past: list[str], hidden: str
) -> tuple[str, list[str]]:
    """Attention of standard operators. Query heads are grouped by the key-value head they share."""
    t = source.text
    group = t.heads // t.kv_heads
    v = g.reshape(v, 0, 0, t.kv_heads, t.head_dim)
    fresh = (g.op("Transpose", p, perm=[0, 2, 1, 3]) for p in (k, v))
    cache = [g.op("Concat", old, new, axis=2) for old, new in zip(past, fresh)]
    keys, values = (g.op("Unsqueeze", c, g.ints(2)) for c in cache)
    queries = g.op("Transpose", g.reshape(q, 0, 0, t.kv_heads, group, t.head_dim), perm=[0, 2, 3, 1, 4])
    scores = g.op("MatMul", queries, g.op("Transpose", keys, perm=[0, 1, 2, 4, 3]))
    scores = g.op("Add", g.op("Mul", scores, g.floats(t.head_dim**-0.5)), hidden)
    seen = g.op("MatMul", g.op("Softmax", scores, axis=-1), values)
    return g.reshape(g.op("Transpose", seen, perm=[0, 3, 1, 2, 4]), 0, 0, t.heads * t.head_dim), cache
