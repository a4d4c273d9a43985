"""The eyes for text without their weights: where lines stand, what they say, and what is written into
cells."""

from __future__ import annotations

import json
import math
from random import Random

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper

from training.eyes import cells, detect, golden, recognise, store
from training.eyes.detect import Rectangle


def line_of(text: str, x: float, y: float, every: float = 8.0) -> recognise.Line:
    box = Rectangle(corner=(x, y - 7), along=(1.0, 0.0), width=len(text) * every, height=14.0)
    made = [recognise.Character(c, 1.0, (x + i * every, y)) for i, c in enumerate(text)]
    return recognise.Line(box, tuple(made))


def written(*lines: recognise.Line) -> tuple[np.ndarray, cells.Places]:
    return cells.write(list(lines), np.zeros((1, 2), np.float32), np.ones((4, 8, 3), np.float32))


def kinds(cell: np.ndarray) -> list[int]:
    return [int(k) for k in cell[: cells.STATE : cells.PER_SLOT]]


def test_the_smallest_rectangle_lies_as_its_points_do():
    rng = Random(1)
    for _ in range(50):
        turn = rng.uniform(-0.7, 0.7)
        w = rng.uniform(3, 200)
        h = rng.uniform(3, 200)
        drawn = Rectangle(corner=(50, 60), along=(math.cos(turn), math.sin(turn)), width=w, height=h)
        corners = [drawn.at(x, y) for x, y in ((0, 0), (w, 0), (w, h), (0, h))]
        inside = [drawn.at(rng.random() * w, rng.random() * h) for _ in range(9)]
        found = detect.around(corners + inside)
        assert found.along == pytest.approx(drawn.along, abs=1e-5)
        assert (found.width, found.height) == pytest.approx((w, h))


def test_patches_join_where_they_touch():
    found = np.zeros((3, 6), np.float32)
    found[0, [0, 2, 5]] = found[1, [0, 2]] = 1
    found[2, :3] = 0.5
    assert [(p.count, p.sum) for p in detect.patches(found)] == [(7, 5.5), (1, 1.0)]


def test_repeats_are_one_character_unless_nothing_stands_between():
    guesses = np.zeros((5, 3), np.float32)
    for column, (kind, sure) in enumerate(((1, 0.5), (1, 0.75), (0, 1), (1, 0.5), (2, 1))):
        guesses[column, kind] = sure
    read = recognise.decoded(
        guesses, Rectangle(corner=(0, 0), along=(1, 0), width=100, height=48), ["", "a", "b"]
    )
    assert [(c.text, c.probability, c.at) for c in read] == [
        ("a", 0.75, (8, 24)),
        ("a", 0.5, (28, 24)),
        ("b", 1.0, (36, 24)),
    ]


def test_characters_stand_in_their_cells():
    made, places = written(line_of("A b", 20, 14))
    assert made[0, :6].tolist() == [34, 1, 0, 2, 0, 0]
    assert made[1, 6:12].tolist() == [67, 1, 2, 0, 0, 0]
    assert places == {(0, 0): (0, 0), (0, 1): (1, 0), (0, 2): (1, 1)}


def test_lines_share_a_cell_and_what_finds_no_slot_is_counted():
    made, places = written(line_of("12345", 2, 20, 4), line_of("abcdefg", 2, 6, 3))
    assert kinds(made[0]) == [66, 67, 68, 18, 19, 20]
    assert made[0, cells.STATE + 2] == 1
    assert len(places) == 6


def test_other_scripts_are_seen_as_other():
    made, _ = written(line_of("：字", 4, 14))
    assert kinds(made[0])[:2] == [27, 1]


def test_words_that_share_letters_in_their_places_are_alike():
    def alike(a: str, b: str) -> float:
        x = cells.word_hash(a)
        y = cells.word_hash(b)
        return float(x @ y / np.linalg.norm(x) / np.linalg.norm(y))

    assert alike("TOTAL", "total") == pytest.approx(1)
    assert alike("T0TAL", "total") > 0.6
    assert abs(alike("cash", "total")) < 0.4
    assert alike("Toral", "total") > alike("latot", "total") + 0.2


def test_weights_are_stored_in_half_and_small_ones_stay():
    weights = np.linspace(-1, 1, 64 * 64, dtype=np.float32).reshape(64, 64)
    nodes = [
        helper.make_node("Constant", [], ["w"], value=numpy_helper.from_array(weights)),
        helper.make_node("Constant", [], ["b"], value=numpy_helper.from_array(weights[0] / 3)),
        helper.make_node("MatMul", ["x", "w"], ["y"]),
        helper.make_node("Add", ["y", "b"], ["z"]),
    ]
    value = helper.make_tensor_value_info
    graph = helper.make_graph(
        nodes, "g", [value("x", TensorProto.FLOAT, [1, 64])], [value("z", TensorProto.FLOAT, [1, 64])]
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 11)], ir_version=4)
    small = store.compact(model)
    assert small.ByteSize() < 0.6 * model.ByteSize()
    onnx.checker.check_model(small, full_check=True)
    assert [i.data_type for i in small.graph.initializer] == [TensorProto.FLOAT16]


def test_what_was_recorded_is_of_images_that_are_here():
    for row in json.loads(golden.FILE.read_text()):
        assert (golden.ROOT / row["image"]).exists()
        assert len(row["cells"]) == row["size"][0] // 28 * (row["size"][1] // 28)
