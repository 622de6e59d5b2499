"""All that one forecast may know: the frames of one origin, typed, checked and sorted.

Not here: how the warehouse cuts knowledge at the as-of day (dbt), what the columns are (`schemas`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

import polars as pl

from forecasting.given.schemas import INPUTS, KEYS, REQUIRED
from forecasting.given.terms import UNKNOWN_DISTRICT


class InputError(ValueError):
    """The frames do not hold; `problems` has one sentence for each thing to mend, never a value of a row."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("The forecast cannot read its input: " + "; ".join(problems))
        self.problems = tuple(problems)


@dataclass(frozen=True, eq=False)
class Inputs:
    """The frames of one origin (schemas: `forecasting.given.schemas`); build with `from_frames`."""

    as_of: date
    spells: pl.DataFrame
    prices: pl.DataFrame
    own_offers: pl.DataFrame
    capacity: pl.DataFrame
    rates: pl.DataFrame
    institutions: pl.DataFrame
    referrals: pl.DataFrame
    grants: pl.DataFrame
    population: pl.DataFrame
    budget_population: pl.DataFrame
    postings: pl.DataFrame
    budget: pl.DataFrame
    offer_areas: pl.DataFrame
    adjustments: pl.DataFrame
    cut_offs: Mapping[str, date] = field(default_factory=dict)

    @classmethod
    def from_frames(
        cls, frames: Mapping[str, pl.DataFrame], as_of: date, cut_offs: Mapping[str, date] | None = None
    ) -> Inputs:
        """Cast, sort and check `frames`; a frame left out is empty. Raises InputError with every problem."""
        problems = [f"{name}: no such frame" for name in frames if name not in INPUTS]
        typed = {name: _typed(name, frames.get(name), problems) for name in INPUTS}
        if problems:
            raise InputError(problems)
        inputs = cls(as_of=as_of, cut_offs=dict(cut_offs or {}), **typed)
        inputs.validate()
        return inputs

    def validate(self) -> None:
        """Raise InputError with every problem found: empty keys, repeated keys, ends before starts."""
        problems: list[str] = []
        for name in INPUTS:
            frame: pl.DataFrame = getattr(self, name)
            problems += [
                f"{name}.{column} is empty in {frame[column].null_count()} rows"
                for column in REQUIRED[name]
                if frame[column].null_count()
            ]
            if name in KEYS and (repeated := frame.height - frame.select(KEYS[name]).n_unique()):
                problems.append(f"{name}: {repeated} rows repeat the key {', '.join(KEYS[name])}")
        problems += _turned("spells", self.spells, "start_date", "end_date")
        if problems:
            raise InputError(problems)

    def cut_off(self, source: str) -> date:
        """The last day on which a fact of `source` may be known."""
        return self.cut_offs.get(source, self.as_of)


def _typed(name: str, frame: pl.DataFrame | None, problems: list[str]) -> pl.DataFrame:
    """The declared columns of a frame in declared types, sorted by all of them."""
    schema = INPUTS[name]
    if frame is None:
        return pl.DataFrame(schema=schema)
    missing = [column for column in schema if column not in frame.columns]
    if missing:
        problems.append(f"{name}: missing columns {', '.join(missing)}")
        return pl.DataFrame(schema=schema)
    try:
        typed = frame.select(pl.col(column).cast(dtype) for column, dtype in schema.items())
    except (pl.exceptions.InvalidOperationError, pl.exceptions.ComputeError):
        problems.append(f"{name}: a column cannot be read as {', '.join(f'{c} {t}' for c, t in schema.items())}")
        return pl.DataFrame(schema=schema)
    if "district_id" in schema and name != "budget":
        typed = typed.with_columns(pl.col("district_id").fill_null(UNKNOWN_DISTRICT))
    return typed.sort(pl.all())


def _turned(name: str, frame: pl.DataFrame, first: str, last: str) -> list[str]:
    turned = frame.filter(pl.col(last) < pl.col(first)).height
    return [f"{name}: {turned} rows have {last} before {first}"] if turned else []
