"""Whether an edition looks like those before it; the bands are worked out by hand."""

from __future__ import annotations

import pytest

from expectations.likeness import Portrait, band, distance, likeness_results
from expectations.result import CheckResult


def told(kind: str, portraits: list[Portrait]) -> dict[str, CheckResult]:
    return {result.check_code: result for result in likeness_results("placeringer", kind, "enheden", portraits)}


def editions(*rows: int, **also: object) -> list[Portrait]:
    return [Portrait(202401 + number, count, **also) for number, count in enumerate(rows)]  # type: ignore[arg-type]


def test_a_band_is_the_median_give_or_take_five_spreads():
    # median 3, distances 2 1 0 1 2, their median 1, spread 1,4826
    assert band([1, 2, 3, 4, 5], floor=0) == pytest.approx((3 - 7.413, 3 + 7.413))


def test_one_absurd_month_does_not_widen_the_band():
    assert band([1, 2, 3, 4, 500], floor=0) == pytest.approx((3 - 7.413, 3 + 7.413))


def test_steady_editions_get_the_floor():
    assert band([4, 4, 4], floor=0.5) == (3.5, 4.5)


def test_a_snapshot_that_grows_as_before_is_like_the_others_and_one_that_stops_growing_is_too():
    steps = editions(100, 102, 104, 106, 108, 110, 112)
    assert told("snapshot", steps)["ROWS_UNLIKE"].success
    assert told("snapshot", [*steps, Portrait(202408, 112)])["ROWS_UNLIKE"].success


def test_a_snapshot_that_loses_a_tenth_is_unlike_and_says_what_was_expected():
    # e^-0,0833 to e^0,0833: 0,05 for snapshots and 1/30 for the chance in 900 rows
    result = told("snapshot", editions(1000, 1000, 1000, 1000, 1000, 1000, 900))["ROWS_UNLIKE"]
    assert (result.success, result.severity, result.question) == (False, "advarsel", "analytisk")
    assert result.message_da == "202407: 900 rækker; efter de forrige udgaver ventes 920 til 1.087"


def test_months_are_held_by_their_level():
    assert told("period", editions(400, 420, 380, 410, 390, 400, 250))["ROWS_UNLIKE"].success
    # 400, at the least divided by e^0,58: 0,5 for months and 1/sqrt(150) for chance
    assert not told("period", editions(400, 420, 380, 410, 390, 400, 150))["ROWS_UNLIKE"].success


def test_a_month_in_thousands_of_kroner_is_unlike():
    months = [Portrait(202401 + n, 10, kr=1_000_000.0) for n in range(6)]
    assert not told("period", [*months, Portrait(202407, 10, kr=1_000.0)])["KR_UNLIKE"].success
    assert told("period", [*months, Portrait(202407, 10, kr=1_100_000.0)])["KR_UNLIKE"].success


def test_a_column_that_is_suddenly_empty_is_named():
    before = editions(*[10_000] * 6, filled={"takstgruppe": 0.9, "slutaarsag": 0.4})
    result = told("snapshot", [*before, Portrait(202408, 10_000, filled={"takstgruppe": 0.2, "slutaarsag": 0.4})])
    assert result["FILLED_UNLIKE"].failed_count == 1
    assert result["FILLED_UNLIKE"].message_da == (
        "202408: andel udfyldt: takstgruppe 20 (84-96) pct.; i parentes det, de forrige udgaver lader vente"
    )


def test_a_code_that_takes_the_place_of_another_is_unlike():
    before = editions(*[10_000] * 7, mix={"tilbudstype": {"specialskole": 0.6, "specialklasse": 0.4}})
    swapped = Portrait(202408, 10_000, mix={"tilbudstype": {"specialskole": 0.4, "specialklasse": 0.6}})
    assert told("snapshot", before)["MIX_UNLIKE"].success
    assert not told("snapshot", [*before, swapped])["MIX_UNLIKE"].success


def test_the_distance_of_two_mixes_is_the_share_that_changed_code():
    assert distance({"a": 0.6, "b": 0.4}, {"a": 0.5, "b": 0.3, "c": 0.2}) == pytest.approx(0.2)


def test_with_few_editions_before_nothing_is_said():
    assert told("snapshot", editions(1000, 1000, 1000, 1000, 1000, 10)) == {}


def test_what_the_same_month_brought_a_year_ago_is_usual():
    months = [Portrait(202301 + n if n < 12 else 202401 + n - 12, 1000 + 300 * (n >= 10)) for n in range(22)]
    # 300 more in November 2023; again in November 2024
    assert told("snapshot", [*months, Portrait(202411, 1690)])["ROWS_UNLIKE"].success
    assert not told("snapshot", [*months[:-1], Portrait(202410, 1690)])["ROWS_UNLIKE"].success
