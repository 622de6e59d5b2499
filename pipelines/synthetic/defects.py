"""Faults planted in a municipality's newest deliveries, and the listing that tells what each of them must come to.

Each fault is one that people and systems make, in a row that would fit without it. No source that a prognosis needs is
spoiled as a whole, so a run on the folder goes on; one optional file is. Not here: what is awkward but valid
(`awkward`).
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass, fields
from pathlib import Path
from random import Random
from typing import NamedTuple

from pipelines.sources.deliveries import PLANTED_FAULTS
from pipelines.synthetic.days import add_months

Row = list[str]


@dataclass(frozen=True)
class Defect:
    """One line of the listing: where a fault is, what it must come to, how many rows it takes, and what it is."""

    file: str
    outcome: str
    code: str
    row_number: int | None
    column: str
    rows: int
    what: str


class ValueFault(NamedTuple):
    """A value as someone wrongly writes it, and what that row gets."""

    source: str
    column: str
    outcome: str
    code: str
    written: Callable[[str], str]
    what: str


def _with_month_first(day: str) -> str:
    return f"{day[3:5]}/{day[:2]}/{day[6:]}"


VALUE_FAULTS = (
    ValueFault("placeringer", "cpr", "QUARANTINE", "CPR_LENGTH", lambda cpr: cpr[1:], "et ciffer mangler"),
    ValueFault("placeringer", "startdato", "QUARANTINE", "DATE_FORMAT", _with_month_first, "måneden står først"),
    ValueFault("placeringer", "slutdato", "QUARANTINE", "DATE_ORDER", lambda _: "01-01-1990", "slut før start"),
    ValueFault("placeringer", "tilbudstype", "QUARANTINE", "CODE", lambda code: f"{code} (ny)", "ukendt kode"),
    ValueFault("indstillinger", "cpr", "QUARANTINE", "CPR_MISSING", lambda _: "", "intet CPR-nummer"),
    ValueFault("indstillinger", "modtaget_dato", "QUARANTINE", "DATE_FORMAT", lambda _: "45672", "Excels dagnummer"),
    ValueFault("indstillinger", "indstillende_institution", "QUARANTINE", "REF_PROVIDER", lambda _: "999999", "ukendt"),
    ValueFault("visitationer", "udfald", "QUARANTINE", "CODE", lambda _: "ja", "ukendt kode"),
    ValueFault("omkostninger", "beloeb", "QUARANTINE", "AMOUNT_FORMAT", lambda _: "1.5", "tvetydigt beløb"),
    ValueFault("omkostninger", "beloeb", "QUARANTINE", "AMOUNT_MISSING", lambda _: "", "intet beløb"),
    ValueFault("omkostninger", "beloeb", "QUARANTINE", "AMOUNT_RANGE", lambda _: "9.999.999.999,00", "for stort beløb"),
    ValueFault("omkostninger", "konto", "QUARANTINE", "VALUE_MISSING", lambda _: "", "ingen konto"),
    ValueFault("omkostninger", "tekst", "ACCEPT_WARN", "CPR_IN_TEXT", lambda _: "Vedr. 010115-4001", "CPR i tekst"),
)  # fmt: skip
ALL_SOURCES = ("placeringer", "indstillinger", "visitationer", "omkostninger")


def plant(folder: Path, seed: int) -> None:
    """Spoil the newest files of the folder and write the listing beside them; the same seed spoils the same rows."""
    planted = [defect for source in ALL_SOURCES for defect in _spoil_rows(newest(folder, source), source, seed)]
    planted += _spoil_files(folder)
    with (folder / PLANTED_FAULTS).open("w", encoding="utf-8", newline="") as file:
        listing = csv.writer(file, delimiter=";", lineterminator="\r\n")
        listing.writerow(field.name for field in fields(Defect))
        listing.writerows(astuple(defect) for defect in planted)


def newest(folder: Path, source: str) -> Path:
    """The file of the latest edition of a source."""
    return max(folder.glob(f"{source}_*.csv"))


def _spoil_rows(path: Path, source: str, seed: int) -> Iterator[Defect]:
    """Give each fault of the source a row of its own, then add lines that should not be there."""
    header, *rows = _read(path)
    faults = [fault for fault in VALUE_FAULTS if fault.source == source]
    free = Random(f"{source} {seed}").sample(range(len(rows)), len(rows))  # noqa: S311 - which rows is no secret
    for fault in faults:
        at = header.index(fault.column)
        place = next(place for place in free if rows[place][at] or fault.column == "tekst")
        free.remove(place)
        rows[place][at] = fault.written(rows[place][at])
        yield Defect(path.name, fault.outcome, fault.code, place + 2, fault.column, 1, fault.what)
    for code, rows_aside, lines, what in _added_lines(source, header, rows, free[0]):
        rows += lines
        yield Defect(path.name, "QUARANTINE", code, len(rows) + 1, "", rows_aside, what)
    _write(path, [header, *rows])


def _added_lines(
    source: str, header: Row, rows: Sequence[Row], sound: int
) -> Iterator[tuple[str, int, list[Row], str]]:
    """Code, rows kept aside for it, lines below and what they are; `sound` is a row without a fault."""
    if source == "placeringer":
        yield "DUPLICATE_ROW", 1, [rows[sound]], "samme række to gange"
    if source == "indstillinger":
        other = list(rows[sound])
        other[header.index("visitationsrunde")] = "en anden runde"
        yield "KEY_CONFLICT", 2, [other], "samme nummer, andet indhold"
    if source == "omkostninger":
        yield "FIELD_COUNT", 1, [[*rows[sound], "for meget"]], "et felt for meget"
        total = ["I alt", *("1.000,00" if name == "beloeb" else "" for name in header[1:])]
        yield "FOOTER", 1, [total], "en total i bunden"


def _spoil_files(folder: Path) -> Iterator[Defect]:
    """Faults of whole files, of those that are there; the copy is made of a file that is as it is to be."""
    for source, spoil in WHOLE_FILES.items():
        if list(folder.glob(f"{source}_*.csv")):
            yield spoil(newest(folder, source))


def _added_column(path: Path) -> Defect:
    header, *rows = _read(path)
    _write(path, [[*header, "bemaerkning"], *([*row, "x"] for row in rows)])
    return Defect(path.name, "ACCEPT_WARN", "EXTRA_COLUMN", None, "bemaerkning", len(rows), "en kolonne for meget")


def _tabs(path: Path) -> Defect:
    rows = _read(path)
    path.write_text("".join("\t".join(row) + "\r\n" for row in rows), encoding="utf-8", newline="")
    return Defect(path.name, "REJECT", "DELIMITER", None, "", len(rows) - 1, "tabulator i stedet for semikolon")


def _other_encoding(path: Path) -> Defect:
    path.write_bytes(path.read_bytes().decode().encode("cp1252"))
    return Defect(path.name, "ACCEPT", "", None, "", len(_read(path)) - 1, "gemt som Windows-1252")


def _copy(path: Path) -> Defect:
    copy = path.with_name(f"{path.stem} (kopi).csv")
    copy.write_bytes(path.read_bytes())
    return Defect(copy.name, "NOOP", "", None, "", len(_read(path)) - 1, "samme fil igen under et andet navn")


def _unfinished(path: Path) -> Defect:
    unfinished = path.with_name(f"placeringer_{add_months(int(path.stem[-6:]), 1)}.csv.part")
    unfinished.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    return Defect(unfinished.name, "IGNORE", "", None, "", 0, "en overførsel, der ikke er færdig")


WHOLE_FILES: Mapping[str, Callable[[Path], Defect]] = {
    "fravaer": _added_column,
    "noegletal": _tabs,
    "institutioner": _other_encoding,
    "omkostninger": _copy,
    "placeringer": _unfinished,
}


def _read(path: Path) -> list[Row]:
    with path.open(encoding="utf-8", errors="replace", newline="") as file:
        return list(csv.reader(file, delimiter=";"))


def _write(path: Path, rows: Sequence[Row]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter=";", lineterminator="\r\n").writerows(rows)
