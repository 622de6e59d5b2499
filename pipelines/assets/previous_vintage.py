"""The vintage that a run is held against: which it is, what it said, and the same forecast made again today.

Here: the warehouse's side. Not here: what the two differ by (`forecasting.vintages.vintage_change`).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

import duckdb
import polars as pl

from forecasting import Assumptions, Inputs, Options, Projection, Scenario, project
from forecasting.alarms.alarm_table import alarms
from forecasting.alarms.moved import moved
from forecasting.given.schemas import INPUTS
from forecasting.judged.method_choice import chosen_lines
from forecasting.prices.price_growth import growth_by_year
from forecasting.told.published import Published
from forecasting.vintages.vintage_change import Previous, vintage_changes
from pipelines.assets.forecast_inputs import read_inputs
from pipelines.assets.forecast_tables import create_forecast_tables
from pipelines.assets.origins import Day
from pipelines.municipality.model import FlashChoices
from pipelines.version import code_version

FOUND = """
select vintage.vintage_id, as_of_date, cut_offs, price_index, method_fingerprint, input_fingerprints
from forecast_run.vintage as vintage
left join forecast_run.approval as approval using (vintage_id)
where vintage.as_of_date < ? and vintage.scenario = 'baseline'
order by approval.vintage_id is null, vintage.as_of_date desc, vintage.created_at desc, vintage.vintage_id
limit 1
"""
CASES_KNOWN_TO = """
-- one row: the earlier of the newest editions of referrals and decisions
select min(newest) from (
    select max(edition_date)::date as newest
    from intermediate.int_known_edition
    where source in ('indstillinger', 'visitationer')
    group by source
)
"""


@dataclass(frozen=True)
class PreviousVintage:
    """A vintage and what it was made with; fingerprints are empty of one from before they were kept."""

    vintage_id: str
    day: Day
    price_index: Mapping[int, float] | None
    method: str
    inputs: Mapping[str, str]


def previous_vintage(connection: duckdb.DuckDBPyConnection, as_of: date) -> PreviousVintage | None:
    """The latest approved baseline vintage with an earlier as-of day, else the latest draft; None without any."""
    create_forecast_tables(connection)
    found = connection.execute(FOUND, [as_of]).fetchone()
    if found is None:
        return None
    vintage_id, day, cut_offs, index, method, inputs = found
    cuts = {source: date.fromisoformat(text) for source, text in json.loads(cut_offs or "{}").items()}
    prices = None if index is None else {int(year): change for year, change in json.loads(index).items()}
    return PreviousVintage(vintage_id, Day(day, cuts), prices, method or "", json.loads(inputs or "{}"))


def previous_id(previous: PreviousVintage | None) -> str | None:
    """The vintage's id; None without any."""
    return None if previous is None else previous.vintage_id


def previous_known(connection: duckdb.DuckDBPyConnection, as_of: date) -> tuple[PreviousVintage | None, Inputs | None]:
    """The previous vintage, and what was known on its day with what people had added to it."""
    previous = previous_vintage(connection, as_of)
    if previous is None:
        return None, None
    adjustments = _rows(connection, "adjustment", previous).rename({"full_year_places": "places"})
    return previous, read_inputs(connection, previous.day.as_of, adjustments)


def as_published(
    connection: duckdb.DuckDBPyConnection, previous: PreviousVintage | None, then: Inputs | None,
    names: Mapping[str, str], assumptions: Assumptions,
) -> Published | None:  # fmt: skip
    """The previous vintage with what it built on, grant areas by their names of today.

    Its growth of prices is that of its own agreed index and the rates known then; one from before the index was kept
    has none.
    """
    if previous is None or then is None:
        return None
    years = _rows(connection, "fiscal_year", previous).with_columns(pl.col("grant_area").replace(names))
    growth = None
    if previous.price_index is not None:
        growth = growth_by_year(then.rates, then.as_of.year, previous.price_index, assumptions.prices)
    return Published(years, _rows(connection, "activity", previous), then.population, growth)


def changed_since(
    connection: duckdb.DuckDBPyConnection, previous: PreviousVintage | None, then: Inputs | None,
    assumptions: Assumptions, options: Options, projection: Projection, told_of: FlashChoices,
) -> dict[str, pl.DataFrame]:  # fmt: skip
    """The rows of forecast.vintage_change and forecast.alarm; none without a vintage before, and none of a scenario."""
    if previous is None or then is None or options.scenario != Scenario():
        return {}
    before = made_again(connection, previous, then, assumptions, options)
    changes = vintage_changes(before, projection.vantage, projection.deviation)
    worlds = before.again.world, projection.vantage.world
    came = alarms(*worlds, float(told_of.falsk_alarm), cases_known_to(connection, projection.vantage.as_of))
    frames = {"vintage_change": changes, "alarm": pl.concat([came, moved(changes, told_of.regnskab_flyttes)])}
    return {name: rows.with_columns(previous_vintage_id=pl.lit(previous.vintage_id)) for name, rows in frames.items()}


def cases_known_to(connection: duckdb.DuckDBPyConnection, as_of: date) -> date:
    """The day up to which both referrals and decisions are delivered; what lies after it may only not have come."""
    found = connection.execute(CASES_KNOWN_TO).fetchone()
    return min(found[0], as_of) if found and found[0] else as_of


def made_again(
    connection: duckdb.DuckDBPyConnection, previous: PreviousVintage, then: Inputs, assumptions: Assumptions,
    options: Options,
) -> Previous:  # fmt: skip
    """The previous vintage beside the forecast of its day made today of what was known `then`.

    With its own adjustments, plain lines and agreed index: what is said of these since is not another model.
    """
    index = options.price_index if previous.price_index is None else previous.price_index
    lines = chosen_lines(_rows(connection, "method_choice", previous))
    chosen = replace(options, price_index=index, lines=lines, tells_drivers=False)
    return Previous(
        _rows(connection, "fiscal_year", previous), _rows(connection, "deviation", previous),
        project(then, assumptions, chosen).vantage,
        previous.method == method_fingerprint(assumptions, options, then.as_of),
        tells_the_same(previous.inputs, input_fingerprints(then)),
    )  # fmt: skip


def what_it_was_made_with(
    day: Day, assumptions: Assumptions, options: Options, inputs: Inputs, made: Projection
) -> dict[str, str]:
    """The columns of a new vintage that let a later run make it again, and hold another against it."""
    return {
        "cut_offs": json.dumps({source: cut.isoformat() for source, cut in sorted(day.cut_offs.items())}),
        "price_index": json.dumps({str(year): change for year, change in sorted(options.price_index.items())}),
        "method_fingerprint": method_fingerprint(assumptions, options, day.as_of),
        "input_fingerprints": json.dumps(input_fingerprints(inputs)),
        "price_growth": json.dumps({str(year): growth for year, growth in (made.published.growth or {}).items()}),
    }


def method_fingerprint(assumptions: Assumptions, options: Options, as_of: date) -> str:
    """What code, assumptions and choices were hashed to: all that a forecast of the day rests on beside its data."""
    chosen = (options.seed, options.paths, options.simulate_intake, options.simulate_exits, options.events.known(as_of))
    return _digest(repr((code_version(), assumptions, chosen)))


def input_fingerprints(inputs: Inputs) -> dict[str, str]:
    """What each frame that a forecast reads was hashed to, and the days that they were cut on; adjustments apart."""
    frames = {name: _digest(getattr(inputs, name).write_csv()) for name in INPUTS if name != "adjustments"}
    return {**frames, "cut_offs": _digest(repr(sorted(inputs.cut_offs.items())))}


def tells_the_same(was: Mapping[str, str], now: Mapping[str, str]) -> bool:
    """Whether two days' frames are the same, as far as both versions read them; never where nothing was kept."""
    return bool(was) and all(now[name] == was[name] for name in was.keys() & now.keys())


def _rows(connection: duckdb.DuckDBPyConnection, table: str, previous: PreviousVintage) -> pl.DataFrame:
    return connection.execute(f"select * from forecast_run.{table} where vintage_id = ?", [previous.vintage_id]).pl()


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]
