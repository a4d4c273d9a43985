"""Data: the same seed gives the same bytes, gold boxes hold the gold text, only the model's own words are
learned."""

import json
from random import Random

import numpy as np
import pytest

from training import dialect, geometry, labels, queries, regions
from training.dialogue import practice, trajectory
from training.packing import Packer
from training.records import samples, write
from training.scenes import family, fonts, split, values
from training.settings import CROP_MAX, CROP_MIN

ALL = list(family.FAMILIES)


def test_same_seed_same_bytes(tmp_path):
    for name in ("a", "b"):
        write(3, 5, tmp_path / name, ALL)
    files = sorted(p.relative_to(tmp_path / "a") for p in (tmp_path / "a").rglob("*") if p.is_file())
    assert len(files) >= 12
    assert all((tmp_path / "a" / f).read_bytes() == (tmp_path / "b" / f).read_bytes() for f in files)


def test_records_have_the_vlir_shapes(tmp_path):
    write(4, 10, tmp_path, ALL)
    sft = [json.loads(line) for line in (tmp_path / "records.jsonl").read_text().splitlines()]
    rl = [json.loads(line) for line in (tmp_path / "rl.jsonl").read_text().splitlines()]
    for record, reward in zip(sft, rl, strict=True):
        assert len(record["response_list"]) == len(record["img_crop_list"]) + 1
        assert all(s.endswith("]}\n") for s in record["response_list"][:-1])
        assert record["response_list"][-1].endswith(f"<answer>{record['answer']}</answer>")
        assert all((tmp_path / f).exists() for f in (record["image_path"], *record["img_crop_list"]))
        assert dialect.PROMPT not in record["question"]
        assert {
            k: record[k] for k in ("image_path", "question", "answer", "family", "boxes")
        }.items() <= reward.items()
        assert reward["source"] == "relook-synthetic"
    assert {r["family"] for r in sft} == set(ALL)


def test_gold_crop_holds_the_text():
    for sample in samples(11, 30, ALL):
        for step in sample.query.steps:
            gold = regions.scale(step.thing.region, sample.scene.image.size, sample.resized)
            box = regions.quantised(gold, sample.resized)
            assert regions.shows(box, step.thing, sample.scene.image.size, sample.resized), sample.query


def test_gold_text_is_really_drawn_there():
    # The same scene without the text of one thing: it may differ inside that thing's text box only.
    def drawn(erased):
        original = split.current  # the part must stay the same in both drawings
        assert original() == split.TRAIN
        from training.scenes import canvas

        real = canvas.Canvas.text

        def text(self, x, y, value, font, size, fill, anchor="mm"):
            glyphs = real(self, x, y, value, font, size, fill, anchor)
            if erased is not None and value == erased:
                box = [
                    v * self.fine
                    for v in (glyphs[0].box[0], glyphs[0].box[1], glyphs[-1].box[2], glyphs[0].box[3])
                ]
                self.draw.rectangle(box, (255, 0, 255))
            return glyphs

        canvas.Canvas.text = text
        try:
            return sign.scene(Random(7), 1)
        finally:
            canvas.Canvas.text = real

    from training.scenes import sign

    plain = drawn(None)
    thing = next(
        t for t in plain.things if t.kind == "sign" and sum(o.text == t.text for o in plain.things) == 1
    )
    changed = np.asarray(drawn(thing.text).image) != np.asarray(plain.image)
    rows, columns = np.nonzero(changed.any(-1))
    x1, y1, x2, y2 = thing.text_box
    assert (x1 - 2 <= columns.min(), y1 - 2 <= rows.min(), columns.max() <= x2 + 2, rows.max() <= y2 + 2) == (
        True,
    ) * 4


def test_text_differs_from_its_ground():
    for sample in samples(12, 10, ALL):
        cut = sample.scene.image.crop(tuple(round(v) for v in sample.thing.text_box)).convert("L")
        low, high = cut.getextrema()
        assert high - low > 50


def test_parts_share_no_word_and_no_font():
    assert not set(values.WORDS[0]) & set(values.WORDS[2])
    assert not set(values.WORDS[0]) & set(values.WORDS[1])
    families = [{n.split("-")[0].removesuffix(".ttf") for n in names} for names in fonts.NAMES]
    assert not families[0] & families[1]
    assert not families[0] & families[2]
    assert [split.of_seed(s) for s in (1, 999, 5000, 9000, 123456)] == [0, 0, 1, 2, 2]


def test_most_words_are_letters_nobody_can_guess():
    rng = Random(1)
    known = sum(values.word(rng) in values.WORDS[0] for _ in range(2000))
    assert known / 2000 < 0.35


def test_two_hop_answers_are_right():
    kinds = set()
    for sample in samples(16, 60, ALL):
        q = sample.query
        numbers = [int(s.thing.text) for s in q.steps] if q.kind in queries.TWO_HOP else []
        kinds.add(q.kind)
        if q.kind == queries.SUM:
            assert int(q.answer) == sum(numbers)
        elif q.kind == queries.DIFFERENCE:
            assert int(q.answer) == max(numbers) - min(numbers)
        elif numbers:
            assert q.answer == q.steps[numbers.index(max(numbers))].thing.key
        else:
            assert q.answer == q.steps[-1].thing.text
    assert {queries.ONE, queries.CLOSER, queries.SUM} <= kinds


def test_print_of_a_label_is_small_in_the_coarse_look():
    found = 0
    for sample in samples(17, 60, ["dashboard", "sign"]):
        if sample.query.kind != queries.CLOSER:
            continue
        whole, label = (s.thing for s in sample.query.steps)

        def height(thing, label=label, size=sample.scene.image.size):
            box = tuple(round(v) for v in thing.region)
            h, _ = geometry.crop_size(box, size, CROP_MIN, CROP_MAX)
            return (label.text_box[3] - label.text_box[1]) * h / (box[3] - box[1])

        assert height(whole) < 12
        assert height(label) > 1.6 * height(whole)
        found += 1
    assert found > 5


@pytest.mark.parametrize("form", ["gold", "loose", "wrong", "again", "direct"])
def test_loss_mask(tokenizer, form):
    packer = Packer(tokenizer)
    for sample in samples(13, 10, ALL):
        pieces = trajectory(Random(1), sample.scene, sample.query, sample.resized, form)
        row = packer.row(pieces, sample.scene, 100)
        kept = [i for i, w in zip(row.ids, row.weights) if w > 0]
        text = tokenizer.decode(kept, skip_special_tokens=False)
        assert not {packer.pad, packer.start, packer.end} & set(kept)
        assert dialect.PROMPT not in text
        assert "user" not in text
        looks = len(sample.query.steps)
        several = len(sample.query.steps) > 1
        learned = (
            looks - (form == "loose" and sample.query.kind != queries.CLOSER)
            if several
            else int(form in ("gold", "again"))
        )
        assert text.count("bbox_2d") == (0 if form == "direct" else learned)
        assert text.endswith("</answer><|im_end|>")


def test_practice_learns_conclusions_only(tokenizer):
    pieces = practice(Random(3), 4)
    learned = "".join(p.text for p in pieces if p.weight > 0)
    assert learned.count("</answer>") == 4
    assert "It says" not in learned
    assert "?" not in learned


def test_pieces_encode_like_the_whole(tokenizer):
    packer = Packer(tokenizer)
    for sample in samples(14, 10, ALL):
        pieces = trajectory(Random(2), sample.scene, sample.query, sample.resized, "gold")
        row = packer.row(pieces, sample.scene, 0)
        stretches = []
        current = ""
        for piece in pieces:
            if piece.crop is not None:
                stretches.append(current)
                current = ""
            current += piece.text
        assert row.ids[: len(packer.encode(stretches[0]))] == packer.encode(stretches[0])
        assert row.ids[-len(packer.encode(current)) :] == packer.encode(current)


def test_loose_boxes_hold_the_text():
    rng = Random(5)
    for sample in samples(15, 10, ALL):
        box = regions.loose(rng, sample.thing, sample.scene.image.size, sample.resized)
        assert regions.shows(box, sample.thing, sample.scene.image.size, sample.resized)


def test_every_character_in_a_crop_has_a_place_to_be_read():
    for sample in samples(18, 10, ALL):
        box = tuple(round(v) for v in sample.thing.region)
        size = geometry.crop_size(box, sample.scene.image.size, CROP_MIN, CROP_MAX)
        slots = labels.covering(box, size, list(sample.thing.glyphs))
        shown = labels.by_token(labels.classes(slots, list(sample.thing.glyphs)))
        assert shown.shape == (size[0] * size[1] // 784, 8)
        for i in range(len(sample.thing.glyphs)):
            places = labels.places(slots, i)
            assert places
            tokens = labels.by_token(slots).view(-1, 2, 4)
            assert all((tokens[t, :, c] == i).any() for t, c in places)
