"""Landing: deliveries become rows of `raw`, and the run's own settings rows of `control`.

Not here: how a file is read (`sources`), which values are plausible (`expectations`).
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from datetime import date

import dagster as dg
import duckdb

from pipelines.assets.origins import write_origins
from pipelines.assets.previous_vintage import previous_vintage
from pipelines.commands import runnable
from pipelines.errors import ConfigurationError, UsageError
from pipelines.faults import readably
from pipelines.municipality import Municipality, control_rows
from pipelines.progress import Progress
from pipelines.resources import Workspace
from pipelines.sources.contract import load_contracts
from pipelines.sources.correction_findings import correction_findings, stop_on_stale
from pipelines.sources.drift import drift_findings
from pipelines.sources.findings import (
    Finding,
    absent_sources,
    landing_findings,
    left_out,
    write_findings,
)
from pipelines.sources.landing import land
from pipelines.sources.ledger import DeliveryReport
from pipelines.sources.raw_tables import create_raw_tables
from pipelines.sources.required import optional_problems, refused_required, require_sources
from pipelines.sources.restricted_files import write_private

OTHER = "OTHER_MUNICIPALITY"
WAREHOUSE_POOL = "warehouse"
ROWS_ASIDE = {
    "da": "Rækker, der er sat til side, kan ses og besvares med »pladsprognose quarantine list« (docs/codes.md).",
    "en": 'Rows kept aside can be seen and answered with "pladsprognose quarantine list" (docs/codes.md).',
}
NO_DELIVERIES = {
    "da": "Mappen har ingen leverancer; der regnes videre på det, der er indlæst før.",
    "en": "The folder has no deliveries; what was loaded before is used.",
}
RAW_SPECS = [
    dg.AssetSpec(["raw", contract.table], group_name="landing", description=contract.grain)
    for contract in load_contracts().values()
]
CONTROL_TABLES = ("origin", "municipality", "grant_area_map", "grant_area_name", "report_category", "price_index")


@dg.multi_asset(name="landing", specs=RAW_SPECS, pool=WAREHOUSE_POOL)
@readably
def landing(
    workspace: dg.ResourceParam[Workspace], progress: dg.ResourceParam[Progress]
) -> Iterator[dg.MaterializeResult[None]]:
    """Take in every delivery of the folder; what does not fit is kept aside with its reason."""
    with workspace.warehouse() as connection, progress.step("Modtag leverancer") as step:
        drifted = take_in(connection, workspace)
        step.rows = sum(report.rows_loaded for report in workspace.deliveries)
    if not workspace.deliveries:
        progress.say(f"  {NO_DELIVERIES[workspace.settings.language]}")
    with workspace.warehouse() as connection:
        told_last = refused_required(connection, workspace.deliveries)
        told = [report for report in workspace.deliveries if report not in told_last]
        for message in (*(m for report in told for m in report.messages(workspace.settings.language)), *drifted):
            progress.say(f"  {message}", markup=False)
        for line in workspace.left_out:
            progress.say(f"  {line}", markup=False)
        if any(report.rows_quarantined for report in workspace.deliveries):
            progress.say(f"  {runnable(ROWS_ASIDE[workspace.settings.language], workspace.data.root)}", markup=False)
        stop_on_wrong_code(connection, workspace.deliveries, workspace.municipality.kommunekode)
        require_sources(connection, workspace.deliveries)
        stop_on_stale(stale_corrections(connection, workspace))
        for line in left_out(connection, workspace.settings.language):
            progress.say(f"  {line}", markup=False)
    for contract in load_contracts().values():
        loaded = sum(report.rows_loaded for report in workspace.deliveries if report.source == contract.source)
        yield dg.MaterializeResult(["raw", contract.table], metadata={"rows_loaded": loaded})


def take_in(connection: duckdb.DuckDBPyConnection, workspace: Workspace) -> list[str]:
    """Land the folder, afresh if asked to, and write what the deliveries lack on the day that is looked from.

    Returns what to tell of files that wait outside the folder, and of editions that look otherwise than those before.
    """
    settings = workspace.settings
    if settings.deliveries is None:
        raise UsageError(
            "Angiv mappen med leverancer.",
            "Give the folder of the deliveries.",
        )
    if settings.full_refresh:
        connection.execute("drop schema if exists raw cascade")
    workspace.deliveries.extend(
        land(connection, settings.deliveries, workspace.data, workspace.run_id, municipality=workspace.municipality)
    )
    keep_reading_configuration(workspace)
    workspace.left_out = optional_problems(connection, workspace.deliveries, settings.language)
    write_origins(connection, settings, workspace.municipality)
    workspace.absent = absent_sources(connection, settings.cut_off)
    connection.execute("delete from control.finding")
    drift = drift_findings(connection, settings.cut_off, workspace.municipality.omdoebte_omraader)
    lacks = landing_findings(connection, settings.cut_off)
    write_findings(connection, [*lacks, *drift, *stale_corrections(connection, workspace)])
    told = {report.source for report in workspace.deliveries if report.outcome == "HOLD"}
    waiting = [finding for finding in lacks if finding.check_code == "SHRINK" and finding.source not in told]
    return [f"{finding.source}: {finding.message(settings.language)}" for finding in waiting] + [
        finding.message(settings.language) for finding in drift
    ]


def keep_reading_configuration(workspace: Workspace) -> None:
    """Keep what the folder was read by, so that a release of rows can be tried on it between two runs."""
    kept, read_by = workspace.data.reading_configuration, workspace.configuration
    if read_by is None:
        kept.unlink(missing_ok=True)
    else:
        write_private(kept, read_by.read_bytes())


def stale_corrections(connection: duckdb.DuckDBPyConnection, workspace: Workspace) -> list[Finding]:
    """The corrections of kommune.yaml that no longer hold."""
    return correction_findings(connection, workspace.municipality.rettelser, workspace.settings.as_of)


@dg.multi_asset(
    name="control",
    specs=[
        dg.AssetSpec(["control", table], group_name="landing", deps=[["raw", "placement"]]) for table in CONTROL_TABLES
    ],
    pool=WAREHOUSE_POOL,
)
@readably
def control(
    workspace: dg.ResourceParam[Workspace], progress: dg.ResourceParam[Progress]
) -> Iterator[dg.MaterializeResult[None]]:
    """What the run looks from and what the municipality has decided, as tables that models can join."""
    municipality = workspace.municipality
    if workspace.configuration is not None and workspace.configuration != workspace.data.configuration:
        draft = workspace.data.configuration.with_suffix(".tmp")
        shutil.copyfile(workspace.configuration, draft).replace(workspace.data.configuration)
    with workspace.warehouse() as connection:
        create_raw_tables(connection)  # also in a warehouse that an earlier version loaded
        write_control(connection, municipality, workspace.settings.as_of)
        if municipality.kommunekode is None:
            progress.say(f"  {infer_municipality(connection).message(workspace.settings.language)}")
        else:
            require_own_placements(connection, municipality.kommunekode)
        before = previous_vintage(connection, workspace.settings.as_of)
        compared = None if before is None else before.day
        write_origins(connection, workspace.settings, municipality, compared=compared)
    for table in CONTROL_TABLES:
        yield dg.MaterializeResult(["control", table])


def write_control(connection: duckdb.DuckDBPyConnection, municipality: Municipality, as_of: date) -> None:
    """Replace the rows of kommune.yaml."""
    for table, rows in control_rows(municipality, as_of).items():
        connection.execute(f"delete from control.{table}")
        if rows:
            marks = ", ".join("?" * len(rows[0]))
            connection.executemany(f"insert into control.{table} values ({marks})", rows)


def stop_on_wrong_code(
    connection: duckdb.DuckDBPyConnection, deliveries: Sequence[DeliveryReport], code: str | None
) -> None:
    """ConfigurationError when files are refused as another municipality's and none is known that is ours."""
    refused = [report.facts[OTHER] for report in deliveries if OTHER in report.reasons]
    if code is not None and refused and not any(payer == code for payer, _ in payers_of(connection)):
        told = refused[0]
        raise wrong_code(code, told["count"], told["payer"], told["paid"])


def require_own_placements(connection: duckdb.DuckDBPyConnection, code: str) -> None:
    """ConfigurationError when the municipality pays for none of the places that are loaded."""
    payers = payers_of(connection)
    if payers and code not in {payer for payer, _ in payers}:
        raise wrong_code(code, sum(places for _, places in payers), *payers[0])


def payers_of(connection: duckdb.DuckDBPyConnection) -> list[tuple[str, int]]:
    """The municipalities that pay for places, with how many, most first."""
    return connection.execute(
        "select paying_municipality, count(distinct placement_id) as places from raw.placement "
        "group by paying_municipality order by places desc, paying_municipality"
    ).fetchall()


def wrong_code(code: str, places: object, payer: object, paid: object) -> ConfigurationError:
    """What to say of a municipality code by which no place is paid for."""
    return ConfigurationError(
        f"kommune.yaml siger kommunekode {code}, men den betaler for ingen af de {places} pladser i placeringer. "
        f"De fleste betales af {payer} ({paid}). Ret kommunekode.",
        f"kommune.yaml gives the municipality code {code}, but it pays for none of the {places} places in "
        f"placeringer. Most are paid for by {payer} ({paid}). Correct kommunekode.",
    )


def infer_municipality(connection: duckdb.DuckDBPyConnection) -> Finding:
    """Take the most frequent payer as the municipality, and write it down as a finding."""
    connection.execute(INFER_MUNICIPALITY)
    found = connection.execute("select municipality_code from control.municipality").fetchall()
    finding = Finding(
        "placeringer", "MUNICIPALITY_INFERRED", "advarsel", 1, "Budgetansvarlig",
        f"Ingen kommunekode i kommune.yaml: kommunekode {found[0][0]} er valgt, fordi den betaler for flest pladser.",
        f"No municipality code in kommune.yaml: {found[0][0]} was taken, as it pays for most places.",
        "Er koden en anden, tæller prognosen de forkerte børn. Skriv kommunekode i kommune.yaml (pladsprognose init).",
        "If the code is another, the wrong children are counted. Write kommunekode in kommune.yaml.",
    )  # fmt: skip
    connection.execute("delete from control.finding where check_code = ?", [finding.check_code])
    write_findings(connection, [finding])
    return finding


INFER_MUNICIPALITY = """
update control.municipality
set is_code_inferred = true, municipality_code = (
    select paying_municipality from raw.placement
    group by paying_municipality order by count(*) desc, paying_municipality limit 1
)"""
