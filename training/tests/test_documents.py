"""Simulated pages: what is asked about them, that labels say what stands there, and that it trains and
exports."""

from __future__ import annotations

from pathlib import Path
from random import Random

import numpy as np
import onnxruntime
import pytest
import torch

from training import dialect
from training.documents import (
    asking,
    batches,
    evaluate,
    families,
    layouts,
    learn,
    noise,
    start,
    writer,
)
from training.documents.export import export
from training.documents.network import DocumentNetwork, tokenizer
from training.documents.tiny import network as tiny
from training.documents.words import HELD_ITEMS, ITEMS
from training.evaluation.runtime import Runtime
from training.eyes import cells
from training.packing import Packer
from training.tokens.build import spelled


@pytest.fixture(scope="module")
def words():
    return tokenizer()


@pytest.fixture(scope="module")
def packer(words):
    return Packer(words)


@pytest.fixture(scope="module")
def pages(packer):
    return [page for k in range(6) for page in batches.pages(packer, Random(f"test/{k}"), (3, 4))]


def test_every_letter_of_a_value_is_one_token(words):
    ids = [words.token_to_id(spelled(c)) for c in cells.ALPHABET + " "]
    assert [words.decode([i]) for i in ids] == list(cells.ALPHABET + " ")
    assert (
        words.decode(words.encode("Total: £4.50 to Zoë", add_special_tokens=False).ids)
        == "Total: £4.50 to Zoë"
    )


def test_what_is_read_is_what_stands_in_the_cell(packer, pages):
    letters = learn.Letters(packer)
    count = 0
    for row in (row for page in pages for row in page["rows"]):
        for query, [(token, slot)] in row.readings:
            at, seen, _ = max(v for v in row.views if v[0] <= token)
            kind = int(seen[token - at, slot * cells.PER_SLOT])
            assert int(letters.ids[kind]) == row.ids[query + 1]
            count += 1
    assert count > 100


def test_a_copied_token_stands_where_it_is_said_to(packer, pages):
    text = packer.tokenizer
    for row in (row for page in pages for row in page["rows"]):
        for query, source in row.copies:
            assert text.decode([row.ids[query + 1]]).strip() == text.decode([row.ids[source]]).strip()


def test_every_request_shows_the_whole_value(pages):
    for page in pages:
        for row in page["rows"]:
            if row.answer not in (asking.ABSENT, ""):
                texts = [t for t in page["page"].texts if t.text == row.answer]
                left, top, right, bottom = row.boxes[-1]
                assert any(
                    left <= t.area[0] + 1
                    and t.area[2] - 1 <= right + 1
                    and top <= t.area[1] + t.height / 2 <= bottom
                    for t in texts
                )


def test_words_of_questions_end_where_their_tokens_end(packer, pages):
    for page in pages:
        for row in page["rows"]:
            for at, word in row.words:
                spoken = packer.tokenizer.decode(row.ids[max(0, at - len(word)) : at + 1])
                assert spoken.lower().endswith(word.lower()[-1])


@pytest.mark.parametrize("number", range(6))
def test_scenes_of_the_drawn_families_are_labelled_like_documents(packer, number):
    for page in families.batch(packer, f"families/{number}", (2, 4)):
        for row in page["rows"]:
            for query, source in row.copies:
                said = packer.tokenizer.decode([row.ids[source]]).strip().lower()
                # “ Now” and the sign of a calculation are copied from the word that asks for them.
                assert row.ids[query + 1] == row.ids[source] or said.isalpha()
            for query, ((cell, slot),) in row.readings:
                first, seen, _ = next(v for v in reversed(row.views) if v[0] <= cell)
                kind = int(seen[cell - first][slot * cells.PER_SLOT])
                assert writer.letter(packer, cells.ALPHABET[kind - 2]) == row.ids[query + 1]
            for query, tokens in row.found:
                assert len(tokens) > 0
                assert query < len(row.ids)
        held = [tokens for tokens, _ in page["regions"]]
        assert len(held) == len({t for (t,) in held})


def test_what_is_held_out_is_never_trained_on():
    assert not set(ITEMS) & set(HELD_ITEMS)
    assert not set(layouts.TOTALS) & set(layouts.HELD_TOTALS)
    drawn = {asking.question(Random(k), "total", "total", False) for k in range(300)}
    assert asking.QUESTIONS["total"][-1] not in drawn


def test_smaller_print_is_read_worse_and_tiny_print_not_at_all():
    shares = [noise.right_at(h) for h in (2, 4, 6, 9, 20)]
    assert shares == sorted(shares)
    page = layouts.draw(Random(4), False, (8, 16))
    whole = (0, 0, page.width, page.height)
    assert not any(line.characters for line in noise.see(Random(1), page, whole, (2, 1)).lines)
    near = noise.see(Random(1), page, whole, (64, 32))
    assert sum(bool(line.characters) for line in near.lines) > 0.8 * len(near.lines)


def test_it_learns_and_goes_on_where_it_stopped(tmp_path: Path):
    plan = learn.Plan(out=tmp_path, seed=3, minutes=0.02, lr=0.02, pages=1, questions=2, ranks=1)
    learn.train(plan)
    first = torch.load(tmp_path / "last.pt", weights_only=True)
    more = first["spent"] / 60 + 0.02  # on a busy machine the first step alone may take all its time
    learn.train(learn.Plan(out=tmp_path, seed=3, minutes=more, lr=0.02, pages=1, questions=2, ranks=2))
    again = torch.load(tmp_path / "last.pt", weights_only=True)
    assert again["step"] > first["step"] > 0


def test_the_loss_falls(packer, words):
    torch.manual_seed(0)
    network = DocumentNetwork(words)
    helpers = learn.Helpers(network.size, packer)
    batch = batches.pages(packer, Random("fit"), (2, 3))
    optimiser = torch.optim.AdamW(network.parameters(), 2e-3)
    lost = []
    for _ in range(12):
        loss, _ = learn.losses(learn.run(network, packer, batch), batch, network, helpers)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        lost.append(loss.item())
    assert lost[-1] < 0.7 * lost[0]


def test_a_start_is_carried_over_by_the_text_of_tokens(tmp_path: Path, words, packer):
    torch.manual_seed(1)
    network = DocumentNetwork(words)
    helpers = learn.Helpers(network.size, packer)
    state = {"network": network.state_dict(), "helpers": helpers.state_dict(), "step": 7}
    torch.save(state, tmp_path / "last.pt")
    start.keep(tmp_path / "last.pt", tmp_path / "start.pt")
    kept = torch.load(tmp_path / "start.pt", weights_only=True)
    kept["vocabulary"] = {t: (i + 1) % len(kept["vocabulary"]) for t, i in kept["vocabulary"].items()}
    torch.save(kept, tmp_path / "start.pt")
    other = DocumentNetwork(words)
    assert start.begun(other, learn.Helpers(network.size, packer), words, tmp_path / "start.pt") == 7
    assert torch.allclose(other.embed.weight, network.embed.weight.roll(-1, 0), atol=6e-3)
    assert torch.allclose(other.decoder.turn.weight, network.decoder.turn.weight, atol=1e-3)
    assert start.begun(other, helpers, words, tmp_path / "none.pt") == 0


def test_the_graph_sees_what_the_network_sees(tmp_path: Path, words):
    network = tiny()
    export(network, words, tmp_path)
    session = onnxruntime.InferenceSession(tmp_path / "onnx" / "vision_encoder.onnx")
    seen = torch.rand(12, cells.WIDTH) * 3
    row = np.array([[1, 6, 8]], dtype=np.int64)
    found = session.run(None, {"cells": seen.numpy(), "image_grid_thw": row})[0]
    with torch.no_grad():
        wanted = network.vision(seen[None], 3, 4)[0].numpy()
        together = network.vision.together([(seen, (3, 4)), (seen[:4], (2, 2))])[0].numpy()
    assert np.abs(found - wanted).max() < 5e-3  # weights in 16 bits
    assert np.abs(together - wanted).max() < 1e-1  # attention in bfloat16


def test_a_page_is_asked_about_through_the_graphs(tmp_path: Path, words):
    export(tiny(), words, tmp_path)
    runtime = Runtime(tmp_path, 1)
    rows = [evaluate.one(runtime, f"some/{k}", False) for k in range(3)]
    assert all(row is None or row.gold for row in rows)
    assert any(row is not None and row.question for row in rows)


def test_a_swapped_look_shows_another_region(tmp_path: Path, words, monkeypatch):
    """From the look it begins with on; what the model asked for stays what it asked for."""
    export(tiny(), words, tmp_path)
    runtime = Runtime(tmp_path, 1)
    rng = Random("swap")
    shape = batches.overview(rng)
    page = layouts.draw(rng, True, shape)
    see = evaluate.simulated(runtime, rng, page, shape)
    shown: list = []

    def show(box):
        shown.append(box)
        return see(box)

    said = iter([*["a" + dialect.request((28, 28, 112, 84))] * 2, "<answer>7</answer>"])
    monkeypatch.setattr(evaluate, "generate", lambda *_: next(said))
    swap = evaluate.Swap(region=(5, 6, 70, 80), first=1)
    outcome = evaluate.ask(runtime, show, (page.width, page.height), ("What?", swap))
    assert shown == [None, outcome.boxes[0], swap.region]
    assert outcome.boxes == [outcome.boxes[0]] * 2
    assert outcome.answer == "7"


def test_another_fact_stands_elsewhere_and_says_something_else():
    for k in range(20):
        rng = Random(f"other/{k}")
        page = layouts.draw(rng, False, batches.overview(rng))
        for fact in page.facts[:4]:
            other = evaluate.other_fact(rng, page, fact)
            if other is not None:
                assert other.text != fact.text
                left, top, right, bottom = evaluate.region_in_pixels(page, other)
                assert 0 <= left < right < page.width
                assert 0 <= top < bottom < page.height
