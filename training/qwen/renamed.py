"""The golden graphs of Qwen3-VL under other names: as onnxruntime-genai's pull request 2513 has them, one
tensor a layer (`deepstack_features_{i}`); and as published exports are, without DeepStack. Weights stay in
the files of the graphs they were made from."""

from __future__ import annotations

from pathlib import Path

import onnx
from onnx import ModelProto, TensorProto, helper


def _load(folder: Path, name: str) -> ModelProto:
    return onnx.load(str(folder / f"{name}.onnx"), load_external_data=False)


def _apart(vision: ModelProto, decoder: ModelProto) -> None:
    """Vision gives, and the decoder takes, each layer's features by itself."""
    graph = vision.graph
    stacked = next(o for o in graph.output if o.name == "deepstack_features")
    count, tokens, width = stacked.type.tensor_type.shape.dim
    kind = stacked.type.tensor_type.elem_type
    graph.output.remove(stacked)
    deeper = decoder.graph
    source = next(i for i in deeper.input if i.name == "deepstack_embeds")
    dims = [d.dim_param or d.dim_value for d in source.type.tensor_type.shape.dim][1:]
    taken = [n for n in deeper.node if n.op_type == "Gather" and n.input[0] == "deepstack_embeds"]
    deeper.input.remove(source)
    for i in range(count.dim_value):
        name = f"deepstack_features_{i}"
        at = helper.make_tensor(f"{name}_at", TensorProto.INT64, [], [i])
        graph.initializer.append(at)
        graph.node.append(helper.make_node("Gather", ["deepstack_features", at.name], [name], axis=0))
        shape = [tokens.dim_param, width.dim_value]
        graph.output.append(helper.make_tensor_value_info(name, kind, shape))
        deeper.input.append(helper.make_tensor_value_info(name, kind, dims))
        for node in deeper.node:
            for k, value in enumerate(node.input):
                if value == taken[i].output[0]:
                    node.input[k] = name
    for node in taken:
        deeper.node.remove(node)


def _without(vision: ModelProto, decoder: ModelProto) -> None:
    """The features are computed for nobody, and nothing is added in the decoder."""
    stacked = next(o for o in vision.graph.output if o.name == "deepstack_features")
    vision.graph.output.remove(stacked)
    graph = decoder.graph
    graph.input.remove(next(i for i in graph.input if i.name == "deepstack_embeds"))
    taken = [n for n in graph.node if n.op_type == "Gather" and n.input[0] == "deepstack_embeds"]
    names = {n.output[0] for n in taken}
    sums = [n for n in graph.node if n.op_type == "Add" and names & set(n.input)]
    instead = {n.output[0]: next(i for i in n.input if i not in names) for n in sums}
    for node in [*taken, *sums]:
        graph.node.remove(node)
    for node in graph.node:
        for k, value in enumerate(node.input):
            node.input[k] = instead.get(value, value)


def write_renamed(source: Path, out: Path) -> None:
    """Vision and decoder in two more ways: `out`/apart and `out`/without."""
    for name, change in (("apart", _apart), ("without", _without)):
        graphs = [_load(source, graph) for graph in ("vision_encoder", "decoder_model_merged")]
        change(*graphs)
        (out / name).mkdir(parents=True, exist_ok=True)
        for model, graph in zip(graphs, ("vision_encoder", "decoder_model_merged")):
            onnx.save(model, str(out / name / f"{graph}.onnx"))
