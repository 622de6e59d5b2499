"""The delivery folder: which files lie there, and what their names say. Not here: their bytes (`content`)."""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pipelines.privacy.cpr import masked_name
from pipelines.sources.content import State, state_of
from pipelines.sources.contract import load_contracts

NAME = re.compile(
    r"(?P<source>[a-z]+)_(?P<edition>(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2]))"
    r"(?:_v(?P<version>[1-9][0-9]{0,3}))?\.(?P<suffix>csv|xlsx)"
)
LAST = 4  # the step of names that do not hold, behind those of `source_order`
UNFINISHED = (".part", ".tmp", ".crdownload", ".filepart")
BESIDE = (".sha256", ".yaml", ".yml", ".md")
# What `generate --defects` writes beside the deliveries.
PLANTED_FAULTS = "defects.csv"
SYSTEM_NAMES = ("thumbs.db", "desktop.ini", PLANTED_FAULTS)


@dataclass(frozen=True)
class DeliveryName:
    """What a well-formed name says; `version` is 0 when the name has none."""

    source: str
    edition: int
    version: int
    suffix: str

    @property
    def edition_date(self) -> date:
        """Last day of the month that the extract speaks for."""
        year, month = divmod(self.edition, 100)
        return date(year, month, monthrange(year, month)[1])


@dataclass(frozen=True)
class Candidate:
    """One entry of the folder, as it was `seen` there; `name` is None when it cannot be read from the file's name."""

    path: Path
    name: DeliveryName | None
    is_ignored: bool
    seen: State | None = None

    @property
    def file(self) -> str:
        """The name of the file without its folder."""
        return self.path.name

    @property
    def shown_name(self) -> str:
        """The name as it may be printed and stored: without CPR numbers and signs that cannot be printed."""
        printable = "".join(sign if sign.isprintable() else "?" for sign in self.file)
        return masked_name(unicodedata.normalize("NFC", printable))

    @property
    def source(self) -> str:
        """The source, also guessed from a name that does not hold; 'ukendt' when there is none to guess."""
        if self.name is not None:
            return self.name.source
        prefix = self.file.lower().partition("_")[0].partition(".")[0]
        return prefix if prefix in load_contracts() else "ukendt"


def discover(folder: Path) -> list[Candidate]:
    """All entries of the folder: by step of `source_order`, then by edition, source, version and name.

    All editions that name children come first, so that their CPR numbers are known when they turn up in
    others. Names that do not hold come last, so that the same bytes under a good name are taken and the other is the
    copy.
    """
    candidates = [Candidate(path, parse_name(path.name), is_ignored(path), _seen(path)) for path in _entries(folder)]
    return sorted(candidates, key=_reading_order)


def parse_name(file: str) -> DeliveryName | None:
    """The parts of `<source>_<YYYYMM>[_v<N>].csv|.xlsx`; None when the name does not hold."""
    match = NAME.fullmatch(file.lower())
    if match is None or match["source"] not in load_contracts():
        return None
    return DeliveryName(match["source"], int(match["edition"]), int(match["version"] or 0), match["suffix"])


def is_ignored(path: Path) -> bool:
    """Whether the entry is left alone: unfinished, hidden or system files, documents beside, unrelated folders."""
    name = path.name.lower()
    if name.startswith((".", "~$", "readme")) or name.endswith(UNFINISHED + BESIDE) or name in SYSTEM_NAMES:
        return True
    return parse_name(name) is None and not path.is_symlink() and path.is_dir()


def _seen(path: Path) -> State | None:
    """The state of an entry of the folder; None when it is gone already, which its reading will tell."""
    try:
        return state_of(path.lstat())
    except OSError:
        return None


def _entries(folder: Path) -> Iterator[Path]:
    """The folder's entries but the checksum files and settings that belong to what lies beside them."""
    for path in folder.iterdir():
        if path.name.lower() != "kommune.yaml" and not path.name.lower().endswith(".sha256"):
            yield path


def source_order(source: str) -> tuple[int, int]:
    """Children first, then what others refer to, then the rest of those that name children, then as contracts stand."""
    contracts = load_contracts()
    contract = contracts[source]
    refers = any(column.reference is not None for column in contract.columns)
    is_referred_to = any(column.reference == source for other in contracts.values() for column in other.columns)
    steps = (contract.has_child and not refers, is_referred_to, contract.has_child, True)
    return steps.index(True), list(contracts).index(source)


def _reading_order(candidate: Candidate) -> tuple[int, int, int, int, str]:
    name = candidate.name
    if name is None:
        return (LAST, 0, 0, 0, candidate.file)
    step, position = source_order(name.source)
    return (step, name.edition, position, name.version, candidate.file)
