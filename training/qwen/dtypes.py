"""Number formats of an export and how its files are called."""

from __future__ import annotations

from typing import Literal

DType = Literal["fp32", "fp16", "q4", "q4f16"]
DTYPES: tuple[DType, ...] = ("fp32", "fp16", "q4", "q4f16")
# File names as transformers.js expects them.
SUFFIX: dict[DType, str] = {"fp32": "", "fp16": "_fp16", "q4": "_q4", "q4f16": "_q4f16"}
