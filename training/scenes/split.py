"""Which part of the fonts and words may be drawn: seeds below 1000 train, 5000 to 5999 are for choosing, 9000
and above for the final measurement, and the three parts share neither a font nor a word."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

TRAIN = 0
DEV = 1
HELD = 2
_current: ContextVar[int] = ContextVar("split", default=TRAIN)


def of_seed(seed: int) -> int:
    """Part that a data seed belongs to."""
    return HELD if seed >= 9000 else DEV if seed >= 1000 else TRAIN


def current() -> int:
    """Part that is being drawn from now."""
    return _current.get()


@contextmanager
def using(split: int) -> Iterator[None]:
    """Draw from one part inside the block."""
    token = _current.set(split)
    try:
        yield
    finally:
        _current.reset(token)
