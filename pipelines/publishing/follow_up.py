"""The columns of the year against the budget, in the order a municipality has chosen (`kommune.yaml`: kolonner).

Which there are to choose from: `municipality.paper_columns`. Not here: the tables they stand in (`economy_tables`).
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from pipelines.municipality.paper_columns import PaperColumn
from pipelines.publishing.content import Position, Prognosis, Style
from pipelines.publishing.table import Column, Value, headed_column

DEVIATION = {"budget_minus_forventet": "{budget}-{expected}", "forventet_minus_budget": "{expected}-{budget}"}
WITHOUT_CAUSE = {
    "budget_minus_forventet": "{deviation}+{of_which}",
    "forventet_minus_budget": "{deviation}-{of_which}",
}
CHANGED: set[PaperColumn] = {"vedtaget", "korrigeret"}
"""The columns that supplementary grants and reallocations lie between."""
Part = tuple[Column, Callable[[Position], Value]]
"""A column and what it says of a line."""


def follow_up_parts(prognosis: Prognosis, style: Style) -> list[Part]:
    """The chosen columns of the first table; the change only where there is a forecast before, interval as two ends."""
    return [part for code in style.columns for part in _parts(code, prognosis, style)]


def deviation_header(style: Style) -> str:
    """The header that says the word and the sign."""
    return style.text("column", "deviation_minus" if style.sign == "budget_minus_forventet" else "deviation_plus")


def deviation_column(style: Style) -> Column:
    """The deviation with the municipality's sign."""
    return Column("deviation", deviation_header(style), "amount", DEVIATION[style.sign], is_summed=True)


def share_of(part: Decimal, whole: Decimal) -> Decimal | None:
    """A share of 1; None of nothing."""
    return part / whole if whole else None


def _parts(code: PaperColumn, prognosis: Prognosis, style: Style) -> list[Part]:
    if code == "interval":
        return [(headed_column("low", "low", style), lambda line: line.expected.p10_kr),
                (headed_column("high", "high", style), lambda line: line.expected.p90_kr)]  # fmt: skip
    if code in ("aendring", "forrige") and prognosis.total.change_kr is None:
        return []
    if code in ("heraf", "eksklusive"):
        return [_part_of_cause(code, prognosis, style)]
    return [_one_part(code, prognosis, style)]


def is_corrected_alone(prognosis: Prognosis, style: Style) -> bool:
    """Whether the budget is the corrected one, with no reserve and no expected change, and is called so."""
    lines = (*prognosis.grant_areas, prognosis.total)
    return "korrigeret" not in style.columns and all(line.budget_kr == line.corrected_kr for line in lines)


def _one_part(code: PaperColumn, prognosis: Prognosis, style: Style) -> Part:
    def amount(key: str, called: str = "") -> Column:
        return headed_column(key, "amount", style, is_summed=True, words=f"column.{called or key}")

    def share(key: str, formula: str) -> Column:
        return headed_column(key, "share", style, formula=formula)

    found: dict[PaperColumn, Part] = {
        "vedtaget": (amount("adopted"), lambda line: line.adopted_kr),
        "tillaeg": (headed_column("granted", "amount", style, is_summed=True,
                                  formula="{corrected}-{adopted}" if set(style.columns) >= CHANGED else ""),
                    lambda line: line.corrected_kr - line.adopted_kr),
        "korrigeret": (amount("corrected"), lambda line: line.corrected_kr),
        "budget": (amount("budget", "corrected" if is_corrected_alone(prognosis, style) else ""),
                   lambda line: line.budget_kr),
        "forbrug": (amount("spend"), lambda line: line.spend_to_date_kr),
        "forbrugsprocent": (share("spend_share", "{spend}/{budget}" if "forbrug" in style.columns else ""),
                            lambda line: share_of(line.spend_to_date_kr, line.budget_kr)),
        "forventet": (amount("expected"), lambda line: line.expected.mean_kr),
        "afvigelse": (deviation_column(style), lambda line: style.signed(line.deviation_kr)),
        "forrige": (amount("previous"), lambda line: line.previous_expected_kr),
        "aendring": (amount("change"), lambda line: line.change_kr),
        "afvigelsesprocent": (share("deviation_share", "{deviation}/{budget}"),
                              lambda line: share_of(style.signed(line.deviation_kr), line.budget_kr)),
        "ordinaer_drift": (amount("ordinary"), lambda line: style.signed(line.ordinary_operation_kr)),
        "begrundelse": (headed_column("reason", "text", style), lambda line: style.reasons.get(line.grant_area)),
        "kontonr": (headed_column("account", "text", style), lambda line: style.accounts.get(line.grant_area)),
        "overfoersel": (amount("carry_over"), lambda line: style.signed(line.carry_over_kr)),
    }  # fmt: skip
    return found[code]


def _part_of_cause(code: PaperColumn, prognosis: Prognosis, style: Style) -> Part:
    """What is booked for a special cause, or the deviation as it would have been without it."""
    of_area = prognosis.special_causes.get(style.special_cause, {})

    def of_which(line: Position) -> Decimal:
        return of_area.get(line.grant_area, Decimal(0))

    if code == "heraf":
        return headed_column("of_which", "amount", style, is_summed=True, cause=style.special_cause), of_which
    formula = WITHOUT_CAUSE[style.sign] if "heraf" in style.columns else ""
    column = headed_column("without_cause", "amount", style, formula, is_summed=True, cause=style.special_cause)
    return column, lambda line: style.signed(line.deviation_kr + of_which(line))
