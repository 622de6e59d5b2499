"""What is booked for a special cause, such as the reception of refugees: read for the columns that set it apart.

Not here: when it may be printed (`municipality.paper_columns`) and where it stands (`follow_up`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any

SPECIAL_CAUSES = """
-- one row per special cause and grant area: what is booked for it in the year
select special_cause, grant_area, booked_kr
from mart.special_cause_yearly
where fiscal_year = $fiscal_year
order by special_cause, grant_area
"""


def read_special_causes(
    rows: Callable[[str, dict[str, Any]], Sequence[Mapping[str, Any]]], where: dict[str, Any]
) -> dict[str, dict[str, Decimal]]:
    """Kroner of the fiscal year by special cause and grant area; `ALL` is all areas."""
    found: dict[str, dict[str, Decimal]] = {}
    for row in rows(SPECIAL_CAUSES, where):
        found.setdefault(row["special_cause"], {})[row["grant_area"]] = row["booked_kr"]
    return found
