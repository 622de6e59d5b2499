"""The same kinds of oddity in other sources, columns, separators and encodings, and several of them in one file."""

from __future__ import annotations

from literal_deliveries import PLACEMENT_HEADER, PLACEMENTS, POSTING_HEADER, POSTINGS, ROWS, text
from odd_case import PLAIN, POSTING_FILE, Case, accepted, posting, quarantined, referral, rejected, row_of

LEDGER = text(POSTING_HEADER, *POSTINGS)
PLACES = text(PLACEMENT_HEADER, *PLACEMENTS)
PLACE_FILE = "placeringer_202609.csv"
BOM, WIDE_BOM = b"\xef\xbb\xbf", b"\xfe\xff"


def of(source: str, *below: str) -> str:
    """Header and two rows of a source, and what stands below."""
    return text(*ROWS[source], *below)


def file_of(source: str, suffix: str = "csv") -> str:
    return f"{source}_202609.{suffix}"


ENCODINGS = [
    accepted(
        "a ledger with byte order mark and Windows line ends",
        BOM + LEDGER.replace("\n", "\r\n").encode(),
        file=POSTING_FILE,
    ),
    accepted("a ledger as Excel's Unicode text", LEDGER.replace("\n", "\r\n").encode("utf-16"), file=POSTING_FILE),
    accepted(
        "dashes and a euro sign in Windows-1252",
        posting(tekst="100 € – anslået").encode("cp1252"),
        loaded=4,
        file=POSTING_FILE,
    ),
    accepted(
        "big-endian with old line ends",
        WIDE_BOM + of("budget").replace("\n", "\r").encode("utf-16-be"),
        loaded=2,
        file=file_of("budget"),
    ),
    rejected(
        "a byte that no table has", PLAIN.replace("Åben", "Aben").encode().replace(b"runde", b"r\x81nde"), "ENCODING"
    ),
    rejected("one broken letter among whole ones", PLAIN.encode().replace(b"runde", b"r\xf8nde"), "MOJIBAKE"),
    rejected("encoded twice as Latin-1", PLAIN.encode().decode("latin-1"), "MOJIBAKE"),
    rejected("encoded three times", PLAIN.encode().decode("cp1252").encode().decode("cp1252"), "MOJIBAKE"),
    rejected(
        "a broken name of an institution",
        of("institutioner").encode().decode("cp1252"),
        "MOJIBAKE",
        file_of("institutioner"),
    ),
    rejected("a broken column name", of("takster").replace("beloeb", "belÃ¸b"), "MOJIBAKE", file_of("takster")),
    rejected("a small å broken in free text", posting(tekst="m\u00c3\u00a5nedens"), "MOJIBAKE", POSTING_FILE),
    rejected("a ledger with NUL in the header", LEDGER.replace("konto", "konto\0"), "ENCODING", POSTING_FILE),
    rejected("padded with NUL", PLAIN.encode() + bytes(64), "ENCODING"),
    rejected("an escape sign in a value", referral(visitationsrunde="\x1b[2J"), "ENCODING"),
    accepted(
        "decomposed letters with Windows line ends",
        referral(visitationsrunde="A\u030aben\u00a0ø").replace("\n", "\r\n"),
        loaded=4,
    ),
]

SHAPES = [
    rejected("nothing but a byte order mark", BOM, "EMPTY"),
    rejected("nothing but a wide byte order mark", WIDE_BOM, "EMPTY"),
    rejected("nothing but separators", ";;;;\n;;;;\n", "EMPTY"),
    Case(
        "column names and no line end",
        ROWS["klager"][0].encode(),
        "ACCEPT_WARN",
        (),
        ("NO_FINAL_NEWLINE",),
        file=file_of("klager"),
    ),
    accepted("no complaints and a trailer", text(ROWS["klager"][0], "SLUT;0;"), loaded=0, file=file_of("klager")),
    rejected("no postings and a trailer", text(POSTING_HEADER, "SLUT;0;0,00"), "NO_ROWS", POSTING_FILE),
    rejected("colons", PLAIN.replace(";", ":"), "DELIMITER"),
    rejected("carets", LEDGER.replace(";", "^"), "DELIMITER", POSTING_FILE),
    rejected("commas and quotes", '"' + PLAIN.replace(";", '","').replace("\n", '"\n"')[:-1], "DELIMITER"),
    rejected("a separator line that names a tab", "sep=\t\n" + LEDGER.replace(";", "\t"), "DELIMITER", POSTING_FILE),
    accepted("blanks around the separators", LEDGER.replace(";", " ; "), file=POSTING_FILE),
    accepted("quotes around every cell", '"' + PLAIN.replace(";", '";"').replace("\n", '"\n"')[:-1]),
    accepted(
        "byte order mark, separator line, capitals",
        BOM + b"sep=;\r\n" + LEDGER.replace(POSTING_HEADER, POSTING_HEADER.upper()).replace("\n", "\r\n").encode(),
        file=POSTING_FILE,
    ),
    accepted(
        "an alias, an added column and surplus separators",
        PLAIN.replace(";cpr;", ";CPR_nr;")
        .replace("runde;", "runde;;")
        .replace(";klassetrin", ";hjaelp;klassetrin")
        .replace("\n", ";\n"),
        "ALIAS",
        "EXTRA_COLUMN",
        "TRAILING_SEPARATOR",
    ),
    rejected(
        "a column twice by its alias", PLACES.replace(";takstgruppe;", ";personnummer;"), "DUPLICATE_COLUMN", PLACE_FILE
    ),
    rejected("column names in English", "case;person;received;school;district;type\n1;2;3;4;5;6\n", "HEADER"),
    rejected("cut in the last row of the ledger", LEDGER[:-25], "TRUNCATED", POSTING_FILE),
    rejected("cut in the last row by bytes of Windows", PLACES.replace("\n", "\r\n")[:-40], "TRUNCATED", PLACE_FILE),
    accepted("cut in the last cell of the ledger", LEDGER[:-3], "NO_FINAL_NEWLINE", file=POSTING_FILE),
    quarantined(
        "a short row among placements",
        text(PLACEMENT_HEADER, PLACEMENTS[1], "P3;010115-4001", PLACEMENTS[2]),
        "FIELD_COUNT",
        2,
        PLACE_FILE,
    ),
    quarantined("a budget's total", of("budget", "Total;;;;;;;;650.000,00;;"), "FOOTER", 2, file_of("budget")),
    quarantined(
        "a price list's total of nothing else",
        of("takster", ";;;;;;;301.500,50;;;;;;"),
        "FOOTER",
        2,
        file_of("takster"),
    ),
    accepted(
        "separators and line ends in quotes in a placement",
        PLACES.replace(";;;01-06-2026\nP3", ';;"a;b\n""c""";01-06-2026\nP3', 1),
        "CPR_IN_TEXT",
        file=PLACE_FILE,
    ),
    rejected(
        "a quote left open in a placement",
        PLACES.replace(";;;01-06-2026\nP3", ';;"a;01-06-2026\nP3', 1),
        "QUOTE",
        PLACE_FILE,
    ),
    rejected("a quote left open in the column names", LEDGER.replace(";konto", ';"konto', 1), "QUOTE", POSTING_FILE),
    rejected("a quote left open in the last cell", LEDGER[:-6] + '"Takst\n', "QUOTE", POSTING_FILE),
    rejected("XML", '<?xml version="1.0"?>\n<rows/>\n', "NOT_CSV", POSTING_FILE),
    rejected("a page behind blank lines", BOM + b"\r\n\r\n  <html><body>Log ind</body></html>", "NOT_CSV", PLACE_FILE),
    rejected("a picture", b"\xff\xd8\xff\xe0" + bytes(40), "NOT_CSV"),
    rejected("an image", b"GIF89a" + bytes(40), "NOT_CSV"),
    rejected("a program", b"MZ\x90" + bytes(40), "NOT_CSV"),
    rejected(
        "a ledger of another month by name", LEDGER.replace("-09-2026", ".08.2026"), "PERIOD_MISMATCH", POSTING_FILE
    ),
    rejected(
        "counts of pupils of another month",
        of("elevtal").replace("-09-", "-08-"),
        "PERIOD_MISMATCH",
        file_of("elevtal"),
    ),
    rejected(
        "a budget decided after the edition",
        of("budget").replace("10-10-2025", "10-10-2026").replace("20-05-2026", "20-11-2026"),
        "PERIOD_MISMATCH",
        file_of("budget"),
    ),
    rejected(
        "days that have become numbers",
        text(ROWS["kapacitet"][0], *(f"1{number:05};specialklasse;45000;60" for number in range(10))),
        "RETYPED",
        file_of("kapacitet"),
    ),
    rejected(
        "placements registered after the edition",
        PLACES.replace("01-06-2026", "01-10-2026"),
        "PERIOD_MISMATCH",
        PLACE_FILE,
    ),
    accepted(
        "an extract made two days into the next month",
        PLACES.replace("01-06-2026", "02-10-2026", 1),
        "CPR_IN_TEXT",
        "REGISTERED_LATER",
        file=PLACE_FILE,
    ),
    rejected(
        "column names with the first row on their line", LEDGER.replace("tekst\n", "tekst;", 1), "HEADER", POSTING_FILE
    ),
    rejected(
        "column names whose line end is gone",
        PLACES.replace("registreret_dato\n", "registreret_dato"),
        "HEADER",
        PLACE_FILE,
    ),
    rejected(
        "each line in quotes of its own",
        "".join(f'"{line}"\n' for line in of("trivsel").splitlines()),
        "HEADER",
        file_of("trivsel"),
    ),
    accepted(
        "a trailer of a sum above what one amount may be",
        of("budget").replace("750.000,00", "999.999.999,00")
        + "U3;2026;Special;;vedtaget;10-10-2025;;;999.999.999,00;2026;\n"
        "SLUT;3;1.999.899.998,00\n",
        loaded=3,
        file=file_of("budget"),
    ),
    rejected("a CPR number where the trailer counts", PLACES + "SLUT;0206125001\n", "CONTROL_TOTAL", PLACE_FILE),
    accepted("a trailer in other spellings", posting() + "SLUT;4;12985,56\n", loaded=4, file=POSTING_FILE),
    accepted("a trailer that only counts", LEDGER + "SLUT;3\n", file=POSTING_FILE),
    accepted("a trailer of a negative sum", LEDGER.replace(";4.", ";-4.") + "SLUT;3;12.984,56-\n", file=POSTING_FILE),
    rejected("a trailer whose sum cannot be read", LEDGER + "SLUT;3;12984.56\n", "CONTROL_TOTAL", POSTING_FILE),
    rejected("a trailer of a budget", of("budget", "SLUT;2;650.000,01"), "CONTROL_TOTAL", file_of("budget")),
    accepted("a trailer of a budget that agrees", of("budget", "SLUT;2;650.000,00"), loaded=2, file=file_of("budget")),
    rejected("a trailer of referrals", PLAIN + "SLUT;4\n", "CONTROL_TOTAL"),
]

NAMES = [
    rejected(f"named {name}", PLAIN.replace("runde", f"runde {number}"), "NAME", name)
    for number, name in enumerate(
        (
            "indstillinger.csv",
            "indstillinger_2026.csv",
            "indstillinger_092026.csv",
            "indstillinger_20260930.csv",
            "indstillinger-202609.csv",
            "indstillinger 202609.csv",
            "indstillinger_202600.csv",
            "indstilling_202609.csv",
            "indstillinger_202609_endelig.csv",
            "indstillinger_202609.csv.csv",
            "indstillinger_202609.xlsm",
        )
    )
]
UNFINISHED = [
    Case(f"unfinished {name}", f"x{number}".encode(), "IGNORE", file=name)
    for number, name in enumerate(
        (
            "omkostninger_202609.csv.tmp",
            "placeringer_202609.xlsx.part",
            "~$placeringer_202609.xlsx",
            ".budget_202609.csv",
        )
    )
]


def child(code: str, cpr: str) -> Case:
    return row_of("placeringer", "QUARANTINE", code, cpr=cpr)


def amount(code: str, written: str, source: str = "budget") -> Case:
    return row_of(source, "QUARANTINE" if code else "ACCEPT", code, beloeb=written)


def day(code: str, written: str) -> Case:
    return row_of("klager", "QUARANTINE" if code else "ACCEPT", code, genvurdering_dato=written)


VALUES = [
    *(child("CPR_LENGTH", cpr) for cpr in ("10115-4001", "101154001", "01011540012", "010115-40")),
    *(
        child("CPR_FORMAT", cpr)
        for cpr in ("０１０１１５４００１", "O10115-4001", "'0101154001", "0101154001,0", "ukendt")
    ),
    *(child("CPR_PLACEHOLDER", cpr) for cpr in ("999999-9999", "222222-2222", "123456-7890", "010115-0000")),
    *(child("CPR_DATE", cpr) for cpr in ("320115-4001", "011315-4001", "000115-4001", "920115-4001", "290221-4002")),
    *(child("CPR_AGE", cpr) for cpr in ("010180-1234", "010100-1234")),
    child("CPR_MISSING", "   "),
    row_of("placeringer", "ACCEPT_WARN", "CPR_REPLACEMENT", cpr="810115-4003"),
    row_of("placeringer", "ACCEPT", cpr="010115\u20134001"),
    row_of("placeringer", "QUARANTINE", "CPR_IN_KEY", placering_id="010115-4001"),
    row_of("placeringer", "QUARANTINE", "DATE_ORDER", slutdato="31-07-2026"),
    row_of("placeringer", "ACCEPT", slutdato="01-08-2026"),
    *(day("", written) for written in ("28.09.2026", "2026-09-28", " 28-09-2026 ", "")),
    *(day("DATE_FORMAT", written) for written in ("9/28/2026", "28/09/2026", "28-09-26", "8-9-2026", "20260928")),
    *(
        day("DATE_FORMAT", written)
        for written in ("28. september 2026", "2026-09-28T10:00", "00-00-0000", "46293", "2026-9-28")
    ),
    *(day("DATE_RANGE", written) for written in ("01-10-2031", "31-12-1989", "28-09-2206")),
    *(
        amount("", written)
        for written in ("1 234,56", "1.234.567,89", "-1.234,5", "(1.234,00)", "+5", "1.234,00 kr.", "5,-")
    ),
    *(amount("", written) for written in ("999.999.999,99", "-999999999,99", "1\u202f234,56-", "1'234,50")),
    *(
        amount("AMOUNT_FORMAT", written)
        for written in ("1,234.56", "1234.56", "1.5", "12.34", "0.500", "1.2345", "1..234")
    ),
    *(
        amount("AMOUNT_FORMAT", written)
        for written in ("1e5", "--5", "1,2,3", "NaN", "１２３", "5 %", "ca. 500", "1,234")
    ),
    *(amount("AMOUNT_RANGE", written) for written in ("1.000.000.000,00", "-1000000000", "0101154001")),
    amount("AMOUNT_MISSING", " "),
    amount("AMOUNT_FORMAT", "1.5", "takster"),
    row_of("noegletal", "QUARANTINE", "NUMBER_FORMAT", taeller="1.5"),
    row_of("noegletal", "ACCEPT", taeller="1.500,25"),
    row_of("indsatsplan", "QUARANTINE", "AMOUNT_FORMAT", forbrugt="1.5"),
    row_of("elevtal", "QUARANTINE", "CODE", klassetype="Almen klasse"),
]

TWO_ROWS = [
    Case(
        "two different faults in two rows",
        (
            referral(cpr="104154004") + referral(modtaget_dato="9/6/2026").splitlines()[-1].replace("I4", "I5") + "\n"
        ).encode("cp1252"),
        "QUARANTINE",
        ("CPR_LENGTH", "DATE_FORMAT"),
        (),
        3,
        2,
    ),
    Case(
        "faults, an alias and no line end",
        referral(indstillingstype="haster").replace(";cpr;", ";personnummer;")[:-1].encode("utf-16"),
        "QUARANTINE",
        ("CODE",),
        ("ALIAS", "NO_FINAL_NEWLINE"),
        3,
        1,
    ),
    Case(
        "a bad amount leaves the trailer's sum open",
        (posting(beloeb="1.5") + "SLUT;4;12.986,06\n").encode(),
        "QUARANTINE",
        ("AMOUNT_FORMAT",),
        (),
        3,
        1,
        POSTING_FILE,
    ),
    Case(
        "a footer, a masked number and a surplus separator",
        (posting(tekst="se 010115-4001") + "Sum;;;;;;12.985,56;\n").replace("\n", ";\n").encode(),
        "QUARANTINE",
        ("FOOTER",),
        ("TRAILING_SEPARATOR", "CPR_IN_TEXT"),
        4,
        1,
        POSTING_FILE,
    ),
]
COMBINED = [*ENCODINGS, *SHAPES, *NAMES, *UNFINISHED, *VALUES, *TWO_ROWS]
