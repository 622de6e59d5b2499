"""What the first look at a folder found, in words. Not here: the looking itself (`folder`)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from pipelines.initiation.folder import FolderReview, SourceReview
from pipelines.settings import Language
from pipelines.sources.column_names import quoted

SHOWN_NAMES = 6
WORDS: dict[Language, dict[str, str]] = {
    "da": {
        "written": "Skrev {path}. Ret den til kommunen; alt i den kan udelades.",
        "kept": "{path} findes og er ikke rørt.",
        "ready": "Mappen har det, en prognose kræver.",
        "not_ready": "Mappen kan endnu ikke give en prognose. Det mangler:",
        "missing": "{source} ({title}) mangler. {without} Lever {source}_ÅÅÅÅMM.csv med kolonnerne {columns}.",
        "gaps": "Måneder, der mangler; forbruget bliver for lavt uden dem:",
        "months": "{source}: {count} måneder ({months}). Lever dem.",
        "columns": "{source} mangler kolonnerne {columns}. Tilføj dem.",
        "unreadable": "{file} kan ikke åbnes ({code}). Kør prognosen for en forklaring, eller lever filen igen.",
        "present": "Leveret: {sources}.",
        "range": "{source} {first}-{last} ({count})",
        "optional": "Frivillige kilder, der ville give flere tal:",
        "option": "{source} ({title}): {without}",
        "blank": "{source} er uden {columns}; tal, der bygger på dem, udelades.",
        "details": "Frivillige kolonner, der ikke er leveret:",
        "unknown_columns": "{source} har {count} kolonner, der ikke kendes og ikke indlæses: {columns}.",
        "unknown_files": "Navnet kendes ikke (forventet <kilde>_ÅÅÅÅMM.csv eller .xlsx): {files}.",
        "more": "og {count} til",
    },
    "en": {
        "written": "Wrote {path}. Adapt it to the municipality; everything in it may be left out.",
        "kept": "{path} exists and was not touched.",
        "ready": "The folder has what a prognosis needs.",
        "not_ready": "The folder cannot give a prognosis yet. This is missing:",
        "missing": "{source} ({title}) is missing. {without} Deliver {source}_YYYYMM.csv with the columns {columns}.",
        "gaps": "Months that are missing; spend is too low without them:",
        "months": "{source}: {count} months ({months}). Deliver them.",
        "columns": "{source} lacks the columns {columns}. Add them.",
        "unreadable": "{file} cannot be opened ({code}). Run the prognosis for an explanation, or deliver it again.",
        "present": "Delivered: {sources}.",
        "range": "{source} {first}-{last} ({count})",
        "optional": "Optional sources that would give more figures:",
        "option": "{source} ({title}): {without}",
        "blank": "{source} comes without {columns}; figures that rest on them are left out.",
        "details": "Optional columns that were not delivered:",
        "unknown_columns": "{source} has {count} columns that are not known and not loaded: {columns}.",
        "unknown_files": "Unknown name (expected <source>_YYYYMM.csv or .xlsx): {files}.",
        "more": "and {count} more",
    },
}


def configuration_text(path: Path, language: Language, *, is_new: bool) -> str:
    """Whether the configuration was written or was there."""
    return WORDS[language]["written" if is_new else "kept"].format(path=path)


def review_text(review: FolderReview, language: Language) -> str:
    """What stands in the way first, then what was found, then what more could be had."""
    words = WORDS[language]
    lacking = [line for source in review.sources for line in lacks(source, language)]
    present = [range_text(source, language) for source in review.sources if not source.is_missing]
    gaps = [gap_text(source, language) for source in review.sources if source.missing_months]
    options = [option_text(s, language) for s in review.sources if s.is_missing and not s.contract.required]
    blank = [blank_text(s, language) for s in review.sources if s.absent_optional_columns]
    unknown = [unknown_text(s, language) for s in review.sources if s.unknown_columns]
    parts = [
        words["ready"] if review.is_ready else words["not_ready"],
        *listed(lacking),
        *section(words["gaps"], gaps),
        *([words["present"].format(sources=", ".join(present))] if present else []),
        *section(words["optional"], options),
        *section(words["details"], blank),
        *unknown,
        *([words["unknown_files"].format(files=some(review.unknown_files, language))] if review.unknown_files else []),
    ]
    return "\n".join(parts)


def lacks(source: SourceReview, language: Language) -> Iterator[str]:
    """One sentence per thing that a source lacks, optional sources only when they were begun."""
    words, contract = WORDS[language], source.contract
    if source.is_missing and contract.required:
        columns = ", ".join(column.name for column in contract.columns if column.required or column.key)
        without = contract.without_it[language]
        yield words["missing"].format(source=contract.source, title=contract.title, without=without, columns=columns)
    if source.missing_columns:
        yield words["columns"].format(source=contract.source, columns=", ".join(source.missing_columns))
    for file, code in source.unreadable:
        yield words["unreadable"].format(file=file, code=code)


def gap_text(source: SourceReview, language: Language) -> str:
    """The months of a period source that lie between its first and the folder's newest and are not there."""
    months = some([str(month) for month in source.missing_months], language)
    return WORDS[language]["months"].format(
        source=source.contract.source, count=len(source.missing_months), months=months
    )


def range_text(source: SourceReview, language: Language) -> str:
    """The source's editions: first, last and how many."""
    editions = source.editions
    return WORDS[language]["range"].format(
        source=source.contract.source, first=editions[0], last=editions[-1], count=len(editions)
    )


def option_text(source: SourceReview, language: Language) -> str:
    """What an optional source that is not there would add."""
    contract = source.contract
    without = contract.without_it[language]
    return WORDS[language]["option"].format(source=contract.source, title=contract.title, without=without)


def blank_text(source: SourceReview, language: Language) -> str:
    """The optional columns that a delivered source comes without."""
    columns = ", ".join(source.absent_optional_columns)
    return WORDS[language]["blank"].format(source=source.contract.source, columns=columns)


def unknown_text(source: SourceReview, language: Language) -> str:
    """Columns that nobody asked for."""
    names = source.unknown_columns
    columns = some([quoted([name]) for name in names], language)
    return WORDS[language]["unknown_columns"].format(source=source.contract.source, count=len(names), columns=columns)


def some(names: Sequence[str], language: Language) -> str:
    """The first names, and how many more there are."""
    rest = len(names) - SHOWN_NAMES
    more = [WORDS[language]["more"].format(count=rest)] if rest > 0 else []
    return ", ".join([*names[:SHOWN_NAMES], *more])


def section(heading: str, lines: Sequence[str]) -> list[str]:
    """A heading with its list; nothing when the list is empty."""
    return [heading, *listed(lines)] if lines else []


def listed(lines: Iterable[str]) -> list[str]:
    """Lines as list items."""
    return [f"  - {line}" for line in lines]
