"""Written-out calculations: every one is right column by column, and what is copied is copied from where it
stands."""

from random import Random

import pytest

from training import queries
from training.dialogue import PRACTISED, drill, practice
from training.packing import Packer
from training.scenes.thing import Scene
from training.working import calculation, comparison


@pytest.mark.parametrize(
    ("plus", "numbers", "text"),
    [
        (True, [35, 81], " 35 + 81: 5+1=6; 3+8=11; 116."),
        (True, [38, 87], " 38 + 87: 8+7=15; 3+8+1=12; 125."),
        (False, [35, 81], " 81 - 35: 11-5=6; 8-3-1=4; 46."),
        (False, [47, 42], " 47 - 42: 7-2=5; 4-4=0; 5."),
        (False, [30, 21], " 30 - 21: 10-1=9; 3-2-1=0; 9."),
    ],
)
def test_columns_by_hand(plus, numbers, text):
    assert calculation(plus, numbers)[0].text == text


def test_every_calculation_of_two_digit_numbers_is_right():
    for a in range(10, 100):
        for b in range(10, 100):
            for plus in (True, False):
                working, result = calculation(plus, [a, b])
                assert int(result) == (a + b if plus else abs(a - b))
                *columns, last = working.text.split(": ")[1].split("; ")
                assert last == f"{result}."
                assert all(eval(column.replace("=", "==")) for column in columns)


def test_comparison_keeps_the_largest_so_far():
    names = ["red bar", "blue bar", "pink bar"]
    assert comparison([40, 39, 77], names).text == " 40 - 39 > 0; 40 - 77 < 0. The pink bar is the largest."
    assert comparison([39, 40], names[:2]).text == " 39 - 40 < 0. The blue bar is the larger."


def test_copied_tokens_are_the_tokens_they_repeat(tokenizer):
    packer = Packer(tokenizer)
    rng = Random(4)
    kinds = set()
    for _ in range(80):
        row = packer.row(practice(rng), Scene("none", None, []), 0)
        for query, source in row.copies:
            assert source <= query
            told, repeated = (tokenizer.decode([row.ids[i]]).strip() for i in (source, query + 1))
            kinds.add(repeated if told != repeated else "same")
    # Words that are not the same follow from what they look at: whether another look comes, and which sign
    # belongs to the question.
    assert kinds <= {"same", "Now", "", "+", "-"}


def test_practice_asks_for_every_kind():
    assert {queries.SUM, queries.DIFFERENCE, queries.LARGER, queries.LARGEST} == set(PRACTISED)


def test_drills_give_the_numbers_and_learn_the_rest(tokenizer):
    pieces = drill(Random(6))
    row = Packer(tokenizer).row(pieces, Scene("none", None, []), 0)
    learned = tokenizer.decode([i for i, w in zip(row.ids, row.weights) if w > 0])
    assert "".join(p.text for p in pieces if p.weight > 0) == learned
    assert learned.count(".") == 3
    assert all(tokenizer.decode([row.ids[s]]) == tokenizer.decode([row.ids[q + 1]]) for q, s in row.copies)
