"""Files whose shape is odd: encoding, kind, header, line ends, quotes, footers, trailers and names."""

from __future__ import annotations

from literal_deliveries import POSTING_HEADER, POSTINGS, text
from odd_case import (
    PLAIN,
    POSTING_FILE,
    Case,
    accepted,
    posting,
    quarantined,
    referral,
    rejected,
)

SHAPES = [
    accepted("UTF-16 big-endian with byte order mark", b"\xfe\xff" + PLAIN.encode("utf-16-be")),
    rejected("Windows-1252 behind a byte order mark", b"\xef\xbb\xbf" + PLAIN.encode("cp1252"), "ENCODING"),
    rejected("UTF-16 cut inside a letter", PLAIN.encode("utf-16")[:-1], "ENCODING"),
    rejected("UTF-16 without byte order mark", PLAIN.encode("utf-16-le"), "ENCODING"),
    rejected("UTF-32", PLAIN.encode("utf-32"), "ENCODING"),
    rejected("DOS code page, broken at a word's end", PLAIN.replace("Åben", "på").encode("cp865"), "MOJIBAKE"),
    rejected("DOS code page", PLAIN.replace("Åben", "åben åbning måned").encode("cp865"), "MOJIBAKE"),
    rejected("letters already lost", PLAIN.replace("Å", "\ufffd"), "MOJIBAKE"),
    accepted("an end-of-file sign behind the last line", PLAIN + "\x1a"),
    rejected("blank lines only", "\n\n \n", "EMPTY"),
    accepted("old Macintosh line ends", PLAIN.replace("\n", "\r")),
    accepted("cut inside the last field", PLAIN[:-2], "NO_FINAL_NEWLINE"),
    accepted("no-break spaces in the header", PLAIN.replace(";cpr;", ";\u00a0cpr\u00a0;")),
    accepted("æ in a column's name", PLAIN.replace("bopaelsdistrikt", "bopælsdistrikt"), "ALIAS"),
    accepted("a point behind a column's name", PLAIN.replace(";cpr;", ";CPR-nr.;"), "ALIAS"),
    accepted("blank lines between", PLAIN.replace("\n", "\n\n;;;\n")),
    accepted("Excel's separator line", "sep=;\n" + PLAIN),
    accepted("Excel's separator line in capitals", "SEP=;\n" + PLAIN),
    rejected("Excel's separator line with a comma", "sep=,\n" + PLAIN.replace(";", ","), "DELIMITER"),
    quarantined("a long row", referral().removesuffix("\n") + ";for meget\n", "FIELD_COUNT"),
    quarantined("a short row", referral().removesuffix(";Runde;3\n") + "\n", "FIELD_COUNT"),
    rejected(
        "a quote left open that a later row closes",
        text(POSTING_HEADER, POSTINGS[0] + '"', POSTINGS[1], POSTINGS[2]).replace(';Takst"', ';"Takst', 1)
        + 'B3;1;04-09-2026;3220800;40;Special;1,00;slut"\n',
        "QUOTE",
        POSTING_FILE,
    ),
    accepted("a quote inside a text", posting(tekst='5" skærm'), loaded=4, file=POSTING_FILE),
    rejected("a quote closed before the text ends", posting(tekst='"a" b'), "QUOTE", POSTING_FILE),
    rejected("JSON", '{"indstilling_id": 1}\n', "NOT_CSV"),
    rejected("a zip file", b"PK\x03\x04" + PLAIN.encode(), "NOT_CSV"),
    rejected("PDF", b"%PDF-1.7\n", "NOT_CSV"),
    rejected("an old workbook", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "NOT_CSV"),
    Case("an open workbook's lock file", b"x", "IGNORE", file="~$indstillinger_202609.xlsx"),
    rejected("an unknown source", PLAIN, "NAME", "ukendtkilde_202609.csv"),
    rejected(
        "postings of another month", text(POSTING_HEADER, *POSTINGS), "PERIOD_MISMATCH", "omkostninger_202607.csv"
    ),
    accepted("a trailer without a newline", text(POSTING_HEADER, *POSTINGS) + "SLUT;3;12.984,56", file=POSTING_FILE),
    rejected(
        "a trailer with another count",
        text(POSTING_HEADER, *POSTINGS, "SLUT;4;12.984,56"),
        "CONTROL_TOTAL",
        POSTING_FILE,
    ),
    quarantined(
        "a total line above a trailer",
        text(POSTING_HEADER, *POSTINGS, "I alt;;;;;;12.984,56;", "SLUT;3;12.984,56"),
        "FOOTER",
        file=POSTING_FILE,
    ),
    rejected(
        "a trailer of a cut file",
        text(POSTING_HEADER, *POSTINGS[:2], "SLUT;3;12.984,56"),
        "CONTROL_TOTAL",
        POSTING_FILE,
    ),
    quarantined(
        "a total in the middle",
        text(POSTING_HEADER, *POSTINGS[:2], "I alt;;;;;;8.000,56;", POSTINGS[2]),
        "KEY_MISSING",
        file=POSTING_FILE,
    ),
    quarantined(
        "a total without a word", text(POSTING_HEADER, *POSTINGS, ";;;;;;12.984,56;"), "FOOTER", file=POSTING_FILE
    ),
    quarantined("a short total line", text(POSTING_HEADER, *POSTINGS, "Total;12.984,56"), "FOOTER", file=POSTING_FILE),
]
