"""Tiny checkpoints with random weights, in the real layout: what can be exported is tested on them, no
download needed."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import torch

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

# Qwen2's own pre-tokeniser (tokenizer.json of Qwen/Qwen2-VL).
SPLIT = (
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|"
    r"\s+(?!\S)|\s+"
)

# Qwen2.5-VL's chat template, as far as it concerns text and pictures.
TEMPLATE = (
    "{% for message in messages %}{% if loop.first and message['role'] != 'system' %}<|im_start|>system\n"
    "You are a helpful assistant.<|im_end|>\n{% endif %}<|im_start|>{{ message['role'] }}\n"
    "{% if message['content'] is string %}{{ message['content'] }}<|im_end|>\n{% else %}"
    "{% for content in message['content'] %}{% if content['type'] == 'image' or 'image' in content %}"
    "<|vision_start|><|image_pad|><|vision_end|>{% elif 'text' in content %}{{ content['text'] }}{% "
    "endif %}{% endfor %}"
    "<|im_end|>\n{% endif %}{% endfor %}{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
)


@dataclass(frozen=True)
class Shape:
    """What varies between the tiny checkpoints."""

    family: str = "qwen2_5_vl"
    hidden: int = 64
    layers: int = 2
    heads: int = 4
    kv_heads: int = 2
    mlp: int = 96
    tied: bool = False
    depth: int = 3
    vision_hidden: int = 48
    vision_heads: int = 3
    full: tuple[int, ...] = (1,)
    # Rows of the vocabulary; 0: as many as the tokenizer has. Real checkpoints have more than theirs, too.
    vocab: int = 0
    seed: int = 0


SHAPES: dict[str, Shape] = {
    "grouped": Shape(),
    "tied": Shape(tied=True, heads=4, kv_heads=1, seed=1),
    "odd-heads": Shape(hidden=72, heads=3, kv_heads=3, vision_hidden=40, vision_heads=5, seed=2),
    "qwen2-vl": Shape(family="qwen2_vl", seed=3, tied=True),
}

# Measured, not tested: large enough that the graph counts and not only what is around it. The second has the
# vocabulary of a real checkpoint.
MEASURED: dict[str, Shape] = {
    "small": Shape(
        hidden=256,
        layers=8,
        heads=8,
        kv_heads=2,
        mlp=1024,
        depth=4,
        vision_hidden=128,
        vision_heads=4,
        seed=5,
    ),
    "large": Shape(
        hidden=512,
        layers=12,
        heads=8,
        kv_heads=2,
        mlp=2048,
        depth=8,
        vision_hidden=256,
        vision_heads=4,
        full=(3, 7),
        vocab=151936,
        tied=True,
        seed=6,
    ),
}


def _tokenizer(corpus: list[str], size: int = 512) -> Tokenizer:
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
    return tokenizer


CORPUS = [
    "think answer bbox_2d the region reasoning process crop image look at the sign What is written on "
    "it? 0123456789 "
    '{"bbox_2d": [12, 40, 380, 212]} <think> </think> <answer> </answer> You need to first think about'
] * 4


def make_tiny(folder: Path, shape: Shape) -> Path:
    """Write a checkpoint with processor and tokenizer. The weights are spread wider than at a real start, so
    that differences show and greedy choices are not ties."""
    import transformers as hf

    tokenizer = _tokenizer(CORPUS)
    ids = {t: tokenizer.token_to_id(t) for t in SPECIAL}
    head = shape.hidden // shape.heads
    rope = {"rope_type": "default", "rope_theta": 1e6, "mrope_section": _sections(head // 2)}
    text = {
        "hidden_size": shape.hidden,
        "intermediate_size": shape.mlp,
        "num_hidden_layers": shape.layers,
        "num_attention_heads": shape.heads,
        "num_key_value_heads": shape.kv_heads,
        "vocab_size": shape.vocab or tokenizer.get_vocab_size(),
        "max_position_embeddings": 4096,
        "rms_norm_eps": 1e-6,
        "rope_parameters": rope,
        "use_sliding_window": False,
        "tie_word_embeddings": shape.tied,
        "bos_token_id": ids["<|endoftext|>"],
        "eos_token_id": ids["<|im_end|>"],
    }
    tokens = {
        "image_token_id": ids["<|image_pad|>"],
        "video_token_id": ids["<|video_pad|>"],
        "vision_start_token_id": ids["<|vision_start|>"],
        "vision_end_token_id": ids["<|vision_end|>"],
        "tie_word_embeddings": shape.tied,
    }
    if shape.family == "qwen2_5_vl":
        vision = {
            "hidden_size": shape.vision_hidden,
            "out_hidden_size": shape.hidden,
            "depth": shape.depth,
            "num_heads": shape.vision_heads,
            "intermediate_size": 2 * shape.vision_hidden,
            "fullatt_block_indexes": list(shape.full),
        }
        config = hf.Qwen2_5_VLConfig(text_config=text, vision_config=vision, **tokens)
        kind = hf.Qwen2_5_VLForConditionalGeneration
    else:
        vision = {
            "embed_dim": shape.vision_hidden,
            "hidden_size": shape.hidden,
            "depth": shape.depth,
            "num_heads": shape.vision_heads,
            "mlp_ratio": 2,
        }
        config = hf.Qwen2VLConfig(text_config=text, vision_config=vision, **tokens)
        kind = hf.Qwen2VLForConditionalGeneration
    torch.manual_seed(shape.seed)
    model = kind(config)
    with torch.no_grad():
        for p in model.parameters():
            # Norms and biases away from 1 and 0, so that leaving one out would show.
            p.add_(0.1 * torch.randn_like(p)) if p.ndim == 1 else p.mul_(3.0)
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
            "chat_template": TEMPLATE,
        },
    )
    (folder / "chat_template.jinja").write_text(TEMPLATE)
    _write(
        folder / "generation_config.json",
        {"do_sample": False, "eos_token_id": [ids["<|im_end|>"]], "pad_token_id": ids["<|endoftext|>"]},
    )
    _write(
        folder / "preprocessor_config.json",
        {
            "image_processor_type": "Qwen2VLImageProcessor",
            "min_pixels": 3136,
            "max_pixels": 12845056,
            "patch_size": 14,
            "temporal_patch_size": 2,
            "merge_size": 2,
            "image_mean": [0.48145466, 0.4578275, 0.40821073],
            "image_std": [0.26862954, 0.26130258, 0.27577711],
            "size": {"shortest_edge": 3136, "longest_edge": 12845056},
        },
    )
    return folder


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
