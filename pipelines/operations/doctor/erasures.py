"""Whether every erasure is done, the log of them whole, and nothing held longer than it may be.

Not here: the erasing (`sources.erasure`), how long that is (`sources.retention`).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime

import duckdb

from pipelines import chain
from pipelines.errors import UsageError
from pipelines.municipality import load_municipality
from pipelines.operations.doctor.words import Result, of_error
from pipelines.privacy.erasures import erasure_log, erasure_mark, of_another_key
from pipelines.settings import DataDirectory
from pipelines.sources.catalogue import catalogue
from pipelines.sources.retention import overdue


def erasures(data: DataDirectory) -> Iterator[Result]:
    """What somebody must do about erasures; nothing where nothing is to be done."""
    if erasure_mark(data).exists():
        yield of_error("erasures", "act", unfinished())
    line = chain.broken_line(chain.lines_of(erasure_log(data)), passes_cut_off=True)
    if line is not None:
        yield of_error("erasures", "act", changed(line))
    with suppress(sqlite3.DatabaseError):  # the check of the vault says so
        count = of_another_key(data)
        if count:
            yield of_error("erasures", "act", unrecognised(count))


def held_too_long(connection: duckdb.DuckDBPyConnection, data: DataDirectory, now: datetime) -> Iterator[Result]:
    """What is held longer than it may be on a day; nothing where nothing is."""
    configuration = data.reading_configuration if data.reading_configuration.is_file() else None
    months = load_municipality(configuration, catalogue=catalogue()).opbevaring
    counts = overdue(connection, data, months, now.date()).counts
    if counts:
        yield of_error("erasures", "look", too_long(sum(counts.values())))


def too_long(count: int) -> UsageError:
    """Something is held longer than it may be."""
    return UsageError(
        f"Fristen er nået for {count} børn, filer eller lister. Se dem med `pladsprognose erase --expired --dry-run`, "
        "og slet dem, eller skriv en anden frist under opbevaring i kommune.yaml.",
        f"The time is up for {count} children, files or lists. See them with `pladsprognose erase --expired --dry-run` "
        "and erase them, or write another time under opbevaring in kommune.yaml.",
    )


def unfinished() -> UsageError:
    """An erasure that was cut off."""
    return UsageError(
        "En sletning blev afbrudt. Kør `pladsprognose erase` igen, eller `pladsprognose run`, som gør den færdig.",
        "An erasure was cut off. Run `pladsprognose erase` again, or `pladsprognose run`, which finishes it.",
    )


def unrecognised(count: int) -> UsageError:
    """Erasures that were written with another key than the vault has now."""
    return UsageError(
        f"{count} linjer i restricted/sletninger.jsonl er skrevet med en anden nøgle og genkender ingen: børnene kan "
        "være kommet igen. Læg den gamle nøgle tilbage, eller slet dem igen (runbogen: En nøgle er væk).",
        f"{count} lines of restricted/sletninger.jsonl were written with another key and recognise nobody: the "
        "children may be back. Put the old key back, or erase them again (runbook: A key is lost).",
    )


def changed(line: int) -> UsageError:
    """A log in which a line was changed, put in or taken out."""
    return UsageError(
        f"Linje {line} i restricted/sletninger.jsonl følger ikke den før: en linje er ændret eller fjernet. Sammenlign "
        "med loggen ved siden af sikkerhedskopierne, og spørg, hvem der har haft adgang til filen.",
        f"Line {line} of restricted/sletninger.jsonl does not follow the one before: one is changed or gone. Compare "
        "with the log beside the backups, and ask who has had access to the file.",
    )
