"""Options of `python -m training export --from FOLDER`. Apart, so that other commands do not wait for
PyTorch."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path

from training.qwen.dtypes import DTYPES


def add_options(parser: ArgumentParser) -> None:
    """The options of `python -m training export` that concern real checkpoints."""
    group = parser.add_argument_group(
        "a Qwen2-VL, Qwen2.5-VL, Qwen3-VL or Qwen3.5 checkpoint of Hugging Face"
    )
    group.add_argument(
        "--from", dest="source", type=Path, help="folder with config.json, *.safetensors and the processor"
    )
    group.add_argument("--dtype", choices=DTYPES, default="fp32")
    group.add_argument(
        "--attention",
        choices=("gqa", "plain"),
        default="gqa",
        help="gqa: fused, may use a fixed cache; plain: standard operators only",
    )
    group.add_argument(
        "--layout",
        choices=("transformers.js", "genai"),
        default="transformers.js",
        help="genai: as onnxruntime-genai names and describes the graphs",
    )
    group.add_argument(
        "--dialect",
        help="how the model asks for regions; absent: qwen3-vl, qwen3.5 or vlm-r3 by the family",
    )
    group.add_argument("--name", help="id of the model; the folder's name where absent")
    group.add_argument(
        "--no-parity", action="store_true", help="do not compare with the source, which needs it in memory"
    )
