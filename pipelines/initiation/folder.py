"""What a folder of back files has and lacks, held against the contracts.

Only names and header lines are read; whether the rows hold is for the gate to say when the files are run. Not here:
the words for it (`words`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from pipelines.municipality import ColumnName
from pipelines.sources.codes import RefusalError
from pipelines.sources.column_names import header_names, known_names
from pipelines.sources.contract import Contract, load_contracts
from pipelines.sources.deliveries import Candidate, DeliveryName, discover
from pipelines.sources.dialect import spoken
from pipelines.sources.reader import Reader, open_reader

MONTHS = 12


@dataclass(frozen=True)
class SourceReview:
    """What lies in the folder of one source; a file that cannot be opened has its code in `unreadable`."""

    contract: Contract
    editions: tuple[int, ...]
    missing_months: tuple[int, ...]
    missing_columns: tuple[str, ...]
    absent_optional_columns: tuple[str, ...]
    unknown_columns: tuple[str, ...]
    unreadable: tuple[tuple[str, str], ...]

    @property
    def is_missing(self) -> bool:
        """Whether no file of the source lies there."""
        return not self.editions

    @property
    def is_ready(self) -> bool:
        """Whether nothing stands in the way of a first run; months that are missing make it poorer, not impossible."""
        return not (self.is_missing or self.missing_columns or self.unreadable)


@dataclass(frozen=True)
class FolderReview:
    """The folder held against all contracts: sources in the contracts' order, and names nobody asked for."""

    sources: tuple[SourceReview, ...]
    unknown_files: tuple[str, ...]

    @property
    def is_ready(self) -> bool:
        """Whether a first run can be made."""
        return all(review.is_ready for review in self.sources if review.contract.required)


def review_folder(folder: Path, names: Sequence[ColumnName] = ()) -> FolderReview:
    """What the folder has and lacks, from the names of its files and the header of each source's newest edition.

    `names` are what the municipality's files call their columns.
    """
    candidates = [candidate for candidate in discover(folder) if not candidate.is_ignored]
    named = [(c, c.name) for c in candidates if c.name is not None]
    newest = max((name.edition for _, name in named), default=0)
    with TemporaryDirectory() as handover, open_reader(Path(handover) / "modtaget") as reader:
        sources = [
            review_source(called(contract, files, names), files, newest, reader)
            for contract in load_contracts().values()
            for files in ([(c, name) for c, name in named if name.source == contract.source],)
        ]
    return FolderReview(tuple(sources), tuple(c.file for c in candidates if c.name is None))


def review_source(
    contract: Contract, files: list[tuple[Candidate, DeliveryName]], newest: int, reader: Reader
) -> SourceReview:
    """One source: its editions, the gaps between them, and what the header of its newest file lacks."""
    editions = tuple(sorted({name.edition for _, name in files}))
    latest = max(files, key=lambda file: (file[1].edition, file[1].version), default=None)
    cells, unreadable = newest_header(latest, contract, reader)
    found = known_names(cells, contract)
    lacking = [column for column in contract.columns if cells and column.name not in found]
    return SourceReview(
        contract=contract,
        editions=editions,
        missing_months=missing_months(contract, editions, newest),
        missing_columns=tuple(c.name for c in lacking if c.required or c.key),
        absent_optional_columns=tuple(c.name for c in lacking if not (c.required or c.key)),
        unknown_columns=unknown_columns(cells, contract),
        unreadable=unreadable,
    )


def called(contract: Contract, files: list[tuple[Candidate, DeliveryName]], names: Sequence[ColumnName]) -> Contract:
    """The contract with what its columns are called in the newest file."""
    if not files:
        return contract
    day = max(name.edition_date for _, name in files)
    return spoken(contract, [e for e in names if e.kilde == contract.source and e.holds_on(day)], day)


def newest_header(
    latest: tuple[Candidate, DeliveryName] | None, contract: Contract, reader: Reader
) -> tuple[list[str], tuple[tuple[str, str], ...]]:
    """The header of the newest file, and (file, code) when it cannot be opened."""
    if latest is None:
        return [], ()
    candidate, name = latest
    try:
        return reader.header(candidate.path, name.suffix, contract), ()
    except RefusalError as error:
        return [], ((candidate.file, error.code),)


def missing_months(contract: Contract, editions: tuple[int, ...], newest: int) -> tuple[int, ...]:
    """The months of a required period source between its first edition and the folder's newest that are not there.

    A snapshot holds its history itself, so one edition is enough; optional period sources may rest in holidays.
    """
    if not editions or not contract.required or contract.kind != "period":
        return ()
    return tuple(month for month in months_between(editions[0], newest) if month not in editions)


def months_between(first: int, last: int) -> list[int]:
    """All months `yyyymm` from the first to the last, both included."""
    start, end = (year * MONTHS + month - 1 for year, month in (divmod(first, 100), divmod(last, 100)))
    return [number // MONTHS * 100 + number % MONTHS + 1 for number in range(start, end + 1)]


def unknown_columns(cells: Iterable[str], contract: Contract) -> tuple[str, ...]:
    """The header's columns that the contract has no name for; they are not loaded."""
    return tuple(name for name in header_names(list(cells)) if name and not known_names([name], contract))
