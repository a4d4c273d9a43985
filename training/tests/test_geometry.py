"""Sizes and crops against values worked out by hand."""

import pytest

from training import geometry


@pytest.mark.parametrize(
    ("height", "width", "expected"),
    [
        (840, 1120, (280, 364)),
        (1000, 1000, (336, 336)),
        (42, 70, (56, 56)),
        (1120, 840, (364, 280)),
        (10, 10, (56, 56)),
    ],
)
def test_smart_resize(height, width, expected):
    assert geometry.smart_resize(height, width, 3136, 336 * 336) == expected


def test_rounding_is_to_even():
    # 42 / 28 = 1.5 and 70 / 28 = 2.5 both round to 2.
    assert geometry.smart_resize(42, 70, 1, 10**6) == (56, 56)


def test_mapping_truncates_and_clamps():
    assert geometry.to_original((8, 16, 400, 120), (364, 280), (1120, 840)) == (24, 48, 1119, 360)
    assert geometry.to_original((80, 16, 80, 120), (364, 280), (1120, 840)) is None


def test_zoom_is_continuous():
    assert geometry.zoom(0.1249) == 2.0
    assert geometry.zoom(0.125) == pytest.approx(2.0)
    assert geometry.zoom(0.4999) == pytest.approx(1.0, abs=1e-3)
    assert geometry.zoom(0.5) == 1.0
