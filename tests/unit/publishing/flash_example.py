"""The small published file with a surprise in it: October 2024 to March 2025 against the forecast b70e21aa."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb
from example_file import Example, insert, kr, write_example

VINTAGE, BEFORE = "f3a91c07", "b70e21aa"
OCTOBER, MARCH = date(2024, 10, 1), date(2025, 3, 1)
ALARM = {"vintage_id": "varchar", "previous_vintage_id": "varchar", "series": "varchar", "stream": "varchar",
         "district_id": "varchar", "period": "varchar", "from_month": "date", "to_month": "date",
         "came_count": "integer", "of_count": "integer",
         **dict.fromkeys([f"{end}_cases" for end in ("expected", "low", "high", "alarm_low", "alarm_high")], "double"),
         "is_alarm": "boolean", "event_name": "varchar", "false_alarm_rate": "double",
         **dict.fromkeys(("previous_kr", "expected_kr", "limit_kr"), "decimal(18,2)")}  # fmt: skip
# series, stream, district, period, came, of, expected, low, high, is an alarm
SURGE = [
    ("referrals", "ALL", "ALL", "month", 143, None, 98.2, 71, 129, True),
    ("referrals", "ALL", "ALL", "since", 391, None, 340.0, 288, 395, False),
    ("referrals", "school", "ALL", "month", 101, None, 61.4, 41, 84, True),
    ("referrals", "school", "ALL", "since", 240, None, 196.1, 160, 236, False),
    ("referrals", "daycare", "ALL", "month", 42, None, 36.8, 24, 52, False),
    ("referrals", "daycare", "ALL", "since", 151, None, 143.9, 117, 172, False),
    ("grants", "ALL", "ALL", "month", 51, 74, 49.9, 42, 57, False),
    ("grants", "ALL", "ALL", "since", 202, 298, 203.0, 187, 219, False),
    ("residence", "ALL", "D1", "month", 31, 143, 29.0, 20, 39, False),
    ("residence", "ALL", "D1", "since", 80, 391, 79.0, 64, 95, False),
]


@dataclass(frozen=True)
class FlashExample:
    """What a test may vary: what came, the event that touches it, and how far the accounts of 2025 may move."""

    groups: tuple = tuple(SURGE)
    event: str | None = None
    limit_kr: Decimal = Decimal(2_000_000)


def write_flash_example(path: Path, example: FlashExample | None = None) -> Path:
    """Write the file with its alarms and return its path."""
    example = example or FlashExample()
    with duckdb.connect(str(write_example(path, Example()))) as connection:
        rows = [_group(example, *group) for group in example.groups]
        moved = abs(kr(136_924) - kr(136_140))
        accounts = ("accounts", "ALL", "ALL", "year", date(2025, 1, 1), date(2025, 12, 1), *[None] * 7,
                    moved > example.limit_kr, None, None, kr(136_140), kr(136_924), example.limit_kr)  # fmt: skip
        insert(connection, "forecast.alarm", ALARM, [*rows, (VINTAGE, BEFORE, *accounts)])
        for year, before in ((2025, 136_140), (2026, 141_900), (2027, 147_000)):
            connection.execute(
                "insert into forecast.fiscal_year by name select 'b70e21aa' as vintage_id, 'baseline' as scenario, "
                "?::integer as fiscal_year, 'ALL' as grant_area, 'ALL' as district_id, 'ALL' as offer_type, "
                "'total' as component, ?::decimal(18,2) as mean_kr, 0 as p10_kr, 0 as p90_kr", [year, kr(before)],
            )  # fmt: skip
    return path


def _group(
    example: FlashExample, series: str, stream: str, district: str, period: str, came: int, of: int | None, *counts
) -> tuple:
    expected, low, high, is_alarm = counts
    first = MARCH if period == "month" else OCTOBER
    return (VINTAGE, BEFORE, series, stream, district, period, first, MARCH, came, of, expected, low, high, low - 8.0,
            high + 8.0, is_alarm, example.event, 0.25, None, None, None)  # fmt: skip
