"""Odd and bad deliveries, each with what it must get: kinds of fault that suppliers' files really have.

One line a case: the file, its content, the outcome, reason codes, warnings, rows loaded and rows kept aside.
"""

from __future__ import annotations

import gzip
import io
import unicodedata
import zipfile
from dataclasses import dataclass
from datetime import date

from literal_deliveries import POSTING_HEADER, POSTINGS, REFERRAL_HEADER, REFERRALS, text
from openpyxl import Workbook

REFERRAL_FILE = "indstillinger_202609.csv"
POSTING_FILE = "omkostninger_202609.csv"
PLAIN = text(REFERRAL_HEADER, *REFERRALS)


@dataclass(frozen=True)
class Case:
    name: str
    content: bytes
    outcome: str
    reasons: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    loaded: int = 0
    aside: int = 0
    file: str = REFERRAL_FILE


def accepted(name: str, content: str | bytes, *warnings: str, loaded: int = 3, file: str = REFERRAL_FILE) -> Case:
    body = content if isinstance(content, bytes) else content.encode()
    return Case(name, body, "ACCEPT_WARN" if warnings else "ACCEPT", (), warnings, loaded, 0, file)


def rejected(name: str, content: str | bytes, code: str, file: str = REFERRAL_FILE) -> Case:
    return Case(name, content if isinstance(content, bytes) else content.encode(), "REJECT", (code,), file=file)


def quarantined(name: str, content: str | bytes, code: str, loaded: int = 3, file: str = REFERRAL_FILE) -> Case:
    body = content if isinstance(content, bytes) else content.encode()
    return Case(name, body, "QUARANTINE", (code,), (), loaded, 1, file)


def referral(**changes: str) -> str:
    """A fourth referral with some values changed."""
    values = dict(
        zip(
            REFERRAL_HEADER.split(";"),
            ["I4", "010115-4001", "06-09-2026", "101001", "101001", "Nord", "ny", "Runde", "3"],
            strict=True,
        )
    )
    return text(REFERRAL_HEADER, *REFERRALS, ";".join((values | changes).values()))


def posting(**changes: str) -> str:
    """A fourth posting with some values changed."""
    values = dict(
        zip(
            POSTING_HEADER.split(";"),
            ["B3", "1", "06-09-2026", "3220800", "40", "Special", "1,00", "Takst"],
            strict=True,
        )
    )
    return text(POSTING_HEADER, *POSTINGS, ";".join((values | changes).values()))


def without_column(name: str) -> str:
    rows = [line.split(";") for line in (REFERRAL_HEADER, *REFERRALS)]
    at = rows[0].index(name)
    return text(*(";".join(cell for index, cell in enumerate(row) if index != at) for row in rows))


def reversed_columns() -> str:
    return text(*(";".join(reversed(line.split(";"))) for line in (REFERRAL_HEADER, *REFERRALS)))


SHAPES = [
    accepted("plain UTF-8", PLAIN),
    accepted("UTF-8 with byte order mark", b"\xef\xbb\xbf" + PLAIN.encode()),
    accepted("Windows-1252", PLAIN.encode("cp1252")),
    accepted("UTF-16 with byte order mark", PLAIN.encode("utf-16")),
    accepted("UTF-16 big-endian with byte order mark", b"\xfe\xff" + PLAIN.encode("utf-16-be")),
    rejected("UTF-16 without byte order mark", PLAIN.encode("utf-16-le"), "ENCODING"),
    rejected("UTF-32", PLAIN.encode("utf-32"), "ENCODING"),
    rejected("encoded twice", PLAIN.encode().decode("cp1252").encode(), "MOJIBAKE"),
    rejected("DOS code page", PLAIN.replace("Åben", "åben åbning måned").encode("cp865"), "MOJIBAKE"),
    rejected("letters already lost", PLAIN.replace("Å", "\ufffd"), "MOJIBAKE"),
    accepted("decomposed letters", unicodedata.normalize("NFD", PLAIN)),
    rejected("NUL inside a value", PLAIN.replace("Åben", "Å\x00ben"), "ENCODING"),
    rejected("0 bytes", b"", "EMPTY"),
    rejected("blank lines only", "\n\n \n", "EMPTY"),
    rejected("header only", text(REFERRAL_HEADER), "NO_ROWS"),
    rejected("no header", text(*REFERRALS), "HEADER"),
    accepted("mixed line ends", PLAIN.replace("\n", "\r\n", 2)),
    accepted("old Macintosh line ends", PLAIN.replace("\n", "\r")),
    accepted("no newline at the end", PLAIN[:-1], "NO_FINAL_NEWLINE"),
    accepted("cut inside the last field", PLAIN[:-2], "NO_FINAL_NEWLINE"),
    rejected("cut inside the last row", PLAIN[:-30], "TRUNCATED"),
    rejected("comma instead of semicolon", PLAIN.replace(";", ","), "DELIMITER"),
    rejected("tab separated", PLAIN.replace(";", "\t"), "DELIMITER"),
    rejected("a column twice", PLAIN.replace("visitationsrunde", "cpr"), "DUPLICATE_COLUMN"),
    accepted("an alias", PLAIN.replace(";cpr;", ";personnummer;"), "ALIAS"),
    rejected("an unknown rename", PLAIN.replace(";cpr;", ";id;"), "MISSING_COLUMN"),
    rejected("a required column left out", without_column("modtaget_dato"), "MISSING_COLUMN"),
    accepted("an added column", PLAIN.replace("visitationsrunde", "barnets_navn"), "EXTRA_COLUMN"),
    accepted("columns in another order", reversed_columns()),
    accepted("case and blanks in the header", PLAIN.replace(";cpr;modtaget_dato", "; CPR ;Modtaget Dato")),
    accepted("separator at every line's end", PLAIN.replace("\n", ";\n"), "TRAILING_SEPARATOR"),
    accepted("blank lines between", PLAIN.replace("\n", "\n\n;;;\n")),
    accepted("Excel's separator line", "sep=;\n" + PLAIN),
    quarantined("a long row", referral().removesuffix("\n") + ";for meget\n", "FIELD_COUNT"),
    quarantined("a short row", referral().removesuffix(";Runde;3\n") + "\n", "FIELD_COUNT"),
    rejected("a quote never closed", PLAIN.replace("I2;", '"I2;'), "QUOTE"),
    rejected("a web page", "<!DOCTYPE html>\n<html><body>Log ind</body></html>\n", "NOT_CSV"),
    rejected("JSON", '{"indstilling_id": 1}\n', "NOT_CSV"),
    rejected("a zip file", b"PK\x03\x04" + PLAIN.encode(), "NOT_CSV"),
    rejected("gzip", gzip.compress(PLAIN.encode()), "NOT_CSV"),
    rejected("PDF", b"%PDF-1.7\n", "NOT_CSV"),
    rejected("an old workbook", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "NOT_CSV"),
    Case("an upload under way", PLAIN.encode(), "IGNORE", file="indstillinger_202609.csv.part"),
    Case("an open workbook's lock file", b"x", "IGNORE", file="~$indstillinger_202609.xlsx"),
    rejected("a month in words", PLAIN, "NAME", "indstillinger_september.csv"),
    rejected("month 13", PLAIN, "NAME", "indstillinger_202613.csv"),
    rejected("an unknown source", PLAIN, "NAME", "ukendtkilde_202609.csv"),
    rejected("dates of another month", PLAIN, "PERIOD_MISMATCH", "indstillinger_202607.csv"),
    rejected(
        "postings of another month", text(POSTING_HEADER, *POSTINGS), "PERIOD_MISMATCH", "omkostninger_202607.csv"
    ),
    accepted("a trailer that agrees", text(POSTING_HEADER, *POSTINGS, "SLUT;3;12.984,56"), file=POSTING_FILE),
    accepted("a trailer without a newline", text(POSTING_HEADER, *POSTINGS) + "SLUT;3;12.984,56", file=POSTING_FILE),
    rejected(
        "a trailer with another sum", text(POSTING_HEADER, *POSTINGS, "SLUT;3;12.984,57"), "CONTROL_TOTAL", POSTING_FILE
    ),
    rejected(
        "a trailer with another count",
        text(POSTING_HEADER, *POSTINGS, "SLUT;4;12.984,56"),
        "CONTROL_TOTAL",
        POSTING_FILE,
    ),
    quarantined("a total line", text(POSTING_HEADER, *POSTINGS, "I alt;;;;;;12.984,56;"), "FOOTER", file=POSTING_FILE),
    quarantined(
        "a total without a word", text(POSTING_HEADER, *POSTINGS, ";;;;;;12.984,56;"), "FOOTER", file=POSTING_FILE
    ),
    quarantined("a short total line", text(POSTING_HEADER, *POSTINGS, "Total;12.984,56"), "FOOTER", file=POSTING_FILE),
    accepted(
        "newline, separator and quotes inside quotes",
        posting(tekst='"første linje\nanden; ""linje"""'),
        loaded=4,
        file=POSTING_FILE,
    ),
]

VALUES = [
    accepted("cpr with hyphen", referral(cpr="010115-4009"), loaded=4),
    accepted("cpr with blanks", referral(cpr=" 010115 4009 "), loaded=4),
    accepted("cpr without modulus 11", referral(cpr="0101154002"), loaded=4),
    accepted("cpr of a leap day", referral(cpr="2902204001"), loaded=4),
    accepted("replacement number", referral(cpr="610115-4001"), "CPR_REPLACEMENT", loaded=4),
    quarantined("cpr with 9 digits", referral(cpr="101154001"), "CPR_LENGTH"),
    quarantined("cpr of 31 February", referral(cpr="3102154001"), "CPR_DATE"),
    quarantined("cpr of 29 February 2015", referral(cpr="2902154001"), "CPR_DATE"),
    quarantined("cpr born 2030", referral(cpr="0101304001"), "CPR_DATE"),
    quarantined("cpr of zeros", referral(cpr="000000-0000"), "CPR_PLACEHOLDER"),
    quarantined("cpr of nines", referral(cpr="9999999999"), "CPR_PLACEHOLDER"),
    quarantined("cpr missing", referral(cpr=""), "CPR_MISSING"),
    quarantined("cpr of a grown-up", referral(cpr="010180-1234"), "CPR_AGE"),
    quarantined("cpr with letters", referral(cpr="010115-ABC1"), "CPR_FORMAT"),
    quarantined("cpr as case number", referral(indstilling_id="010115-4001"), "CPR_IN_KEY"),
    quarantined("cpr as institution", referral(distriktsskole="0101154001"), "CPR_IN_KEY"),
    accepted("a date with hyphens", referral(modtaget_dato="15-09-2026"), loaded=4),
    accepted("an ISO date", referral(modtaget_dato="2026-09-15"), loaded=4),
    accepted("a date with points", referral(modtaget_dato="15.09.2026"), loaded=4),
    quarantined("US order", referral(modtaget_dato="09/15/2026"), "DATE_FORMAT"),
    quarantined("Excel serial", referral(modtaget_dato="46280"), "DATE_FORMAT"),
    quarantined("31 September", referral(modtaget_dato="31-09-2026"), "DATE_FORMAT"),
    quarantined("far future", referral(modtaget_dato="15-09-2062"), "DATE_RANGE"),
    quarantined("date missing", referral(modtaget_dato=""), "DATE_MISSING"),
    accepted("a grouped thousand", posting(beloeb="1.234"), loaded=4, file=POSTING_FILE),
    accepted("a minus behind", posting(beloeb="1.234,00-"), loaded=4, file=POSTING_FILE),
    accepted("zero", posting(beloeb="0"), loaded=4, file=POSTING_FILE),
    quarantined("no legal grouping", posting(beloeb="1.5"), "AMOUNT_FORMAT", file=POSTING_FILE),
    quarantined("scientific", posting(beloeb="1,2E+03"), "AMOUNT_FORMAT", file=POSTING_FILE),
    quarantined("Excel's error value", posting(beloeb="#I/T"), "AMOUNT_FORMAT", file=POSTING_FILE),
    quarantined("three decimals", posting(beloeb="1,234"), "AMOUNT_FORMAT", file=POSTING_FILE),
    quarantined("amount missing", posting(beloeb=""), "AMOUNT_MISSING", file=POSTING_FILE),
    quarantined("amount too large", posting(beloeb="1.000.000.000,00"), "AMOUNT_RANGE", file=POSTING_FILE),
    accepted("cpr in free text", posting(tekst="vedr. 010115-4001"), "CPR_IN_TEXT", loaded=4, file=POSTING_FILE),
    accepted("formula in text", posting(tekst="=1+1"), loaded=4, file=POSTING_FILE),
    accepted("two lines of one voucher", posting(bilagsnummer="B2", bilagslinje="2"), loaded=4, file=POSTING_FILE),
    quarantined("the same row twice", text(REFERRAL_HEADER, *REFERRALS, REFERRALS[0]), "DUPLICATE_ROW"),
    Case("same key, other content", referral(indstilling_id="I1").encode(), "QUARANTINE", ("KEY_CONFLICT",), (), 2, 2),
    quarantined("unknown school", referral(indstillende_institution="999999"), "REF_PROVIDER"),
    quarantined("not in the code list", referral(indstillingstype="måske"), "CODE"),
    accepted("a code in capitals", referral(indstillingstype="NY"), loaded=4),
    quarantined("no case number", referral(indstilling_id=""), "KEY_MISSING"),
    quarantined("a reserved district", referral(bopaelsdistrikt="ALL"), "CODE"),
    quarantined(
        "end before start",
        text(POSTING_HEADER + ";periode_fra;periode_til", *(f"{line};;" for line in POSTINGS))
        + "B4;1;06-09-2026;1;40;Special;1,00;t;30-09-2026;01-09-2026\n",
        "DATE_ORDER",
        file=POSTING_FILE,
    ),
]  # fmt: skip


def rows_of(content: str) -> list[list[str]]:
    return [line.split(";") for line in content.splitlines()]


def workbook(*sheets: tuple[str, list[list[object]]], merge: str | None = None) -> bytes:
    book = Workbook()
    book.remove(book.active)
    for name, rows in sheets:
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
        if merge:
            sheet.merge_cells(merge)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def repacked(content: bytes, **parts: bytes) -> bytes:
    """The workbook with parts replaced or added; names are written with `__` for `/`."""
    changed = {name.replace("__", "/"): part for name, part in parts.items()}
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name not in changed:
                new.writestr(name, old.read(name))
        for name, part in changed.items():
            new.writestr(name, part)
    return buffer.getvalue()


def with_part(content: bytes, name: str, part: bytes) -> bytes:
    return repacked(content, **{name.replace("/", "__"): part})


def far_cell() -> bytes:
    return (
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        b'<row r="1048576"><c r="XFD1048576" t="n"><v>1</v></c></row></sheetData></worksheet>'
    )


SHEET = rows_of(PLAIN)
BOOK = workbook(("indstillinger", SHEET))
BOOK_FILE = "indstillinger_202609.xlsx"


def sheet_with(column: str, *values: object) -> bytes:
    """The three referrals with the values of one column replaced."""
    at = SHEET[0].index(column)
    rows: list[list[object]] = [list(row) for row in SHEET]
    for row, value in zip(rows[1:], values, strict=True):
        row[at] = value
    return workbook(("indstillinger", rows))


WORKBOOKS = [
    accepted("a plain workbook", BOOK, file=BOOK_FILE),
    accepted("one sheet with another name", workbook(("Ark1", SHEET)), file=BOOK_FILE),
    accepted("the named one of two", workbook(("Noter", [["x"]]), ("Indstillinger", SHEET)), file=BOOK_FILE),
    rejected("two sheets, none named", workbook(("Ark1", SHEET), ("Ark2", SHEET)), "SHEET", BOOK_FILE),
    rejected("a merged header", workbook(("indstillinger", SHEET), merge="B1:C1"), "MERGED_HEADER", BOOK_FILE),
    accepted("titles above", workbook(("indstillinger", [["Udtræk"], [], *SHEET])), "HEADER_ROW", file=BOOK_FILE),
    accepted(
        "a merged title above",
        workbook(("indstillinger", [["Udtræk"], [], *SHEET]), merge="A1:C1"),
        "HEADER_ROW",
        file=BOOK_FILE,
    ),
    accepted("real dates", sheet_with("modtaget_dato", *[date(2026, 9, 3)] * 3), file=BOOK_FILE),
    quarantined("cpr as number", sheet_with("cpr", 3011154001, 2802165002, 303146003), "CPR_LENGTH", 2, BOOK_FILE),
    quarantined(
        "an error cell", sheet_with("modtaget_dato", "03-09-2026", "03-09-2026", "#N/A"), "DATE_FORMAT", 2, BOOK_FILE
    ),
    rejected("password or old format", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "ENCRYPTED_OR_XLS", BOOK_FILE),
    rejected("macros", with_part(BOOK, "xl/vbaProject.bin", b"x"), "MACRO", BOOK_FILE),
    rejected("unpacks to too much", with_part(BOOK, "xl/media/a.xml", bytes(10_000_000)), "ZIP_BOMB", BOOK_FILE),
    rejected("a cell far out", with_part(BOOK, "xl/worksheets/sheet1.xml", far_cell()), "DIMENSION", BOOK_FILE),
    rejected("a DTD", with_part(BOOK, "xl/styles.xml", b'<!DOCTYPE a [<!ENTITY b "c">]><a/>'), "XML_DTD", BOOK_FILE),
    rejected("a path out of the archive", with_part(BOOK, "../ude.xml", b"<a/>"), "ZIP_PATH", BOOK_FILE),
    rejected("half a file", BOOK[: len(BOOK) // 2], "CORRUPT", BOOK_FILE),
    rejected("CSV under a workbook's name", PLAIN, "NOT_XLSX", BOOK_FILE),
    rejected("another zip", with_part(repacked(b"PK\x05\x06" + bytes(18)), "a.txt", b"x"), "NOT_XLSX", BOOK_FILE),
    rejected("an empty sheet", workbook(("indstillinger", [])), "EMPTY", BOOK_FILE),
]

CASES = [*SHAPES, *VALUES, *WORKBOOKS]
