"""What the landed deliveries lack that a prognosis can do without: findings read from `raw`, the same in every rerun.

Not here: what must be there (`required`), findings about values (`expectations`) and across sources (dbt).
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import astuple, dataclass
from datetime import date
from itertools import groupby
from typing import Literal

import duckdb

from pipelines.settings import Language
from pipelines.sources.codes import load_codes
from pipelines.sources.contract import Contract, load_contracts
from pipelines.sources.deliveries import parse_name
from pipelines.sources.knowledge import edition_read
from pipelines.sources.waiting import WaitingFile, waiting_files

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


def landing_findings(connection: duckdb.DuckDBPyConnection, cut_off: CutOff) -> list[Finding]:
    """Absent optional sources, rows kept aside and warnings of the editions up to each source's cut-off.

    Rows that name what was not known yet on the as-of day (`control.origin`) are kept aside on it.
    """
    current = connection.execute(
        "select source, edition_date, reasons, warnings, coalesce(unknown.row_count, 0) "
        "from raw.current_delivery left join control.unknown_reference_rows as unknown using (delivery_id) "
        "order by source, edition, delivery_id"
    ).fetchall()
    waiting = [entry for entry in waiting_files(connection) if _was_delivered(entry, cut_off(entry.file.source))]
    absent = [load_contracts()[source] for source in absent_sources(connection, cut_off)]
    findings = [_absent(contract) for contract in absent if not contract.required]
    findings += [_waits(source, list(files)) for source, files in groupby(waiting, key=lambda entry: entry.file.source)]
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


def _absent(contract: Contract) -> Finding:
    return Finding(
        contract.source, "SOURCE_ABSENT", "oplysning", 1, "Budgetansvarlig",
        f"Kilden »{contract.source}« er ikke afleveret.", f'The source "{contract.source}" was not delivered.',
        contract.without_it["da"], contract.without_it["en"],
    )  # fmt: skip


def _waits(source: str, files: Sequence[WaitingFile]) -> Finding:
    """Files that are not counted until someone has answered, also when they have been taken out of the folder."""
    da, en = (
        "; ".join(
            f"{entry.file.file} ({entry.file.rows_fitting} {rows} {entry.replaces.rows_fitting} {there} "
            f"{entry.replaces.file})"
            for entry in files
        )
        for rows, there in (("brugbare rækker mod", "i"), ("usable rows against", "in"))
    )
    return Finding(
        source, "SHRINK", "advarsel", len(files), owner_of(load_contracts()[source]),
        f"Filer, der venter på et ja eller nej: {da}. Svar med »pladsprognose hold release« eller »hold refuse«, eller "
        "bed om et nyt udtræk.",
        f'Files that wait for a yes or a no: {en}. Answer with "pladsprognose hold release" or "hold refuse", or ask '
        "for a new extract.",
        "Der er regnet på den fil, som den skulle afløse.", "The figures use the file that it was to replace.",
    )  # fmt: skip


def _was_delivered(entry: WaitingFile, cut_off: date) -> bool:
    name = parse_name(entry.file.file)
    return name is not None and name.edition_date <= cut_off


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


def owner_of(contract: Contract, language: Language = "da") -> str:
    """Who can put right what is wrong with a delivery of the source."""
    return f"Supplier of {contract.source}" if language == "en" else f"Leverandør af {contract.title.lower()}"


# Codes whose message names columns or rows of one file, said without them.
FINDING_WORDS = {
    "ALIAS": ("Kolonner er læst under et andet navn.", "Columns were read under another name."),
    "EXTRA_COLUMN": ("Kolonner, som ikke skal afleveres, er ikke indlæst.", "Surplus columns were not loaded."),
    "HEADER_ROW": ("Kolonnenavnene står ikke øverst i arket.", "The column names are not at the top of the sheet."),
    "CPR_LENGTH": (
        "CPR-numre har ikke 10 cifre; Excel fjerner et foranstillet 0. Bed om kolonnen som tekst.",
        "CPR numbers do not have 10 digits; Excel drops a leading 0. Ask for the column as text.",
    ),
    "CORRECTED": ("Værdier er rettet, som kommune.yaml siger.", "Values were corrected as kommune.yaml says."),
    "RELEASED": ("Rækker, der var sat til side, er frigivet.", "Rows that were kept aside were released."),
    "CPR_REPLACEMENT": ("Erstatnings-CPR-numre er taget med.", "Replacement CPR numbers were taken."),
    "CPR_IN_TEXT": ("CPR-numre i tekstfelter er sløret.", "CPR numbers in text fields were masked."),
}
