"""Reward terms, advantages and the objective against numbers worked out by hand."""

import json

import pytest
import torch

from training.rl import objective, rewards
from training.rl.rewards import PAPER, RELEASED, Written

LOOK = '<think>I look. {"bbox_2d": [8, 16, 80, 64]}\n'
GOOD = LOOK + 'It says "47".</think>\n<answer>47</answer>'


def written(text, gold="47", requested=((8, 16, 80, 64),)):
    return Written(text=text, gold=gold, requested=requested, resized=(364, 280), original=(1120, 840))


def test_paper_terms_of_a_right_answer_with_one_region():
    # 1 accuracy + 1 format + 0.5 region + 0.001 for each of the characters.
    found = PAPER.terms(written(GOOD))
    assert found["accuracy"] == 1
    assert found["format"] == 1
    assert found["region"] == 0.5
    assert found["length"] == pytest.approx(0.001 * len(GOOD))
    assert found["total"] == pytest.approx(2.5 + 0.001 * len(GOOD))


def test_paper_region_counts_only_when_the_answer_is_right():
    assert PAPER.terms(written(GOOD, gold="48"))["region"] == 0
    assert PAPER.terms(written(GOOD, gold="48"))["format"] == 1


@pytest.mark.parametrize(
    "box",
    [(80, 16, 80, 64), (90, 16, 80, 64), (-8, 16, 80, 64), (8, 16, 372, 64), (8, 16, 80, 288), None],
)
def test_paper_region_must_lie_in_the_picture(box):
    assert PAPER.terms(written(GOOD, requested=(box,)))["region"] == 0


def test_paper_caps():
    three = ((8, 16, 80, 64), (16, 16, 80, 64), (24, 16, 80, 64))
    assert PAPER.terms(written(GOOD, requested=three))["region"] == 0.5
    assert PAPER.terms(written("x" * 1000))["length"] == 0.25
    assert rewards.Rewards(region_cap=1.2).terms(written(GOOD, requested=three))["region"] == 1.2
    assert rewards.Rewards(region_cap=1.2).terms(written(GOOD, requested=three[:1] * 3))["region"] == 0.5


@pytest.mark.parametrize(
    ("text", "paper", "released"),
    [
        (GOOD, 1, 0.5),
        (GOOD.replace("</think>\n", ""), 0, 0.5),  # the released code does not look at think tags
        (GOOD + " more", 0, 0),
        (LOOK, 0, 0),
        (GOOD + "<answer>48</answer>", 0, 0.5),
        ("<answer>47</answer>", 0, 0.5),
    ],
)
def test_format(text, paper, released):
    assert PAPER.terms(written(text))["format"] == paper
    assert RELEASED.terms(written(text))["format"] == released


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (GOOD, 0.5),
        ('<think>{"bbox_2d": [9, 9, 1, 1]}</think><answer>47</answer>', 0.5),  # geometry is not checked
        ('<think>{"bbox_2d": [9, 9, 1, ]}</think><answer>47</answer>', 0),
        ('<think>{"bbox": [9, 9, 1, 1]}</think><answer>47</answer>', 0),
        ('<think>{"other": 1} {"bbox_2d": [9, 9, 1, 1]}</think><answer>47</answer>', 0.5),
        ("<think>no look</think><answer>47</answer>", 0),
        (GOOD.replace("47", "46"), 0),  # zeroed without a right answer
    ],
)
def test_released_region(text, expected):
    assert RELEASED.terms(written(text))["region"] == expected


@pytest.mark.parametrize(
    ("thought", "expected"),
    [
        ('<think>abc {"bbox_2d": [1, 2, 3, 4]}\nabcdefghijklmno</think>', 0.03),  # shortest: "abc"
        ('<think>{"bbox_2d": [1, 2, 3, 4]}\nabcdefghijklmno</think>', 0),  # an empty first stretch counts
        (
            '<think>abcdefghijklmno {"bbox_2d": [1, 2, 3, 4]} {"bbox_2d": [1, 2, 3, 4]} '
            "abcdefghijklm</think>",
            0.10,
        ),  # an empty middle one not
        ("<think>abcd</think>", 0.04),
    ],
)
def test_released_length(thought, expected):
    assert RELEASED.terms(written(thought + "<answer>47</answer>"))["length"] == pytest.approx(expected)


@pytest.mark.parametrize(
    ("gold", "answer", "right"),
    [
        ("47", "47", 1),
        ("47", "4", 0),
        ("red/crimson", "crimson", 1),
        ("12/03/24", "12", 0),
        ("12/03/24", "12/03/24", 1),
        ("47", " 47 ", 1),
    ],
)
def test_accuracy(gold, answer, right):
    assert PAPER.terms(written(f"<think></think><answer>{answer}</answer>", gold))["accuracy"] == right


def test_settings_from_a_file(tmp_path):
    file = tmp_path / "mine.json"
    file.write_text(json.dumps({"variant": "released", "region": 0.25}))
    assert rewards.load(str(file)) == rewards.Rewards(
        "released", format=0.5, region=0.25, length=0.01, length_cap=0.1
    )
    file.write_text(json.dumps({"regoin": 1}))
    with pytest.raises(SystemExit, match="regoin"):
        rewards.load(str(file))


def test_advantages_use_the_unbiased_deviation():
    # Mean 1.5, unbiased deviation 1 for (0.5, 1.5, 2.5).
    found = objective.advantages(torch.tensor([0.5, 1.5, 2.5]))
    assert found.tolist() == pytest.approx([-1, 0, 1], abs=2e-4)
    assert objective.advantages(torch.tensor([2.0, 2.0, 2.0])).abs().max() == 0
    assert objective.advantages(torch.tensor([2.0])).item() == 0


def test_clip_binds_on_the_side_that_pays():
    old = torch.zeros(2, 1)
    mask = torch.ones(2, 1)
    clip = objective.Clip()
    gain = torch.tensor([1.0, -1.0])
    up = torch.log(torch.tensor([[2.0], [2.0]]))
    # A gain of 1 is cut at 1.28; a loss of -1 at ratio 2 is not: min(-2, -1.28) = -2.
    assert objective.loss(up, old, gain, mask, clip)[0].item() == pytest.approx((-1.28 + 2) / 2)
    down = torch.log(torch.tensor([[0.5], [0.5]]))
    assert objective.loss(down, old, gain, mask, clip)[0].item() == pytest.approx((-0.5 + 0.8) / 2)


def test_masked_tokens_have_no_gradient_and_no_share():
    new = torch.zeros(1, 4, requires_grad=True)
    mask = torch.tensor([[1.0, 0.0, 0.0, 1.0]])
    value, _ = objective.loss(new, torch.zeros(1, 4), torch.tensor([2.0]), mask, objective.Clip())
    value.backward()
    assert new.grad.tolist() == [[-1.0, 0.0, 0.0, -1.0]]


def test_kl_is_k3():
    new = torch.zeros(1, 2)
    reference = torch.full((1, 2), 0.5)
    mask = torch.tensor([[1.0, 0.0]])
    value, numbers = objective.loss(new, new, torch.tensor([0.0]), mask, objective.Clip(kl=0.1), reference)
    k3 = torch.tensor(0.5).exp().item() - 0.5 - 1
    assert numbers["kl"] == pytest.approx(k3)
    assert value.item() == pytest.approx(0.1 * k3)
