"""Every finding across sources has an owner, a meaning, a history, and a list that leads to the row in the file."""

from __future__ import annotations

from pathlib import Path

import pytest

pytestmark = pytest.mark.xdist_group("hand_municipality")


def lines(data_dir: Path, name: str) -> list[str]:
    path = data_dir / "restricted" / "fund" / "2024-04-30" / name
    return path.read_text(encoding="utf-8-sig").splitlines()[1:]


def test_a_posting_on_an_unknown_account_is_found_again_by_file_and_row(hand_data_dir: Path) -> None:
    assert lines(hand_data_dir, "omkostninger_POSTING_UNMAPPED_ACCOUNT.csv") == [
        "POSTING_UNMAPPED_ACCOUNT;regnskab;N08 1;omkostninger_202403_v2.csv;6;202403;5000,00"
    ]


def test_a_place_without_a_price_is_found_again_in_the_newest_file(hand_data_dir: Path) -> None:
    assert lines(hand_data_dir, "placeringer_PLACEMENT_UNPRICED.csv") == [
        "PLACEMENT_UNPRICED;takstansvarlig;P16;placeringer_202404.csv;17;202403;"
    ]


def test_rows_that_break_a_rule_of_a_suite_have_a_list_too(hand_data_dir: Path) -> None:
    assert [line.split(";")[3:5] for line in lines(hand_data_dir, "takster_PRICE_LEVEL.csv")] == [
        ["takster_202404.csv", "2"],
        ["takster_202404.csv", "4"],
    ]


def test_a_finding_says_how_many_how_much_and_what_was_there_before(hand_municipality) -> None:
    told = hand_municipality.execute(
        "select check_code, finding_count, previous_count, amount_kr::varchar, working_list from meta.finding "
        "where check_code in ('POSTING_WITHOUT_PLACEMENT', 'PLACEMENT_UNKNOWN_PROVIDER') order by 1"
    ).fetchall()
    assert told == [
        ("PLACEMENT_UNKNOWN_PROVIDER", 1, 1, "0.00", "fund/2024-04-30/placeringer_PLACEMENT_UNKNOWN_PROVIDER.csv"),
        ("POSTING_WITHOUT_PLACEMENT", 1, 0, "10000.00", "fund/2024-04-30/omkostninger_POSTING_WITHOUT_PLACEMENT.csv"),
    ]
    assert hand_municipality.execute(
        "select edition, finding_count from meta.finding_trend where check_code = 'POSTING_UNMAPPED_ACCOUNT' order by 1"
    ).fetchall() == [(202312, 0), (202401, 0), (202403, 1), (202404, 0)]


def test_every_finding_has_an_owner_and_a_meaning_in_both_languages_and_answers_one_of_three_questions(
    hand_municipality,
) -> None:
    incomplete = hand_municipality.execute(
        "select check_code from meta.finding where '' in (trim(owner), trim(consequence_da), trim(consequence_en)) "
        "or question not in ('strukturel', 'logisk', 'analytisk')"
    ).fetchall()
    assert incomplete == []
    assert hand_municipality.execute(
        "select question, count(*) > 50 from meta.expectation where is_met group by all order by 1"
    ).fetchall() == [("logisk", True), ("strukturel", True)]


def test_the_findings_page_lies_beside_the_published_file_and_names_each_finding(hand_data_dir, hand_municipality):
    page = (hand_data_dir / "published" / "fund.html").read_text(encoding="utf-8")
    codes = [code for (code,) in hand_municipality.execute("select check_code from meta.finding").fetchall()]
    assert [code for code in codes if page.count(f"<code>{code}</code>") < 2] == []
