"""Odd segments that a model may write, as tokens: what `loops.py` gives the families' own loops."""

BOX = '{"bbox_2d": [10, 20, 200, 180]}'


def tokens_of(text, size):
    """A text in tokens of so many characters."""
    return [text[i : i + size] for i in range(0, len(text), size)]


def ended(before, last):
    """A segment whose last token is this one, whatever it holds."""
    return [*tokens_of(before, 3), last]


OPEN = '{"bbox_2d": [10, 20, 200, 180'
SEGMENTS = [
    tokens_of("Hm. " + BOX, 3),
    tokens_of("Hm. " + BOX, 1),
    tokens_of("the set {[1, 2]}", 3),
    tokens_of("$\\text{[cm]}$", 3),
    tokens_of("$\\frac{1}{2}$ of {[1, 2]}", 3),
    tokens_of('a {"a": 1} and {[1, 2]}', 3),
    tokens_of("a {} and {[1, 2]}", 3),
    tokens_of('{"bbox_2d": [10, 20, 200 180]}', 3),
    tokens_of("{'bbox_2d': [10, 20, 200, 180]}", 3),
    tokens_of("{bbox_2d: [10, 20, 200, 180]}", 3),
    tokens_of('{"bbox_2d": ["10", "20", "200", "180"]}', 3),
    tokens_of('{"bbox_2d": [10, 20, 200, 180, 5]}', 3),
    tokens_of('{"bbox_2d": [10, 20, 200]}', 3),
    tokens_of('{"bbox_2d": [[10, 20, 200, 180]]}', 3),
    tokens_of('{"bbox_2d": [[10, 20], [200, 180]]}', 3),
    tokens_of('{"bbox_2d": []}', 3),
    tokens_of('{"bbox_2d": [10, 20, null, 180]}', 3),
    tokens_of('{"bbox_2d": [10, 20, 1e999, 180]}', 3),
    tokens_of('{"bbox_2d": [NaN, 20, 200, 180]}', 3),
    tokens_of('{"bbox": [10, 20, 200, 180]}', 3),
    tokens_of('{"label": "x", "bbox_2d": [10, 20, 200, 180]}', 3),
    tokens_of('{"bbox_2d": [10, 20, 200, 180], "label": ["x"]}', 3),
    tokens_of('{"bbox_2d": [10.5, 20.25, 200.75, 180.5]}', 3),
    tokens_of('{"bbox_2d": [50, 60, 50, 60]}', 3),
    tokens_of('{"bbox_2d": [200, 180, 10, 20]}', 3),
    tokens_of('{"bbox_2d": [-50, -60, 9000, 9000]}', 3),
    tokens_of('{"bbox_2d": [5000, 5000, 6000, 6000]}', 3),
    tokens_of('{"bbox_2d": [0, 100, 640, 101]}', 3),
    tokens_of('{"bbox_2d": [0, 100, 640, 103]}', 3),
    [*tokens_of(OPEN, 3), "]", "\n}"],
    [*tokens_of(OPEN, 3), "]", " }"],
    [*tokens_of(OPEN, 3), "]", "\n", "}"],
    ended(OPEN, "]}}"),
    ended(OPEN, "]},"),
    ended(OPEN, "]}."),
    ended(OPEN, "]}\n"),
    ended(OPEN, "]}\n\n"),
    ended(OPEN, "]} then"),
    tokens_of("```json\n" + BOX, 3),
    ended("```json\n" + OPEN, "]}\n```\n"),
    tokens_of('```json\n[{"bbox_2d": [10, 20, 200, 180], "label": "a"}, ' + BOX, 3),
    tokens_of('{"bbox_2d": [1, 2, 3, 4], "bbox_2d": [10, 20, 200, 180]}', 3),
    tokens_of("{ {" + BOX[1:], 3),
    tokens_of('{"tool": ' + BOX + "}", 3),
    tokens_of("$x_{1} = {2$ " + BOX, 3),
    tokens_of("I see bbox_2d in {[1]}", 3),
    tokens_of("<answer>the set {[1, 2]}</answer>", 3),
    tokens_of("<answer>7", 3),
    tokens_of("no answer at all", 3),
    tokens_of('{"bbox_2d": [10, 20, 200, 180', 3),
    tokens_of('{"bbox_2d": [10, 20, 200, 180]', 3),
    ended("<answer>7", "</answer> and"),
    tokens_of('{"bbox_2d": {"x": 1}, "k": [1]}', 3),
    tokens_of('{"bbox_2d": "abcd", "k": [1]}', 3),
    tokens_of('{"bbox_2d": null, "k": [1]}', 3),
    tokens_of('{"bbox_2d": 5, "k": [1]}', 3),
    tokens_of('{"bbox_2d":\n[10,\n20,\n200,\n180]}', 3),
    tokens_of('{"bbox_2d": [10, 20, 200, 180,]}', 3),
    tokens_of('{"bbox_2d": [010, 20, 200, 180]}', 3),
    tokens_of('看 {"bbox_2d": [10, 20, 200, 180]}', 2),
]

PIECES = [
    '"',
    "{",
    "}",
    "[",
    "]",
    ", ",
    " ",
    "\n",
    "1e3",
    "-",
    "}}",
    '"x": ',
    "null",
    "```json\n",
    "看",
    "\\",
]


def numbers_of(seed):
    """Numbers below n, one after the other, from a seed."""
    state = seed

    def below(n):
        nonlocal state
        state = (state * 1103515245 + 12345) & 0x7FFFFFFF
        return (state >> 8) % n

    return below


def damaged(text, below):
    """The text with up to three places where something is put in, taken out or doubled."""
    for _ in range(below(4)):
        at = below(len(text))
        kind = below(3)
        piece = PIECES[below(len(PIECES))]
        text = (
            text[:at] + (piece if kind == 0 else "" if kind == 1 else text[at : at + 3]) + text[at + kind :]
        )
    return text


def mutated(seed, count):
    """Right requests with a few characters put in, taken out or doubled."""
    below = numbers_of(seed)
    for _ in range(count):
        numbers = [below(640), below(480), below(640), below(480)]
        text = f'So {{"bbox_2d": {numbers}'[:-1] + ["]}", "] }", "]\n}", "]}\n", "]}."][below(5)]
        text = damaged(text, below)
        yield tokens_of(text, 1 + below(5))


def broken(texts, seed, count):
    """Turns of a list with such damage."""
    below = numbers_of(seed)
    for _ in range(count):
        yield damaged(texts[below(len(texts))], below)
