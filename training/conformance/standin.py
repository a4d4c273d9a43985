"""A stand-in for a picture that writes down what is done to it, as `app/trace/stages.ts` writes a way."""

import zlib
from typing import Any

FILTERS = {0: "n", 1: "l", 3: "b"}


class Noted:
    """Stands in for a picture: its size, and what was done to it."""

    mode = "RGB"

    def __init__(self, size, done=()):
        self.size = size
        self.width, self.height = size
        self.done = list(done)

    def crop(self, box=None):
        if box is None:
            return Noted(self.size, self.done)
        if box[2] < box[0] or box[3] < box[1]:
            raise ValueError("Coordinate order")
        left, t, r, b = (round(v) for v in box)
        return Noted((r - left, b - t), [*self.done, ("c", left, t, r, b)])

    def resize(self, size, resample=3):
        if min(self.size) < 1 or min(size) < 1:
            raise ValueError("no pixels")
        return Noted(tuple(size), [*self.done, ("r", *size, FILTERS[int(resample)])])

    def convert(self, _mode):
        return self

    def copy(self):
        return self


def short(size, done):
    """The same without what changes nothing, cuts of cuts as one; as text."""
    out = []
    now = size
    for d in done:
        if d[0] == "r":
            if tuple(d[1:3]) != tuple(now):
                out.append(d)
            now = d[1:3]
            continue
        _, left, t, r, b = d[:5]
        if (left, t, r, b) != (0, 0, *now):
            inside = left >= 0 and t >= 0 and r <= now[0] and b <= now[1]
            if inside and out and out[-1][0] == "c":
                x, y = out[-1][1:3]
                out[-1] = ("c", left + x, t + y, r + x, b + y, *out[-1][5:])
            else:
                out.append(d)
        now = (r - left, b - t)
    text = [f"r{d[1]}x{d[2]}{d[3]}" if d[0] == "r" else "c" + ",".join(map(str, d[1:])) for d in out]
    return ".".join(text)


class Bag:
    """Whatever fields a function of theirs asks of its object."""

    def __init__(self, **fields):
        self.__dict__.update(fields)

    def __getattr__(self, name: str) -> Any:
        raise AttributeError(name)

    def __setattr__(self, name: str, value: Any) -> None:
        self.__dict__[name] = value


def crc(text):
    """CRC-32 of text or bytes, eight digits."""
    return f"{zlib.crc32(text if isinstance(text, bytes) else text.encode()):08x}"


def shown(make, size):
    """What is done to a picture of this size, or “-” where it is refused."""
    try:
        got = make(Noted(size))
    except (AssertionError, ValueError, ZeroDivisionError, TypeError):
        return "-"
    return "-" if got is None else short(size, got.done)


def bound(crop, box):
    """The crop of one box, of whatever picture."""
    return lambda image: crop(image, box)
