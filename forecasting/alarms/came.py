"""What came since the forecast before: referrals received and cases closed, of children in no place, by month.

Of just these a forecast expects more: a child in a place brings no new one. Not here: what was expected (`expected`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import polars as pl

from forecasting.given.horizon import Ints
from forecasting.given.postings import month_of
from forecasting.places.intake import GROUPS
from forecasting.places.referrals import GRANTED, age_group, main_cases
from forecasting.places.streams import STREAMS, unplaced_referrals, with_placed, with_stream
from forecasting.world import World

CLOSED = (*GRANTED, "refused", "withdrawn")


@dataclass(frozen=True, eq=False)
class Came:
    """Counts by stream: `received` (streams, months, districts); `closed` and `granted` (streams, months, groups)."""

    received: Ints
    closed: Ints
    granted: Ints


def whole_months(then: date, now: date) -> Ints:
    """Months (year x 12 + month - 1) that began after one day and were over on the other."""
    tomorrow = now + timedelta(days=1)
    return np.arange(then.year * 12 + then.month, tomorrow.year * 12 + tomorrow.month - 1)


def came_since(now: World, months: Ints, districts: tuple[str, ...]) -> Came:
    """What is known now of the months; districts that are not listed count with the last."""
    cases = unplaced_referrals(now)
    received = np.stack([
        _counted(cases.filter(stream=stream), months, _positions(cases.filter(stream=stream), districts),
                 len(districts))
        for stream in STREAMS
    ])  # fmt: skip
    closed = _closed(now)
    shapes = [
        np.stack([_counted(part, months, age_group(part["birth_month"], part["received_date"]), GROUPS)
                  for part in (rows.filter(stream=stream) for stream in STREAMS)])
        for rows in (closed, closed.filter(pl.col("status").is_in(GRANTED)))
    ]  # fmt: skip
    return Came(received, *shapes)


def _closed(now: World) -> pl.DataFrame:
    """Closed cases of children in no place when they were received, with the day that is known to have closed them."""
    ended = pl.coalesce("decision_known_date", "decision_date", "withdrawn_date")
    cases = main_cases(now.inputs.referrals).filter(pl.col("status").is_in(CLOSED)).with_columns(day=ended)
    return with_placed(now, with_stream(now, cases)).filter(~pl.col("is_placed"))


def _positions(cases: pl.DataFrame, districts: tuple[str, ...]) -> Ints:
    known = {district: place for place, district in enumerate(districts)}
    found = cases["district_id"].replace_strict(known, default=len(districts) - 1, return_dtype=pl.Int64)
    return found.fill_null(len(districts) - 1).to_numpy()


def _counted(cases: pl.DataFrame, months: Ints, position: Ints, width: int) -> Ints:
    """Cases by month of `day` and position (months, width)."""
    if not len(months):
        return np.zeros((0, width), dtype=np.int64)
    month = cases.select(month_of("day")).to_series().fill_null(-1).to_numpy() - months[0]
    inside = (month >= 0) & (month < len(months))
    counts = np.bincount(month[inside] * width + position[inside], minlength=len(months) * width)
    return counts.reshape(len(months), width)
