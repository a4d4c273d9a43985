"""Finds the `relook` command of this machine and runs it. Knows no format and no table."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

_HOW = (
    "Relook's command was not found. In a clone of Relook, `npm ci && npm link` puts `relook` on the PATH;"
    " or set the environment variable RELOOK to that clone, or to its scripts/relook.mjs."
)


class RelookNotFound(RuntimeError):
    """No `relook` command is on this machine, or no Node to run it."""


class CommandFailed(RuntimeError):
    """The command ended with an error; the message is what it said."""


def run(words: list[str]) -> str:
    """Runs `relook WORDS` and returns what it prints (UTF-8).

    Errors: RelookNotFound; CommandFailed with the command's own sentence. An interrupt of the cell ends
    the command, too.
    """
    command = _command()
    try:
        done = subprocess.run([*command, *words], capture_output=True, check=False)
    except FileNotFoundError as missing:
        reason = f"{missing.filename} cannot be run. Relook needs Node 20.19 or later."
        raise RelookNotFound(reason) from missing
    if done.returncode != 0:
        said = done.stderr.decode("utf-8", "replace").strip()
        raise CommandFailed(said.removeprefix("relook: ") or f"relook ended with {done.returncode}")
    return done.stdout.decode("utf-8")


def _command() -> list[str]:
    """The words that run Relook: what RELOOK says, else the clone this package lies in or came from, else
    `relook` of the PATH.
    """
    asked = os.environ.get("RELOOK")
    if asked:
        found = _script(Path(asked).expanduser())
        if found is None:
            raise RelookNotFound(f"RELOOK is “{asked}”, and there is no relook command. {_HOW}")
        return found
    for clone in _clones():
        found = _script(clone)
        if found is not None:
            return found
    on_path = shutil.which("relook")
    # The installed desktop program has this name, too, and opens a window: only a script is taken.
    if on_path is not None and _is_script(Path(on_path)):
        return [on_path]
    raise RelookNotFound(_HOW)


def _clones() -> list[Path]:
    """Where a clone may be: around this file, and where the package was installed from (setup.py)."""
    here = Path(__file__).resolve()
    note = here.with_name("clone.txt")
    return [here.parents[2], *([Path(note.read_text("utf-8"))] if note.is_file() else [])]


def _script(place: Path) -> list[str] | None:
    """A clone of Relook, or the file of its command; None where it is neither."""
    file = place / "scripts" / "relook.mjs" if place.is_dir() else place
    if not file.is_file():
        return None
    return ["node", str(file)] if file.suffix == ".mjs" else [str(file)]


def _is_script(file: Path) -> bool:
    if file.suffix.lower() in {".cmd", ".ps1"}:
        return True
    with file.open("rb") as opened:
        return opened.read(2) == b"#!"
