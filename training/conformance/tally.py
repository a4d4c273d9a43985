"""What every check prints of a row as a trainer gets it: tokens, pictures among them, and whether a picture's
tokens are learnt from. A row that differs from what Relook said it wrote ends the check."""

ROWS = 6
# Pictures in the six rows: each trace's own, and the seven crops of its looks.
WHOLE = 6
CROPS = 7


def expect(what: str, got, wanted) -> None:
    """Ends the check where a library read something else than was written."""
    if got != wanted:
        raise SystemExit(f"NOT AS WRITTEN: {what}: {got!r}, and {wanted!r} was written")


def row_line(name: str, input_ids, labels, pad: int, images: int) -> None:
    """One row in numbers. `labels`: -100 where nothing is learnt."""
    ids = list(map(int, input_ids))
    wanted = list(map(int, labels))
    learnt = [label for label in wanted if label != -100]
    print(
        f"  {name}: {len(ids)} tokens, {ids.count(pad)} of them of {images} pictures; "
        f"{len(learnt)} learnt from, {learnt.count(pad)} of them of pictures"
    )


def words(text: str, limit: int = 230) -> str:
    """Text in one line."""
    short = text.replace("\n", "⏎")
    return short if len(short) <= limit else f"{short[:limit]}…"
