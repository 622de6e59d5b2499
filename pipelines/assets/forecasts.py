"""The forecast as an asset: one vintage a run, written once and never changed.

Not here: how a forecast is made (`forecasting`), where its frames come from (`forecast_inputs`), how a vintage is
approved (`vintages`).
"""

from __future__ import annotations

import getpass
import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import dagster as dg
import duckdb
import polars as pl

from forecasting import Assumptions, Inputs, Options, Projection, Scenario, load_assumptions, project
from forecasting.judged.calibration import Widths
from forecasting.judged.method_choice import chosen_lines, method_choice
from forecasting.questions.scenario_effect import scenario_effects
from pipelines.assets.adjustments import digest, in_force, note_withdrawals
from pipelines.assets.backtests import measure_accuracy
from pipelines.assets.budgets import asked, budget_frames
from pipelines.assets.curve_tests import tests_of_change
from pipelines.assets.earlier_ends import bridges, people_kept
from pipelines.assets.earlier_vintages import earlier_vintages
from pipelines.assets.forecast_inputs import (
    MODELS,
    data_fingerprint,
    declared_events,
    event_rows,
    read_inputs,
)
from pipelines.assets.forecast_tables import FORECAST_TABLES, create_forecast_tables
from pipelines.assets.origins import Day
from pipelines.assets.previous_vintage import (
    PreviousVintage,
    as_published,
    changed_since,
    previous_id,
    previous_known,
    what_it_was_made_with,
)
from pipelines.assets.scenario_answers import answered, reckoned
from pipelines.faults import readably
from pipelines.judgements.store import read_judgements
from pipelines.kept_draws import keep_draws, lacks_draws
from pipelines.municipality import area_names
from pipelines.progress import Progress
from pipelines.resources import Workspace
from pipelines.scenarios import load_scenario
from pipelines.version import code_version

METHOD_SUMMARY = (
    "Kendte og besluttede forløb føres frem dag for dag; ventende sager, forventet nytilgang og afgang simuleres."
)


@dataclass(frozen=True)
class VintageKey:
    """All that decides a vintage; its id is a short hash of it, so a rerun gives the same."""

    as_of: str
    cut_offs: Mapping[str, str]
    data_fingerprint: str
    assumptions: str
    municipality: str
    code_version: str
    seed: int
    scenario: str
    adjustments: str

    @property
    def vintage_id(self) -> str:
        """Twelve hexadecimal digits."""
        return hashlib.sha256(json.dumps(asdict(self), sort_keys=True).encode()).hexdigest()[:12]


@dg.multi_asset(
    name="forecast",
    specs=[
        dg.AssetSpec(
            ["forecast_run", table],
            group_name="forecast",
            deps=[
                *(["staging", model] for model in ("stg_action_plan", "stg_population", "stg_programme")),
                *(["intermediate", model] for model in (*sorted(MODELS.values()), "int_posting", "int_conservation")),
            ],
        )
        for table in FORECAST_TABLES
    ],
    pool="warehouse",
)
@readably
def forecast(
    workspace: dg.ResourceParam[Workspace], progress: dg.ResourceParam[Progress]
) -> Iterator[dg.MaterializeResult[None]]:
    """Project the as-of day's knowledge, and measure the method on earlier days."""
    with workspace.warehouse() as connection:
        create_forecast_tables(connection)
        standing = read_judgements(workspace.data)
        adjustments = in_force(workspace, standing)
        note_withdrawals(connection, standing)
        key = vintage_key(connection, workspace, adjustments)
        workspace.vintage_id, workspace.data_fingerprint = key.vintage_id, key.data_fingerprint
        is_made = _exists(connection, key.vintage_id)
        if not is_made or _lacks_draws(workspace, key):
            frames = make_vintage(connection, workspace, key, adjustments, progress)
            if not is_made:
                write_vintage(connection, key.vintage_id, frames)
        connection.execute("create or replace table control.shown_vintage as select ? as vintage_id", [key.vintage_id])
    for table in FORECAST_TABLES:
        yield dg.MaterializeResult(["forecast_run", table], metadata={"vintage_id": key.vintage_id})


def make_vintage(
    connection: duckdb.DuckDBPyConnection, workspace: Workspace, key: VintageKey, adjustments: pl.DataFrame,
    progress: Progress,
) -> dict[str, pl.DataFrame]:  # fmt: skip
    """The rows of a new vintage by table of `forecast_run`."""
    municipality, as_of = workspace.municipality, workspace.settings.as_of
    assumptions, chosen = load_assumptions(), options(workspace)
    previous, then = previous_known(connection, as_of)
    before = as_published(connection, previous, then, area_names(municipality.omdoebte_omraader, as_of), assumptions)
    with progress.step("Bedøm på tidligere dage") as step:
        plain, told = replace(chosen, scenario=Scenario()), earlier_vintages(connection, as_of)
        measured = measure_accuracy(connection, workspace.settings, municipality, assumptions, plain, told)
        step.rows = measured.accuracy.height
    with progress.step("Fremskriv") as step, reckoned():
        inputs, widths = read_inputs(connection, as_of, adjustments), measured.widths(as_of.year)
        choice = method_choice(measured.compared, inputs, widths)
        chosen, goal = answered(inputs, assumptions, replace(chosen, lines=chosen_lines(choice)), widths)
        telling = replace(chosen, tells_drivers=True, tells_cases=True)
        projection = project(inputs, assumptions, replace(telling, tells_levels=True, tells_draws=True), before, widths)
        answers = answer_frames(connection, workspace, inputs, assumptions, chosen, projection, widths)
        step.rows = inputs.spells.height
    with progress.step("Hold op mod sidste prognose") as step:
        change = changed_since(connection, previous, then, assumptions, telling, projection, municipality.hastenotat)
        step.rows = sum(frame.height for frame in change.values())
    with progress.step("Prøv om kurven er knækket") as step:
        tests = tests_of_change(connection, inputs, assumptions, chosen)
        step.rows = sum(frame.height for frame in tests.values())
    kept = what_it_was_made_with(Day(as_of, workspace.settings.cut_offs), assumptions, chosen, inputs, projection)
    return {
        "vintage": vintage_row(connection, workspace, key, previous, kept),
        **_projection_frames(projection, previous),
        **change,
        "method_choice": choice,
        "goal": goal,
        "adjustment": adjustments.rename({"places": "full_year_places"}),
        "event": event_rows(municipality, as_of),
        "accuracy": measured.accuracy,
        **answers,
        **tests,
    }


def answer_frames(
    connection: duckdb.DuckDBPyConnection, workspace: Workspace, inputs: Inputs, assumptions: Assumptions,
    chosen: Options, projection: Projection, widths: Widths,
) -> dict[str, pl.DataFrame]:  # fmt: skip
    """What is asked of the finished forecast, of its scenario and coming budgets; its draws are kept to be asked."""
    if projection.draws is not None and workspace.vintage_id is not None:
        keep_draws(workspace.data, inputs.as_of, workspace.vintage_id, projection.draws)
    wanted = asked(connection, inputs.as_of, workspace.municipality)
    return {
        "bridge": bridges(connection, projection, workspace.municipality),
        "scenario_effect": scenario_effects(inputs, assumptions, chosen, projection, widths),
        **budget_frames(inputs, assumptions, chosen, projection, widths, wanted),
    }


def vintage_key(connection: duckdb.DuckDBPyConnection, workspace: Workspace, adjustments: pl.DataFrame) -> VintageKey:
    """What decides the vintage of this run."""
    settings = workspace.settings
    return VintageKey(
        as_of=settings.as_of.isoformat(),
        cut_offs={source: day.isoformat() for source, day in sorted(settings.cut_offs.items())},
        data_fingerprint=data_fingerprint(connection, settings.as_of),
        assumptions=_digest(load_assumptions()),
        municipality=hashlib.sha256(workspace.municipality.model_dump_json().encode()).hexdigest()[:10],
        code_version=code_version(),
        seed=settings.seed,
        scenario=_digest(load_scenario(settings.scenario)),
        adjustments=digest(adjustments),
    )


def options(workspace: Workspace) -> Options:
    """What the municipality and the command chose for the forecast."""
    choices = workspace.municipality.prognose
    return Options(
        seed=workspace.settings.seed,
        paths=choices.stier,
        simulate_intake=choices.simuler_tilgang,
        simulate_exits=choices.simuler_afgang,
        price_index={year: float(change) for year, change in choices.prisindeks.items()},
        scenario=load_scenario(workspace.settings.scenario),
        events=declared_events(workspace.municipality),
    )


def vintage_row(
    connection: duckdb.DuckDBPyConnection, workspace: Workspace, key: VintageKey, previous: PreviousVintage | None,
    kept: Mapping[str, str],
) -> pl.DataFrame:  # fmt: skip
    """The row of `forecast_run.vintage`, with what is kept to make it again."""
    row = {
        "as_of_date": workspace.settings.as_of,
        "created_at": made_at(connection, datetime.now().replace(microsecond=0)),
        "data_fingerprint": key.data_fingerprint,
        "code_version": key.code_version,
        "seed": key.seed,
        "scenario": load_scenario(workspace.settings.scenario).name,
        "method_summary": METHOD_SUMMARY,
        "made_by": getpass.getuser(),
        "previous_vintage_id": previous_id(previous),
        **kept,
    }
    return pl.DataFrame([row], schema_overrides={"previous_vintage_id": pl.String})


def made_at(connection: duckdb.DuckDBPyConnection, clock: datetime) -> datetime:
    """What the clock says, and always after the vintage before: on an autumn night one hour comes twice."""
    found = connection.execute(
        "select max(created_at) from forecast_run.vintage where created_at between $1 and $1 + interval 2 hours",
        [clock],
    ).fetchone()
    return found[0] + timedelta(seconds=1) if found and found[0] else clock


def write_vintage(connection: duckdb.DuckDBPyConnection, vintage_id: str, frames: Mapping[str, pl.DataFrame]) -> None:
    """Append a vintage to every table in one transaction; if something stops it, it goes with the connection."""
    connection.begin()
    for table, frame in frames.items():
        if not frame.is_empty():
            _append(connection, table, frame.with_columns(vintage_id=pl.lit(vintage_id)))
    connection.commit()


def _append(connection: duckdb.DuckDBPyConnection, table: str, rows: pl.DataFrame) -> None:
    columns = [name for name in FORECAST_TABLES[table] if name in rows.columns]
    ordered = rows.select(columns).sort(columns)
    connection.register("vintage_rows", ordered.to_arrow())
    connection.execute(
        f"insert into forecast_run.{table} ({', '.join(columns)}) select {', '.join(columns)} from vintage_rows"
    )
    connection.unregister("vintage_rows")


def _projection_frames(projection: Projection, previous: PreviousVintage | None) -> dict[str, pl.DataFrame]:
    return {
        "activity": projection.activity,
        "cost": projection.cost,
        "fiscal_year": projection.fiscal_year,
        "provenance": projection.provenance,
        "driver": projection.drivers,
        "level": projection.levels,
        "year_places": projection.year_places,
        "year_people": people_kept(projection),
        "deviation": projection.deviation.with_columns(
            previous_vintage_id=pl.lit(previous_id(previous), dtype=pl.String)
        ),
    }


def _lacks_draws(workspace: Workspace, key: VintageKey) -> bool:
    """Whether a baseline's draws have been deleted since it was made: they are made again."""
    is_baseline = load_scenario(workspace.settings.scenario) == Scenario()
    return is_baseline and lacks_draws(workspace.data, workspace.settings.as_of, key.vintage_id)


def _exists(connection: duckdb.DuckDBPyConnection, vintage_id: str) -> bool:
    found = connection.execute("select 1 from forecast_run.vintage where vintage_id = ?", [vintage_id]).fetchone()
    return found is not None


def _digest(value: Assumptions | Any) -> str:
    return hashlib.sha256(repr(value).encode()).hexdigest()[:10]
