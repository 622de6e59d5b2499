"""The visitation unit's table on 30 April 2024, worked out on paper from the hand-written deliveries."""

from __future__ import annotations

import csv
import json
import stat
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from ready_command import Command

pytestmark = pytest.mark.xdist_group("hand_municipality")


def rows(data_dir: Path, name: str) -> list[dict[str, str]]:
    path = data_dir / "restricted" / "visitation" / "2024-04-30" / name
    with path.open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.DictReader(lines, delimiter=";"))


@pytest.fixture
def told(command: Command, hand_data_dir: Path) -> Callable[..., str]:
    def ask(*arguments: str) -> str:
        answer = command("visitation", "--data-dir", str(hand_data_dir), *arguments)
        assert answer.returncode == 0, answer.stderr
        return answer.stdout

    return ask


def test_the_lists_are_for_their_owner_alone_and_name_cases_by_delivered_number(hand_data_dir: Path) -> None:
    folder = hand_data_dir / "restricted" / "visitation" / "2024-04-30"
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o600}
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    # R05 and R08 are refused and withdrawn; R06 was sent back and waits; V08 has no spell; the review of P10 of
    # 15 March is not held; that of P07 was moved from 1 April to 15 May before it was.
    assert [
        (row["slags"], row["sag"], row["dage"], row["over_fristen"]) for row in rows(hand_data_dir, "sager.csv")
    ] == [
        ("bevilling", "V08", "-93", "nej"),
        ("indstilling", "R06", "101", "ja"),  # 20 January to 30 April, beyond the 60 days of kommune.yaml
        ("indstilling", "R09", "36", "nej"),
        ("indstilling", "R10", "28", "nej"),
        ("revisitation", "P10", "46", "ja"),
        ("revisitation", "P07", "-15", "nej"),
        ("start", "P17", "-93", "nej"),
    ]
    by_whom = {row["sag"]: row["indstillende_institution"] for row in rows(hand_data_dir, "sager.csv")}
    assert {case: who for case, who in by_whom.items() if who} == {"R06": "A20", "R09": "A20", "R10": "A70"}


def test_each_place_an_open_case_could_get_has_its_price_notice_and_room_before_the_letter_is_sent(hand_data_dir: Path):
    offers = [row for row in rows(hand_data_dir, "mulige_tilbud.csv") if row["sag"] == "R09"]
    in_august = {
        (row["institutionsnummer"], row["takstgruppe"]): row for row in offers if row["startdato"] == "2024-08-01"
    }
    # A40, group 1, from 1 August: 153 days x 1,100 = 168,300; 2025: 365 x 1,100 = 401,500, 36,500 of it transport.
    # Leaving again: 30 days x 1,000 without transport.
    assert [in_august["A40", "1"][column] for column in (
        "koster_i_startaaret", "koster_aaret_efter", "heraf_befordring", "varsel_kr"
    )] == ["168300,00", "401500,00", "36500,00", "30000,00"]  # fmt: skip
    # A10's four children fill two classes: a fifth opens a third of 1,098,000: 1,098,000 + 365 x 80 in 2025. It has 6
    # places and 4 children known on 1 August: 2 are free.
    assert in_august["A10", "1"]["koster_aaret_efter"] == "1127200,00"
    assert in_august["A10", "1"]["ledige_pladser"] == "2"
    assert {row["startdato"] for row in offers} == {"2024-05-01", "2024-08-01"}


def test_an_open_case_has_the_types_that_children_of_its_age_were_granted_too(
    hand_data_dir: Path,
):
    offers = rows(hand_data_dir, "mulige_tilbud.csv")
    wished = {(row["sag"], row["tilbudstype"]) for row in offers if row["oensket"] == "ja"}
    assert wished == {("R06", "specialskole"), ("R09", "specialskole"), ("R10", "dagbehandling")}
    # By year of birth R10 is 12, R06 11 and R09 9. Special school was granted at 10 to 14; day treatment at 13 and 14,
    # more than a year from R06. Of the type not wished, A10 is the municipality's own and A40 another's.
    others = {(row["sag"], row["tilbudstype"], row["institutionsnummer"]) for row in offers if row["oensket"] == "nej"}
    assert others == {("R10", "specialskole", "A10"), ("R10", "specialskole", "")}


def test_what_waits_is_told_by_age_with_what_it_would_cost(told: Callable[..., str]) -> None:
    content = json.loads(told("--json"))
    ages = {row["case_kind"]: row for row in content["cases"]}

    assert content["as_of"] == "2024-04-30"
    # R10 28 days, R09 36, R06 101. At the type's average from 1 May, 245 days: special school 1,540 a day twice,
    # day treatment 865: 2 x 377,300 + 211,925 = 966,525.
    referrals = ages["indstilling"]
    assert [referrals[f"{age}_count"] for age in ("first", "second", "third", "oldest", "late")] == [1, 1, 0, 1, 1]
    assert referrals["this_year_kr"] == "966525.00"
    # V08 at A31 from 1 August: 153 x 830 = 126,990 and 365 x 830 = 302,950.
    assert (ages["bevilling"]["this_year_kr"], ages["bevilling"]["next_year_kr"]) == ("126990.00", "302950.00")
    assert (ages["revisitation"]["case_count"], ages["revisitation"]["late_count"]) == (2, 1)


def test_each_round_stands_with_what_the_rounds_so_far_bind(told: Callable[..., str]) -> None:
    rounds = json.loads(told("--json"))["rounds"]
    # January: R04 at A10 from 1 March, R11 at A31 from 1 August, R12 at A31 from 15 February. May: R07 at A40.
    assert [(row["round"], row["decided_places"]) for row in rounds] == [("2024-jan", 3.0), ("2024-maj", 1.0)]
    running = [Decimal(row["running_kr"]) for row in rounds]
    assert running == [Decimal(rounds[0]["this_year_kr"]), sum(Decimal(row["this_year_kr"]) for row in rounds)]
    assert Decimal(rounds[1]["this_year_kr"]) == 153 * 1_100


def test_the_frame_is_the_expected_corrected_budget_less_what_is_committed_and_granted(
    told: Callable[..., str],
) -> None:
    frame = next(
        row for row in json.loads(told("--json"))["frames"]
        if row["fiscal_year"] == 2024 and row["offer_type"] == "dagbehandling"
    )  # fmt: skip
    # Budget 700,000. Committed at A31 in 2024: P12 31 + 29 days x 820 and 306 x 830 = 303,180; P15 at the average,
    # 15 to 29 February 15 x 860 and 306 x 865 = 277,590; granted V08 126,990. Sum 707,760.
    assert (frame["budget_kr"], frame["committed_kr"]) == ("700000.00", "707760.00")


def test_a_registered_place_that_begins_later_is_bound_already(told: Callable[..., str], hand_municipality) -> None:
    # P17 at A40 from 1 August: 153 x 1,100 = 168,300 in 2024 and 365 x 1,100 = 401,500 in 2025.
    content = json.loads(told("--json"))
    later = next(row for row in content["cases"] if row["case_kind"] == "start")
    assert (later["ahead_count"], later["this_year_kr"], later["next_year_kr"]) == (1, "168300.00", "401500.00")
    (begun,) = hand_municipality.execute(
        "select sum(committed_kr) from mart.spend_monthly where fiscal_year = 2024 and grant_area = 'ALL' "
        "and district_id = 'ALL' and offer_type = 'specialskole'"
    ).fetchone()
    frame = next(row for row in content["frames"] if row["fiscal_year"] == 2024 and row["offer_type"] == "specialskole")
    assert Decimal(frame["committed_kr"]) == begun + 168_300


def test_reviews_are_counted_where_they_were_due_and_a_moved_day_is_none(hand_municipality) -> None:
    found = hand_municipality.execute(
        "select month, due_count, done_count, overdue_count, returned_count from mart.review_monthly "
        "where due_count > 0 and area_id = 'ALL' and district_id = 'ALL' and provider_id = 'ALL' "
        "and offer_type = 'ALL' order by 1"
    ).fetchall()
    # P01 and P06 on 1 December 2023; P12 (changes) and P20 (returns) on 1 February; P10 on 15 March is not held; P07 on
    # 15 May instead of 1 April; P01 and P06 go on, so a year after they are due again.
    assert found == [
        (date(2023, 12, 1), 2, 2, 0, 0),
        (date(2024, 2, 1), 2, 2, 0, 1),
        (date(2024, 3, 1), 1, 0, 1, 0),
        (date(2024, 5, 1), 1, 0, 0, 0),
        (date(2024, 12, 1), 2, 0, 0, 0),
    ]


def test_a_return_plan_counts_from_the_day_it_was_laid(hand_municipality) -> None:
    # P10's plan is of 1 September and P01's of 1 October 2023. On 30 April our children are in 13 places.
    plans = hand_municipality.execute(
        "select month, places_count, return_plan_count from mart.review_monthly where area_id = 'ALL' "
        "and district_id = 'ALL' and provider_id = 'ALL' and offer_type = 'ALL' "
        "and month in ('2023-08-01', '2023-09-01', '2024-04-01') order by 1"
    ).fetchall()
    assert [plan for _, _, plan in plans] == [0, 1, 2]
    assert plans[-1][1] == 13


def test_the_page_says_that_it_is_internal_and_where_the_cases_are(told: Callable[..., str]) -> None:
    page = told()
    assert "Internt: intet er skjult." in page
    assert "restricted/visitation/2024-04-30" in page
    assert "R06" not in page


def test_in_english_no_danish_word_is_left(told: Callable[..., str]) -> None:
    page = told("--lang", "en").rsplit("\n", 2)[0]
    assert "Open referrals (since received)" in page
    assert not set("æøåÆØÅ") & set(page)


def test_what_a_method_does_is_not_told_of_one_school(hand_municipality) -> None:
    # A20 begins co-teaching on 15 March 2024: its first whole month is April, with no referral of its own; A10 and A70
    # run nothing. A60 is to begin in August.
    found = hand_municipality.execute(
        "select method, started_count, waiting_count, after_count, effect from forecast.programme_effect order by 1"
    ).fetchall()
    assert [row[:3] for row in found] == [
        ("aktionslaering", 0, 1),
        ("co-teaching", 1, 0),
        ("konflikthaandtering", 1, 0),
    ]
    assert {row[4] for row in found} == {None}
    assert found[1][3] == 0
