"""Whether each declared correction still has something to correct; one that has not stops the run.

A correction that matches nothing hides that the sender has changed something, and one past its day hides that nobody
looks after it. What counts is what has been landed, so the answer does not depend on the order of arrival. Not here:
what a correction does (`corrections`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import duckdb

from pipelines.errors import FindingError
from pipelines.municipality import Correction
from pipelines.sources.contract import load_contracts
from pipelines.sources.corrections import correction_id
from pipelines.sources.findings import Finding

CORRECTED = """
-- one row per edition of a source, newest first: whether the correction found its row in the file that counts
select delivery.edition, bool_or(corrected.correction_id is not null) as is_corrected
from raw.current_delivery as delivery
left join raw.corrected_row as corrected
    on delivery.delivery_id = corrected.delivery_id and corrected.correction_id = ?
where delivery.source = ?
group by delivery.edition
order by delivery.edition desc
"""
EVER_CORRECTED = "select count(*) from raw.corrected_row where correction_id = ?"


@dataclass(frozen=True)
class Traces:
    """Where the error of a correction is met: `wrong` are the editions whose file that counts has it, newest first."""

    wrong: tuple[int, ...]
    has_something_to_correct: bool
    was_ever_met: bool


def correction_findings(
    connection: duckdb.DuckDBPyConnection, corrections: Sequence[Correction], as_of: date
) -> list[Finding]:
    """A critical finding for each correction that has expired on the day or has nothing to correct."""
    return [
        found
        for number, entry in enumerate(corrections, start=1)
        for found in findings_of(connection, entry, number, as_of)
    ]


def stop_on_stale(findings: Sequence[Finding]) -> None:
    """FindingError with every correction that no longer holds in one message."""
    if findings:
        da = "\n".join(f"  {finding.message_da}" for finding in findings)
        en = "\n".join(f"  {finding.message_en}" for finding in findings)
        raise FindingError(
            f"Rettelser i kommune.yaml passer ikke længere, så intet nyt er offentliggjort:\n{da}",
            f"Corrections in kommune.yaml no longer hold, so nothing new is published:\n{en}",
        )


def findings_of(
    connection: duckdb.DuckDBPyConnection, entry: Correction, number: int, as_of: date
) -> Iterator[Finding]:
    """What is wrong with one correction; an entry with a last edition is history and does not expire."""
    traces = traces_of(connection, entry)
    if entry.sidste_udgave is None and as_of > entry.gaelder_til:
        until = f"{entry.gaelder_til:%d-%m-%Y}"
        said, advice = (f"gælder til {until}", f"holds until {until}"), expired_advice(entry, traces)
        code = "CORRECTION_EXPIRED"
    elif not traces.has_something_to_correct:
        said, advice = ("passer ikke på nogen række længere", "fits no row any more"), stale_advice(entry, traces)
        code = "CORRECTION_STALE"
    else:
        return
    yield Finding(
        entry.kilde, code, "kritisk", 1, entry.oprettet_af,
        f"Rettelse nr. {number} ({entry.kilde}, {entry.felt}) {said[0]}. {advice[0]}",
        f"Correction no. {number} ({entry.kilde}, {entry.felt}) {said[1]}. {advice[1]}",
        "Intet nyt offentliggøres, før rettelsen er afgjort.", "Nothing new is published until this is settled.",
    )  # fmt: skip


def traces_of(connection: duckdb.DuckDBPyConnection, entry: Correction) -> Traces:
    """The newest snapshot up to the last edition named, or any file of another source, must have the error."""
    editions = connection.execute(CORRECTED, [correction_id(entry), entry.kilde]).fetchall()
    looked_at = [row for row in editions if entry.sidste_udgave is None or row[0] <= entry.sidste_udgave]
    if load_contracts()[entry.kilde].kind == "snapshot":
        looked_at = looked_at[:1]
    ever = connection.execute(EVER_CORRECTED, [correction_id(entry)]).fetchall()
    return Traces(
        wrong=tuple(edition for edition, is_corrected in editions if is_corrected),
        has_something_to_correct=not looked_at or any(is_corrected for _, is_corrected in looked_at),
        was_ever_met=bool(ever[0][0]),
    )


def expired_advice(entry: Correction, traces: Traces) -> tuple[str, str]:
    """What ends it when nobody has looked after a correction in time, in Danish and English."""
    if not traces.wrong:
        return stale_advice(entry, traces)
    last = traces.wrong[0]
    return (
        f"Fejlen er i udgave {last}: forlæng gaelder_til, eller skriv sidste_udgave: {last}, hvis den er rettet siden.",
        f"The error is in edition {last}: extend gaelder_til, or write sidste_udgave: {last} if it is corrected since.",
    )


def stale_advice(entry: Correction, traces: Traces) -> tuple[str, str]:
    """What ends it when nothing has the error any more, in Danish and English."""
    if traces.wrong:
        last = traces.wrong[0]
        return (
            f"Udgave {last} er den sidste med fejlen: skriv sidste_udgave: {last}.",
            f"Edition {last} is the last with the error: write sidste_udgave: {last}.",
        )
    if entry.sidste_udgave is not None:
        return (
            f"Ingen fil, der gælder, har fejlen til og med {entry.sidste_udgave}: slet rettelsen.",
            f"No file that counts has the error up to {entry.sidste_udgave}: delete the correction.",
        )
    if traces.was_ever_met:
        return (
            "Filerne med fejlen er afløst af rettede: slet rettelsen.",
            "The files with the error were replaced by corrected ones: delete the correction.",
        )
    return (
        "Ingen fil har haft fejlen: ret noegle og fra, så de svarer til filen, eller slet rettelsen.",
        "No file has had the error: make noegle and fra agree with the file, or delete the correction.",
    )
