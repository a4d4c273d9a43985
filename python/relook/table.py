"""Traces as tables: what `relook read --json` prints, in pandas. Reads no format itself."""

from __future__ import annotations

import json
from os import PathLike, fspath
from typing import Any

import pandas as pd

from relook.command import run

_TRACE = ["id", "question", "answer", "ended", "image", "looks"]
_NUMBERS = ["left", "top", "right", "bottom", "x", "y", "crop_width", "crop_height"]
_LOOK = ["trace", "look", *_NUMBERS, "flags", "raw"]


def read(
    file: str | PathLike[str],
    *,
    images: str | PathLike[str] | None = None,
    format: str | None = None,  # noqa: A002
    dialect: str | None = None,
    space: str | None = None,
    order: str | None = None,
) -> pd.DataFrame:
    """One row a trace: id, question, answer (None where there is none), ended (why, where it did not simply
    answer), image, looks.

    What is not given Relook finds out. `table.attrs` says how: "format", "dialect", "reading" (space, order,
    the evidence and what would fit as well) and "issues" (what was not read, each with its line). Errors:
    CommandFailed with Relook's own sentence.
    """
    words = ["read", fspath(file), "--json"]
    options = {"images": images, "format": format, "dialect": dialect, "space": space, "order": order}
    for name, value in options.items():
        if value is not None:
            words += [f"--{name}", fspath(value)]
    told = json.loads(run(words))
    # As objects: an answer that is not there stays None instead of becoming a number.
    table = pd.DataFrame([_trace(trace) for trace in told["traces"]], columns=_TRACE, dtype=object)
    table.attrs = {name: told[name] for name in ("format", "dialect", "reading", "issues")}
    return table


def looks(table: pd.DataFrame) -> pd.DataFrame:
    """One row a look of `read`'s table: its trace's id, its number from 1, its box in pixels of the image, a
    point, the crop's size.

    What a look does not have is NaN: a box that could not be read has its reason in `flags` and its text in
    `raw`.
    """
    rows = [
        _look(str(trace), number, look)
        for trace, written in zip(table["id"], table["looks"])
        for number, look in enumerate(written, start=1)
    ]
    return pd.DataFrame(rows, columns=_LOOK).astype(dict.fromkeys(_NUMBERS, float))


def _trace(trace: dict[str, Any]) -> dict[str, Any]:
    ended = trace.get("ended")
    return {**{name: trace.get(name) for name in _TRACE}, "ended": None if ended is None else ended["why"]}


def _look(trace: str, number: int, look: dict[str, Any]) -> dict[str, Any]:
    crop = look["crop"] or {}
    return {
        "trace": trace,
        "look": number,
        **(look["region"] or {}),
        **(look.get("point") or {}),
        "crop_width": crop.get("width"),
        "crop_height": crop.get("height"),
        "flags": look["flags"],
        "raw": look["raw"],
    }
