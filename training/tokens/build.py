"""Builds tokenizer.json: byte-level BPE whose fixed dialect parts and coordinates are single tokens."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, pre_tokenizers, trainers

from training import dialect
from training.settings import COORDINATE_MAX, COORDINATE_STEP
from training.tokens.corpus import corpus

# Letters in words, digits one by one, punctuation in runs: the pre-tokenizer of the Qwen2 family.
SPLIT = (
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|"
    r"\s+(?!\S)|\s+"
)
SPECIAL = [
    "<|endoftext|>",
    dialect.START,
    dialect.END,
    dialect.VISION_START,
    dialect.VISION_END,
    dialect.IMAGE_PAD,
]


def fixed_parts() -> list[str]:
    """Text that always appears as a whole, one token each."""
    parts = [
        f"system\n{dialect.SYSTEM}",
        "user\n",
        "assistant\n",
        dialect.PROMPT,
        "<think>",
        "</think>\n<answer>",
        "<answer>",
        "</answer>",
        "</think>",
        ' {"bbox_2d": ',
        '{"bbox_2d": ',
        "]}",
    ]
    steps = range(0, COORDINATE_MAX + 1, COORDINATE_STEP)
    return parts + [f"[{v}" for v in steps] + [f", {v}" for v in steps]


def split() -> pre_tokenizers.Sequence:
    """Text into words of bytes."""
    return pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex(SPLIT), behavior="isolated"),
            pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
        ]
    )


def build() -> Tokenizer:
    """Train the merges on the project's own sentences. Same text, same result."""
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = split()
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=900,
        min_frequency=1,
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    tokenizer.train_from_iterator(corpus(), trainer)
    return completed(tokenizer)


def completed(tokenizer: Tokenizer) -> Tokenizer:
    """With the parts of the dialect."""
    tokenizer.add_special_tokens([AddedToken(t, special=True, normalized=False) for t in SPECIAL])
    tokenizer.add_tokens([AddedToken(t, special=False, normalized=False) for t in fixed_parts()])
    return tokenizer


@cache
def spelled(letter: str) -> str:
    """A letter as the vocabulary writes its bytes."""
    return split().pre_tokenize_str(letter)[0][0]


def spelling(texts: Iterable[str], letters: str) -> Tokenizer:
    """A tokenizer that knows the words of `texts` as wholes and spells every other one, byte by byte;
    `letters` are one token each, however many bytes they have."""
    words = {w for text in texts for w, _ in split().pre_tokenize_str(text)} | {spelled(c) for c in letters}
    alphabet = sorted(pre_tokenizers.ByteLevel.alphabet())
    vocabulary = {w: i for i, w in enumerate([*alphabet, *sorted(words - set(alphabet))])}
    tokenizer = Tokenizer(models.BPE(vocabulary, [], ignore_merges=True))
    tokenizer.pre_tokenizer = split()
    tokenizer.decoder = decoders.ByteLevel()
    return completed(tokenizer)
