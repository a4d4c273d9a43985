"""The package in a real kernel and alone: what a cell draws, what a table holds, what is said of gaps."""

from __future__ import annotations

import json
from pathlib import Path

import nbformat
import pandas as pd
import pytest
import relook
from nbclient import NotebookClient
from PIL import Image
from relook import command

ROOT = Path(__file__).resolve().parents[2]
BOX = [100, 40, 300, 120]


@pytest.fixture(autouse=True)
def this_clone(monkeypatch):
    """The kernel, too, runs the command of this clone, wherever the package lies."""
    monkeypatch.setenv("RELOOK", str(ROOT))


@pytest.fixture
def folder(tmp_path):
    Image.new("RGB", (400, 200), "#b08850").save(tmp_path / "sign.png")
    return tmp_path


def row(question: str = "What does the sign say?", image: str = "sign.png") -> dict:
    look = {"bbox_2d": BOX, "label": "sign"}
    call = json.dumps({"name": "image_zoom_in_tool", "arguments": look})
    turn = f"<think>I look.</think>\n<tool_call>\n{call}\n</tool_call>"
    messages = [
        {"role": "user", "content": f"<image>{question}"},
        {"role": "assistant", "content": turn},
        {"role": "user", "content": "<tool_response><image></tool_response>"},
        {"role": "assistant", "content": "<think>It says OPEN.</think>\n<answer>OPEN</answer>"},
    ]
    return {"images": [image], "messages": messages}


def write(file: Path, rows: list[dict]) -> Path:
    file.write_text("".join(json.dumps(each) + "\n" for each in rows), encoding="utf-8")
    return file


def data_of(page: relook.Page) -> str:
    assert page.html.startswith("<!doctype html>")
    return page.html


def test_a_cell_draws_the_page_and_a_table(folder):
    write(folder / "traces.jsonl", [row()])
    cells = [
        "import relook",
        "relook.show('traces.jsonl', step=2)",
        "table = relook.read('traces.jsonl')\ntable",
        "print(relook.looks(table)[['left', 'top', 'right', 'bottom']].values.tolist())",
    ]
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source) for source in cells])
    NotebookClient(notebook, resources={"metadata": {"path": str(folder)}}, timeout=120).execute()
    _, shown, table, looks = (cell.outputs for cell in notebook.cells)
    drawn = shown[0]["data"]
    assert drawn["text/html"].startswith('<iframe name="trace=1&amp;step=2" srcdoc="&lt;!doctype html&gt;')
    assert 'sandbox="allow-scripts"' in drawn["text/html"]
    assert "data:image/webp;base64," in drawn["text/html"]
    assert len(drawn["text/plain"]) < 100
    assert "OPEN" in table[0]["data"]["text/html"]
    assert looks[0]["text"].strip() == str([[float(n) for n in BOX]])


@pytest.mark.parametrize(
    "as_given",
    [
        lambda r: r,
        lambda r: [r, r],
        lambda r: pd.DataFrame([r]),
        lambda r: pd.DataFrame([r]).iloc[0],
        lambda r: iter([r]),
    ],
    ids=["a row", "rows", "a table", "a row of a table", "rows one by one"],
)
def test_rows_are_shown_as_their_file_would_be(folder, as_given):
    page = relook.show(as_given(row()), images=folder)
    assert "What does the sign say?" in data_of(page)
    assert "data:image/webp;base64," in page.html
    assert str(folder) not in page.html


def test_images_are_looked_for_where_python_works(folder, monkeypatch):
    monkeypatch.chdir(folder)
    assert "data:image/webp;base64," in data_of(relook.show(row()))


def test_markup_in_a_row_stays_text(folder):
    page = relook.show(row(question="</script><script>alert(1)</script>"), images=folder)
    assert "<script>alert" not in page.html
    # The frame's own two tags, and nothing that could end its attribute.
    drawn = page._repr_html_()
    assert drawn.count("<") == 2
    assert drawn.count('"') == 2 * len(["name", "srcdoc", "sandbox", "title", "style"])


def test_a_saved_page_is_the_page(folder):
    page = relook.show(row(), images=folder)
    page.save(folder / "page.html")
    assert (folder / "page.html").read_text(encoding="utf-8") == page.html


def test_a_table_says_how_it_was_read(folder):
    file = write(folder / "traces.jsonl", [row(), {"no": "trace"}])
    table = relook.read(file)
    assert table["answer"].tolist() == ["OPEN"]
    assert table.attrs["reading"]["evidence"]
    assert 2 in [issue["line"] for issue in table.attrs["issues"]]
    half = relook.looks(relook.read(file, space="per-mille"))
    assert half[["left", "right"]].values.tolist() == [[40, 120]]


def test_an_answer_that_is_not_there_is_none(folder):
    unanswered = row()
    unanswered["messages"] = unanswered["messages"][:2]
    table = relook.read(write(folder / "traces.jsonl", [unanswered, row()]))
    assert table["answer"].tolist() == [None, "OPEN"]


def test_what_cannot_be_read_is_said_in_its_own_words(folder):
    with pytest.raises(relook.CommandFailed, match="knows no format with records like these"):
        relook.show({"no": "trace"})
    with pytest.raises(relook.CommandFailed, match=r"missing\.jsonl"):
        relook.read(folder / "missing.jsonl")
    with pytest.raises(TypeError, match="cannot be written as JSON"):
        relook.show({**row(), "odd": object()})


def test_a_missing_command_says_what_to_do(folder, monkeypatch):
    monkeypatch.setenv("RELOOK", str(folder))
    with pytest.raises(relook.RelookNotFound, match="npm link"):
        relook.read("traces.jsonl")


def test_the_desktop_program_is_not_taken_for_the_command(folder, monkeypatch):
    program = folder / "relook"
    program.write_bytes(b"\x7fELF")
    program.chmod(0o755)
    monkeypatch.delenv("RELOOK", raising=False)
    monkeypatch.setenv("PATH", str(folder))
    monkeypatch.setattr(command, "__file__", str(folder / "a" / "b" / "command.py"))
    with pytest.raises(relook.RelookNotFound):
        relook.read("traces.jsonl")
