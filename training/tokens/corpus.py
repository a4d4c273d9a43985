"""The text the tokenizer's merges are learned from."""

from __future__ import annotations

from collections.abc import Iterator

from training import sentences as s


def corpus() -> Iterator[str]:
    """Every sentence once, so that each of its words becomes one token."""
    for name in s.every_name():
        yield from (text.format(t=name) for texts in s.ASK.values() for text in texts)
        yield from (text.format(t=name) for text in (*s.LOOK, *s.NEXT, *s.AGAIN, *s.CLOSER))
        yield from (
            text.format(a=name, b=name, c=name) for text in (*s.SUM, *s.DIFFERENCE, *s.LARGER, *s.LARGEST)
        )
        yield from (f" The {name} is the larger.", f" The {name} is the largest.")
    yield from (text for texts in s.ASK_LINE.values() for text in texts)
    yield from (text + s.READ_END for text in s.READ)
    yield from s.COLOURS
    yield 'The answer is "'
    yield " + - = "
