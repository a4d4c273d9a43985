"""Checkpoints that repeat themselves: greedy text is its phrase again and again."""

from __future__ import annotations

import pytest

from training.qwen.shapes import Shape
from training.qwen.tiny import make_tiny

pytest.importorskip("transformers", reason="transformers is not installed: nothing can be written with it")


def written(folder, count):
    import torch
    from transformers import AutoModelForImageTextToText

    model = AutoModelForImageTextToText.from_pretrained(folder).eval()
    start = torch.tensor([[3, 1, 4, 1, 5, 9, 2, 6]])
    return model.generate(input_ids=start, max_new_tokens=count, do_sample=False, eos_token_id=None)[
        0, 8:
    ].tolist()


def test_greedy_text_repeats_itself_after_its_phrase(tmp_path):
    ids = written(make_tiny(tmp_path / "tiny", Shape(phrase=7)), 28)
    assert len(set(ids)) == 7
    assert ids[7:] == ids[:-7]


def test_so_it_does_with_a_vocabulary_far_larger_than_its_words(tmp_path):
    ids = written(make_tiny(tmp_path / "tiny", Shape(phrase=7, vocab=20000)), 28)
    assert ids[7:] == ids[:-7]


def test_without_a_phrase_it_does_not(tmp_path):
    ids = written(make_tiny(tmp_path / "tiny", Shape()), 28)
    assert ids[7:] != ids[:-7]


def test_a_tied_head_is_refused(tmp_path):
    with pytest.raises(ValueError, match="tied"):
        make_tiny(tmp_path / "tiny", Shape(phrase=7, tied=True))
