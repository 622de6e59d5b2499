"""The list of forecasts: what stands in the line of each, so that they can be held up against one another."""

from __future__ import annotations

from pipelines.publishing.content import Style
from pipelines.publishing.numbers import date_text
from pipelines.publishing.table import Column, cell_text, interval_text
from pipelines.review.internal_paper import BASELINE
from pipelines.review.newest_file import Row
from pipelines.review.words import word

AMOUNT = Column("expected", "", "amount")


def vintage_line(row: Row, style: Style) -> dict[str, str]:
    """A vintage in words and printed figures; a dash where its year has no budget to be held against."""
    language, deviation = style.language, row["deviation_kr"]
    standing = word("approved" if row["status"] == "approved" else "draft", language)
    return {
        "vintage_id": row["vintage_id"],
        "as_of": date_text(row["as_of_date"], language),
        "made": date_text(row["created_at"].date(), language),
        "scenario": word("is_baseline", language) if row["scenario"] == BASELINE else row["scenario"],
        "standing": f"{standing}, {row['approved_by']}" if row["approved_by"] else standing,
        "expected": cell_text(row["expected_kr"], AMOUNT, style),
        "interval": interval_text(row["p10_kr"], row["p90_kr"], AMOUNT, style),
        "deviation": cell_text(None if deviation is None else style.signed(deviation), AMOUNT, style),
    }
