"""The tokenizer against its golden ids, and the properties the model relies on."""

import json
from pathlib import Path

from tokenizers import Tokenizer

from training import dialect
from training.tests.golden_texts import TEXTS
from training.tokens.golden import FILE


def ids(tokenizer, text):
    return tokenizer.encode(text, add_special_tokens=False).ids


def test_golden(tokenizer):
    rows = json.loads(Path(FILE).read_text())
    assert [r["text"] for r in rows] == TEXTS
    assert all(ids(tokenizer, r["text"]) == r["ids"] for r in rows)


def test_round_trip(tokenizer):
    for text in TEXTS:
        assert tokenizer.decode(ids(tokenizer, text), skip_special_tokens=False) == text


def test_fixed_parts_are_single_tokens(tokenizer):
    assert len(ids(tokenizer, dialect.PROMPT)) == 1
    assert len(ids(tokenizer, dialect.request((136, 48, 224, 96)))) == 6
    assert len(ids(tokenizer, "KX-482")) == 6


def test_saved_tokenizer_knows_the_dialect():
    # The shipped weights may be older than the sentences here; what the runtime relies on must hold for both.
    saved = Tokenizer.from_file(
        str(Path(__file__).parents[2] / "assets" / "models" / "r3-mini" / "tokenizer.json")
    )
    for text in (dialect.PROMPT, "]}", "<think>", "</answer>", "[136", ", 48", "K"):
        assert len(ids(saved, text)) == 1
    for text in TEXTS:
        assert saved.decode(ids(saved, text), skip_special_tokens=False) == text
