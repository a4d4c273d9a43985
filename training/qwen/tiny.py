"""Tiny checkpoints with random weights, in the real layout: what can be exported is tested on them, no
download needed."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import TYPE_CHECKING

import torch

from training.qwen.repeating import repeat
from training.qwen.shapes import MEASURED, SHAPES, Shape

if TYPE_CHECKING:
    from tokenizers import Tokenizer

# The order and texts of Qwen2's special tokens; ids follow the vocabulary.
SPECIAL = (
    "<|endoftext|>",
    "<|im_start|>",
    "<|im_end|>",
    "<|object_ref_start|>",
    "<|object_ref_end|>",
    "<|box_start|>",
    "<|box_end|>",
    "<|quad_start|>",
    "<|quad_end|>",
    "<|vision_start|>",
    "<|vision_end|>",
    "<|vision_pad|>",
    "<|image_pad|>",
    "<|video_pad|>",
)

# What Qwen3's tokenizer adds as words of their own; not special, so they stay when a text is decoded.
WORDS = ("<tool_call>", "</tool_call>", "<tool_response>", "</tool_response>", "<think>", "</think>")

# Qwen2's own pre-tokeniser (tokenizer.json of Qwen/Qwen2-VL).
SPLIT = (
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|"
    r"\s+(?!\S)|\s+"
)


def _tokenizer(corpus: list[str], words: tuple[str, ...] = (), size: int = 512) -> Tokenizer:
    from tokenizers import (
        AddedToken,
        Regex,
        Tokenizer,
        decoders,
        models,
        normalizers,
        pre_tokenizers,
        trainers,
    )

    tokenizer = Tokenizer(models.BPE())
    tokenizer.normalizer = normalizers.NFC()
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex(SPLIT), "isolated"),
            pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
        ]
    )
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=size, initial_alphabet=pre_tokenizers.ByteLevel.alphabet(), show_progress=False
    )
    tokenizer.train_from_iterator(corpus, trainer)
    tokenizer.add_special_tokens([AddedToken(t, special=True, normalized=False) for t in SPECIAL])
    tokenizer.add_tokens([AddedToken(t, special=False, normalized=False) for t in words])
    return tokenizer


CORPUS = [
    "think answer bbox_2d the region reasoning process crop image look at the sign What is written on "
    "it? 0123456789 "
    '{"bbox_2d": [12, 40, 380, 212]} <think> </think> <answer> </answer> You need to first think about'
] * 4


def make_tiny(folder: Path, shape: Shape, corpus: list[str] = CORPUS) -> Path:
    """Write a checkpoint with processor and tokenizer. The weights are spread wider than at a real start, so
    that differences show and greedy choices are not ties."""
    tokenizer = _tokenizer(corpus, WORDS if shape.newest else ())
    ids: dict[str, int] = {t: tokenizer.token_to_id(t) for t in SPECIAL}  # type: ignore[misc]
    torch.manual_seed(shape.seed)
    model = _model(shape, ids, shape.vocab or tokenizer.get_vocab_size())
    with torch.no_grad():
        for name, p in model.named_parameters():
            if name.endswith("A_log"):
                # From heads that remember for hundreds of tokens to such that forget at once.
                p.copy_(torch.linspace(-5, 1, len(p)))
                continue
            # Norms and biases away from 1 and 0, so that leaving one out would show.
            p.add_(0.1 * torch.randn_like(p)) if p.ndim == 1 else p.mul_(3.0)
    if shape.phrase:
        repeat(model, sorted(set(range(tokenizer.get_vocab_size())) - set(ids.values())), shape.phrase)
    folder.mkdir(parents=True, exist_ok=True)
    model.eval().save_pretrained(folder)
    tokenizer.save(str(folder / "tokenizer.json"))
    _write(
        folder / "tokenizer_config.json",
        {
            "tokenizer_class": "Qwen2Tokenizer",
            "model_max_length": 4096,
            "eos_token": "<|im_end|>",
            "pad_token": "<|endoftext|>",
            "add_bos_token": False,
            "clean_up_tokenization_spaces": False,
            "chat_template": shape.template,
        },
    )
    (folder / "chat_template.jinja").write_text(shape.template)
    _write(
        folder / "generation_config.json",
        {"do_sample": False, "eos_token_id": [ids["<|im_end|>"]], "pad_token_id": ids["<|endoftext|>"]},
    )
    _write(folder / "preprocessor_config.json", _processor(shape))
    return folder


def _model(shape: Shape, ids: dict[str, int], vocab: int) -> torch.nn.Module:
    import transformers as hf

    tokens = {
        "image_token_id": ids["<|image_pad|>"],
        "video_token_id": ids["<|video_pad|>"],
        "vision_start_token_id": ids["<|vision_start|>"],
        "vision_end_token_id": ids["<|vision_end|>"],
        "tie_word_embeddings": shape.tied,
    }
    config, kind = {
        "qwen2_vl": (hf.Qwen2VLConfig, hf.Qwen2VLForConditionalGeneration),
        "qwen2_5_vl": (hf.Qwen2_5_VLConfig, hf.Qwen2_5_VLForConditionalGeneration),
        "qwen3_vl": (hf.Qwen3VLConfig, hf.Qwen3VLForConditionalGeneration),
        "qwen3_5": (hf.Qwen3_5Config, hf.Qwen3_5ForConditionalGeneration),
    }[shape.family]
    return kind(config(text_config=_text(shape, ids, vocab), vision_config=_vision(shape), **tokens))


def _text(shape: Shape, ids: dict[str, int], vocab: int) -> dict:
    own: dict[str, int | bool] = {"use_sliding_window": False}
    if shape.newest:
        own = {"head_dim": shape.head_dim, "attention_bias": False}
    return {
        "hidden_size": shape.hidden,
        "intermediate_size": shape.mlp,
        "num_hidden_layers": shape.layers,
        "num_attention_heads": shape.heads,
        "num_key_value_heads": shape.kv_heads,
        "vocab_size": vocab,
        "max_position_embeddings": 4096,
        "rms_norm_eps": 1e-6,
        "rope_parameters": _rope(shape),
        "tie_word_embeddings": shape.tied,
        "bos_token_id": ids["<|endoftext|>"],
        "eos_token_id": ids["<|im_end|>"],
        **own,
        **(_linear(shape) if shape.family == "qwen3_5" else {}),
    }


def _rope(shape: Shape) -> dict:
    half = shape.head_dim // 2
    if not shape.newest:
        return {"rope_type": "default", "rope_theta": 1e6, "mrope_section": _sections(half)}
    rope = {"rope_type": "default", "rope_theta": 5e6, "mrope_interleaved": True}
    if shape.family == "qwen3_vl":
        return {**rope, "mrope_section": _interleaved(half)}
    turning = int(half * shape.rotary)
    return {**rope, "partial_rotary_factor": shape.rotary, "mrope_section": _thirds(turning)}


def _linear(shape: Shape) -> dict:
    kinds = ("full_attention", "linear_attention")
    keys, values = shape.linear_heads
    key_dim, value_dim = shape.linear_dims
    return {
        "layer_types": [kinds[i in shape.linear] for i in range(shape.layers)],
        "linear_num_key_heads": keys,
        "linear_num_value_heads": values,
        "linear_key_head_dim": key_dim,
        "linear_value_head_dim": value_dim,
        "linear_conv_kernel_dim": shape.kernel,
    }


def _vision(shape: Shape) -> dict:
    both = {"depth": shape.depth, "num_heads": shape.vision_heads}
    if shape.family == "qwen2_vl":
        return {**both, "embed_dim": shape.vision_hidden, "hidden_size": shape.hidden, "mlp_ratio": 2}
    later = {
        **both,
        "hidden_size": shape.vision_hidden,
        "out_hidden_size": shape.hidden,
        "intermediate_size": 2 * shape.vision_hidden,
    }
    if shape.family == "qwen2_5_vl":
        return {**later, "fullatt_block_indexes": list(shape.full)}
    later["num_position_embeddings"] = shape.table**2
    if shape.family == "qwen3_5":
        return later
    return {**later, "deepstack_visual_indexes": list(shape.deepstack)}


def _processor(shape: Shape) -> dict:
    """Of Qwen2-VL and Qwen2.5-VL, or of Qwen3-VL and Qwen3.5: their hubs' preprocessor_config.json."""
    common = {"patch_size": shape.patch, "temporal_patch_size": 2, "merge_size": 2}
    if shape.newest:
        return {
            "image_processor_type": "Qwen2VLImageProcessorFast",
            **common,
            "image_mean": [0.5, 0.5, 0.5],
            "image_std": [0.5, 0.5, 0.5],
            "size": {"shortest_edge": 65536, "longest_edge": 16777216},
        }
    return {
        "image_processor_type": "Qwen2VLImageProcessor",
        "min_pixels": 3136,
        "max_pixels": 12845056,
        **common,
        "image_mean": [0.48145466, 0.4578275, 0.40821073],
        "image_std": [0.26862954, 0.26130258, 0.27577711],
        "size": {"shortest_edge": 3136, "longest_edge": 12845056},
    }


def _interleaved(half: int) -> list[int]:
    """24, 20, 20 of 64, in proportion."""
    side = half * 20 // 64
    return [half - 2 * side, side, side]


def _thirds(half: int) -> list[int]:
    """11, 11, 10 of 32, in proportion."""
    width = half // 3
    height = (half - width) // 2
    return [half - height - width, height, width]


def _sections(half: int) -> list[int]:
    """16, 24, 24 of 64, in proportion."""
    time = max(1, half // 4)
    height = (half - time) // 2
    return [time, height, half - time - height]


def _write(path: Path, content: dict) -> None:
    path.write_text(json.dumps(content, indent=2) + "\n")


def main() -> None:
    """`python -m training.qwen.tiny --out FOLDER`: a checkpoint to try the export with."""
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--shape", choices=[*SHAPES, *MEASURED], default="grouped")
    options = parser.parse_args()
    make_tiny(options.out, {**SHAPES, **MEASURED}[options.shape])


if __name__ == "__main__":
    main()
