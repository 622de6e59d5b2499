"""What must be there for a prognosis: the sources it needs, and what stops the run when one cannot be used.

Here: which rejected and held files stop the run or its exit code, and what is said of each required source. Not here:
what lesser lacks mean (`findings`), how files are judged (`intake`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import duckdb

from pipelines.errors import SourceError
from pipelines.settings import LANGUAGES, Language
from pipelines.sources.contract import Contract, load_contracts
from pipelines.sources.ledger import DeliveryReport

REQUIRED_WORDS: Mapping[str, Mapping[Language, str]] = {
    "missing": {
        "da": "Påkrævet kilde »{source}«: læg {source}_ÅÅÅÅMM.csv (eller .xlsx) i mappen med kolonnerne {columns}.",
        "en": 'Required source "{source}": put {source}_YYYYMM.csv (or .xlsx) in the folder, with the columns '
        "{columns}.",
    },
    "rejected": {
        "da": "Påkrævet kilde »{source}«: ret filen, og kør igen, eller tag den ud af mappen for at regne videre på "
        "udgaven før.",
        "en": 'Required source "{source}": put the file right and run again, or take it out of the folder to go on '
        "with the edition before it.",
    },
    "rejected_alone": {
        "da": "Påkrævet kilde »{source}«: filen i mappen er afvist (se ovenfor), og der er ingen anden. Ret den, og "
        "kør igen.",
        "en": 'Required source "{source}": the file in the folder is rejected (see above), and there is no other. Put '
        "it right and run again.",
    },
    "held": {
        "da": "Påkrævet kilde »{source}«: filen venter på et ja eller nej. Svar med »pladsprognose hold release« eller "
        "»hold refuse«, og kør igen.",
        "en": 'Required source "{source}": the file waits for a yes or a no. Answer with "pladsprognose hold release" '
        'or "hold refuse", and run again.',
    },
    "left_out": {
        "da": "Frivillig kilde »{source}«: prognosen er regnet uden {file} (se ovenfor); kørslen slutter med kode 1.",
        "en": 'Optional source "{source}": the prognosis is made without {file} (see above); the run ends with code 1.',
    },
    "emptied": {
        "da": "Påkrævet kilde »{source}«: filen er der, men alle rækker er sat til side ({files}). Se hvorfor med "
        "»pladsprognose quarantine list«, få dem rettet, og kør igen.",
        "en": 'Required source "{source}": the file is there, but all its rows are kept aside ({files}). See why with '
        '"pladsprognose quarantine list", have them corrected, and run again.',
    },
}


def require_sources(connection: duckdb.DuckDBPyConnection, reports: Sequence[DeliveryReport]) -> None:
    """Raise one SourceError that names every required source that cannot be used, why, and what to do."""
    da, en = (required_problems(connection, reports, language) for language in LANGUAGES)
    if da:
        raise SourceError("\n".join(da), "\n".join(en))


def required_problems(
    connection: duckdb.DuckDBPyConnection, reports: Sequence[DeliveryReport], language: Language
) -> list[str]:
    """What stands in the way, source by source: what was said of its files, and what to do."""
    loaded, refused = _loaded_sources(connection), refused_required(connection, reports)
    problems: list[str] = []
    for contract in (contract for contract in load_contracts().values() if contract.required):
        source, entries = contract.source, [entry for entry in refused if entry.source == contract.source]
        problems += [text for entry in entries for text in entry.messages(language)]
        emptied = [] if source in loaded else _files_wholly_aside(connection, source)
        if any(entry.outcome == "REJECT" for entry in entries):
            problems.append(_said("rejected" if source in loaded else "rejected_alone", language, source))
        if any(entry.outcome == "HOLD" for entry in entries):
            problems.append(_said("held", language, source))
        if emptied:
            problems.append(_said("emptied", language, source, files=", ".join(emptied)))
        if source not in loaded and not entries and not emptied:
            problems.append(what_to_deliver(contract, language))
    return problems


def refused_required(connection: duckdb.DuckDBPyConnection, reports: Sequence[DeliveryReport]) -> list[DeliveryReport]:
    """Rejected and held files of sources that a prognosis needs: they stop the run, which tells of them as it ends."""
    required = {contract.source for contract in load_contracts().values() if contract.required}
    return [r for r in reports if r.source in required and _is_open_refusal(connection, r)]


def optional_problems(
    connection: duckdb.DuckDBPyConnection, reports: Sequence[DeliveryReport], language: Language
) -> list[str]:
    """What is said of rejected and held files that the prognosis can do without: made without them, but exit code 1."""
    required = {contract.source for contract in load_contracts().values() if contract.required}
    refused = [r for r in reports if r.source not in required and _is_open_refusal(connection, r)]
    return [_said("left_out", language, entry.source, file=entry.file) for entry in refused]


def what_to_deliver(contract: Contract, language: Language) -> str:
    """The name and the columns of the file that a source lacks."""
    must = ", ".join(column.name for column in contract.columns if column.required or column.key)
    return f"{_said('missing', language, contract.source, columns=must)} {contract.without_it[language]}"


def _said(kind: str, language: Language, source: str, **facts: str) -> str:
    return REQUIRED_WORDS[kind][language].format(source=source, **facts)


def _loaded_sources(connection: duckdb.DuckDBPyConnection) -> set[str]:
    rows = connection.execute("select distinct source from raw.current_delivery where rows_loaded > 0").fetchall()
    return {source for (source,) in rows}


def _files_wholly_aside(connection: duckdb.DuckDBPyConnection, source: str) -> list[str]:
    rows = connection.execute(
        "select file_name from raw.current_delivery where source = ? and rows_quarantined > 0 order by edition",
        [source],
    ).fetchall()
    return [file for (file,) in rows]


def _is_open_refusal(connection: duckdb.DuckDBPyConnection, entry: DeliveryReport) -> bool:
    """Whether a file was rejected or held and no later version of the same edition has been taken instead."""
    if entry.outcome not in ("REJECT", "HOLD"):
        return False
    found = connection.execute(
        "select count(*) from raw.current_delivery where source = ? and edition = ? and version > ?",
        (entry.source, entry.edition, entry.version),
    ).fetchall()
    return not found[0][0]
