"""How a conclusion is worked out in writing, step by step, and which of its tokens are copies of which
earlier ones.

A network this small does not add two-digit numbers at a glance; it does learn column by column, when it can
copy each digit to where it is needed. The spans below supervise that copying and exist in training only.
"""

from __future__ import annotations

from dataclasses import dataclass, field

Span = tuple[int, int, str]  # first character, character after the last, label


@dataclass
class Working:
    """A text being written. `marks` name parts of it, `copies` say which named part another part repeats."""

    text: str = ""
    marks: list[Span] = field(default_factory=list)
    copies: list[Span] = field(default_factory=list)

    def add(self, text: str, copy: str = "", mark: str = "") -> Working:
        """Append a text that repeats the part called `copy` and is itself called `mark`."""
        span = (len(self.text), len(self.text) + len(text))
        self.text += text
        self.copies += [(*span, copy)] if copy else []
        self.marks += [(*span, mark)] if mark else []
        return self


def digits(working: Working, number: int, which: int) -> Working:
    """A number of two digits, copied from where number `which` was read."""
    for k, digit in enumerate(str(number)):
        working.add(digit, f"v{which}.{k}")
    return working


def column(working: Working, sign: str, first: int, second: int) -> tuple[Working, int]:
    """Both columns of a calculation with the numbers `first` and `second` (already written), units first.
    Returns the result.

    38 + 87 is ": 8+7=15; 3+8+1=12; 125", 81 - 35 is ": 11-5=6; 8-3-1=4; 46": what is carried or borrowed is
    the third term.
    """
    plus = sign == "+"
    (a, b) = divmod(first, 10)
    (c, d) = divmod(second, 10)
    carried = b + d > 9 if plus else b < d
    working.add(": ")
    if carried and not plus:
        working.add("1")
    units = b + d if plus else b + 10 * carried - d
    working.add(str(b), "first.1").add(sign).add(str(d), "second.1").add("=")
    if units > 9:
        working.add("1")
    working.add(str(units % 10), mark="units").add("; ").add(str(a), "first.0").add(sign).add(
        str(c), "second.0"
    )
    if carried:
        working.add(f"{sign}1")
    tens = a + c + carried if plus else a - c - carried
    working.add("=").add(str(tens), mark="tens").add("; ")
    result = 10 * tens + units % 10
    start = len(working.text)
    if tens:
        working.add(str(tens), "tens")
    working.add(str(units % 10), "units").add(".")
    working.marks.append((start, len(working.text) - 1, "result"))
    return working, result


def calculation(plus: bool, numbers: list[int]) -> tuple[Working, str]:
    """Sum or difference (the larger number first) of the two numbers read."""
    order = [0, 1] if plus or numbers[0] > numbers[1] else [1, 0]
    working = Working().add(" ", "kind")
    sign = "+" if plus else "-"
    for name, which in zip(("first", "second"), order):
        for k, digit in enumerate(str(numbers[which])):
            working.add(digit, f"v{which}.{k}", f"{name}.{k}")
        if name == "first":
            working.add(f" {sign}", "kind").add(" ")
    working, result = column(working, sign, numbers[order[0]], numbers[order[1]])
    return working, str(result)


def comparison(numbers: list[int], names: list[str]) -> Working:
    """Which of two or three is the largest: " 40 - 39 > 0; 40 - 77 < 0. The red bar is the largest."."""
    best = 0
    working = Working().add(" ", "kind")
    for other in range(1, len(numbers)):
        digits(working, numbers[best], best).add(" -").add(" ")
        digits(working, numbers[other], other)
        working.add(" ").add("<" if numbers[other] > numbers[best] else ">").add(" 0").add(
            "; " if other + 1 < len(numbers) else "."
        )
        best = other if numbers[other] > numbers[best] else best
    working.add(" The").add(f" {names[best]}", f"n{best}", "result")
    return working.add(f" is the larg{'er' if len(numbers) == 2 else 'est'}.")
