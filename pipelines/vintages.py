"""From draft to sealed edition: who approves a vintage, and how it and a month's data packs are published.

Not here: how an edition looks (`publishing`), how a vintage is made (`assets/forecasts`).
"""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import duckdb

from pipelines.assets.analysis import publish_approval, published_files
from pipelines.errors import ApprovalError, UsageError
from pipelines.municipality import load_municipality
from pipelines.privacy.register import Register
from pipelines.progress import Progress
from pipelines.publishing.edition import KINDS, publish_edition
from pipelines.publishing.packs.publication import publish_packs
from pipelines.resources import held_data_directory, new_run_id, opened_warehouse
from pipelines.settings import DataDirectory, Language

PACKS = "datapakke"


def approve_vintage(
    data: DataDirectory, vintage_id: str, approver: str, progress: Progress, *, is_demonstration: bool = False
) -> None:
    """Approve a draft and show it as approved in the published files.

    The approver is someone else than the maker, except in a demonstration, which says so of itself. A vintage that is
    approved keeps its first approval.
    """
    published_file_of(data, vintage_id)
    with held_data_directory(data), progress.step("Godkend prognosen") as step:
        with opened_warehouse(data) as connection:
            _check_approver(connection, vintage_id, approver, is_demonstration=is_demonstration)
            approval = _approval(connection, vintage_id, approver, is_demonstration=is_demonstration)
        step.rows = publish_approval(data, new_run_id(datetime.now()), approval)


def publish_vintage(data: DataDirectory, vintage_id: str, kind: str, config: Path | None, language: Language) -> Path:
    """Seal the edition of an approved vintage and register it; returns its folder."""
    if kind not in KINDS:
        raise UsageError(
            f"--kind skal være en af {', '.join(KINDS)} eller {PACKS}.",
            f"--kind must be one of {', '.join(KINDS)} or {PACKS}.",
        )
    municipality = load_municipality(config or kept_configuration(data))
    published_file = published_file_of(data, vintage_id)
    with held_data_directory(data):
        return publish_edition(
            published_file,
            vintage_id,
            kind,
            municipality,
            data.published / "prognoser",
            Register(data.release_register),
            language,
        )


def publish(
    data: DataDirectory, kind: str, vintage_id: str, period: date | None, config: Path | None, language: Language
) -> Path:
    """Seal a publication of any kind; UsageError where its options do not fit it."""
    if kind == PACKS:
        return publish_month(data, vintage_id, period, config, language)
    if period is not None:
        raise UsageError(
            "--period hører til --kind datapakke; en prognose har sin egen opgørelsesdag.",
            "--period belongs to --kind datapakke; a prognosis has its own as-of day.",
        )
    if kind in KINDS and not vintage_id:
        raise UsageError(
            "--vintage mangler: prognosens id. Kun --kind datapakke udgives uden.",
            "--vintage is missing: the id of the prognosis. Only --kind datapakke is published without.",
        )
    return publish_vintage(data, vintage_id, kind, config, language)


def publish_month(
    data: DataDirectory, vintage_id: str, period: date | None, config: Path | None, language: Language
) -> Path:
    """Seal a month's data packs from the newest published file, or from the one with this vintage; returns its folder.

    The packs hold no forecast, so nothing of them awaits approval.
    """
    municipality = load_municipality(config or kept_configuration(data))
    published_file = published_file_of(data, vintage_id) if vintage_id else data.analysis
    with held_data_directory(data):
        return publish_packs(
            published_file, period, municipality, data.published / "datapakker", Register(data.release_register),
            language,
        )  # fmt: skip


def kept_configuration(data: DataDirectory) -> Path | None:
    """The kommune.yaml of the latest run, if it had one."""
    return data.configuration if data.configuration.is_file() else None


def published_file_of(data: DataDirectory, vintage_id: str) -> Path:
    """The published file whose own forecast is this vintage; UsageError when there is none."""
    for path in published_files(data):
        with duckdb.connect(str(path), read_only=True) as connection:
            if connection.execute("select 1 from meta.publication where vintage_id = ?", [vintage_id]).fetchone():
                return path
    raise UsageError(
        f"Prognosen »{vintage_id}« findes ikke blandt det offentliggjorte i »{data.root}«. "
        "Kør `pladsprognose run` først, og brug prognosens id derfra.",
        f'The prognosis "{vintage_id}" is not among what is published in "{data.root}". '
        "Run `pladsprognose run` first, and use the id that it gives.",
    )


def _approval(
    connection: duckdb.DuckDBPyConnection, vintage_id: str, approver: str, *, is_demonstration: bool
) -> tuple[object, ...]:
    """The row of `forecast_run.approval`, made now if there is none."""
    connection.execute(
        "insert or ignore into forecast_run.approval values (?, ?, ?, ?)",
        [vintage_id, approver, datetime.now().replace(microsecond=0), is_demonstration],
    )
    kept = connection.execute("select * from forecast_run.approval where vintage_id = ?", [vintage_id]).fetchall()
    return tuple(kept[0])


def _check_approver(
    connection: duckdb.DuckDBPyConnection, vintage_id: str, approver: str, *, is_demonstration: bool
) -> None:
    found = connection.execute("select made_by from forecast_run.vintage where vintage_id = ?", [vintage_id]).fetchone()
    if found is None:
        raise ApprovalError(
            f"Prognosen {vintage_id} findes ikke.",
            f"The prognosis {vintage_id} does not exist.",
        )
    if found[0].casefold() == approver.casefold() and not is_demonstration:
        raise ApprovalError(
            "Den der godkender skal være en anden end den der har lavet prognosen.",
            "The one who approves must be another than the one who made the prognosis.",
        )
