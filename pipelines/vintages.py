"""From draft to sealed edition: who approves a vintage, and how it and a month's data packs are published.

Not here: how an edition looks (`publishing`), how a vintage is made (`assets/forecasts`).
"""

from __future__ import annotations

import getpass
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import duckdb

from pipelines.assets.analysis import publish_approval, published_files
from pipelines.assets.forecast_tables import create_forecast_tables
from pipelines.audit import note
from pipelines.errors import ApprovalError, UsageError
from pipelines.judgements.acts import Act, new_id, now
from pipelines.judgements.standing import Standing
from pipelines.judgements.store import add, read_judgements
from pipelines.judgements.wording import named, reasoned
from pipelines.municipality import load_municipality
from pipelines.privacy.register import Register
from pipelines.publishing.edition import KINDS, publish_edition, try_edition
from pipelines.publishing.explained import explanations_of
from pipelines.publishing.packs.publication import publish_packs, try_packs
from pipelines.resources import held_data_directory, new_run_id, opened_warehouse
from pipelines.settings import DataDirectory, Language

PACKS = "datapakke"
MAKERS = """
-- who made the forecasts of the file's day
select distinct vintage.made_by
from meta.publication as publication
inner join forecast.vintage as vintage on publication.as_of_date = vintage.as_of_date
"""
SHOWN_IN_FULL = """
-- the forecast that the file was made for, or another of the same day and the same data
select 1
from meta.publication as publication
inner join forecast.vintage as vintage
    on publication.as_of_date = vintage.as_of_date and publication.data_fingerprint = vintage.data_fingerprint
where vintage.vintage_id = ?
"""


def approve_vintage(
    data: DataDirectory,
    vintage_id: str,
    approver: str,
    reason: str = "",
    seen: str | None = None,
    *,
    is_demonstration: bool = False,
) -> int:
    """Approve a draft and show it as approved in the published files; returns how many.

    The approver is another than the maker, those who adjusted it and those who withdrew what would have adjusted it,
    except in a demonstration, which says so of itself. A vintage that does not count with the adjustments as they stand
    cannot be approved. `seen` is the line that the approver had seen the judgements up to, where they were shown. One
    that is approved keeps its first approval. UsageError for a name or a reason that cannot be kept.
    """
    approver, reason = named(approver, "--by"), reasoned(reason, "--because")
    published_file_of(data, vintage_id)
    with held_data_directory(data):
        standing = read_judgements(data)
        with opened_warehouse(data) as connection:
            create_forecast_tables(connection)
            vintage = _vintage(connection, vintage_id)
            if not is_demonstration:
                _check_approver(approver, vintage, standing)
            _check_adjustments(standing, vintage)
            if not vintage.is_approved:
                act = Act(
                    act_id=new_id(), kind="approval", at=now(), by=approver, vintage_id=vintage_id, as_of=vintage.as_of,
                    text=reason,
                )  # fmt: skip
                add(data, act, standing.last if seen is None else seen)
            approval = _approval(connection, vintage_id, approver, is_demonstration=is_demonstration)
        return publish_approval(data, new_run_id(datetime.now()), approval)


def publish_vintage(data: DataDirectory, vintage_id: str, kind: str, config: Path | None, language: Language) -> Path:
    """Seal the edition of an approved vintage and register it; returns its folder."""
    refuse_unknown_kind(kind)
    municipality = load_municipality(config or kept_configuration(data))
    published_file = published_file_of(data, vintage_id)
    with held_data_directory(data):
        return publish_edition(
            published_file,
            vintage_id,
            kind,
            municipality,
            data.editions,
            _noting_register(data),
            language,
            explanations_of(data, vintage_id),
        )


def try_publication(
    data: DataDirectory, kind: str, vintage_id: str, period: date | None, config: Path | None, language: Language
) -> str:
    """What the attack says of a publication, for who is to approve it or let it out; nothing leaves or is kept."""
    municipality, register = load_municipality(config or kept_configuration(data)), Register(data.release_register)
    with held_data_directory(data):
        if kind == PACKS:
            file = published_file_of(data, vintage_id) if vintage_id else data.analysis
            return try_packs(file, period, municipality, data.published / "datapakker", register, language)
        refuse_unknown_kind(kind)
        return try_edition(published_file_of(data, vintage_id), vintage_id, kind, municipality, data.editions, register,
                           language, explanations_of(data, vintage_id))  # fmt: skip


def refuse_unknown_kind(kind: str) -> None:
    """UsageError for what is no kind of edition."""
    if kind not in KINDS:
        raise UsageError(
            f"--kind skal være en af {', '.join(KINDS)} eller {PACKS}.",
            f"--kind must be one of {', '.join(KINDS)} or {PACKS}.",
        )


def publish(
    data: DataDirectory, kind: str, vintage_id: str, period: date | None, config: Path | None, language: Language,
    by: str = "",
) -> Path:  # fmt: skip
    """Seal a publication of any kind; UsageError where its options do not fit it."""
    if kind == PACKS:
        return publish_month(data, vintage_id, period, config, language, by)
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
    data: DataDirectory, vintage_id: str, period: date | None, config: Path | None, language: Language, by: str = ""
) -> Path:
    """Seal a month's data packs from the newest published file, or from the one with this vintage; returns its folder.

    The packs hold no forecast, so nothing of them awaits approval: who lets them out is named in the manifest, `by` or
    the user. ApprovalError where `by` has made the forecast of the same file.
    """
    municipality = load_municipality(config or kept_configuration(data))
    published_file = published_file_of(data, vintage_id) if vintage_id else data.analysis
    with held_data_directory(data):
        return publish_packs(
            published_file, period, municipality, data.published / "datapakker", _noting_register(data),
            language, _released_by(published_file, by),
        )  # fmt: skip


def _released_by(published_file: Path, by: str) -> str:
    """Who lets the packs out: another than who made what they are of, where somebody is named."""
    if not by:
        return getpass.getuser()
    with duckdb.connect(str(published_file), read_only=True) as connection:
        makers = connection.execute(MAKERS).fetchall()
    if _same_name(by) in {_same_name(maker) for (maker,) in makers if maker}:
        raise ApprovalError(
            "Den, der udgiver pakkerne, skal være en anden end den, der har lavet prognosen af de samme tal.",
            "The one who releases the packs must be another than the one who made the prognosis of the same figures.",
        )
    return named(by, "--by")


def kept_configuration(data: DataDirectory) -> Path | None:
    """The kommune.yaml of the latest run, if it had one."""
    return data.configuration if data.configuration.is_file() else None


def published_file_of(data: DataDirectory, vintage_id: str) -> Path:
    """The published file with what this vintage was made of beside it; UsageError when there is none."""
    for path in published_files(data):
        with duckdb.connect(str(path), read_only=True) as connection:
            if connection.execute(SHOWN_IN_FULL, [vintage_id]).fetchone():
                return path
    raise UsageError(
        f"Prognosen »{vintage_id}« findes ikke blandt det offentliggjorte i »{data.root}«, eller dens tal er siden "
        "lavet om. Kør `pladsprognose run` for dens dag, og brug prognosens id derfra.",
        f'The prognosis "{vintage_id}" is not among what is published in "{data.root}", or its figures have been made '
        "anew since. Run `pladsprognose run` for its day, and use the id that it gives.",
    )


def _noting_register(data: DataDirectory) -> Register:
    """The register of releases; what is about to leave is a line of the audit file first."""
    by = getpass.getuser()
    return Register(
        data.release_register, lambda edition: note(data, now(), by, "publish", "", user=by, edition=edition)
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


@dataclass(frozen=True)
class _Vintage:
    """What decides who may approve a vintage."""

    vintage_id: str
    as_of: date
    made_by: str
    is_approved: bool
    adjusted_by: frozenset[str]
    adjustments: frozenset[str]


def _vintage(connection: duckdb.DuckDBPyConnection, vintage_id: str) -> _Vintage:
    found = connection.execute(
        "select as_of_date, made_by, approval.vintage_id is not null from forecast_run.vintage as vintage "
        "left join forecast_run.approval as approval using (vintage_id) where vintage.vintage_id = ?",
        [vintage_id],
    ).fetchone()
    if found is None:
        raise ApprovalError(
            f"Prognosen {vintage_id} findes ikke.",
            f"The prognosis {vintage_id} does not exist.",
        )
    rows = connection.execute(
        "select adjustment_id, made_by from forecast_run.adjustment where vintage_id = ?", [vintage_id]
    ).fetchall()
    as_of, made_by, is_approved = found
    return _Vintage(
        vintage_id, as_of, made_by, is_approved, frozenset(by for _, by in rows), frozenset(name for name, _ in rows)
    )


def _check_approver(approver: str, vintage: _Vintage, standing: Standing) -> None:
    """The approver has made neither the vintage nor an adjustment of it, nor withdrawn one that it would count with."""
    if _same_name(approver) == _same_name(vintage.made_by):
        raise ApprovalError(
            "Den der godkender skal være en anden end den der har lavet prognosen.",
            "The one who approves must be another than the one who made the prognosis.",
        )
    if _same_name(approver) in {_same_name(by) for by in vintage.adjusted_by | standing.withdrew(vintage.as_of)}:
        raise ApprovalError(
            "Den der godkender skal være en anden end dem, der har justeret prognosen.",
            "The one who approves must be another than those who adjusted the prognosis.",
        )


def _check_adjustments(standing: Standing, vintage: _Vintage) -> None:
    """The vintage counts with the adjustments as they stand: none made since is missing, none withdrawn since is in."""
    in_force = {one.act.act_id for one in standing.in_state("in_force", vintage.as_of)}
    made_on_page = {one.act.act_id for one in standing.adjustments}
    if not vintage.is_approved and in_force != vintage.adjustments & made_on_page:
        raise ApprovalError(
            f"Prognosen {vintage.vintage_id} regner ikke med justeringerne, som de står nu. Lav den igen først: "
            f"pladsprognose prognosis --as-of {vintage.as_of}.",
            f"The prognosis {vintage.vintage_id} does not count with the adjustments as they stand now. Make it again "
            f"first: pladsprognose prognosis --as-of {vintage.as_of}.",
        )


def _same_name(name: str) -> str:
    """A name as it is compared: in one spelling of its letters, whatever their case and the blanks between."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())
