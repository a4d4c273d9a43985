"""A checkpoint folder of Hugging Face -> a folder that Relook and transformers.js run. One tensor in memory
at a time.

The folder is made beside its place and moved there when it is whole.
"""

from __future__ import annotations

import json
import os
import shutil
from argparse import Namespace
from collections.abc import Callable
from pathlib import Path
from typing import Literal

from training.qwen.checkpoint import Checkpoint, CheckpointError
from training.qwen.decoder import Attention, write_decoder, write_embeddings
from training.qwen.dtypes import SUFFIX, DType
from training.qwen.graph import Graph
from training.qwen.vision import write_vision

# Copied as they are, where they are there.
BESIDE = (
    "config.json",
    "generation_config.json",
    "preprocessor_config.json",
    "processor_config.json",
    "tokenizer.json",
    "tokenizer_config.json",
    "chat_template.jinja",
    "chat_template.json",
    "LICENSE",
    "README.md",
)
NEEDED = ("tokenizer.json",)
PREPROCESSOR = "preprocessor_config.json"

Layout = Literal["transformers.js", "genai"]
# What the graphs are called: embeddings, vision, decoder.
TRANSFORMERS_JS = ("embed_tokens", "vision_encoder", "decoder_model_merged")
GENAI = ("embedding", "vision", "model")

# Pixels of a visual token: patch² × merge².
CELL = 28 * 28
WIDE_CELL = 32 * 32


def _manifest(family: str) -> dict:
    """How a family is asked where nobody says otherwise, and within which budgets. VLM-R³'s evaluation: image
    32..8192, crop 32..4096 cells (justgogorunrun/VLM-R3, src/eval); Qwen3-VL's and Qwen3.5's zoom tool:
    crop 256..12544 cells (QwenLM/Qwen-Agent), image as its preprocessor_config.json says."""
    if family in ("qwen3_vl", "qwen3_5"):
        return {
            "dialect": "qwen3-vl" if family == "qwen3_vl" else "qwen3.5",
            "context": "tokens",
            "image": {"minPixels": 64 * WIDE_CELL, "maxPixels": 16384 * WIDE_CELL},
            "crop": {"minPixels": 256 * WIDE_CELL, "maxPixels": 12544 * WIDE_CELL},
        }
    return {
        "dialect": "vlm-r3",
        "context": "text",
        "image": {"minPixels": 32 * CELL, "maxPixels": 8192 * CELL},
        "crop": {"minPixels": 32 * CELL, "maxPixels": 4096 * CELL},
    }


def export_checkpoint(
    source: Path,
    out: Path,
    dtype: DType,
    attention: Attention = "gqa",
    dialect: str | None = None,
    name: str | None = None,
    say: Callable[[str], None] = lambda _: None,
    layout: Layout = "transformers.js",
) -> Checkpoint:
    """Write the folder. @raises CheckpointError for what cannot be exported; then nothing is left behind."""
    checkpoint = Checkpoint(source)
    missing = [file for file in NEEDED if not (source / file).exists()]
    if _preprocessor(source) is None:
        missing.append(PREPROCESSOR)
    if missing:
        raise CheckpointError(
            f"{', '.join(missing)} missing in {source}: save the processor beside the model"
        )
    if checkpoint.text.linear is not None and (layout == "genai" or attention == "plain"):
        raise CheckpointError(
            "Gated DeltaNet layers are written with ONNX Runtime's own operators and the names of "
            "transformers.js: leave --layout genai and --attention plain out"
        )
    if layout == "genai" and checkpoint.vision.deepstack:
        raise CheckpointError(
            "no released onnxruntime-genai takes DeepStack features (its pull request 2513 is open): "
            "leave --layout genai out"
        )
    rest = out.with_name(f".{out.name}.part")
    shutil.rmtree(rest, ignore_errors=True)
    # Another number format of the same model goes beside the first.
    if out.exists():
        shutil.copytree(out, rest, copy_function=os.link)
    try:
        if layout == "genai":
            _graphs(checkpoint, rest, dtype, attention, say, GENAI)
            (rest / "genai_config.json").unlink(missing_ok=True)
            (rest / "genai_config.json").write_text(
                json.dumps(genai_config(checkpoint, dtype), indent=2) + "\n"
            )
        else:
            _graphs(checkpoint, rest / "onnx", dtype, attention, say)
        _beside(checkpoint, rest, dialect, name or source.resolve().name)
        shutil.rmtree(out, ignore_errors=True)
        rest.rename(out)
    except BaseException:
        shutil.rmtree(rest, ignore_errors=True)
        raise
    return checkpoint


def _graphs(
    checkpoint: Checkpoint,
    folder: Path,
    dtype: DType,
    attention: Attention,
    say: Callable[[str], None],
    names: tuple[str, str, str] = TRANSFORMERS_JS,
) -> None:
    half = dtype in ("fp16", "q4f16")
    four = dtype in ("q4", "q4f16")
    folder.mkdir(parents=True, exist_ok=True)

    def graph(name: str, four_bit: bool) -> Graph:
        say(f"writing {name}{SUFFIX[dtype]}.onnx")
        path = folder / f"{name}{SUFFIX[dtype]}.onnx"
        # The link to an older file of this name is broken, not written through.
        for old in (path, Path(f"{path}_data")):
            old.unlink(missing_ok=True)
        return Graph(path, half=half, four_bit=four_bit, narrow=four)

    # Four bits are for the decoder's matrices; what a picture is turned into stays 16-bit.
    embed, vision, decoder = names
    token = checkpoint.config["image_token_id"] if names == GENAI else None
    for name, four_bit, write in (
        (embed, False, lambda g, c: write_embeddings(g, c, token)),
        (vision, False, write_vision),
        (decoder, four, lambda g, c: write_decoder(g, c, attention, chosen_rows=token is None)),
    ):
        g = graph(name, four_bit)
        write(g, checkpoint)
        g.save()


def genai_config(checkpoint: Checkpoint, dtype: DType) -> dict:
    """The description onnxruntime-genai reads (its src/config.cpp), as far as the graphs and their names
    go."""
    t = checkpoint.text
    c = {**checkpoint.config, **checkpoint.config.get("text_config", {})}
    embed, vision, decoder = (f"{name}{SUFFIX[dtype]}.onnx" for name in GENAI)
    return {
        "model": {
            "type": checkpoint.family,
            "context_length": c.get("max_position_embeddings", 32768),
            "vocab_size": t.vocab,
            "eos_token_id": c.get("eos_token_id"),
            "pad_token_id": c.get("pad_token_id"),
            "bos_token_id": c.get("bos_token_id"),
            "image_token_id": c["image_token_id"],
            "vision_start_token_id": c.get("vision_start_token_id"),
            "decoder": {
                "filename": decoder,
                "head_size": t.head_dim,
                "hidden_size": t.hidden,
                "num_attention_heads": t.heads,
                "num_hidden_layers": t.layers,
                "num_key_value_heads": t.kv_heads,
                "inputs": {
                    "inputs_embeds": "inputs_embeds",
                    "attention_mask": "attention_mask",
                    "position_ids": "position_ids",
                    "past_key_names": "past_key_values.%d.key",
                    "past_value_names": "past_key_values.%d.value",
                },
                "outputs": {
                    "logits": "logits",
                    "present_key_names": "present.%d.key",
                    "present_value_names": "present.%d.value",
                },
            },
            "embedding": {
                "filename": embed,
                "inputs": {"input_ids": "input_ids", "image_features": "image_features"},
                "outputs": {"inputs_embeds": "inputs_embeds"},
            },
            "vision": {
                "filename": vision,
                "spatial_merge_size": checkpoint.vision.merge,
                "patch_size": checkpoint.vision.patch,
                "inputs": {"pixel_values": "pixel_values", "image_grid_thw": "image_grid_thw"},
                "outputs": {"image_features": "image_features"},
            },
        },
        "search": {"do_sample": False, "past_present_share_buffer": True},
    }


def _beside(checkpoint: Checkpoint, folder: Path, dialect: str | None, name: str) -> None:
    for file in BESIDE:
        if (checkpoint.folder / file).exists():
            (folder / file).unlink(missing_ok=True)
            shutil.copy(checkpoint.folder / file, folder / file)
    if not (folder / PREPROCESSOR).exists():
        (folder / PREPROCESSOR).write_text(json.dumps(_preprocessor(checkpoint.folder), indent=2) + "\n")
    manifest = {"id": name, "name": name, **_manifest(checkpoint.family)}
    if dialect is not None:
        manifest["dialect"] = dialect
    path = folder / "relook.json"
    path.unlink(missing_ok=True)
    path.write_text(json.dumps(manifest, indent=2, ensure_ascii=False) + "\n")


def _preprocessor(folder: Path) -> dict | None:
    """What is done to pictures; None where nothing says it. transformers 5 keeps it inside
    processor_config.json."""
    try:
        if (folder / PREPROCESSOR).exists():
            return json.loads((folder / PREPROCESSOR).read_text())
        whole = json.loads((folder / "processor_config.json").read_text())
    except FileNotFoundError:
        return None
    except json.JSONDecodeError as error:
        raise CheckpointError(f"the description of the processor in {folder} is not JSON: {error}") from error
    return whole.get("image_processor")


def run(options: Namespace) -> None:
    """Export, compare, report. Ends the process with a sentence where something does not fit."""
    try:
        export_checkpoint(
            options.source,
            options.out,
            options.dtype,
            options.attention,
            options.dialect,
            options.name,
            print,
            options.layout,
        )
    except CheckpointError as error:
        raise SystemExit(f"cannot export: {error}") from error
    if options.no_parity or options.layout == "genai":
        return
    from training.qwen.parity import as_json, compare, verdict, write_report

    report = compare(options.source, options.out, options.dtype)
    write_report(report, options.out / f"parity{SUFFIX[options.dtype]}.json")
    print(as_json(report))
    wrong = verdict(report)
    if wrong is not None:
        raise SystemExit(f"exported, but {wrong} ({options.out} is left as it is)")
