"""The texts to read: numbers, prices, dates, codes and words."""

from __future__ import annotations

from random import Random

from training.scenes import split

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
# One row per part (see split.py); no word is in two of them.
WORDS = tuple(
    part.split()
    for part in (
        "OPEN CLOSED EXIT ENTRY NORTH SOUTH GATE HARBOR BAKERY HOTEL MUSEUM PARK STATION CAFE MARKET "
        "STUDIO PIER BRIDGE TUNNEL "
        "GARDEN SCHOOL CLINIC TAXI FERRY TRAM METRO BUS POST BANK ARCADE LOBBY KITCHEN OFFICE STORE "
        "DEPOT YARD PLAZA FOREST LAKE "
        "RIVER BEACH TOWER CASTLE THEATER CINEMA GALLERY POOL SAUNA GYM TENNIS FIRE WATER POWER STAIRS LIFT",
        "BAZAAR ATRIUM CHAPEL OUTLET HANGAR",
        "EAST WEST LIBRARY TERRACE GOLF VILLA WHARF QUARRY BISTRO JUNCTION FOUNTAIN CELLAR ORCHARD "
        "AIRPORT DOCK MILL SPRING NURSERY "
        "PHARMACY STADIUM ZOO VALLEY CORNER LOUNGE PARADE",
    )
)


def whole(rng: Random) -> str:
    """A two-digit number, which sums and differences are asked about."""
    return str(rng.randrange(10, 100))


def number(rng: Random) -> str:
    """A reading."""
    form = rng.randrange(5)
    if form == 0:
        return str(rng.randrange(10, 1000))
    if form == 1:
        return f"{rng.randrange(1, 100)}%"
    if form == 2:
        return f"{rng.uniform(0.1, 10):.2f}"
    return f"{rng.uniform(1, 1000 if form == 3 else 100):.1f}"


def series(rng: Random, shares: list[float], wholes: bool = False) -> list[str]:
    """Labels for bars of these heights, all of one form and to scale."""
    form = 0 if wholes else rng.randrange(5)
    top = (
        rng.uniform(9, 10)
        if form == 2
        else rng.uniform(90, 114)
        if form in (0, 1, 4)
        else rng.uniform(150, 1100)
    )
    values = [share * top for share in shares]
    if form in (0, 1):
        return [f"{max(10, v):.0f}{'%' if form else ''}" for v in values]
    return [f"{v:.{2 if form == 2 else 1}f}" for v in values]


def price(rng: Random) -> str:
    """An amount."""
    return f"{rng.choice(('', '$'))}{rng.randrange(1, 60)}.{rng.randrange(0, 100):02d}"


def date(rng: Random) -> str:
    """Day, month, year."""
    return f"{rng.randrange(1, 29):02d}/{rng.randrange(1, 13):02d}/{rng.randrange(18, 30)}"


def code(rng: Random) -> str:
    """A plate number such as KX-482."""
    letters = "".join(rng.choice(LETTERS) for _ in range(rng.randrange(1, 4)))
    digits = "".join(rng.choice("0123456789") for _ in range(rng.randrange(1, 4)))
    return letters + rng.choice(("-", "-", "")) + digits


def word(rng: Random) -> str:
    """Letters nobody can guess, or (30 %) a real word."""
    if rng.random() < 0.3:
        return rng.choice(WORDS[split.current()])
    return "".join(rng.choice(LETTERS) for _ in range(rng.randrange(3, 8)))


def sign_text(rng: Random) -> str:
    """What stands on a sign."""
    return rng.choice((code, code, word, word, number, date))(rng)


def entry(rng: Random) -> str:
    """What stands in a field of a form or a cell of a table."""
    return rng.choice((code, word, number, price, date))(rng)


def small_print(rng: Random) -> str:
    """A short text on a small label."""
    return rng.choice((whole, lambda r: str(r.randrange(100, 10000)), code))(rng)
