"""What is said of a file that is not taken: all that is wrong with it, at once."""

from __future__ import annotations

import pytest
from literal_deliveries import POSTING_HEADER, POSTINGS, REFERRAL_HEADER, REFERRALS, text

POSTING_FILE = "omkostninger_202609.csv"
REFERRAL_FILE = "indstillinger_202609.csv"


def test_a_file_without_a_column_also_tells_of_its_doubled_column_and_its_rows(folder, landed):
    header = REFERRAL_HEADER.replace("modtaget_dato", "modtaget").replace("visitationsrunde", "klassetrin")
    rows = [REFERRALS[0].replace("010115-4001", "10115-4001"), REFERRALS[1].replace(";ny;", ";nyt;"), REFERRALS[2]]
    (folder / REFERRAL_FILE).write_text(text(header, *rows), encoding="utf-8")
    entry = landed()[REFERRAL_FILE]
    assert (entry.outcome, entry.rows_in, entry.rows_ignored) == ("REJECT", 3, 3)
    assert entry.reasons == {"DUPLICATE_COLUMN": 1}
    assert entry.found_also == {"MISSING_COLUMN": 1, "CODE": 1, "CPR_LENGTH": 1}
    said = {message.rpartition("[")[2][:-1]: message for message in entry.messages()}
    assert "Det skal også rettes, før filen afleveres igen; rækker: 1, den første er række 2" in said["CPR_LENGTH"]
    assert "Tilladt dér: ny, aendring, revisitation." in said["CODE"]
    assert entry.as_json()["found_also"] == entry.found_also


def test_a_file_with_a_wrong_sum_of_another_month_says_both(folder, landed):
    rows = [row.replace("-09-2026", "-08-2026") for row in POSTINGS]
    (folder / POSTING_FILE).write_text(text(POSTING_HEADER, *rows, "SLUT;3;1,00"), encoding="utf-8")
    entry = landed()[POSTING_FILE]
    assert (entry.reasons, entry.found_also) == ({"PERIOD_MISMATCH": 1}, {"CONTROL_TOTAL": 1})


def test_a_file_with_broken_letters_also_tells_of_its_rows(folder, landed):
    rows = [REFERRALS[0].replace("Åben", "Ã…ben"), REFERRALS[1], REFERRALS[2].replace("05-09-2026", "05-13-2026")]
    (folder / REFERRAL_FILE).write_text(text(REFERRAL_HEADER, *rows), encoding="utf-8")
    entry = landed()[REFERRAL_FILE]
    assert (entry.reasons, entry.found_also, entry.rows_in) == ({"MOJIBAKE": 1}, {"DATE_FORMAT": 1}, 3)


def test_a_file_that_is_cut_off_does_not_blame_its_last_row_twice(folder, landed):
    content = text(POSTING_HEADER, *POSTINGS).rstrip("\n")[:-20]
    (folder / POSTING_FILE).write_text(content, encoding="utf-8")
    entry = landed()[POSTING_FILE]
    assert (entry.reasons, entry.found_also) == ({"TRUNCATED": 1}, {})


def test_a_file_of_another_month_also_tells_of_rows_that_are_there_twice(folder, landed):
    rows = [row.replace("-09-2026", "-08-2026") for row in (*POSTINGS, POSTINGS[0], POSTINGS[1].replace("Takst", "x"))]
    rows[-1] = rows[-1].replace("4.000,56", "1,00")
    (folder / POSTING_FILE).write_text(text(POSTING_HEADER, *rows), encoding="utf-8")
    assert landed()[POSTING_FILE].found_also == {"DUPLICATE_ROW": 1, "KEY_CONFLICT": 2}


def test_a_file_whose_column_has_another_form_also_tells_of_the_columns_behind_it(folder, landed):
    rows = [f"B{n};1;4600{n % 10};1;40;Special;{n},00;t" for n in range(1, 12)]
    rows[4] = rows[4].replace("5,00", "5.0")
    (folder / POSTING_FILE).write_text(text(POSTING_HEADER, *rows), encoding="utf-8")
    entry = landed()[POSTING_FILE]
    assert (entry.reasons, entry.found_also) == ({"RETYPED": 1}, {"AMOUNT_FORMAT": 1})


def test_the_lines_of_a_file_that_is_not_what_its_checksum_says_are_counted(folder, landed):
    (folder / POSTING_FILE).write_text(text(POSTING_HEADER, *POSTINGS), encoding="utf-8")
    (folder / f"{POSTING_FILE}.sha256").write_text("0" * 64)
    entry = landed()[POSTING_FILE]
    assert (entry.reasons, entry.rows_in, entry.rows_ignored) == ({"CHECKSUM": 1}, 3, 3)


def test_a_file_whose_column_has_another_form_does_not_blame_each_row(folder, landed):
    rows = [f"B{n};1;{n:02}-09-2026;1;40;Special;{n}.5;t" for n in range(1, 11)]
    rows.append("B11;1;41-09-2026;1;40;Special;1,00;t")
    (folder / POSTING_FILE).write_text(text(POSTING_HEADER, *rows), encoding="utf-8")
    entry = landed()[POSTING_FILE]
    assert (entry.reasons, entry.found_also) == ({"RETYPED": 1}, {"DATE_FORMAT": 1})


def test_a_trailer_with_a_number_too_long_to_count_rows_is_not_repeated(folder, landed):
    (folder / REFERRAL_FILE).write_text(text(REFERRAL_HEADER, *REFERRALS, "SLUT;0206125001"), encoding="utf-8")
    (said,) = landed()[REFERRAL_FILE].messages()
    assert "0206125001" not in said
    assert "slutlinjen siger ?" in said


def test_a_text_in_place_of_a_column_name_is_not_repeated(folder, landed):
    header = REFERRAL_HEADER.replace("visitationsrunde", "Et barn har det svært i skolen")
    (folder / REFERRAL_FILE).write_text(text(header, *REFERRALS), encoding="utf-8")
    entry = landed()[REFERRAL_FILE]
    assert "svært" not in " ".join(entry.messages())
    assert entry.unknown_columns == ()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (f'"{REFERRAL_HEADER}"\n', "Navnene står alle i én celle."),
        (REFERRAL_HEADER + ";03-09-2026;4.000,00\n", "Der står datoer eller beløb blandt navnene"),
        ("a;b\n", "Ingen af navnene kendes."),
    ],
)
def test_it_is_said_why_a_first_line_does_not_name_columns(folder, landed, content, said):
    (folder / REFERRAL_FILE).write_text(content + text(*REFERRALS), encoding="utf-8")
    entry = landed()[REFERRAL_FILE]
    assert entry.reasons == {"HEADER": 1}
    assert said in entry.messages()[0]


def test_a_source_saved_under_the_name_of_another_is_recognised(folder, landed):
    (folder / REFERRAL_FILE).write_text(text(POSTING_HEADER, *POSTINGS), encoding="utf-8")
    (folder / "visitationer_202609.csv").write_text(text(REFERRAL_HEADER, *REFERRALS), encoding="utf-8")
    reports = landed()
    assert "Ingen af navnene kendes." in reports[REFERRAL_FILE].messages()[0]
    assert "Kolonnerne er dem, »indstillinger« har" in reports["visitationer_202609.csv"].messages()[0]
