"""What one decision costs by the command `price`, worked out on paper from the hand-written rates."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

pytestmark = pytest.mark.xdist_group("hand_municipality")

Answer = Callable[..., CompletedProcess[str]]


@pytest.fixture(scope="module")
def price(command: Answer, hand_data_dir: Path) -> Answer:
    def ask(*wish: str) -> CompletedProcess[str]:
        return command("price", *wish, "--data-dir", str(hand_data_dir), "--json")

    return ask


def costs(finished: CompletedProcess[str]) -> dict[tuple[str, str], dict[str, object]]:
    assert finished.returncode == 0, finished.stderr
    return {(cost["provider_id"], cost["rate_group"]): cost for cost in json.loads(finished.stdout)}


def test_a_bought_place_is_paid_by_the_calendar_day_with_transport_and_notice(price: Answer) -> None:
    # A40, group 1: 1,000 kr. teaching and 100 kr. transport a day. 1 August to 31 December is 153 days,
    # 153 x 1,100 = 168,300; all of 2025 is 365 x 1,100 = 401,500, of which transport 36,500.
    # 30 days' notice pays teaching only: 30,000. A start on 1 January pays 366 days in the leap year: 402,600.
    found = costs(price("--offer", "specialskole", "--from", "2024-08-01"))[("A40", "1")]
    leap = costs(price("--offer", "specialskole", "--provider", "A40", "--from", "2024-01-01"))[("A40", "1")]

    assert (found["this_year_kr"], found["next_year_kr"]) == ("168300.00", "401500.00")
    assert (found["transport_next_year_kr"], found["notice_days"], found["notice_kr"]) == ("36500.00", 30, "30000.00")
    assert leap["this_year_kr"] == "402600.00"


def test_a_full_own_class_costs_a_whole_class_and_a_frame_costs_nothing_more(price: Answer) -> None:
    # A10 has four children in classes of two, so a fifth opens a class of 1,098,000 kr. a year:
    # 153/366 of it is 459,000, and transport 153 x 80 = 12,240. In 2025: 1,098,000 + 365 x 80 = 1,127,200.
    # On average three classes for five children, 658,800, and transport 29,200.
    # A20 is a frame of 732,000 kr. with one child: nothing more, and half of it on average.
    own_class = costs(price("--offer", "specialskole", "--from", "2024-08-01"))[("A10", "1")]
    frame = costs(price("--offer", "specialklasse", "--from", "2024-08-01"))[("A20", "1")]

    assert (own_class["this_year_kr"], own_class["next_year_kr"]) == ("471240.00", "1127200.00")
    assert own_class["average_next_year_kr"] == "688000.00"
    assert (frame["this_year_kr"], frame["next_year_kr"]) == ("0.00", "0.00")
    assert frame["average_next_year_kr"] == "366000.00"


def test_a_provider_without_a_price_gets_the_average_of_its_type(price: Answer) -> None:
    # the day prices of special school in force: teaching 1,000 and 1,100, leisure 400, transport 100
    # and 80: averages 1,050, 400 and 90
    found = costs(price("--offer", "specialskole", "--provider", "A20", "--from", "2025-01-01"))
    assert {key: cost["this_year_kr"] for key, cost in found.items()} == {("ALL", "ALL"): "562100.00"}  # 365 x 1,540


def test_what_nobody_has_priced_is_a_wrong_call_that_says_what_is_priced(price: Answer) -> None:
    unknown = price("--offer", "kostskole", "--from", "2024-08-01")
    too_early = price("--offer", "specialskole", "--from", "2023-08-01")
    nobody = price("--offer", "specialskole", "--provider", "999999", "--from", "2024-08-01")
    wrong_group = price("--offer", "specialskole", "--provider", "A40", "--rate-group", "9", "--from", "2024-08-01")

    assert [answer.returncode for answer in (unknown, too_early, nobody, wrong_group)] == [2, 2, 2, 2]
    assert "specialskole" in unknown.stderr
    assert "1. januar 2024" in too_early.stderr
    assert nobody.stderr.strip().endswith("Der er pris på: A10, A40, ALL.")
    assert wrong_group.stderr.strip().endswith("Der er pris på: 1, 2.")
