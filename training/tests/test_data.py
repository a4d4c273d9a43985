"""Data: the same seed gives the same bytes, gold boxes hold the gold text, only the model's own words are learned."""

from random import Random

import pytest

from training import dialect, geometry, regions
from training.dialogue import trajectory
from training.packing import Packer
from training.records import samples, write
from training.scenes import family


@pytest.mark.usefixtures("drawing")
def test_same_seed_same_bytes(tmp_path):
    for name in ("a", "b"):
        write(3, 4, tmp_path / name, list(family.FAMILIES))
    files = sorted(p.relative_to(tmp_path / "a") for p in (tmp_path / "a").rglob("*") if p.is_file())
    assert len(files) >= 9
    assert all((tmp_path / "a" / f).read_bytes() == (tmp_path / "b" / f).read_bytes() for f in files)


@pytest.mark.usefixtures("drawing")
def test_gold_crop_holds_the_text():
    for sample in samples(11, 16, list(family.FAMILIES)):
        gold = regions.scale(sample.thing.region, sample.scene.image.size, sample.resized)
        box = regions.quantised(gold, sample.resized)
        assert regions.shows(box, sample.thing, sample.scene.image.size, sample.resized)


@pytest.mark.usefixtures("drawing")
def test_text_is_really_drawn_there():
    # Blank out the text box: the picture must change there and nowhere else is looked at.
    for sample in samples(12, 4, list(family.FAMILIES)):
        cut = sample.scene.image.crop(tuple(round(v) for v in sample.thing.text_box)).convert("L")
        low, high = cut.getextrema()
        assert high - low > 60


@pytest.mark.usefixtures("drawing")
@pytest.mark.parametrize("form", ["gold", "loose", "wrong", "again", "direct"])
def test_loss_mask(tokenizer, form):
    packer = Packer(tokenizer)
    for sample in samples(13, 4, list(family.FAMILIES)):
        pieces = trajectory(Random(1), sample.scene, sample.thing, sample.resized, form)
        row = packer.row(pieces, sample.scene, 100)
        kept = [i for i, w in zip(row.ids, row.weights) if w > 0]
        text = tokenizer.decode(kept, skip_special_tokens=False)
        assert packer.pad not in kept
        assert packer.start not in kept
        assert packer.end not in kept
        assert dialect.PROMPT not in text
        assert "user" not in text
        assert text.count("bbox_2d") == (1 if form in ("gold", "again") else 0)
        assert text.endswith("</answer><|im_end|>")


@pytest.mark.usefixtures("drawing")
def test_pieces_encode_like_the_whole(tokenizer):
    packer = Packer(tokenizer)
    for sample in samples(14, 8, list(family.FAMILIES)):
        pieces = [p for p in trajectory(Random(2), sample.scene, sample.thing, sample.resized, "gold")]
        before = "".join(p.text for p in pieces[: next(i for i, p in enumerate(pieces) if p.crop)])
        after = "".join(p.text for p in pieces[next(i for i, p in enumerate(pieces) if p.crop) + 1 :])
        row = packer.row(pieces, sample.scene, 0)
        assert row.ids[: len(packer.encode(before))] == packer.encode(before)
        assert row.ids[-len(packer.encode(after)) :] == packer.encode(after)


@pytest.mark.usefixtures("drawing")
def test_loose_boxes_hold_the_text():
    rng = Random(5)
    for sample in samples(15, 8, list(family.FAMILIES)):
        box = regions.loose(rng, sample.thing, sample.scene.image.size, sample.resized)
        assert geometry.to_original(box, sample.resized, sample.scene.image.size) is not None
