"""The listed odd deliveries: `listed.csv` says what each must get, and here their files are made.

Each content bears its id, so that no two files have the same bytes.
"""

from __future__ import annotations

import csv
import gzip
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from literal_deliveries import POSTING_HEADER, POSTINGS, REFERRAL_HEADER, REFERRALS, text
from odd_case import posting, referral, reversed_columns, without_column
from odd_workbooks import BOOK, SHEET_PART, far_cell, rows_of, with_part, workbook

EXPECTATIONS = Path(__file__).with_name("listed.csv")
ROUND = "Åben runde"


@dataclass(frozen=True)
class Expectation:
    """What one listed delivery must get."""

    id: str
    file: str
    outcome: str
    reasons: tuple[str, ...]
    warnings: tuple[str, ...]
    loaded: int
    aside: int
    what: str
    message: str


def expectations() -> list[Expectation]:
    with EXPECTATIONS.open(encoding="utf-8", newline="") as file:
        return [
            Expectation(
                row["id"], row["file"], row["outcome"], tuple(row["reason_codes"].split()),
                tuple(row["warning_codes"].split()), int(row["rows_loaded"] or 0), int(row["rows_quarantined"]),
                row["what"], row["message_da"],
            )
            for row in csv.DictReader(file, delimiter=";")
        ]  # fmt: skip


def plain(mark: str) -> str:
    """The three referrals as they should be."""
    return text(REFERRAL_HEADER, *REFERRALS).replace(ROUND, f"Åben {mark}")


def ledger(mark: str, *below: str) -> str:
    """The three postings as they should be, and what stands below them."""
    return text(POSTING_HEADER, *POSTINGS, *below).replace("Takst", f"Takst {mark}")


def book(mark: str, *above: list[object], merge: str | None = None) -> bytes:
    return workbook(("indstillinger", [*above, *rows_of(plain(mark))]), merge=merge)


def book_with(mark: str, column: str, *values: object) -> bytes:
    """The three referrals in a workbook, with the values of one column replaced."""
    rows: list[list[object]] = [list(row) for row in rows_of(plain(mark))]
    at = rows[0].index(column)
    for row, value in zip(rows[1:], values, strict=True):
        row[at] = value
    return workbook(("indstillinger", rows))


def words_last(mark: str) -> str:
    """Referrals whose last cell is free text."""
    rows = [line.split(";") for line in plain(mark).splitlines()]
    return text(*(";".join(row[:8]) for row in rows))


SHAPES: Mapping[str, Callable[[str], str | bytes]] = {
    "E01": plain,
    "E02": lambda mark: plain(mark).encode("utf-8-sig"),
    "E03": lambda mark: plain(mark).encode("cp1252"),
    "E04": lambda mark: plain(mark).encode("utf-16"),
    "E06": lambda mark: plain(mark).encode().decode("cp1252"),
    "E07": lambda mark: unicodedata.normalize("NFD", plain(mark)),
    "E09": lambda mark: plain(mark).replace("Åben", "Å\0ben", 1),
    "E10": lambda _: "",
    "E11": lambda _: text(REFERRAL_HEADER),
    "E12": lambda mark: plain(mark).partition("\n")[2],
    "E14": lambda mark: plain(mark).replace("\n", "\r\n", 2),
    "E15": lambda mark: plain(mark).removesuffix("\n"),
    "E16": lambda mark: plain(mark)[:-30],
    "E18": lambda mark: plain(mark).replace(";", ","),
    "E19": lambda mark: plain(mark).replace(";", "\t"),
    "E20": lambda mark: plain(mark).replace(";visitationsrunde;", ";cpr;"),
    "E21": lambda mark: plain(mark).replace(";cpr;", ";personnummer;"),
    "E22": lambda mark: plain(mark).replace(";cpr;", ";id;"),
    "E23": lambda mark: plain(mark).replace(";visitationsrunde;", ";barnets_navn;"),
    "E24": lambda mark: without_column("modtaget_dato").replace(ROUND, mark),
    "E25": lambda mark: reversed_columns().replace(ROUND, mark),
    "E26": lambda mark: plain(mark).replace(REFERRAL_HEADER, REFERRAL_HEADER.upper().replace(";", " ; ")),
    "E27": lambda mark: plain(mark).replace("\n", ";\n"),
    "E28": lambda mark: ledger(mark, "I alt;;;;;;12.984,56;"),
    "E29": lambda mark: plain(mark).replace("\n", "\n\n"),
    "E31": lambda mark: plain(mark) + referral().splitlines()[-1] + f";{mark}\n",
    "E32": lambda mark: posting(tekst=f'"første linje\nanden; ""{mark}"""'),
    "E33": lambda mark: plain(mark).replace("I2;", '"I2;'),
    "E35": lambda mark: f"<!DOCTYPE html>\n<html><head><title>{mark}</title></head><body>Log ind</body></html>\n",
    "E36": book,
    "E38": lambda mark: gzip.compress(plain(mark).encode()),
    "E39": plain,
    "E40": plain,
    "E43": plain,
    "E44": lambda mark: words_last(mark)[:-3],
    "K01": lambda mark: plain(mark) + plain(mark).splitlines()[1] + "\n",
    "X03": lambda _: plain("X03").replace("03-09-2026", "02-09-2026"),
    "X05": plain,
    "X07": lambda mark: ledger(mark, "SLUT;3;12.984,57"),
    "X08": lambda mark: ledger(mark, "SLUT;3;12.984,56"),
}
REFERRAL_VALUES: Mapping[str, Mapping[str, str]] = {
    "C01": {"cpr": "040415-4004"},
    "C02": {"cpr": "104154004"},
    "C03": {"cpr": "0404154005"},
    "C04": {"cpr": "640415-4004"},
    "C06": {"cpr": "310215-4004"},
    "C07": {"cpr": "290220-4004"},
    "C08": {"cpr": "290215-4004"},
    "C10": {"cpr": "010130-4004"},
    "C11": {"cpr": "000000-0000"},
    "C12": {"cpr": "111111-1111"},
    "C14": {"cpr": ""},
    "C15": {"cpr": " 040415 4004 "},
    "D01": {"modtaget_dato": "15-09-2026"},
    "D02": {"modtaget_dato": "2026-09-15"},
    "D04": {"modtaget_dato": "09/15/2026"},
    "D05": {"modtaget_dato": "46280"},
    "D06": {"modtaget_dato": "31-09-2026"},
    "D07": {"modtaget_dato": "29-02-2026"},
    "D09": {"modtaget_dato": "15-09-2062"},
    "D11": {"modtaget_dato": ""},
    "K04": {"indstillende_institution": "999999"},
    "K06": {"indstillingstype": "haster"},
    "K07": {"indstilling_id": ""},
}
POSTING_VALUES: Mapping[str, Mapping[str, str]] = {
    "M01": {"beloeb": "1.234,56"},
    "M03": {"beloeb": "1234,5"},
    "M04": {"beloeb": "1.234"},
    "M05": {"beloeb": "1.5"},
    "M06": {"beloeb": "1.234,00-"},
    "M08": {"beloeb": "\u22121.234,00"},
    "M09": {"beloeb": "1\u00a0234,56"},
    "M11": {"beloeb": "1,23E+05"},
    "M12": {"beloeb": ""},
    "M13": {"beloeb": "#I/T"},
    "M15": {"beloeb": "1234,567"},
    "M16": {"beloeb": "0,00"},
    "M17": {"beloeb": "9.999.999.999,00"},
    "T01": {"tekst": "Vedr. 040415-4004, betalt"},
    "T02": {"tekst": "=HYPERLINK(1)"},
    "K03": {"bilagsnummer": "B2", "bilagslinje": "2"},
}
WORKBOOKS: Mapping[str, Callable[[str], str | bytes]] = {
    "L01": book,
    "L02": lambda mark: workbook(("Ark1", rows_of(plain(mark))), ("Ark2", [["x"]])),
    "L04": lambda mark: book(mark, merge="B1:C1"),
    "L05": lambda mark: book(mark, ["Udtræk fra fagsystem"], ["Dato", "30-09-2026"], []),
    "L06": lambda mark: book_with(mark, "modtaget_dato", *(date(2026, 9, day) for day in (3, 4, 5))),
    "L08": lambda mark: book_with(mark, "cpr", 3011154001, 2802165002, 303146003),
    "L10": lambda mark: book_with(mark, "modtaget_dato", "03-09-2026", "04-09-2026", "#N/A"),
    "L11": lambda _: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(4000),
    "L12": lambda mark: with_part(book(mark), "xl/vbaProject.bin", b"x"),
    "L13": lambda mark: with_part(book(mark), SHEET_PART, b"<worksheet><sheetData>" + bytes(300_000_000)),
    "L14": lambda mark: with_part(book(mark), SHEET_PART, far_cell()),
    "L15": lambda mark: with_part(
        book(mark), "xl/styles.xml", b'<!DOCTYPE a [<!ENTITY b "c"><!ENTITY d "&b;&b;">]><a>&d;</a>'
    ),
    "L17": lambda _: BOOK[: len(BOOK) // 2],
    "L18": plain,
}


def content(case: str) -> bytes:
    """The bytes of a listed delivery; KeyError for those that are no file of their own (E41, E42, X01, X02)."""
    if case in REFERRAL_VALUES:
        made: str | bytes = referral(**REFERRAL_VALUES[case]).replace(ROUND, f"Åben {case}")
    elif case in POSTING_VALUES:
        made = posting(**POSTING_VALUES[case]).replace("Takst", f"Takst {case}")
    else:
        made = {**SHAPES, **WORKBOOKS}[case](case)
    return made if isinstance(made, bytes) else made.encode()
