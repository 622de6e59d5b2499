"""Who came to special offers and who went back to ordinary teaching, by school year, and how long stays are.

Not here: how the figures are counted (`mart.transitions_yearly`, `mart.duration`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from pipelines.privacy.disclosure import MARKER
from pipelines.privacy.release import Release
from pipelines.publishing.content import Prognosis, Style
from pipelines.publishing.numbers import number_text, share_text
from pipelines.publishing.stays import Stays
from pipelines.publishing.table import HiddenCell, Row, Table, headed_column

CODE = "tilbagevenden"
SHARE_OF = {"intake_count": "intake_share", "return_count": "return_share"}
"""The counts, each with the share that is made of it."""
COUNTS = ("stock_count", *SHARE_OF)
DAYS_OF_YEAR = Decimal("365.25")
MOST_ENDED = 10
"""Times the threshold: so many stays must have ended and so many go on before their length is told."""


def stay_table(prognosis: Prognosis, style: Style) -> Table | None:
    """A row for each school year, oldest first; None without any."""
    if prognosis.stays is None:
        return None
    rows = [
        Row(
            year.school_year,
            (year.school_year, year.intake_count, _share(year.intake_count, year.ordinary_count),
             year.stock_count, year.return_count, _share(year.return_count, year.stock_count)),
        )
        for year in prognosis.stays.years
    ]  # fmt: skip
    columns = (
        headed_column("school_year", "text", style, words="stays.school_year"),
        headed_column("intake_count", "count", style, words="stays.intake_count"),
        headed_column("intake_share", "share", style, words="stays.intake_share"),
        headed_column("stock_count", "count", style, words="stays.stock_count"),
        headed_column("return_count", "count", style, words="stays.return_count"),
        headed_column("return_share", "share", style, words="stays.return_share"),
    )
    notes = (style.text("stays", "note"),)
    return Table(CODE, style.text("table", CODE), style.text("stays", "unit"), columns, tuple(rows), notes)


def stay_sentences(prognosis: Prognosis, style: Style, threshold: int) -> Iterator[str]:
    """How long a stay is, where enough have ended and enough go on."""
    duration = prognosis.stays.duration if prognosis.stays else None
    if duration is None or min(duration.ended_count, duration.open_count) < MOST_ENDED * threshold:
        return
    shares = duration.still_there_1_year_share, duration.still_there_3_year_share
    if duration.median_days is not None and shares[0] is not None and shares[1] is not None:
        yield style.text(
            "stays", "duration", years=number_text(duration.median_days / DAYS_OF_YEAR, 1, style.language),
            one=share_text(shares[0], 0, style.language), three=share_text(shares[1], 0, style.language),
        )  # fmt: skip


def as_printed(stays: Stays | None, threshold: int, releases: Sequence[Release]) -> Stays | None:
    """The school years with counts as they were printed in any edition, where the difference from that is few children.

    Else the difference would tell of them. Of several such editions the nearest stands, and of two as near the last.
    """
    if stays is None:
        return None
    found = []
    for year in stays.years:
        kept: dict[str, Any] = {}
        for column in COUNTS:
            now, cells = getattr(year, column), [each.printed(CODE, year.school_year, column) for each in releases]
            printed = [int(cell) for cell in cells if cell.isdigit()]
            if now is not None and (near := [count for count in printed if abs(now - count) < threshold]):
                kept[column] = min(reversed(near), key=lambda count: abs(now - count))
        found.append(replace(year, **kept))
    return replace(stays, years=tuple(found))


def small_stays(prognosis: Prognosis, threshold: int, releases: Sequence[Release]) -> Iterator[HiddenCell]:
    """A count of few children, or all but few, and one hidden before; with it the share made of it.

    The years do not add up to anything, so nothing else goes with them.
    """
    for year in prognosis.stays.years if prognosis.stays else ():
        found = {"intake_count"} if year.intake_count < threshold else set()
        if (year.stock_count or threshold) < threshold:
            found.add("stock_count")
        left = (year.stock_count or 0) - (year.return_count or 0)
        if year.return_count is not None and min(year.return_count, left) < threshold:
            found.add("return_count")
        found |= {
            column for release in releases for column in COUNTS
            if release.printed(CODE, year.school_year, column) == MARKER
        }  # fmt: skip
        for column in found:
            yield CODE, year.school_year, column
            if column in SHARE_OF:
                yield CODE, year.school_year, SHARE_OF[column]
        if "stock_count" in found:
            yield CODE, year.school_year, "return_share"


def _share(part: int | None, whole: int | None) -> Decimal | None:
    return Decimal(part) / whole if part is not None and whole else None
