"""How good the forecast has been: four days looked from, in figures worked out by hand and in sentences."""

from datetime import date
from decimal import Decimal

import pytest

from pipelines.publishing.record_chart import look_back_chart, method_chart
from pipelines.publishing.track_record import (
    best_plain,
    by_cut_off,
    look_backs,
    mean_error,
    record_answers,
    share_of_announced,
)

SPRING, AUTUMN = (4, 30), (10, 31)


def rows(origin, horizon="year", held=1.0, **errors):
    return [
        {"origin": origin, "horizon": horizon, "level": "total_kr", "method": method, "bias": bias,
         "coverage_80": held if method == "pladsprognose" else None,
         "coverage_95": 1.0 if method == "pladsprognose" else None}
        for method, bias in errors.items()
    ]  # fmt: skip


TOLD = [
    *rows(date(2023, 4, 30), pladsprognose=0.02, budget=-0.03, theta=0.01, naive_last_month=-0.04),
    *rows(date(2024, 4, 30), pladsprognose=-0.01, budget=-0.06, theta=0.05, naive_last_month=0.02),
    *rows(date(2023, 10, 31), pladsprognose=0.004, budget=-0.016, theta=0.02, naive_last_month=0.02, held=0.0),
    *rows(date(2024, 10, 31), pladsprognose=0.0, budget=-0.02, theta=0.02, naive_last_month=0.0),
    *rows(date(2023, 4, 30), "next_year", pladsprognose=-0.03),
]


def said(told, language="da"):
    return {code: " ".join(sentences) for code, sentences in record_answers(told, language)}


def test_errors_are_those_of_the_days_of_a_cut_off_and_of_the_announced_deviation():
    days = by_cut_off(look_backs(TOLD, "year"))
    assert list(days) == [SPRING, AUTUMN]
    assert mean_error(days[SPRING], "pladsprognose") == Decimal("0.015")
    assert mean_error(days[SPRING], "budget") == Decimal("0.045")
    # announced: -0.03 - 0.02 = -0.05 and -0.06 + 0.01 = -0.05; wrong by 0.02 and 0.01 of them: 0.03 / 0.10
    assert share_of_announced(days[SPRING]) == Decimal("0.3")
    # announced -0.02 and -0.02; wrong by 0.004 and nothing: 0.004 / 0.04
    assert share_of_announced(days[AUTUMN]) == Decimal("0.1")


def test_the_best_plain_method_is_the_one_nearest_on_the_mean_of_all_days_and_neither_ours_nor_the_budget():
    # last month goes on: (0.04 + 0.02 + 0.02 + 0) / 4 = 0.02; theta: 0.1 / 4 = 0.025
    assert best_plain(look_backs(TOLD, "year")) == ("naive_last_month", Decimal("0.02"))


def test_the_page_says_what_was_measured_and_that_two_years_are_few():
    found = said(TOLD)
    assert found["trust"].startswith("Der er kun 4 tilbageblik over 2 år.")
    assert "mindst 2,0\u00a0% forkert" in found["trust"]
    assert "Set fra 30.\u00a0april: i gennemsnit 1,5\u00a0% fra årets regnskab, højst 2,0\u00a0%" in found["how_near"]
    assert "Budgettet lå 4,5\u00a0% fra." in found["how_near"]
    assert "Det næste år: i gennemsnit 3,0\u00a0%" in found["how_near"]
    assert "var fejlen i gennemsnit 30\u00a0% af den" in found["announced"]
    assert "holdt i 3 af 4 tilbageblik, 95 %-intervallet i 4" in found["interval_held"]
    assert "»Seneste måned fortsætter« med 2,0\u00a0%" in found["plain"]
    assert "nærmest i 3 af 4" in found["plain"]


@pytest.mark.parametrize(
    ("held", "count", "word"),
    [
        # of ten, 6 or fewer come in 12 of 100 such records, 5 or fewer in 3; all ten in 11; all of fifteen in 4
        (6, 10, "omtrent, hvad det lover"),
        (5, 10, "sjældnere, end det lover"),
        (10, 10, "omtrent, hvad det lover"),
        (15, 15, "oftere, end det lover"),
    ],
)
def test_many_years_say_whether_the_interval_keeps_its_promise_beyond_chance(held, count, word):
    told = [row for year in range(count) for row in rows(date(2010 + year, 4, 30), held=float(year < held),
                                                      pladsprognose=0.01, theta=0.02)]  # fmt: skip
    assert word in said(told)["trust"]


def test_a_forecast_that_a_plain_method_beats_says_so_first_and_an_error_above_the_announced_is_no_ground_to_act():
    told = rows(date(2023, 4, 30), pladsprognose=0.05, budget=0.02, theta=0.01)
    found = said(told)
    assert found["trust"].startswith("En enkel metode, »Theta«, har ramt lige så godt eller bedre.")
    # announced -0.03 and wrong by 0.05
    assert "167\u00a0% af den afvigelse" in found["announced"]
    assert "acted on" in said(told, "en")["announced"]


def test_without_look_backs_there_is_one_sentence_and_without_a_budget_no_announced_deviation():
    assert list(said([])) == ["trust"]
    assert "announced" not in said(rows(date(2023, 4, 30), pladsprognose=0.05))


@pytest.mark.parametrize("told", [TOLD, rows(date(2023, 4, 30), pladsprognose=0.05)])
def test_the_charts_show_every_day_and_method(told):
    found = look_backs(told, "year")
    assert "Denne prognose" in method_chart(found, ["pladsprognose"], "da")
    drawn = look_back_chart(found, "da")
    assert all(str(back.origin.year) in drawn for back in found)
