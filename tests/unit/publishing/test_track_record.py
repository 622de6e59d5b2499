"""How good the forecast has been: four days looked from, in figures worked out by hand and in sentences."""

from datetime import date
from decimal import Decimal

import pytest

from pipelines.publishing.content import Style
from pipelines.publishing.record_chart import look_back_chart, method_chart
from pipelines.publishing.track_record import (
    best_plain,
    by_cut_off,
    look_backs,
    made_then,
    mean_error,
    share_of_announced,
)
from pipelines.publishing.track_words import Shown, record_answers

SPRING, AUTUMN = (4, 30), (10, 31)


def rows(origin, horizon="year", held=1.0, **errors):
    return [
        {"origin": origin, "horizon": horizon, "level": "total_kr", "method": method, "bias": bias,
         "coverage_80": held if method == "pladsprognose" else None,
         "coverage_95": 1.0 if method == "pladsprognose" else None, "interval_low": bias - 0.01,
         "interval_high": bias + 0.02}
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
    assert found["trust"].startswith("Set fra 30.\u00a0april er der kun 2 tilbageblik, hvert sit år.")
    assert "mindst 2,0\u00a0% forkert" in found["trust"]
    assert "Set fra 30.\u00a0april: i gennemsnit 1,5\u00a0% fra årets regnskab, højst 2,0\u00a0%" in found["how_near"]
    assert "Budgettet lå 4,5\u00a0% fra." in found["how_near"]
    assert (
        "i gennemsnit 30\u00a0% af den afvigelse fra budgettet, prognosen meldte (2 tilbageblik)" in found["announced"]
    )
    assert (
        "31.\u00a0oktober holdt 80 %-intervallet for årets udgift i 1 af 2, 95 %-intervallet i 2."
        in (found["interval_held"])
    )
    assert "de 4 tilbageblik er af 2 år" in found["interval_held"]
    # last month goes on: 0.04 and 0.02 in spring, 0.02 and 0 in autumn; ours 0.02 and 0.01, 0.004 and 0
    assert "med 3,0\u00a0% i gennemsnit; prognosen har 1,5\u00a0% og var nærmest i 2 af 2" in found["plain"]
    assert "»Seneste måned fortsætter« med 1,0\u00a0%; prognosen har 0,2\u00a0%" in found["plain"]
    assert found["next_year"].startswith(
        "Set fra 30.\u00a0april: næste års udgift 3,0\u00a0% for lavt (1 tilbageblik)."
    )
    assert "ikke som et budget" in found["next_year"]
    assert "made_then" not in found  # only of a forecast that is shown


def shown(as_of, expected, deviation, **other):
    amounts = (Decimal(expected), None if deviation is None else Decimal(deviation))
    return Shown(as_of, Style("da", "tkr", "budget_minus_forventet"), *amounts, other.get("next_kr"),
                 other.get("widened", {}))  # fmt: skip


def of_shown(told, *forecast, language="da", **other):
    answers = record_answers(told, language, shown(*forecast, **other))
    return {code: " ".join(sentences) for code, sentences in answers}


def test_the_day_of_the_forecast_shown_is_told_first_and_its_error_in_kroner_beside_the_deviation():
    # autumn's largest error is 0.4 % of 100 million: 400 thousand, below the deviation; spring's is 2 %, above it
    autumn = of_shown(TOLD, date(2025, 10, 31), 100_000_000, -900_000)
    assert autumn["how_near"].startswith("Set fra 31.\u00a0oktober")
    assert "mindst 0,4\u00a0% forkert" in autumn["trust"]
    assert (
        "For årets 100.000\u00a0t.kr. svarer det til ± 400\u00a0t.kr.; den meldte afvigelse er et merforbrug på 900"
        in (autumn["trust"])
    )
    assert "større end den største fejl" in autumn["trust"]
    spring = of_shown(TOLD, date(2025, 4, 30), 100_000_000, 900_000)
    assert (
        "± 2.000\u00a0t.kr.; den meldte afvigelse er et mindreforbrug på 900\u00a0t.kr. Afvigelsen er mindre end den"
        in (spring["trust"])
    )
    assert spring["trust"].endswith("den kan ikke bruges alene.")


def test_a_day_that_was_not_tried_says_so_and_no_budget_no_error_and_no_deviation_say_no_more_than_there_is():
    summer = of_shown(TOLD, date(2025, 6, 30), 100_000_000, None)
    assert summer["trust"].startswith(
        "Prognosen er lavet pr. 30.\u00a0juni 2025; den dag på året er ikke prøvet. Nærmest"
    )
    assert summer["trust"].endswith("For årets 100.000\u00a0t.kr. svarer det til ± 2.000\u00a0t.kr.")
    assert "der er ikke meldt nogen afvigelse" in of_shown(TOLD, date(2025, 4, 30), 100_000_000, 0)["trust"]
    right = of_shown(rows(date(2023, 4, 30), pladsprognose=0.0, budget=-0.02), date(2025, 4, 30), 100_000_000, -900_000)
    assert right["trust"].endswith("hvor galt det kan gå, er ikke set.")
    assert "holdt den afvigelse fra budgettet, prognosen meldte (1 tilbageblik)" in right["announced"]
    assert "years_alike" not in right
    assert "tæller ikke for mere" not in right["interval_held"]


@pytest.mark.parametrize(
    ("errors", "words"),
    [
        ([-0.03, -0.01], "i gennemsnit 2,0\u00a0% fra regnskabet, højst 3,0\u00a0%; for lavt hver gang (2 tilbageblik"),
        ([0.03, 0.01], "for højt hver gang"),
        ([0.03, -0.01, 0.0], "for lavt i 1 og for højt i 1 af 3"),
        ([0.0, 0.0], "hverken for lavt eller for højt"),
        ([-0.01, -0.01, -0.01, -0.01], "har holdt omtrent, hvad det lover"),
    ],
)
def test_next_year_says_how_far_and_to_which_side(errors, words):
    told = rows(date(2023, 4, 30), pladsprognose=0.01)
    told += [row for at, error in enumerate(errors)
             for row in rows(date(2018 + at, 4, 30), "next_year", held=float(at < 3), pladsprognose=error)]  # fmt: skip
    assert words in said(told)["next_year"]


def test_next_years_error_is_told_in_kroner_and_the_widths_that_the_look_backs_taught():
    found = of_shown(TOLD, date(2025, 4, 30), 100_000_000, None, next_kr=Decimal(110_000_000),
                     widened={"year": 1.08, "next_year": 0.93})  # fmt: skip
    assert found["next_year"].endswith("For 2026 ventes 110.000\u00a0t.kr.; den største fejl, der er set, svarer til ± "
                                       "3.300\u00a0t.kr.")  # fmt: skip
    assert "8\u00a0% bredere i år og 7\u00a0% smallere næste år" in found["interval_held"]
    unchanged = of_shown(TOLD, date(2025, 4, 30), 100_000_000, None, widened={"year": 1.001, "next_year": 1.0})
    assert "har ikke ændret bredden" in unchanged["interval_held"]


THEN = rows(date(2023, 4, 30), vintage=-0.012) + [
    row | {"level": "total", "coverage_80": 0.0, "coverage_95": 1.0} for row in rows(date(2024, 7, 31), vintage=0.02)
]


def test_forecasts_made_then_are_told_apart_and_are_neither_look_backs_nor_plain_methods():
    assert [back.errors for back in look_backs(TOLD + THEN, "year")] == [
        back.errors for back in look_backs(TOLD, "year")
    ]
    found = of_shown(TOLD + THEN, date(2025, 4, 30), 100_000_000, None)["made_then"]
    assert "Resten af siden er dagens metode set tilbage." in found
    assert "pr. 30.\u00a0april 2023: årets udgift 1,2\u00a0% for lavt. Dagens metode set fra samme dag: 2,0" in found
    assert "pr. 31.\u00a0juli 2024: årets helårspladser 2,0\u00a0% for højt; 80 %-intervallet holdt ikke." in found
    assert [one.as_of for one in made_then(TOLD + THEN)] == [date(2024, 7, 31), date(2023, 4, 30)]
    assert "ingen prognose fra et år, der er slut" in of_shown(TOLD, date(2025, 4, 30), 1, None)["made_then"]
    assert list(of_shown([], date(2025, 4, 30), 1, None)) == ["trust", "made_then"]


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
    assert found["trust"].startswith(
        "En enkel metode, »Theta«, har set fra 30.\u00a0april ramt lige så godt eller bedre."
    )
    # announced -0.03 and wrong by 0.05
    assert "167\u00a0% af den afvigelse" in found["announced"]
    assert "acted on" in said(told, "en")["announced"]


def test_without_look_backs_there_is_one_sentence_and_without_a_budget_no_announced_deviation():
    assert list(said([])) == ["trust"]
    assert "announced" not in said(rows(date(2023, 4, 30), pladsprognose=0.05))


@pytest.mark.parametrize("told", [TOLD, rows(date(2023, 4, 30), pladsprognose=0.05)])
def test_the_charts_show_every_day_and_method(told):
    found = look_backs(told, "year")
    assert "Denne prognose" in method_chart(by_cut_off(found), ["pladsprognose"], "da")
    drawn = look_back_chart(found, "da")
    assert all(str(back.origin.year) in drawn for back in found)
