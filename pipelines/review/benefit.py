"""Whether adjustments have helped: a closed year's accounts held against what was expected with and without them.

Not here: which years there are (`cells`).
"""

from __future__ import annotations

from decimal import Decimal

from pipelines.publishing.content import Style
from pipelines.publishing.numbers import date_text, number_text
from pipelines.publishing.published_file import Row
from pipelines.publishing.table import Column, Table
from pipelines.publishing.table import Row as Line
from pipelines.publishing.texts import text
from pipelines.review.words import word

KRONER = ("with_kr", "without_kr", "accounts_kr", "missed_with", "missed_without")


def benefit_line(row: Row, style: Style) -> dict[str, object]:
    """A year in printed figures, kroner in full, and whether they helped."""
    misses = _misses(row)
    kroner = {**{key: row[key] for key in KRONER[:3]}, **misses}
    return {
        "year": row["fiscal_year"],
        "vintage_id": row["vintage_id"],
        "as_of": date_text(row["as_of_date"], style.language),
        **{key: number_text(amount, 0, style.language) for key, amount in kroner.items()},
        "verdict": _verdict(row, style),
    }


def benefit_table(rows: list[Row], style: Style) -> Table:
    """The same to keep."""
    language = style.language
    columns = [
        Column("year", word("year", language), "year"), Column("vintage", word("vintage", language), "text"),
        Column("as_of", word("as_of", language), "day"),
        *(Column(key, word(key, language), "amount") for key in KRONER),
        Column("verdict", word("verdict", language), "text"),
    ]  # fmt: skip
    lines = [
        Line(str(number), (row["fiscal_year"], row["vintage_id"], row["as_of_date"],
             *(row[key] for key in KRONER[:3]), *_misses(row).values(), _verdict(row, style)))
        for number, row in enumerate(rows, start=1)
    ]  # fmt: skip
    return Table("gavn", word("benefit", language), text("data_unit", "money", language), tuple(columns), tuple(lines))


def _misses(row: Row) -> dict[str, Decimal]:
    return {f"missed_{key}": abs(row["accounts_kr"] - row[f"{key}_kr"]) for key in ("with", "without")}


def _verdict(row: Row, style: Style) -> str:
    has_helped = abs(row["accounts_kr"] - row["with_kr"]) < abs(row["accounts_kr"] - row["without_kr"])
    return word("helped" if has_helped else "no_help", style.language)
