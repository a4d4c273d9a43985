"""Smaller copies of the graphs beside the fp32 ones: `_int8` (weights of matrix products) and `_fp16`
(weights and arithmetic)."""

from __future__ import annotations

from pathlib import Path

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


BLOCKED = ["Cos", "Sin", "Range", "Where", "Softplus", "Softmax"]
