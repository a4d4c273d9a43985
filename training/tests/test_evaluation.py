"""A measurement that was interrupted goes on; its rows are the ones an uninterrupted one gives."""

import pytest

from training.evaluation import report
from training.records import samples


@pytest.fixture
def counted(monkeypatch):
    """A model that is right about every second sample and remembers what it was asked."""
    asked = []

    def one(runtime, sample, mode):
        asked.append(sample.query.question)
        return {"family": sample.scene.family, "kind": sample.query.kind, "right": len(asked) % 2 == 0}

    monkeypatch.setattr(report, "one", one)
    return asked


def test_a_killed_measurement_goes_on_behind_its_rows(counted, tmp_path):
    file = tmp_path / "rows.jsonl"
    report.measured(None, 5003, 2, "own", ["sign"], file)
    with file.open("a") as out:
        out.write('{"index": 2, "mo')  # what a killed process leaves
    rows = report.measured(None, 5003, 4, "own", ["sign"], file)
    assert [r["index"] for r in rows] == [0, 1, 2, 3]
    assert len(file.read_text().splitlines()) == 4
    assert counted == [s.query.question for s in samples(5003, 4, ["sign"])]


def test_rows_of_another_measurement_are_not_mixed_in(counted, tmp_path):
    report.measured(None, 5003, 1, "own", ["sign"], tmp_path / "rows.jsonl")
    with pytest.raises(SystemExit, match="another measurement"):
        report.measured(None, 5004, 1, "own", ["sign"], tmp_path / "rows.jsonl")


def test_wilson_interval_by_hand():
    # Brown, Cai, DasGupta 2001, "Interval estimation for a binomial proportion": 8 of 10 gives 0.490 to
    # 0.943.
    assert report.interval(8, 10) == pytest.approx((0.490, 0.943), abs=1e-3)
    assert report.interval(0, 0) == (0.0, 1.0)
