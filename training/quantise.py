"""Smaller graphs: copies beside the fp32 ones, `_int8` (weights of matrix products) and `_fp16` (weights and
arithmetic); or the fp32 ones themselves with their weights stored in 16 bits and computed with in 32."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx

GRAPHS = ("embed_tokens", "vision_encoder", "decoder_model_merged")


def quantise(folder: Path, kind: str) -> list[Path]:
    """Write `NAME_int8.onnx` or `NAME_fp16.onnx` for each graph in the folder. Inputs and outputs stay
    float32."""
    made = []
    for name in GRAPHS:
        source = folder / f"{name}.onnx"
        target = folder / f"{name}_{kind}.onnx"
        if kind == "int8":
            from onnxruntime.quantization import QuantType, quantize_dynamic

            quantize_dynamic(
                source,
                target,
                weight_type=QuantType.QInt8,
                per_channel=True,
                op_types_to_quantize=["MatMul", "Gather"],
            )
        else:
            from onnxruntime.transformers.float16 import convert_float_to_float16

            # The rotary angles and the mask need float32: positions and -10000 lose too much in fp16.
            onnx.save(
                convert_float_to_float16(onnx.load(source), keep_io_types=True, op_block_list=BLOCKED), target
            )
        made.append(target)
    return made


# Smaller ones are constants of the arithmetic: they stay exact.
LEAST_STORED = 1024


def store_in_half(folder: Path) -> None:
    """Store the weights of each graph in the folder as float16, with a cast to float32 behind each. A runtime
    folds the casts when it loads the graph: arithmetic, speed and memory stay those of float32, files are
    half as large."""
    for name in GRAPHS:
        path = folder / f"{name}.onnx"
        model = onnx.load(path)
        kept = []
        casts = []
        for weight in model.graph.initializer:
            values = onnx.numpy_helper.to_array(weight)
            if weight.data_type != onnx.TensorProto.FLOAT or values.size < LEAST_STORED:
                kept.append(weight)
                continue
            half = values.astype(np.float16)
            if not np.isfinite(half).all():
                raise ValueError(f"{weight.name} of {name} has values that float16 cannot hold.")
            stored = f"{weight.name}_half"
            kept.append(onnx.numpy_helper.from_array(half, stored))
            cast = onnx.helper.make_node("Cast", [stored], [weight.name], to=onnx.TensorProto.FLOAT)
            casts.append(cast)
        nodes = [*casts, *model.graph.node]
        del model.graph.initializer[:], model.graph.node[:]
        model.graph.initializer.extend(kept)
        model.graph.node.extend(nodes)
        onnx.checker.check_model(model)
        part = path.with_suffix(".part")
        onnx.save(model, part)
        part.replace(path)


BLOCKED = ["Cos", "Sin", "Range", "Where", "Softplus", "Softmax"]
