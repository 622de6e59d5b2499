from __future__ import annotations

import hashlib
import os

import pytest
from odd_case import PLAIN, REFERRAL_FILE
from odd_workbooks import BOOK, BOOK_FILE, SHEET_PART, date_cell, with_part

from pipelines.sources.codes import load_codes


def test_a_rejected_file_is_ignored_whole_with_its_lines_counted(folder, landed):
    (folder / "indstillinger_202607.csv").write_text(PLAIN, encoding="utf-8")
    report = landed()["indstillinger_202607.csv"]
    assert (report.rows_in, report.rows_ignored) == (3, 3)


def test_a_link_is_refused_though_it_points_to_a_good_file(folder, landed, tmp_path):
    (tmp_path / "udenfor.csv").write_text(PLAIN, encoding="utf-8")
    (folder / REFERRAL_FILE).symlink_to(tmp_path / "udenfor.csv")
    assert landed()[REFERRAL_FILE].reasons == {"SYMLINK": 1}


def test_a_folder_with_a_deliverys_name_is_refused(folder, landed):
    (folder / REFERRAL_FILE).mkdir()
    assert landed()[REFERRAL_FILE].reasons == {"NOT_A_FILE": 1}


def test_a_pipe_with_a_deliverys_name_is_refused_and_not_waited_for(folder, landed):
    os.mkfifo(folder / REFERRAL_FILE)
    assert landed()[REFERRAL_FILE].reasons == {"NOT_A_FILE": 1}


def test_a_checksum_beside_must_agree(folder, landed):
    (folder / REFERRAL_FILE).write_text(PLAIN, encoding="utf-8")
    (folder / f"{REFERRAL_FILE}.sha256").write_text("0" * 64 + f"  {REFERRAL_FILE}\n")
    reports = landed()
    assert reports[REFERRAL_FILE].reasons == {"CHECKSUM": 1}
    assert f"{REFERRAL_FILE}.sha256" not in reports


@pytest.mark.parametrize(
    "written",
    [
        b"{sum}  indstillinger_202609.csv\n",
        b"{SUM} *indstillinger_202609.csv",
        b"Algorithm Hash\r\n--------- ----\r\nSHA256    {SUM}\r\n",
        b"\xef\xbb\xbf{sum}",
    ],
)
@pytest.mark.parametrize("encoding", ["ascii", "utf-16"])
def test_a_checksum_is_found_as_the_usual_programs_write_it(written: bytes, encoding: str, folder, landed):
    sha256 = hashlib.sha256(PLAIN.encode()).hexdigest()
    beside = written.replace(b"{sum}", sha256.encode()).replace(b"{SUM}", sha256.upper().encode())
    (folder / REFERRAL_FILE).write_text(PLAIN, encoding="utf-8")
    (folder / f"{REFERRAL_FILE}.sha256").write_bytes(
        beside if encoding == "ascii" else beside.decode("latin-1").encode(encoding)
    )
    assert landed()[REFERRAL_FILE].outcome == "ACCEPT"


def test_nothing_of_a_number_in_a_date_cell_is_warned_of(folder, landed, recwarn):
    (folder / BOOK_FILE).write_bytes(date_cell(3_011_154_001))
    assert landed()[BOOK_FILE].reasons == {"CPR_FORMAT": 1}
    assert not recwarn.list


@pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/styles.xml", "xl/_rels/workbook.xml.rels", SHEET_PART])
def test_a_workbook_with_a_broken_part_is_corrupt_whichever_parser_stumbles(part: str, folder, landed):
    (folder / BOOK_FILE).write_bytes(with_part(BOOK, part, b"<a b></a>"))
    assert landed()[BOOK_FILE].reasons == {"CORRUPT": 1}


def test_rows_have_the_line_numbers_of_the_file_also_below_excels_separator_line(folder, landed):
    (folder / REFERRAL_FILE).write_text("sep=;\n" + PLAIN.replace("03-09-2026", "3/9 2026"), encoding="utf-8")
    assert "den første er række 3" in landed()[REFERRAL_FILE].messages("da")[0]


def test_a_source_that_may_be_empty_is_accepted_with_a_header_only(folder, landed):
    (folder / "klager_202609.csv").write_text("klage_id;afgoerelse_id;modtaget_dato\n")
    assert landed()["klager_202609.csv"].outcome == "ACCEPT"


def test_documents_and_settings_beside_the_deliveries_are_left_alone(folder, landed):
    for name in ("README.md", "kommune.yaml", ".skjult", "Thumbs.db"):
        (folder / name).write_text("x")
    (folder / "arkiv").mkdir()
    assert {report.outcome for file, report in landed().items() if not file.startswith("institutioner")} == {"IGNORE"}


def test_every_code_says_something_in_both_languages():
    assert all(code.da and code.en for code in load_codes().values())
