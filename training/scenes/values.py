"""The texts to read: numbers, prices, dates, codes and short words."""

from __future__ import annotations

from random import Random

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
WORDS = (
    "OPEN CLOSED EXIT ENTRY NORTH SOUTH EAST WEST GATE HARBOR BAKERY HOTEL MUSEUM PARK LIBRARY STATION CAFE MARKET STUDIO PIER "
    "BRIDGE TUNNEL GARDEN SCHOOL CLINIC TAXI FERRY TRAM METRO BUS POST BANK ARCADE LOBBY TERRACE KITCHEN OFFICE STORE DEPOT YARD "
    "PLAZA FOREST LAKE RIVER BEACH TOWER CASTLE THEATER CINEMA GALLERY POOL SAUNA GYM TENNIS GOLF FIRE WATER POWER STAIRS LIFT"
).split()


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


def series(rng: Random, shares: list[float]) -> list[str]:
    """Labels for bars of these heights, all of one form and to scale."""
    form = rng.randrange(5)
    top = rng.uniform(9, 10) if form == 2 else rng.uniform(60, 110) if form in (1, 4) else rng.uniform(150, 1100)
    values = [share * top for share in shares]
    if form in (0, 1):
        return [f"{v:.0f}{'%' if form else ''}" for v in values]
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
    """A known word, or letters nobody can guess."""
    if rng.random() < 0.4:
        return rng.choice(WORDS)
    return "".join(rng.choice(LETTERS) for _ in range(rng.randrange(3, 7)))


def sign_text(rng: Random) -> str:
    """What stands on a sign."""
    return rng.choice((code, code, word, word, number, date))(rng)
