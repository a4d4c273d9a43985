"""A Gated DeltaNet layer of Qwen3.5 as operators: a causal convolution and a recurrence, each with a state
that goes in and comes out. Knows nothing of attention.

Source of the arithmetic: transformers, models/qwen3_5/modeling_qwen3_5.py (`Qwen3_5GatedDeltaNet`,
`torch_recurrent_gated_delta_rule`, `Qwen3_5RMSNormGated`). The two steps with a state are ONNX Runtime's own
operators CausalConvWithState and LinearAttention (com.microsoft, in 1.30 for CPU and WebGPU, 32-bit floats).
"""

from __future__ import annotations

from onnx import TensorProto

from training.qwen.checkpoint import Checkpoint, Linear
from training.qwen.graph import MICROSOFT, Graph

L2_EPS = 1e-6


def state_inputs(g: Graph, linear: Linear, i: int) -> list[str]:
    """Convolution [batch, channels, kernel - 1] and recurrence [batch, value heads, key size, value size] of
    layer `i`; named as transformers.js has them. The recurrence is kept in 32 bits whatever the weights are:
    it is read and written for every token, and would gather every rounding."""
    return [
        g.input(f"past_conv.{i}", g.type, _conv_shape(linear)),
        g.input(f"past_recurrent.{i}", TensorProto.FLOAT, _recurrent_shape(linear)),
    ]


def state_outputs(g: Graph, linear: Linear, i: int, states: list[str]) -> None:
    """What the layer left, ready to go in again."""
    conv, recurrent = states
    g.output(conv, f"present_conv.{i}", g.type, _conv_shape(linear))
    g.output(recurrent, f"present_recurrent.{i}", TensorProto.FLOAT, _recurrent_shape(linear))


def _conv_shape(linear: Linear) -> list[int | str]:
    return ["batch_size", linear.channels, linear.kernel - 1]


def _recurrent_shape(linear: Linear) -> list[int | str]:
    return ["batch_size", linear.value_heads, linear.key_dim, linear.value_dim]


def write_deltanet(g: Graph, source: Checkpoint, i: int, x: str, past: list[str]) -> tuple[str, list[str]]:
    """What the layer adds to the residual, and its new states. x [batch, new, hidden], normed, zero where the
    mask hides a token."""
    t = source.text
    linear = t.linear
    assert linear is not None
    at = f"layers.{i}.linear_attn"

    def weight(name: str) -> str:
        return g.store(f"{at}.{name}", source.of_text(f"{at}.{name}").numpy(), TensorProto.FLOAT)

    def project(name: str) -> str:
        return g.linear(x, f"{at}.{name}", source.of_text(f"{at}.{name}.weight"))

    mixed, conv = _convolved(g, source, at, project("in_proj_qkv"), past[0])
    keys = linear.key_heads * linear.key_dim
    values = linear.value_heads * linear.value_dim
    q, k, v = g.ops("Split", 3, mixed, g.ints(keys, keys, values), axis=-1)
    q, k = (_unit(g, linear, part) for part in (q, k))
    # The gates decide how fast the state forgets: never in four bits, never in 16-bit arithmetic.
    a, b = (
        _wide(g, g.op("MatMul", x, g.weight(f"{at}.{n}", source.of_text(f"{at}.{n}.weight").T)))
        for n in ("in_proj_a", "in_proj_b")
    )
    rate = g.op("Neg", g.op("Exp", weight("A_log")))
    decay = g.op("Mul", rate, g.op("Softplus", g.op("Add", a, weight("dt_bias"))))
    out, recurrent = g.ops(
        "LinearAttention",
        2,
        q,
        k,
        v,
        past[1],
        decay,
        g.op("Sigmoid", b),
        domain=MICROSOFT,
        q_num_heads=linear.value_heads,
        kv_num_heads=linear.value_heads,
        update_rule="gated_delta",
    )
    out = g.reshape(out, 0, 0, linear.value_heads, linear.value_dim)
    scale = g.store(f"{at}.norm", source.of_text(f"{at}.norm.weight").numpy(), TensorProto.FLOAT)
    out = g.op("SimplifiedLayerNormalization", out, scale, axis=-1, epsilon=t.eps, stash_type=1)
    gate = g.reshape(_wide(g, project("in_proj_z")), 0, 0, linear.value_heads, linear.value_dim)
    out = g.reshape(g.op("Mul", out, g.activation(gate, "silu")), 0, 0, values)
    out = g.cast(out, g.type) if g.half else out
    projected = g.linear(out, f"{at}.out_proj", source.of_text(f"{at}.out_proj.weight"))
    return projected, [conv, recurrent]


def _wide(g: Graph, x: str) -> str:
    return g.cast(x, TensorProto.FLOAT) if g.half else x


def _convolved(g: Graph, source: Checkpoint, at: str, x: str, past: str) -> tuple[str, str]:
    """SiLU of the causal convolution, [batch, new, channels] in 32 bits, and its state."""
    kernel = source.of_text(f"{at}.conv1d.weight").numpy()
    weight = g.store(f"{at}.conv1d", kernel, TensorProto.FLOAT)
    columns = g.op("Transpose", _wide(g, x), perm=[0, 2, 1])
    out, state = g.ops(
        "CausalConvWithState",
        2,
        columns,
        weight,
        "",
        _wide(g, past),
        domain=MICROSOFT,
        activation="silu",
    )
    # What was 16 bits wide is so again without a loss: the state is the layer's last inputs.
    state = g.cast(state, g.type) if g.half else state
    return g.op("Transpose", out, perm=[0, 2, 1]), state


def _unit(g: Graph, linear: Linear, x: str) -> str:
    """Each head of unit length, and given to every value head that shares it: [batch, new, value heads · key
    size]."""
    heads = g.reshape(x, 0, 0, linear.key_heads, linear.key_dim)
    square = g.op("ReduceSum", g.op("Mul", heads, heads), g.ints(3), keepdims=1)
    length = g.op("Sqrt", g.op("Add", square, g.floats(L2_EPS, "float32")))
    heads = g.op("Div", heads, length)
    group = linear.value_heads // linear.key_heads
    if group > 1:
        shared = g.reshape(heads, 0, 0, linear.key_heads, 1, linear.key_dim)
        heads = g.op("Expand", shared, g.ints(1, 1, 1, group, 1))
    return g.reshape(heads, 0, 0, linear.value_heads * linear.key_dim)
