"""Whether each declared correction still has something to correct; one that has not stops the run.

A correction that matches nothing hides that the sender has changed something, and one past its day hides that nobody
looks after it. What counts is what has been landed, so the answer does not depend on the order of arrival. Not here:
what a correction does (`corrections`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

import duckdb

from pipelines.errors import FindingError
from pipelines.municipality import Correction
from pipelines.sources.contract import load_contracts
from pipelines.sources.corrections import correction_id
from pipelines.sources.findings import Finding

CORRECTED = """
-- one row per file that counts of a source, newest first: whether the correction found its row there
select delivery.edition, bool_or(corrected.correction_id is not null) as is_corrected
from raw.current_delivery as delivery
left join raw.corrected_row as corrected
    on delivery.delivery_id = corrected.delivery_id and corrected.correction_id = ?
where delivery.source = ? and delivery.edition <= ?
group by delivery.edition
order by delivery.edition desc
"""
LAST_EDITION = 999912


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
        told = "\n".join(f"  {finding.message_da}" for finding in findings)
        raise FindingError(f"Rettelser i kommune.yaml passer ikke længere, så intet nyt er offentliggjort:\n{told}")


def findings_of(
    connection: duckdb.DuckDBPyConnection, entry: Correction, number: int, as_of: date
) -> Iterator[Finding]:
    """What is wrong with one correction; an entry with a last edition is history and does not expire."""
    said_da = f"Rettelse nr. {number} ({entry.kilde}, {entry.felt})"
    said_en = f"Correction no. {number} ({entry.kilde}, {entry.felt})"
    if entry.sidste_udgave is None and as_of > entry.gaelder_til:
        until = f"{entry.gaelder_til:%d-%m-%Y}"
        yield _critical(
            entry, "CORRECTION_EXPIRED",
            f"{said_da} gælder til {until}. Er fejlen der endnu, så forlæng gaelder_til; ellers slet rettelsen, eller "
            "skriv den sidste udgave med fejlen som sidste_udgave.",
            f"{said_en} holds until {until}. If the error is still there, extend gaelder_til; else delete the "
            "correction, or give the last edition with the error as sidste_udgave.",
        )  # fmt: skip
    elif not has_something_to_correct(connection, entry):
        yield _critical(
            entry, "CORRECTION_STALE",
            f"{said_da} passer ikke på nogen række længere. Har afsenderen rettet fejlen, så skriv den sidste udgave "
            "med den som sidste_udgave, eller slet rettelsen; ellers ret noegle og fra, så de svarer til filen.",
            f"{said_en} fits no row any more. If the sender has corrected the error, give the last edition with it as "
            "sidste_udgave, or delete the correction; else make noegle and fra agree with the file.",
        )  # fmt: skip


def has_something_to_correct(connection: duckdb.DuckDBPyConnection, entry: Correction) -> bool:
    """Whether the newest snapshot, or any file of another source, has the error; true while no file has come."""
    last = entry.sidste_udgave or LAST_EDITION
    editions = connection.execute(CORRECTED, [correction_id(entry), entry.kilde, last]).fetchall()
    if load_contracts()[entry.kilde].kind == "snapshot":
        editions = editions[:1]
    return not editions or any(is_corrected for _, is_corrected in editions)


def _critical(entry: Correction, code: str, message_da: str, message_en: str) -> Finding:
    return Finding(
        entry.kilde, code, "kritisk", 1, entry.oprettet_af, message_da, message_en,
        "Intet nyt offentliggøres, før rettelsen er afgjort.", "Nothing new is published until this is settled.",
    )  # fmt: skip
