"""Writes the model folder: three ONNX graphs with Qwen2.5-VL's inputs, tokenizer and configuration."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from tokenizers import Tokenizer
from torch import Tensor, nn

from training import dialect, settings
from training.model.network import Network
from training.model.vision import image_from_patches
from training.tokens.build import build

OPSET = 17


class VisionGraph(nn.Module):
    """pixel_values, image_grid_thw -> image_features; one image per call."""

    def __init__(self, network: Network) -> None:
        super().__init__()
        self.vision = network.vision

    def forward(self, pixel_values: Tensor, image_grid_thw: Tensor) -> Tensor:
        return self.vision(image_from_patches(pixel_values, image_grid_thw))[0]


class DecoderGraph(nn.Module):
    """inputs_embeds, attention_mask, position_ids, past -> logits, present."""

    def __init__(self, network: nn.Module) -> None:
        super().__init__()
        self.decoder = network.decoder

    def forward(
        self, inputs_embeds: Tensor, attention_mask: Tensor, position_ids: Tensor, *past: Tensor
    ) -> tuple[Tensor, ...]:
        new = inputs_embeds.shape[1]
        total = attention_mask.shape[1]
        key = torch.arange(total)[None, :]
        query = torch.arange(new)[:, None] + (total - new)
        visible = (key <= query)[None] & (attention_mask > 0)[:, None, :]
        mask = torch.where(visible, 0.0, -1e4)[:, None, None]
        pairs = list(zip(past[0::2], past[1::2]))
        hidden, found, cache = self.decoder(inputs_embeds, position_ids, mask, pairs)
        return (self.decoder.logits(hidden, found), *(t for pair in cache for t in pair))


@dataclass(frozen=True)
class Seeing:
    """The graph that makes visual tokens: its module, an example of what it is given, and what that is
    called."""

    graph: nn.Module
    example: tuple[Tensor, Tensor]
    input: str


def patches_of(network: Network) -> Seeing:
    """Seeing patches of pixels."""
    example = (torch.zeros(24, 1176), torch.tensor([[1, 4, 6]]))
    return Seeing(VisionGraph(network), example, "pixel_values")


def write_graphs(network: nn.Module, folder: Path, seeing: Seeing) -> None:
    """Trace and write the three graphs."""
    folder.mkdir(parents=True, exist_ok=True)
    s = network.size
    network.eval()
    past = [torch.zeros(1, s.kv_heads, 3, s.head_dim) for _ in range(2 * s.layers)]
    names = [f"{i}.{part}" for i in range(s.layers) for part in ("key", "value")]
    axes = {
        "inputs_embeds": {0: "batch", 1: "new"},
        "attention_mask": {0: "batch", 1: "total"},
        "position_ids": {1: "batch", 2: "new"},
        "logits": {0: "batch", 1: "new"},
    }
    axes |= {f"past_key_values.{n}": {0: "batch", 2: "past"} for n in names}
    axes |= {f"present.{n}": {0: "batch", 2: "total"} for n in names}
    options = {"opset_version": OPSET, "dynamo": False}
    with torch.no_grad(), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the tracer warns about sizes that are declared dynamic below
        torch.onnx.export(
            network.embed,
            (torch.zeros(1, 4, dtype=torch.long),),
            str(folder / "embed_tokens.onnx"),
            input_names=["input_ids"],
            output_names=["inputs_embeds"],
            dynamic_axes={"input_ids": {0: "batch", 1: "new"}, "inputs_embeds": {0: "batch", 1: "new"}},
            **options,
        )
        torch.onnx.export(
            seeing.graph,
            seeing.example,
            str(folder / "vision_encoder.onnx"),
            input_names=[seeing.input, "image_grid_thw"],
            output_names=["image_features"],
            dynamic_axes={seeing.input: {0: "patches"}, "image_features": {0: "tokens"}},
            **options,
        )
        torch.onnx.export(
            DecoderGraph(network),
            (
                torch.zeros(1, 5, s.hidden),
                torch.ones(1, 8, dtype=torch.long),
                torch.zeros(3, 1, 5, dtype=torch.long),
                *past,
            ),
            str(folder / "decoder_model_merged.onnx"),
            input_names=[
                "inputs_embeds",
                "attention_mask",
                "position_ids",
                *(f"past_key_values.{n}" for n in names),
            ],
            output_names=["logits", *(f"present.{n}" for n in names)],
            dynamic_axes=axes,
            **options,
        )


ABOUT = {
    "id": "r3-mini",
    "name": "R3 mini",
    "domain": (
        "synthetic receipts, forms, charts, tables, signs and dashboards whose parts are told apart by colour"
    ),
    "crop": settings.CROP_MAX,
    "version": "0.2.0",
}


def configuration(network: nn.Module, ids: dict[str, int], about: dict[str, Any]) -> dict[str, dict]:
    """The JSON files beside the graphs. `about`: what relook.json says of this model."""
    s = network.size
    pixels = {"min_pixels": settings.OVERVIEW_MIN, "max_pixels": settings.OVERVIEW_MAX}
    text = {
        "hidden_size": s.hidden,
        "num_hidden_layers": s.layers,
        "num_attention_heads": s.heads,
        "num_key_value_heads": s.kv_heads,
        "head_dim": s.head_dim,
        "intermediate_size": s.mlp,
        "vocab_size": s.vocab,
        "rope_theta": s.rope_theta,
        "max_position_embeddings": 4096,
        "rms_norm_eps": 1e-6,
        "tie_word_embeddings": False,
        "rope_scaling": {"type": "mrope", "mrope_section": [6, 5, 5], "mrope_interleaved": True},
        "bos_token_id": None,
        "eos_token_id": ids[dialect.END],
        "pad_token_id": ids["<|endoftext|>"],
    }
    return {
        "config.json": {
            "model_type": "qwen2_5_vl",
            "architectures": ["Qwen2_5_VLForConditionalGeneration"],
            **text,
            "image_token_id": ids[dialect.IMAGE_PAD],
            "vision_start_token_id": ids[dialect.VISION_START],
            "vision_end_token_id": ids[dialect.VISION_END],
            "vision_config": {
                "patch_size": 14,
                "spatial_merge_size": 2,
                "temporal_patch_size": 2,
                "in_channels": 3,
                "hidden_size": s.hidden,
                "out_hidden_size": s.hidden,
                "depth": s.vision_layers,
            },
        },
        "generation_config.json": {
            "do_sample": False,
            "max_new_tokens": 256,
            "eos_token_id": ids[dialect.END],
            "pad_token_id": ids["<|endoftext|>"],
        },
        "preprocessor_config.json": {
            "image_processor_type": "Qwen2VLImageProcessor",
            "patch_size": 14,
            "merge_size": 2,
            "temporal_patch_size": 2,
            **pixels,
            "size": {"shortest_edge": settings.OVERVIEW_MIN, "longest_edge": settings.OVERVIEW_MAX},
            "image_mean": [settings.IMAGE_MEAN] * 3,
            "image_std": [settings.IMAGE_STD] * 3,
            "do_rescale": True,
            "rescale_factor": 1 / 255,
            "do_normalize": True,
            "do_resize": True,
            "resample": 3,
            "do_convert_rgb": True,
        },
        "tokenizer_config.json": {
            "tokenizer_class": "PreTrainedTokenizerFast",
            "model_max_length": 4096,
            "clean_up_tokenization_spaces": False,
            "eos_token": dialect.END,
            "pad_token": "<|endoftext|>",
            "add_bos_token": False,
            "chat_template": dialect.CHAT_TEMPLATE,
        },
        "relook.json": {
            "id": about["id"],
            "name": about["name"],
            "dialect": "vlm-r3",
            "tail": "none",
            "image": {"minPixels": settings.OVERVIEW_MIN, "maxPixels": settings.OVERVIEW_MAX},
            "crop": {"minPixels": settings.CROP_MIN, "maxPixels": about["crop"]},
            "coordinateStep": settings.COORDINATE_STEP,
            "domain": about["domain"],
            # Query heads trained for one thing, counted over all groups: training/model/decoder.py.
            "heads": [
                {"name": "pointer", "layer": s.pointer_layer, "head": s.heads // s.kv_heads},
                {"name": "reader", "layer": s.pointer_layer, "head": 0},
                {"name": "copier", "layer": s.copy_layer, "head": 0},
            ],
            "version": about["version"],
        },
    }


def export(network: Network, out: Path) -> None:
    """Write the folder of r3-mini."""
    write_folder(network, out, build(), (patches_of(network), ABOUT))


def write_folder(
    network: nn.Module, out: Path, tokenizer: Tokenizer, kind: tuple[Seeing, dict[str, Any]]
) -> None:
    """Write the whole folder, each file only when it is complete. `kind`: how it sees, and what relook.json
    says of it."""
    seeing, about = kind
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        write_graphs(network, folder / "onnx", seeing)
        tokenizer.save(str(folder / "tokenizer.json"))
        (folder / "chat_template.jinja").write_text(dialect.CHAT_TEMPLATE)
        for name, content in configuration(network, tokenizer.get_vocab(), about).items():
            (folder / name).write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n")
        for file in sorted(f for f in folder.rglob("*") if f.is_file()):
            target = out / file.relative_to(folder)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(file, f"{target}.part")
            os.replace(f"{target}.part", target)
