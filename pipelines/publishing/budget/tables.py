"""What the tables of a budget edition have in common: a title and notes of their own, and what they rest on.

Every table says its source, its as-of day, its prices and the assumptions it leans on, each with its day.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from pipelines.publishing.budget.content import Budget, Ground
from pipelines.publishing.content import Prognosis, Style
from pipelines.publishing.numbers import NO_BREAK, UNITS, date_text, number_text, share_text
from pipelines.publishing.table import Column, ColumnKind, Row, Table

SHARE, PEOPLE, PRICES, PLAN, BUDGET = "frozen_year", "population", "index", "plan", "previous_budget"
OF_WAYS = (BUDGET, SHARE, PEOPLE, PRICES, PLAN)


def column(
    key: str, kind: ColumnKind, style: Style, said: Mapping[str, object] | None = None, formula: str = "", *,
    is_summed: bool = False,
) -> Column:  # fmt: skip
    """A column with a budget edition's own header, which may name years (`said`)."""
    return Column(key, style.text("budget_column", key, **(said or {})), kind, formula, is_summed)


def named_column(key: str, header: str, kind: ColumnKind, formula: str = "", *, is_summed: bool = False) -> Column:
    """A column whose header is a year or the name of a way."""
    return Column(key, header, kind, formula, is_summed)


def table(
    code: str, unit: str, columns: Sequence[Column], rows: Sequence[Row], notes: Sequence[str], prognosis: Prognosis,
    style: Style, grounds: Sequence[str] = OF_WAYS,
) -> Table:  # fmt: skip
    """The table with its title, its notes and what stands under it."""
    budget = budget_of(prognosis)
    title = style.text("budget_table", code, **titled(budget))
    said = [style.text("budget_note", note, **titled(budget)) for note in notes]
    shown = "" if not unit else style.text("budget_unit", unit, unit=UNITS[style.unit].title[style.language],
                                           year=budget.year)  # fmt: skip
    return Table(code, title, shown, tuple(columns), tuple(rows), (*said, style.text("note", "rounding")),
                 basis(prognosis, style, grounds))  # fmt: skip


def budget_of(prognosis: Prognosis) -> Budget:
    """The budget of a budget edition's prognosis; TypeError for any other."""
    if prognosis.budget is None:
        raise TypeError("only a budget edition has a budget")
    return prognosis.budget


def titled(budget: Budget) -> dict[str, object]:
    """The years that titles, notes and sentences name."""
    ground = budget.ground(SHARE)
    share_year = None if ground is None or ground.status == "missing" else ground.year
    return {"year": budget.year, "last": budget.years[-1], "next": budget.year + 1, "running": budget.running.year,
            "share_year": share_year}  # fmt: skip


def basis(prognosis: Prognosis, style: Style, codes: Sequence[str]) -> str:
    """Where a table's figures come from, as of when, in which prices, and each assumption with source and day."""
    budget, day = budget_of(prognosis), date_text(prognosis.vintage.as_of, style.language)
    said = [style.text("budget_basis", "source", vintage=prognosis.vintage.vintage_id, date=day)]
    said += [sentence for code in codes for sentence in _grounds(budget, code, style)]
    return " ".join(said)


def _grounds(budget: Budget, code: str, style: Style) -> Iterator[str]:
    if code == PRICES:
        yield _prices(budget, style)
        return
    found = budget.ground(code)
    if found is None and code == BUDGET:
        found = budget.ground("budget_places")
    if found is None and code == PLAN:
        found = budget.ground("plan_scenario")
    if found is not None and not (code == PLAN and found.status == "missing"):
        yield style.text("budget_basis", f"{found.code}_{found.status}", **said_of(found, style))
    ends = budget.ground("population_ends") if code == PEOPLE else None
    if ends is not None:
        yield style.text("budget_basis", "population_ends_assumed", **said_of(ends, style))


def _prices(budget: Budget, style: Style) -> str:
    """The indices on one line: those that are agreed, and those that are assumed for want of one."""
    years = sorted((one for one in budget.grounds if one.code == PRICES), key=lambda one: one.year or 0)
    parts = [
        f"{one.year}{NO_BREAK}{share_text(one.value or 0, 1, style.language)}"  # type: ignore[arg-type]
        + ("" if one.status == "configured" else f" ({style.text('budget_basis', 'is_assumed')})")
        for one in years
    ]
    return style.text("budget_basis", "index", year=budget.year, steps=", ".join(parts))


def said_of(ground: Ground, style: Style) -> dict[str, object]:
    """A ground's figures as its sentence says them."""
    value = ground.value
    return {
        "year": ground.year,
        "share": "" if value is None else share_text(value, 1, style.language),
        "value": "" if value is None else number_text(value, 0, style.language),
        "places": "" if value is None else number_text(value, 1, style.language),
        "date": day_text(ground.dated, style),
        "dated": "" if ground.dated is None else f" ({day_text(ground.dated, style)})",
    }


def day_text(day: date | None, style: Style) -> str:
    """A day, or nothing where none is known."""
    return "" if day is None else date_text(day, style.language)
