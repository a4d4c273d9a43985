"""A checkpoint folder of Hugging Face -> a folder that Relook and transformers.js run. One tensor in memory at a time.

The folder is made beside its place and moved there when it is whole.
"""

from __future__ import annotations

import json
import os
import shutil
from argparse import Namespace
from collections.abc import Callable
from pathlib import Path

from training.qwen.checkpoint import Checkpoint, CheckpointError
from training.qwen.decoder import Attention, write_decoder, write_embeddings
from training.qwen.dtypes import SUFFIX, DType
from training.qwen.graph import Graph
from training.qwen.vision import write_vision

# Copied as they are, where they are there.
BESIDE = ("config.json", "generation_config.json", "preprocessor_config.json", "processor_config.json", "tokenizer.json",
          "tokenizer_config.json", "chat_template.jinja", "chat_template.json", "LICENSE", "README.md")
NEEDED = ("preprocessor_config.json", "tokenizer.json")

# VLM-R³ evaluation: image 32..8192, crop 32..4096 cells of 28x28 pixels (justgogorunrun/VLM-R3, src/eval).
CELL = 28 * 28
BUDGETS = {"image": {"minPixels": 32 * CELL, "maxPixels": 8192 * CELL}, "crop": {"minPixels": 32 * CELL, "maxPixels": 4096 * CELL}}


def export_checkpoint(source: Path, out: Path, dtype: DType, attention: Attention = "gqa", dialect: str = "vlm-r3",
                      name: str | None = None, say: Callable[[str], None] = lambda _: None) -> Checkpoint:
    """Write the folder. @raises CheckpointError for what cannot be exported; then nothing is left behind."""
    checkpoint = Checkpoint(source)
    missing = [file for file in NEEDED if not (source / file).exists()]
    if missing:
        raise CheckpointError(f"{', '.join(missing)} missing in {source}: save the processor beside the model")
    rest = out.with_name(f".{out.name}.part")
    shutil.rmtree(rest, ignore_errors=True)
    # Another number format of the same model goes beside the first.
    if out.exists():
        shutil.copytree(out, rest, copy_function=os.link)
    try:
        _graphs(checkpoint, rest / "onnx", dtype, attention, say)
        _beside(checkpoint, rest, dtype, dialect, name or source.resolve().name)
        shutil.rmtree(out, ignore_errors=True)
        rest.rename(out)
    except BaseException:
        shutil.rmtree(rest, ignore_errors=True)
        raise
    return checkpoint


def _graphs(checkpoint: Checkpoint, folder: Path, dtype: DType, attention: Attention, say: Callable[[str], None]) -> None:
    half, four = dtype in ("fp16", "q4f16"), dtype in ("q4", "q4f16")
    folder.mkdir(parents=True, exist_ok=True)
    def graph(name: str, four_bit: bool) -> Graph:
        say(f"writing {name}{SUFFIX[dtype]}.onnx")
        path = folder / f"{name}{SUFFIX[dtype]}.onnx"
        # The link to an older file of this name is broken, not written through.
        for old in (path, Path(f"{path}_data")):
            old.unlink(missing_ok=True)
        return Graph(path, half=half, four_bit=four_bit, narrow=four)
    # Four bits are for the decoder's matrices; what a picture is turned into stays 16-bit.
    for name, four_bit, write in (
        ("embed_tokens", False, write_embeddings),
        ("vision_encoder", False, write_vision),
        ("decoder_model_merged", four, lambda g, c: write_decoder(g, c, attention)),
    ):
        g = graph(name, four_bit)
        write(g, checkpoint)
        g.save()


def _beside(checkpoint: Checkpoint, folder: Path, dtype: DType, dialect: str, name: str) -> None:
    for file in BESIDE:
        if (checkpoint.folder / file).exists():
            (folder / file).unlink(missing_ok=True)
            shutil.copy(checkpoint.folder / file, folder / file)
    manifest = {"id": name, "name": name, "dialect": dialect, "context": "text", **BUDGETS}
    path = folder / "relook.json"
    path.unlink(missing_ok=True)
    path.write_text(json.dumps(manifest, indent=2, ensure_ascii=False) + "\n")


def run(options: Namespace) -> None:
    """Export, compare, report. Ends the process with a sentence where something does not fit."""
    try:
        export_checkpoint(options.source, options.out, options.dtype, options.attention, options.dialect, options.name, say=print)
    except CheckpointError as error:
        raise SystemExit(f"cannot export: {error}") from error
    if options.no_parity:
        return
    from training.qwen.parity import compare, write_report

    report = compare(options.source, options.out, options.dtype)
    write_report(report, options.out / f"parity{SUFFIX[options.dtype]}.json")
    print(json.dumps(report, indent=2))
