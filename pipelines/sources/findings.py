"""What the landed deliveries mean for the prognosis: missing sources stop it, lesser lacks are told.

Here: what must be there (`require_sources`), and findings read from `raw` alone, so that a rerun finds the same. Not
here: findings about values (`expectations`) and across sources (dbt).
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import astuple, dataclass
from datetime import date
from typing import Literal

import duckdb

from pipelines.errors import SourceError
from pipelines.settings import Language
from pipelines.sources.codes import load_codes
from pipelines.sources.contract import Contract, load_contracts
from pipelines.sources.knowledge import edition_read
from pipelines.sources.ledger import DeliveryReport

Question = Literal["strukturel", "logisk", "analytisk"]
"""What a finding answers: has it the right shape, does it fit together, does it look like the editions before?"""

CutOff = Callable[[str], date]
"""The last day on which facts of a source may have become known; `RunSettings.cut_off`."""


@dataclass(frozen=True, order=True)
class Finding:
    """One row of `control.finding`."""

    source: str
    check_code: str
    severity: str
    finding_count: int
    owner: str
    message_da: str
    message_en: str
    consequence_da: str
    consequence_en: str
    question: Question = "strukturel"

    def message(self, language: Language) -> str:
        """What was found, in the language of the run."""
        return self.message_en if language == "en" else self.message_da


def require_sources(
    connection: duckdb.DuckDBPyConnection, reports: Sequence[DeliveryReport], language: Language = "da"
) -> None:
    """Raise one SourceError that names every required source that is missing, rejected or held, and what to deliver."""
    loaded, refused = _loaded_sources(connection), refused_required(connection, reports)
    problems: list[str] = []
    for contract in (contract for contract in load_contracts().values() if contract.required):
        entries = [entry for entry in refused if entry.source == contract.source]
        problems += [text for entry in entries for text in entry.messages(language)]
        if contract.source not in loaded:
            problems.append(what_to_deliver(contract, language))
        elif entries:
            problems.append(what_waits(contract, language))
    if problems:
        raise SourceError("\n".join(problems))


def refused_required(connection: duckdb.DuckDBPyConnection, reports: Sequence[DeliveryReport]) -> list[DeliveryReport]:
    """Rejected and held files of sources that a prognosis needs: they stop the run, which tells of them as it ends."""
    required = {contract.source for contract in load_contracts().values() if contract.required}
    return [r for r in reports if r.source in required and _is_open_refusal(connection, r)]


def refused_optional(connection: duckdb.DuckDBPyConnection, reports: Sequence[DeliveryReport]) -> list[DeliveryReport]:
    """Rejected and held files that the prognosis can do without: published without them, but exit code 1."""
    required = {contract.source for contract in load_contracts().values() if contract.required}
    return [r for r in reports if r.source not in required and _is_open_refusal(connection, r)]


def what_to_deliver(contract: Contract, language: Language) -> str:
    """The name and the columns of the file that a source lacks."""
    must = ", ".join(column.name for column in contract.columns if column.required or column.key)
    lost = contract.without_it[language]
    if language == "en":
        return (
            f'Required source "{contract.source}": put {contract.source}_YYYYMM.csv (or .xlsx) in the folder, '
            f"with the columns {must}. {lost}"
        )
    return (
        f"Påkrævet kilde »{contract.source}«: læg {contract.source}_ÅÅÅÅMM.csv (eller .xlsx) i mappen "
        f"med kolonnerne {must}. {lost}"
    )


def what_waits(contract: Contract, language: Language) -> str:
    """What to do about a required source whose newest file was not taken."""
    if language == "en":
        return (
            f'Required source "{contract.source}": put the file right and run again, or take it out of the folder to '
            "go on with the edition before it."
        )
    return (
        f"Påkrævet kilde »{contract.source}«: ret filen, og kør igen, eller tag den ud af mappen for at regne videre "
        "på udgaven før."
    )


def landing_findings(connection: duckdb.DuckDBPyConnection, cut_off: CutOff) -> list[Finding]:
    """Absent optional sources, rows kept aside and warnings of the editions up to each source's cut-off.

    Rows that name what was not known yet on the as-of day (`control.origin`) are kept aside on it.
    """
    current = connection.execute(
        "select source, edition_date, reasons, warnings, coalesce(unknown.row_count, 0) "
        "from raw.current_delivery left join control.unknown_reference_rows as unknown using (delivery_id) "
        "order by source, edition, delivery_id"
    ).fetchall()
    absent = [load_contracts()[source] for source in absent_sources(connection, cut_off)]
    findings = [_absent(contract) for contract in absent if not contract.required]
    for contract in load_contracts().values():
        editions = [row for row in current if row[0] == contract.source and row[1] <= cut_off(contract.source)]
        if contract.kind == "snapshot":
            editions = editions[-1:]
        counts: Counter[str] = Counter()
        for _, _, reasons, warnings, unknown in editions:
            counts.update(json.loads(reasons))
            counts.update(json.loads(warnings))
            counts.update(["REF_PROVIDER"] * unknown)
        findings += [_from_code(contract, code, count) for code, count in counts.items()]
    return sorted(findings)


def absent_sources(connection: duckdb.DuckDBPyConnection, cut_off: CutOff) -> list[str]:
    """The sources of which nothing can be read as of their cut-off, required ones first."""
    return [
        source
        for source, contract in load_contracts().items()
        if edition_read(connection, contract, cut_off(source)) is None
    ]


def left_out(connection: duckdb.DuckDBPyConnection, language: Language) -> list[str]:
    """What is not shown for want of optional sources, one sentence each; read from the run's findings."""
    absent = connection.execute("select source from control.finding where check_code = 'SOURCE_ABSENT'").fetchall()
    lines = {source: load_contracts()[source].without_it[language] for (source,) in absent}
    word = {"da": "er ikke afleveret", "en": "was not delivered"}[language]
    return [f"{source} {word}: {lines[source]}" for source in sorted(lines)]


def write_findings(connection: duckdb.DuckDBPyConnection, findings: Sequence[Finding]) -> None:
    """Append to `control.finding`, which the caller has emptied for the run."""
    if findings:
        connection.executemany(
            "insert into control.finding values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", [astuple(f) for f in sorted(findings)]
        )


def _loaded_sources(connection: duckdb.DuckDBPyConnection) -> set[str]:
    rows = connection.execute("select distinct source from raw.current_delivery where rows_loaded > 0").fetchall()
    return {source for (source,) in rows}


def _is_open_refusal(connection: duckdb.DuckDBPyConnection, entry: DeliveryReport) -> bool:
    """Whether a file was rejected or held and no later version of the same edition has been taken instead."""
    if entry.outcome not in ("REJECT", "HOLD"):
        return False
    found = connection.execute(
        "select count(*) from raw.current_delivery where source = ? and edition = ? and version > ?",
        (entry.source, entry.edition, entry.version),
    ).fetchall()
    return not found[0][0]


def _absent(contract: Contract) -> Finding:
    return Finding(
        contract.source, "SOURCE_ABSENT", "oplysning", 1, "Budgetansvarlig",
        f"Kilden »{contract.source}« er ikke afleveret.", f'The source "{contract.source}" was not delivered.',
        contract.without_it["da"], contract.without_it["en"],
    )  # fmt: skip


def _from_code(contract: Contract, code: str, count: int) -> Finding:
    entry = load_codes()[code]
    is_aside = entry.outcome == "QUARANTINE"
    return Finding(
        contract.source,
        code,
        "advarsel" if is_aside else "oplysning",
        count,
        owner_of(contract),
        FINDING_WORDS.get(code, (entry.da, entry.en))[0],
        FINDING_WORDS.get(code, (entry.da, entry.en))[1],
        "Rækkerne er sat til side og indgår ikke i prognosen." if is_aside else "Ingen: rækkerne indgår i prognosen.",
        "The rows are kept aside and are not in the forecast." if is_aside else "None: the rows are in the forecast.",
    )


def owner_of(contract: Contract) -> str:
    """Who can put right what is wrong with a delivery of the source."""
    return f"Leverandør af {contract.title.lower()}"


# Codes whose message names columns or rows of one file, said without them.
FINDING_WORDS = {
    "ALIAS": ("Kolonner er læst under et andet navn.", "Columns were read under another name."),
    "EXTRA_COLUMN": ("Kolonner, som ikke skal afleveres, er ikke indlæst.", "Surplus columns were not loaded."),
    "HEADER_ROW": ("Kolonnenavnene står ikke øverst i arket.", "The column names are not at the top of the sheet."),
    "CPR_LENGTH": ("CPR-numre har ikke 10 cifre.", "CPR numbers do not have 10 digits."),
    "CORRECTED": ("Værdier er rettet, som kommune.yaml siger.", "Values were corrected as kommune.yaml says."),
    "RELEASED": ("Rækker, der var sat til side, er frigivet.", "Rows that were kept aside were released."),
    "CPR_REPLACEMENT": ("Erstatnings-CPR-numre er taget med.", "Replacement CPR numbers were taken."),
    "CPR_IN_TEXT": ("CPR-numre i tekstfelter er sløret.", "CPR numbers in text fields were masked."),
}
