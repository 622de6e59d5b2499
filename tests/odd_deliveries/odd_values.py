"""Rows whose values are odd: CPR numbers, dates, amounts, codes, keys and references."""

from __future__ import annotations

from literal_deliveries import PLACEMENT_HEADER, PLACEMENTS, POSTING_HEADER, POSTINGS, text
from odd_case import POSTING_FILE, Case, accepted, posting, quarantined, referral, row_of

VALUES = [
    quarantined("cpr of nines", referral(cpr="9999999999"), "CPR_PLACEHOLDER"),
    quarantined("cpr of a grown-up", referral(cpr="010180-1234"), "CPR_AGE"),
    quarantined("cpr with letters", referral(cpr="010115-ABC1"), "CPR_FORMAT"),
    quarantined("cpr as case number", referral(indstilling_id="010115-4001"), "CPR_IN_KEY"),
    quarantined("cpr as institution", referral(distriktsskole="0101154001"), "CPR_IN_KEY"),
    accepted("a date with points", referral(modtaget_dato="15.09.2026"), loaded=4),
    accepted("zero", posting(beloeb="0"), loaded=4, file=POSTING_FILE),
    quarantined("three decimals", posting(beloeb="1,234"), "AMOUNT_FORMAT", file=POSTING_FILE),
    Case("same key, other content", referral(indstilling_id="I1").encode(), "QUARANTINE", ("KEY_CONFLICT",), (), 2, 2),
    accepted("a code in capitals", referral(indstillingstype="NY"), loaded=4),
    quarantined("a reserved district", referral(bopaelsdistrikt="ALL"), "CODE"),
    quarantined("a reserved grant area", posting(bevillingsomraade="ALL"), "CODE", file=POSTING_FILE),
    quarantined(
        "end before start",
        text(POSTING_HEADER + ";periode_fra;periode_til", *(f"{line};;" for line in POSTINGS))
        + "B4;1;06-09-2026;1;40;Special;1,00;t;30-09-2026;01-09-2026\n",
        "DATE_ORDER",
        file=POSTING_FILE,
    ),
    quarantined("cpr with a blank as case number", referral(indstilling_id="010115 4001"), "CPR_IN_KEY"),
    quarantined("cpr of another row's child", referral(cpr="040415-4004", distriktsskole="x0202165002"), "CPR_IN_KEY"),
    quarantined(
        "a number of ten digits as voucher line", posting(bilagslinje="0101154001"), "NUMBER_RANGE", file=POSTING_FILE
    ),
    quarantined("a number of ten digits as amount", posting(beloeb="0101154001"), "AMOUNT_RANGE", file=POSTING_FILE),
    accepted(
        "cpr in groups in free text", posting(tekst="01.01.15 - 4001"), "CPR_IN_TEXT", loaded=4, file=POSTING_FILE
    ),
    accepted("dates and sums in free text", posting(tekst="01-09-2026, 4.000,00"), loaded=4, file=POSTING_FILE),
    quarantined("Excel's error value as code", referral(bopaelsdistrikt="#REFERENCE!"), "CODE"),
    quarantined("a column too narrow", referral(distriktsskole="######"), "CODE"),
]

FIRST_PLACEMENT = dict(zip(PLACEMENT_HEADER.split(";"), PLACEMENTS[1].split(";"), strict=True))
OTHER_SOURCES = [
    row_of("institutioner", "QUARANTINE", "DATE_ORDER", gyldig_til="31-07-2009"),
    row_of("institutioner", "QUARANTINE", "CODE", ejer="kommunen"),
    row_of("institutioner", "QUARANTINE", "CODE", omraade="ALL"),
    row_of("institutioner", "QUARANTINE", "CODE", institutionsnummer="All"),
    row_of("budget", "QUARANTINE", "CODE", bevillingsomraade="ALL"),
    row_of("institutioner", "QUARANTINE", "NUMBER_RANGE", pladser="-1"),
    row_of("institutioner", "QUARANTINE", "VALUE_MISSING", navn=" "),
    row_of("takster", "QUARANTINE", "DATE_FORMAT", offentliggjort_dato="okt 2025"),
    row_of("takster", "QUARANTINE", "DATE_ORDER", gyldig_til="31-12-2025"),
    row_of("takster", "QUARANTINE", "AMOUNT_FORMAT", beloeb="1,500.50"),
    row_of("takster", "QUARANTINE", "NUMBER_RANGE", prisniveau="26"),
    row_of("takster", "QUARANTINE", "NUMBER_RANGE", boern_pr_klasse="0"),
    row_of("takster", "QUARANTINE", "CODE", opsigelse_til_maanedsslut="måske"),
    row_of("takster", "ACCEPT", tilbudstype="SPECIALSKOLE", enhed="Dag"),
    row_of("budget", "QUARANTINE", "AMOUNT_FORMAT", beloeb="100 tkr"),
    row_of("budget", "QUARANTINE", "NUMBER_FORMAT", helaarspladser="6,55555"),
    row_of("budget", "QUARANTINE", "NUMBER_RANGE", budgetaar="26"),
    row_of("budget", "ACCEPT_WARN", "CPR_IN_TEXT", tekst="barn 010115-4001"),
    row_of("befolkning", "QUARANTINE", "NUMBER_RANGE", alder="26"),
    row_of("befolkning", "QUARANTINE", "NUMBER_FORMAT", antal="12,5"),
    row_of("befolkning", "QUARANTINE", "DATE_RANGE", opgoerelsesdato="01-01-2039"),
    row_of("befolkning", "QUARANTINE", "DUPLICATE_ROW", opgoerelsesdato="01-01-2026", antal="100", art="faktisk"),
    row_of("placeringer", "QUARANTINE", "DUPLICATE_ROW", **FIRST_PLACEMENT | {"placering_id": "P2 "}),
    row_of("placeringer", "QUARANTINE", "CODE", betalingskommune="København"),
    row_of("placeringer", "QUARANTINE", "DATE_RANGE", slutdato="31-12-9999"),
    row_of("placeringer", "ACCEPT", betalingskommune="101 "),
    row_of("placeringer", "ACCEPT", institutionsnummer="999999"),
    row_of("visitationer", "QUARANTINE", "DATE_ORDER", gaelder_fra="01-10-2026", gaelder_til="30-09-2026"),
    row_of("visitationer", "ACCEPT", institutionsnummer="999999"),
    row_of("klager", "QUARANTINE", "CODE", genvurdering_udfald="ja"),
    row_of("elevtal", "QUARANTINE", "NUMBER_RANGE", antal="-1"),
    row_of("fravaer", "QUARANTINE", "NUMBER_RANGE", sygefravaer_pct="103"),
    row_of("fravaer", "QUARANTINE", "NUMBER_FORMAT", sygefravaer_pct="3.25"),
    row_of("fravaer", "ACCEPT", sygefravaer_pct="3,25 %"),
    row_of("fravaer", "QUARANTINE", "NUMBER_FORMAT", skoledage="3 %"),
    row_of("trivsel", "QUARANTINE", "NUMBER_RANGE", social="5,5"),
    row_of("trivsel", "QUARANTINE", "CODE", skoleaar="2025/27"),
    row_of("forloeb", "QUARANTINE", "DATE_ORDER", planlagt_slut="31-07-2026"),
    row_of("kontoplan", "QUARANTINE", "CODE", medtages="x"),
    row_of(
        "noegletal", "QUARANTINE", "DUPLICATE_ROW", institutionsnummer="", distrikt="Nord", taeller="12", naevner=""
    ),
    row_of("indsatsplan", "QUARANTINE", "CODE", temperatur="grøn"),
    row_of("statusanalyse", "QUARANTINE", "NUMBER_RANGE", svar="6"),
    row_of("noegletal", "ACCEPT", indikator="total_ppr", institutionsnummer="", distrikt="", naevner=""),
    row_of("budget", "ACCEPT", beloeb="100.000,00 -", tekst="minus bagved"),
]
