"""The annex on cases: referrals and decisions, how long they took, complaints.

All are counted from January to the as-of day's month, beside the same months of the year before. Not here: what of it
is hidden (`figures`, `protection`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from pipelines.publishing.content import CaseTime, EventCount, Prognosis, Style
from pipelines.publishing.earlier import COUNT_COLUMNS
from pipelines.publishing.numbers import MONTHS, number_text, rounded, share_text
from pipelines.publishing.table import Column, Row, Table

RECONSIDERATION_DAYS = 28
FEW_AT_MOST = 10
"""The highest threshold that a municipality may have."""


def referral_table(prognosis: Prognosis, style: Style) -> Table | None:
    """Referrals and decisions; None without referrals."""
    return _count_table("indstillinger", "referral", prognosis.referrals, prognosis, style)


def complaint_table(prognosis: Prognosis, style: Style) -> Table | None:
    """Complaints and what became of them, each step in the month it was taken; None without complaints."""
    return _count_table("klager", "complaint", prognosis.complaints, prognosis, style)


def case_time_table(prognosis: Prognosis, style: Style, deadline_days: int) -> Table | None:
    """Days to final decision and to start, the share decided in time and complained of, by year; None without any."""
    days = {times.fiscal_year: times for times in prognosis.case_times}
    if not days:
        return None
    rows = []
    for key, offset in COUNT_COLUMNS.items():
        year = prognosis.fiscal_year + offset
        times = days.get(year, CaseTime(year, None, None))
        days_of = (times.median_days, times.p90_days, times.median_start_days, times.p90_start_days)
        to_decision, to_decision_most, to_start, to_start_most = map(_whole, days_of)
        shares = share_in_time(prognosis, year), complaint_share(prognosis, year)
        values = (to_decision, to_decision_most, shares[0], to_start, to_start_most, shares[1])
        rows.append(Row(key, (style.text("decided", key), *values)))
    columns = (
        Column("decided", style.text("column", "decided"), "text"),
        Column("median_days", style.text("column", "median_days"), "count"),
        Column("p90_days", style.text("column", "p90_days"), "count"),
        Column("share_in_time", style.text("column", "share_in_time"), "share"),
        Column("median_start_days", style.text("column", "median_start_days"), "count"),
        Column("p90_start_days", style.text("column", "p90_start_days"), "count"),
        Column("complaint_share", style.text("column", "complaint_share"), "share"),
    )
    notes = (
        style.text("note", "deadline", days=deadline_days),
        style.text("note", "case_times"),
        style.text("note", "start_times"),
    )
    return Table("sagstider", _title("sagstider", prognosis, style), style.text("unit", "days"),
                 columns, tuple(rows), notes)  # fmt: skip


def share_in_time(prognosis: Prognosis, year: int) -> Decimal | None:
    """The share of a year's final decisions so far that were in time; None where there are none."""
    in_time, decided = _decisions(prognosis, year)
    return Decimal(in_time) / decided if decided else None


def complaint_share(prognosis: Prognosis, year: int) -> Decimal | None:
    """Complaints received per final decision of a year so far; None without decisions or a register of complaints."""
    received = [line for line in prognosis.complaints if line.code == "received"]
    _, decided = _decisions(prognosis, year)
    return Decimal(received[0].up_to(year, prognosis.vintage.as_of.month)) / decided if received and decided else None


def _decisions(prognosis: Prognosis, year: int) -> tuple[int, int]:
    """The final decisions of a year so far that were in time, and all of them."""
    counts = {line.code: line.up_to(year, prognosis.vintage.as_of.month) for line in prognosis.referrals}
    in_time = counts.get("in_time", 0)
    return in_time, in_time + counts.get("late", 0)


def _whole(days: Decimal | None) -> int | None:
    return None if days is None else int(rounded(days, 0))


def case_sentences(prognosis: Prognosis, style: Style) -> Iterator[str]:
    """What the annex says first, of figures that are shown: how many referrals came, and how many were in time."""
    year, month = prognosis.fiscal_year, prognosis.vintage.as_of.month
    values = {"month": MONTHS[style.language][month - 1], "year": year, "last_year": year - 1}
    for line in prognosis.referrals:
        if line.code == "received":
            now, before = line.up_to(year, month), line.up_to(year - 1, month)
            code = "as_many" if now == before else "more" if now > before else "fewer"
            counts = {"now": number_text(Decimal(now), 0, style.language),
                      "before": number_text(Decimal(before), 0, style.language)}  # fmt: skip
            yield style.text("cases", code, **values, **counts)
    if {"in_time", "late"} <= {line.code for line in prognosis.referrals}:
        share = share_in_time(prognosis, year)
        if share is not None:
            yield style.text("cases", "in_time", share=share_text(share, 0, style.language), **values)
    yield from _reconsidered_sentence(prognosis, style)


def _reconsidered_sentence(prognosis: Prognosis, style: Style) -> Iterator[str]:
    """The share reconsidered in time, where neither those in time nor those late are few; no number is printed."""
    taken, in_time = prognosis.reconsidered
    if min(in_time, taken - in_time) >= FEW_AT_MOST:
        share = share_text(Decimal(in_time) / taken, 0, style.language)
        month = MONTHS[style.language][prognosis.vintage.as_of.month - 1]
        yield style.text("cases", "reconsidered", share=share, month=month, days=RECONSIDERATION_DAYS)


def _count_table(
    code: str, words: str, lines: Sequence[EventCount], prognosis: Prognosis, style: Style
) -> Table | None:
    if not lines:
        return None
    month = prognosis.vintage.as_of.month
    years = {key: prognosis.fiscal_year + offset for key, offset in COUNT_COLUMNS.items()}
    columns = (
        Column(words, style.text("column", words), "text"),
        *(Column(key, style.text("column", key, year=year), "count") for key, year in years.items()),
    )
    rows = tuple(
        Row(line.code, (style.text(words, line.code), *(line.up_to(year, month) for year in years.values())))
        for line in lines
    )
    notes = (style.text("note", f"{words}s"),)
    return Table(code, _title(code, prognosis, style), style.text("unit", f"{words}s"), columns, rows, notes)


def _title(code: str, prognosis: Prognosis, style: Style) -> str:
    return style.text("table", code, month=MONTHS[style.language][prognosis.vintage.as_of.month - 1])
