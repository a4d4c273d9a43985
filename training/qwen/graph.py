"""Writes one ONNX graph node by node, its weights straight to a file beside it. Knows no model.

Weights leave memory as soon as they are written; what stays is the graph itself, a few hundred kilobytes.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from onnx import TensorProto, helper
from onnxruntime.capi.onnxruntime_pybind11_state import quantize_matmul_4bits
from torch import Tensor

OPSET = 17
MICROSOFT = "com.microsoft"
# Offsets are multiples of this, so that a runtime can map the file.
PAGE = 4096
BLOCK = 32
# Elements worked on at a time.
PORTION = 2**23


def _blocks(array: np.ndarray) -> Iterator[np.ndarray]:
    """The array in stretches along its first axis; a scalar as it is."""
    if array.ndim == 0 or array.size <= PORTION:
        yield array
        return
    rows = max(1, PORTION // (array.size // len(array)))
    for start in range(0, len(array), rows):
        yield array[start : start + rows]


class Graph:
    """A graph under way. Values are named by strings; every method returns the name of what it makes."""

    def __init__(self, path: Path, half: bool, four_bit: bool, narrow: bool = False) -> None:
        """`half`: 16-bit floats inside. `four_bit`: large matrices as MatMulNBits. `narrow`: weights stored
        as 16-bit floats though computed in 32."""
        self.path = path
        self.half = half
        self.four_bit = four_bit
        self.narrow = narrow and not half
        self.type = TensorProto.FLOAT16 if half else TensorProto.FLOAT
        self.numpy = np.float16 if half else np.float32
        self._nodes: list[onnx.NodeProto] = []
        self._tensors: list[TensorProto] = []
        self._inputs: list[onnx.ValueInfoProto] = []
        self._outputs: list[onnx.ValueInfoProto] = []
        self._constants: dict[tuple, str] = {}
        self._count = 0
        path.parent.mkdir(parents=True, exist_ok=True)
        self._data = open(f"{path}_data", "wb")  # noqa: SIM115 (closed by save)

    # Values

    def input(self, name: str, element: int, shape: list[int | str]) -> str:
        self._inputs.append(helper.make_tensor_value_info(name, element, shape))
        return name

    def output(self, value: str, name: str, element: int, shape: list[int | str]) -> None:
        self.op("Identity", value, name=name)
        self._outputs.append(helper.make_tensor_value_info(name, element, shape))

    def fresh(self, hint: str) -> str:
        self._count += 1
        return f"{hint}_{self._count}"

    def op(
        self, kind: str, *inputs: str, name: str | None = None, domain: str = "", **attributes: Any
    ) -> str:
        return self.ops(
            kind, 1, *inputs, names=None if name is None else [name], domain=domain, **attributes
        )[0]

    def ops(
        self,
        kind: str,
        outputs: int,
        *inputs: str,
        names: list[str] | None = None,
        domain: str = "",
        **attributes: Any,
    ) -> list[str]:
        out = names or [self.fresh(kind) for _ in range(outputs)]
        self._nodes.append(
            helper.make_node(
                kind, list(inputs), out, name=self.fresh(f"/{kind}"), domain=domain, **attributes
            )
        )
        return out

    def ints(self, *values: int) -> str:
        """A constant list of int64."""
        return self._constant(np.array(values, dtype=np.int64))

    def scalar(self, value: int) -> str:
        return self._constant(np.array(value, dtype=np.int64))

    def floats(self, values: np.ndarray | float, dtype: np.typing.DTypeLike | None = None) -> str:
        """A small constant, of the graph's own float type unless said."""
        return self._constant(np.asarray(values, dtype=dtype or self.numpy))

    def _constant(self, array: np.ndarray) -> str:
        key = (array.dtype.str, array.shape, array.tobytes())
        if key not in self._constants:
            name = self.fresh("const")
            self._tensors.append(onnx.numpy_helper.from_array(array, name))
            self._constants[key] = name
        return self._constants[key]

    # Weights

    def weight(self, name: str, tensor: Tensor) -> str:
        """A weight in the graph's float type."""
        array = tensor.numpy()
        if self.narrow and array.ndim > 1:
            return self.op("Cast", self.store(name, array, TensorProto.FLOAT16), to=self.type)
        return self.store(name, array, self.type)

    def store(self, name: str, array: np.ndarray, element: int) -> str:
        """A tensor into the file of weights, in this type. Turned and converted block by block: a second copy
        of an output matrix can be more than the rest of a small checkpoint."""
        kind = onnx.helper.tensor_dtype_to_np_dtype(element)
        self._data.write(b"\0" * (-self._data.tell() % PAGE))
        offset = self._data.tell()
        for block in _blocks(array):
            np.ascontiguousarray(block, dtype=kind).tofile(self._data)
        tensor = TensorProto(
            name=name, data_type=element, dims=array.shape, data_location=TensorProto.EXTERNAL
        )
        place = {
            "location": f"{self.path.name}_data",
            "offset": str(offset),
            "length": str(array.size * kind.itemsize),
        }
        for key, value in place.items():
            tensor.external_data.add(key=key, value=value)
        self._tensors.append(tensor)
        return name

    def linear(self, x: str, name: str, weight: Tensor, bias: Tensor | None = None) -> str:
        """x · weightᵀ + bias; weight [out, in] as torch keeps it."""
        y = (
            self._four_bits(x, name, weight)
            if self.four_bit
            else self.op("MatMul", x, self.weight(name, weight.T))
        )
        return y if bias is None else self.op("Add", y, self.weight(f"{name}.bias", bias))

    def _four_bits(self, x: str, name: str, weight: Tensor) -> str:
        """Round to nearest in blocks of 32 along the input, symmetric (zero point 8): ONNX Runtime's own
        quantiser."""
        n, k = weight.shape
        blocks = -(-k // BLOCK)
        packed = np.zeros((n, blocks, BLOCK // 2), dtype=np.uint8)
        scales = np.zeros(n * blocks, dtype=np.float32)
        zeros = np.zeros(n * ((blocks + 1) // 2), dtype=np.uint8)
        zero_bytes = (blocks + 1) // 2
        at = 0
        for rows in _blocks(weight.numpy()):
            end = at + len(rows)
            quantize_matmul_4bits(
                packed[at:end],
                np.ascontiguousarray(rows.T),
                scales[at * blocks : end * blocks],
                zeros[at * zero_bytes : end * zero_bytes],
                BLOCK,
                len(rows),
                k,
                True,
            )
            at = end
        q = self.store(f"{name}.q4", packed, TensorProto.UINT8)
        s = self.store(f"{name}.scales", scales, self.type)
        return self.op("MatMulNBits", x, q, s, domain=MICROSOFT, K=k, N=n, bits=4, block_size=BLOCK)

    # Pieces

    def cast(self, x: str, element: int) -> str:
        return self.op("Cast", x, to=element)

    def rms_norm(self, x: str, name: str, weight: Tensor, eps: float) -> str:
        return self.op(
            "SimplifiedLayerNormalization", x, self.weight(name, weight), axis=-1, epsilon=eps, stash_type=1
        )

    def reshape(self, x: str, *shape: int) -> str:
        return self.op("Reshape", x, self.ints(*shape))

    def activation(self, x: str, kind: str) -> str:
        if kind == "silu":
            return self.op("Mul", x, self.op("Sigmoid", x))
        if kind == "quick_gelu":
            return self.op("Mul", x, self.op("Sigmoid", self.op("Mul", x, self.floats(1.702))))
        if kind == "gelu":
            return self.op("Gelu", x, domain=MICROSOFT)
        if kind == "gelu_pytorch_tanh":
            return self.op("FastGelu", x, domain=MICROSOFT)
        raise ValueError(f"the activation “{kind}” is not known")

    def rotate(self, x: str, cos: str, sin: str, half: int) -> str:
        """x·cos + rotate_half(x)·sin over the last axis, which is 2·half wide."""
        first, second = self.ops("Split", 2, x, self.ints(half, half), axis=-1)
        turned = self.op("Concat", self.op("Neg", second), first, axis=-1)
        return self.op("Add", self.op("Mul", x, cos), self.op("Mul", turned, sin))

    def save(self) -> None:
        """Write the graph; its weights are in the file already."""
        size = self._data.tell()
        self._data.close()
        if size == 0:
            Path(f"{self.path}_data").unlink()
        graph = helper.make_graph(self._nodes, self.path.stem, self._inputs, self._outputs, self._tensors)
        imports = [helper.make_opsetid("", OPSET), helper.make_opsetid(MICROSOFT, 1)]
        onnx.save(
            helper.make_model(graph, opset_imports=imports, ir_version=9, producer_name="relook"),
            str(self.path),
        )
