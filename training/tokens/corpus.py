"""The text the tokenizer's merges are learned from."""

from __future__ import annotations

from collections.abc import Iterator

from training import sentences as s


def corpus() -> Iterator[str]:
    """Every sentence once, so that each of its words becomes one token."""
    things = [(kind, colour) for kind in s.ASK_COLOUR for colour in s.COLOURS]
    things += [("line", key) for key in (*s.ITEMS, *s.LINES)]
    for kind, key in things:
        name = s.thing(kind, key)
        yield from s.questions(kind, key)
        yield from (text.format(t=name) for text in (*s.LOOK, *s.AGAIN))
    yield from (text + s.READ_END for text in s.READ)
    yield 'The answer is "'
