"""From a sent form to an act: what an adjustment, a withdrawal, a remark or an approval must say, and of what.

Problems are noted on the form by its fields. Not here: how a field is read (`sent`), how an act is kept (`judgements`).
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from pipelines.judgements.acts import LAST_MONTH, Act, Cell, Kind, Months, new_id, now
from pipelines.review.cells import Cells
from pipelines.review.drill.spot import Spot
from pipelines.review.sent import Sent

WAYS = {"beloeb": "amount_kr", "pladser": "places", "faktor": "factor"}
BOUNDS = {
    "beloeb": (Decimal(-10_000_000_000), Decimal(10_000_000_000), 2),
    "pladser": (Decimal(-10_000), Decimal(10_000), 2),
    "faktor": (Decimal("0.01"), Decimal(10), 4),
}
NEUTRAL = {"beloeb": Decimal(0), "pladser": Decimal(0), "faktor": Decimal(1)}
YEARS_AHEAD = 5


PERIOD = ("fra", "til")
MONTH_CODES = tuple(str(month) for month in range(1, LAST_MONTH + 1))
PREFILLED = ("aar", "omraade", "distrikt", "tilbud")
"""The cell of an adjustment as addresses and forms name it."""


def prefilled(spot: Spot) -> dict[str, object]:
    """The cell and the month that a reader came from, as the form's address names them."""
    month = dict.fromkeys(PERIOD, int(spot.month[5:])) if spot.month else {}
    return dict(zip(PREFILLED, spot, strict=False)) | month


def adjustment_from(sent: Sent, cells: Cells, by: str) -> Act:
    """The adjustment that a form asks for; it may be used only where the form has no problems."""
    cell, way = cell_from(sent), sent.said("maade")
    if not cells.knows(cell):
        sent.problems["tilbud"] = "cell"
    if way not in WAYS:
        sent.problems["maade"] = "way"
        way = "beloeb"
    size = sent.number("stoerrelse", *BOUNDS[way])
    if size == NEUTRAL[way]:
        sent.problems.setdefault("stoerrelse", "nothing")
    line = cells.lines.get(cell)
    price = line.unit_price_kr if line is not None else None
    if way == "pladser" and not price:
        sent.problems.setdefault("maade", "no_price")
    last = date(cells.as_of.year + YEARS_AHEAD, 12, 31)
    months = _months(sent)
    act = act_of(
        "adjustment", cells, by, sent.printed("begrundelse"), cell=cell, months=months, evidence=sent.link("link"),
        expires=sent.day("udloeber", cells.as_of, last), unit_price_kr=price if way == "pladser" else None,
        **{WAYS[way]: size},
    )  # fmt: skip
    if way == "faktor" and not cells.kr_of(act):
        sent.problems.setdefault("maade", "nothing_there")
    return act


def act_of(kind: Kind, cells: Cells, by: str, text: str, **what: Any) -> Act:
    """An act made now on the vintage."""
    return Act(
        act_id=new_id(), kind=kind, at=now(), by=by, vintage_id=cells.vintage_id, as_of=cells.as_of, text=text, **what
    )


def _months(sent: Sent) -> Months | None:
    """The months that a form names, of one alone to the end of the year or from its start; None for the whole year."""
    first, last = (sent.said(name) for name in PERIOD)
    if not first and not last:
        return None
    if not {first, last} <= {"", *MONTH_CODES}:
        sent.problems["fra"] = "month"
        return None
    months = Months(int(first or 1), int(last or LAST_MONTH))
    if months.first > months.last:
        sent.problems["fra"] = "month_order"
        return None
    return None if months == Months(1, LAST_MONTH) else months


def cell_from(sent: Sent) -> Cell:
    """The cell that a form names; one that no vintage has where the year is no year."""
    year = sent.said("aar")
    return Cell(
        int(year) if year.isascii() and year.isdigit() and len(year) == len("2024") else 0,
        sent.said("omraade"), sent.said("distrikt"), sent.said("tilbud"),
    )  # fmt: skip
