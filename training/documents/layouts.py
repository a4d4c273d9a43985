"""Kinds of documents. Each draws one page and notes what it says; held-out arrangements are drawn only where
`words.held` is set."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from random import Random

from training.documents.page import Fact, Page, Pen
from training.documents.words import Words

TOTALS = (
    "Total",
    "TOTAL",
    "Grand Total",
    "Amount Due",
    "Total Amount",
    "TOTAL DUE",
    "Total (RM)",
    "Net Total",
    "Total Sales",
    "TOTAL AMT",
    "Total Incl. GST",
    "Total Sales (Inclusive of GST)",
    "Amount Payable",
    "Rounded Total (RM)",
    "BILL TOTAL",
    "Total :",
)
# Lines that look like the total and are none.
BESIDE = (
    "Total Qty",
    "Total Items",
    "Item Count",
    "Rounding",
    "Rounding Adj",
    "Discount",
    "Total Discount",
    "Qty",
)
PAID = ("VISA CARD", "MASTER", "Credit Card", "Balance", "Points")
HELD_TOTALS = ("Balance Due", "Total Payable", "Total Inclusive GST", "TOTAL:", "Nett Amount")
LABELS = {
    "subtotal": ("Subtotal", "Sub Total", "SUBTOTAL", "Total Excl. Tax"),
    "tax": ("Tax", "VAT 20%", "GST 6%", "Sales Tax", "SST"),
    "cash": ("Cash", "CASH", "Cash Tendered", "Paid"),
    "change": ("Change", "CHANGE", "Change Due"),
    "date": ("Date", "DATE", "Invoice Date", "Date:", "Issued"),
    "time": ("Time", "TIME", "Time:"),
    "phone": ("Tel", "Phone", "TEL:", "Telephone"),
    "number": ("Invoice No", "Receipt No.", "Bill No", "No.", "Order #", "INV NO:"),
    "cashier": ("Cashier", "Served by", "Staff", "CASHIER:"),
    "email": ("Email", "E-mail:"),
    "due": ("Due Date", "Payment Due"),
}
FIELDS = (
    "Name",
    "First name",
    "Surname",
    "City",
    "Country",
    "Department",
    "Position",
    "Account",
    "Reference",
    "Weight",
    "Height",
    "Model",
    "Serial no.",
    "Status",
    "Language",
    "Version",
    "Colour",
    "Size",
    "Gate",
    "Seat",
    "Room",
)
HELD_FIELDS = (
    "Supervisor",
    "Branch",
    "Region",
    "Policy",
    "Engine",
    "Voltage",
    "Platform",
    "Track",
    "Batch",
    "Origin",
)


def label_of(rng: Random, kind: str, held: bool) -> str:
    """How a document calls one of its lines."""
    if kind == "total":
        return rng.choice(HELD_TOTALS if held else TOTALS)
    text = rng.choice(LABELS[kind])
    return text if text[-1] in ":#" else text + rng.choice(("", "", ":", " :"))


def noted(
    page: Page, pen: Pen, y: float, kind: str, pair: tuple[str, str], columns: tuple[float, float]
) -> None:
    """A label on the left, its value on the right edge, both noted."""
    label = pen.write(columns[0], y, pair[0])
    value = pen.write(columns[1], y, pair[1], "right")
    page.facts.append(Fact(kind=kind, name=kind, value=value, label=label))


def pair_line(
    page: Page, pen: Pen, at: tuple[float, float], pair: tuple[str, str], names: tuple[str, str]
) -> None:
    """A label and its value close behind it."""
    label = pen.write(*at, pair[0])
    value = pen.write(label.edges[-1] + pen.width("  "), at[1], pair[1])
    page.facts.append(Fact(kind=names[0], name=names[1], value=value, label=label))


def value_of(words: Words, kind: str) -> str:
    """What stands behind a label."""
    return {
        "date": words.date,
        "due": words.date,
        "time": words.time,
        "phone": words.phone,
        "number": words.code,
        "cashier": words.name,
        "email": lambda: f"{words.made_up()}@{words.made_up()}.com",
    }[kind]()


def head(page: Page, pen: Pen, words: Words, y: float) -> float:
    """Company and address at the top. Returns where the next line begins."""
    middle = words.rng.random() < 0.7
    x, align = (page.width / 2, "middle") if middle else (page.width * 0.06, "left")
    company = pen.write(x, y, words.company(), align, words.rng.choice((1.0, 1.3, 1.6)))
    page.facts.append(Fact("company", "company", company))
    y = company.top + company.height * 1.6
    if words.rng.random() < 0.8:
        size = words.rng.choice((1.0, 1.0, 0.8))
        lines = [words.street() + words.rng.choice(("", ",")), words.town()]
        if words.rng.random() < 0.4:
            lines.insert(1, f"{words.name()} {words.name()}" + words.rng.choice(("", ",")))
        written = []
        for line in lines[: words.rng.choice((1, 2, 3))]:
            written.append(pen.write(x, y, words.shouted(line), align, size))
            y += pen.height * 1.5
        page.facts.append(Fact("address", "address", written[0], more=tuple(written[1:])))
    return y


def dated(page: Page, pen: Pen, words: Words, y: float) -> None:
    """The date of a slip: alone, behind its label, or with the time close by."""
    rng = words.rng
    x = page.width * rng.choice((0.06, 0.06, 0.3))
    if rng.random() < 0.5:
        label = pen.write(x, y, label_of(rng, "date", words.held))
        x = label.edges[-1] + pen.width("  ")
    else:
        label = None
    value = pen.write(x, y, words.date())
    page.facts.append(Fact(kind="date", name="date", value=value, label=label))
    if rng.random() < 0.6:
        time = pen.write(value.edges[-1] + pen.width(rng.choice((" ", "  ", "    "))), y, words.time())
        page.facts.append(Fact(kind="time", name="time", value=time, label=None))


def beside(page: Page, pen: Pen, words: Words, y: float, names: tuple[str, ...]) -> None:
    """A line that nobody asks about."""
    rng = words.rng
    pen.write(page.width * rng.choice((0.06, 0.3)), y, rng.choice(names) + rng.choice(("", ":", " :")))
    value = rng.choice((words.amount(), str(rng.randrange(1, 40)), "0.00", "-0.02"))
    pen.write(page.width * 0.94, y, value, "right")


def items(page: Page, pen: Pen, words: Words, y: float, most: int) -> float:
    """Lines of things sold, with their prices, and quantities now and then."""
    rng = words.rng
    left = page.width * 0.06
    right = page.width * 0.94
    quantities = rng.random() < 0.6
    under = words.held and rng.random() < 0.5
    seen: set[str] = set()
    for _ in range(rng.randrange(2, most)):
        name = words.item()
        if name in seen or y > page.height * 0.72:
            continue
        seen.add(name)
        label = pen.write(left, y, words.cased(name)[:22])
        if under:
            y += pen.height * 1.4
        if quantities:
            count = pen.write(page.width * 0.66, y, str(rng.randrange(1, 20)), "right")
            page.facts.append(Fact(kind="quantity", name=name, value=count, label=label))
        price = pen.write(right, y, words.amount(), "right")
        page.facts.append(Fact(kind="price", name=name, value=price, label=label))
        y += pen.height * rng.choice((1.4, 1.6, 1.6))
    return y + pen.height


def receipt(page: Page, pen: Pen, words: Words) -> None:
    """A shop's slip: head, a few pairs, items, totals at the bottom."""
    rng = words.rng
    y = head(page, pen, words, page.height * rng.uniform(0.02, 0.06))
    kinds = rng.sample(("date", "time", "phone", "number", "cashier"), rng.randrange(2, 5))
    combined = "date" in kinds and rng.random() < 0.6
    for kind in kinds:
        if combined and kind in ("date", "time"):
            if kind == "date":
                dated(page, pen, words, y)
                y += pen.height * 1.6
            continue
        pair_line(
            page,
            pen,
            (page.width * 0.06, y),
            (label_of(rng, kind, words.held), value_of(words, kind)),
            (kind, kind),
        )
        y += pen.height * 1.6
    y = items(page, pen, words, y + pen.height, rng.choice((5, 7, 12)))
    for kind in ("subtotal", "tax", "total", "cash", "change"):
        if y > page.height - pen.height * 1.5 or (kind != "total" and rng.random() < 0.4):
            continue
        if rng.random() < 0.2:
            beside(page, pen, words, y, BESIDE)
            y += pen.height * rng.choice((1.5, 1.8))
        pair = (label_of(rng, kind, words.held), words.money())
        noted(page, pen, y, kind, pair, (page.width * rng.choice((0.06, 0.3)), page.width * 0.94))
        y += pen.height * rng.choice((1.5, 1.8))
    if y < page.height - 4 * pen.height and rng.random() < 0.4:
        beside(page, pen, words, y, PAID)
        y += pen.height * 1.6
    if y < page.height - 2 * pen.height:
        pen.write(
            page.width / 2,
            y + pen.height * 0.5,
            rng.choice(("Thank you", "THANK YOU!", "Please come again")),
            "middle",
        )


def invoice(page: Page, pen: Pen, words: Words) -> None:
    """Head on the left, its numbers on the right, a table, totals."""
    rng = words.rng
    y = head(page, pen, words, page.height * 0.05)
    x = page.width * rng.choice((0.06, 0.55))
    for kind in rng.sample(("date", "number", "due", "email", "phone"), 3):
        pair_line(page, pen, (x, y), (label_of(rng, kind, words.held), value_of(words, kind)), (kind, kind))
        y += pen.height * 1.6
    y = items(page, pen, words, y + pen.height, rng.choice((7, 12)))
    for kind in ("subtotal", "tax", "total"):
        if y < page.height - pen.height * 1.5:
            pair = (label_of(rng, kind, words.held), words.money(4000))
            noted(page, pen, y, kind, pair, (page.width * 0.55, page.width * 0.94))
            y += pen.height * 1.7


def pairs(page: Page, pen: Pen, words: Words) -> None:
    """Labels and values: a form, a label on a package, a page of settings."""
    rng = words.rng
    under = words.held and rng.random() < 0.5
    left = page.width * 0.06
    right = page.width * rng.uniform(0.4, 0.55)
    y = page.height * 0.06
    pen.write(left, y, words.name() + " " + words.made_up(), size=1.4)
    y += pen.height * 3
    for name in rng.sample(HELD_FIELDS if words.held else FIELDS, 8):
        if y > page.height - pen.height * 3.2:
            break
        label = pen.write(left, y, name + rng.choice(("", ":")))
        value = rng.choice((words.name, words.code, words.date, words.amount, words.item))()
        at = (left, y + pen.height * 1.3) if under else (right, y)
        page.facts.append(
            Fact(kind="field", name=name.lower().rstrip("."), value=pen.write(*at, value), label=label)
        )
        y += pen.height * (3.0 if under else rng.choice((1.6, 2.0)))


def table(page: Page, pen: Pen, words: Words) -> None:
    """Rows and columns: figures, or times."""
    rng = words.rng
    times = rng.random() < 0.4
    count = rng.choice((2, 3))
    places = [page.width * (0.42 + 0.52 * i / max(1, count - 1)) for i in range(count)]
    y = page.height * 0.08
    headers = [(words.name()[:7], x) for x in places]
    labels = [pen.write(x, y, name, "right") for name, x in headers]
    names: set[str] = set()
    while y < page.height - pen.height * 4 and len(names) < 9:
        y += pen.height * rng.choice((1.6, 2.0))
        name = words.name()[:9]
        if name in names:
            continue
        names.add(name)
        row = pen.write(page.width * 0.06, y, name)
        for (column, x), _ in zip(headers, labels):
            value = pen.write(x, y, words.time()[:5] if times else words.amount(90), "right")
            page.facts.append(
                Fact(kind="cell", name=f"{name.lower()}|{column.lower()}", value=value, label=row)
            )


def sign(page: Page, pen: Pen, words: Words) -> None:
    """A few large words."""
    rng = words.rng
    y = page.height * rng.uniform(0.1, 0.4)
    text = " ".join(words.made_up() for _ in range(rng.choice((1, 2))))
    value = pen.write(page.width / 2, y, words.cased(text), "middle", rng.choice((1.0, 1.5)))
    page.facts.append(Fact("sign", "sign", value))


def chart(page: Page, pen: Pen, words: Words) -> None:
    """Bars with their values above and their names below."""
    rng = words.rng
    count = rng.randrange(3, 6)
    bottom = page.height * 0.8
    step = page.width / (count + 0.5)
    colour = (rng.uniform(-0.8, 0.6), rng.uniform(-0.8, 0.6), rng.uniform(-0.8, 0.6))
    for i in range(count):
        x = step * (i + 0.75)
        top = bottom - page.height * rng.uniform(0.1, 0.6)
        page.paints.append(((x - step * 0.3, top, x + step * 0.3, bottom), colour))
        name = words.name()[:7]
        label = pen.write(x, bottom + pen.height * 0.6, name, "middle")
        value = pen.write(x, top - pen.height * 1.3, str(rng.randrange(2, 999)), "middle")
        page.facts.append(Fact(kind="bar", name=name.lower(), value=value, label=label))


Layout = Callable[[Page, Pen, Words], None]
LAYOUTS: dict[str, Layout] = {
    "receipt": receipt,
    "invoice": invoice,
    "pairs": pairs,
    "table": table,
    "sign": sign,
    "chart": chart,
}
SHARES = ("receipt",) * 4 + ("invoice",) * 2 + ("pairs",) * 3 + ("table",) * 2 + ("sign", "chart")


# Height of print in the overview, in pixels: from far too small to what everybody can read.
PRINT = (3.5, 12.0)


def draw(rng: Random, held: bool, shape: tuple[int, int], heights: tuple[float, float] = PRINT) -> Page:
    """A page of `shape` (width and height in visual tokens of its overview). `heights`: of its print
    there, in pixels; those of signs and charts are larger."""
    name = rng.choice(SHARES)
    scale = rng.uniform(1.2, 4.5)
    page = Page(round(shape[0] * 28 * scale), round(shape[1] * 28 * scale), name)
    # Height of small letters' lines in the overview: pixels.
    seen = rng.uniform(*heights) if name not in ("sign", "chart") else rng.uniform(6.0, 22.0)
    fits = page.width / 22 / 0.55  # a line holds some 22 characters at least
    pen = Pen(page, rng, min(seen * scale, fits))
    LAYOUTS[name](page, pen, Words(rng, held))
    return page if name in ("sign", "chart") or rng.random() < 0.25 else stretched(rng, page)


def stretched(rng: Random, page: Page) -> Page:
    """The same with more air between its lines, so that it fills its page as documents do."""
    end = max(t.area[3] for t in page.texts)
    by = min(2.0, page.height * rng.uniform(0.85, 0.97) / end)
    if by <= 1:
        return page
    moved = {id(t): replace(t, top=t.top * by) for t in page.texts}
    facts = [
        replace(
            f,
            value=moved[id(f.value)],
            label=f.label and moved[id(f.label)],
            more=tuple(moved[id(t)] for t in f.more),
        )
        for f in page.facts
    ]
    return replace(page, texts=list(moved.values()), facts=facts)
