"""Traces as a page in a notebook's cell: what `relook share --as html` writes, in a frame of its own."""

from __future__ import annotations

import html
import json
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from os import PathLike, fspath
from pathlib import Path
from typing import Any, TypeAlias

import pandas as pd

from relook.command import run

Rows: TypeAlias = Mapping[str, Any] | Iterable[Mapping[str, Any]] | pd.DataFrame | pd.Series
Traces: TypeAlias = str | PathLike[str] | Rows


@dataclass(frozen=True, kw_only=True)
class Page:
    """A page that notebooks draw. `html` is the whole document, which also opens alone from the disk."""

    html: str = field(repr=False)
    #: The trace and step it opens at, counted from 1; None shows a whole trace.
    trace: int = 1
    step: int | None = None
    #: Of the frame, in CSS pixels.
    height: int = 640

    def _repr_html_(self) -> str:
        place = f"trace={self.trace}" + ("" if self.step is None else f"&step={self.step}")
        return (
            f'<iframe name="{html.escape(place)}" srcdoc="{html.escape(self.html)}" sandbox="allow-scripts"'
            f' title="Relook" style="width:100%;height:{int(self.height)}px;border:0"></iframe>'
        )

    def save(self, path: str | PathLike[str]) -> None:
        """Writes the document."""
        Path(path).write_text(self.html, encoding="utf-8")


def show(
    traces: Traces,
    *,
    images: str | PathLike[str] | None = None,
    trace: int = 1,
    step: int | None = None,
    max_side: int | None = None,
    height: int = 640,
) -> Page:
    """The page of traces, for a cell to draw.

    `traces` is a file of any kind Relook reads (or a `.relook` file), or rows as such files have them: a
    dict, several, a Series or a DataFrame; up to 1,000. Paths of images in rows are looked for in `images`,
    else in the folder Python works in. `max_side` is the longest side of an image in pixels (1600). Errors:
    CommandFailed says what Relook could not read.
    """
    with tempfile.TemporaryDirectory(prefix="relook-") as folder:
        file, beside = _file_of(traces, Path(folder))
        out = Path(folder) / "page.html"
        words = ["share", str(file), "--as", "html", "--out", str(out), "--title", Path(file).stem]
        where = fspath(images) if images is not None else beside
        if where is not None:
            words += ["--images", where]
        if max_side is not None:
            words += ["--max-side", str(max_side)]
        run(words)
        document = out.read_text(encoding="utf-8")
    return Page(html=document, trace=trace, step=step, height=height)


def _file_of(traces: Traces, folder: Path) -> tuple[Path, str | None]:
    """The file to share, and where its images lie; rows are written as JSON lines first."""
    if isinstance(traces, str | PathLike):
        return Path(traces), None
    file = folder / "rows.jsonl"
    with file.open("w", encoding="utf-8") as lines:
        for row in _rows(traces):
            lines.write(json.dumps(row, ensure_ascii=False, default=_plain) + "\n")
    return file, str(Path.cwd())


def _rows(traces: Rows) -> list[dict[str, Any]]:
    if isinstance(traces, pd.DataFrame):
        return [_present(row) for row in traces.to_dict("records")]
    if isinstance(traces, pd.Series):
        return [_present(traces.to_dict())]
    if isinstance(traces, Mapping):
        return [dict(traces)]
    return [dict(row) for row in traces]


def _present(row: Mapping[Any, Any]) -> dict[str, Any]:
    """A row of a table without its empty cells: what a file lacks, a table fills with NaN."""
    return {str(key): value for key, value in row.items() if not _is_empty(value)}


def _is_empty(value: Any) -> bool:
    return bool(pd.api.types.is_scalar(value) and pd.isna(value))


def _plain(value: Any) -> Any:
    """What NumPy and pandas keep in cells, as JSON has it. Errors: TypeError for what has no such form."""
    for method in ("tolist", "isoformat"):
        if hasattr(value, method):
            return getattr(value, method)()
    if isinstance(value, PathLike):
        return fspath(value)
    raise TypeError(f"{type(value).__name__} cannot be written as JSON; give text, numbers, lists and dicts.")
