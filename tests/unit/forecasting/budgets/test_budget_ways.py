from dataclasses import replace
from datetime import date
from decimal import Decimal

import polars as pl
import pytest
from frames import ASSUMED, EXACT, area, budget, made, price, spell

from forecasting import Lever, Options, Scenario, project
from forecasting.budgets.asked import POPULATION_VINTAGES, Asked, PlanEffect
from forecasting.budgets.edition import budgets
from forecasting.budgets.frozen import expected_children, frozen
from forecasting.budgets.plan import planned_way
from forecasting.budgets.prices import PriceLevel
from forecasting.budgets.ways import TREND, Cell, Way
from forecasting.given.schemas import INPUTS
from forecasting.told.coverage import Coverage, whole_years

D = Decimal
AS_OF = date(2025, 4, 30)
BORN = {"birth_month": date(2013, 5, 1)}  # 10 on 1 January 2024


def people(*counted):
    return pl.DataFrame(
        [(year, district, age, count) for year, district, age, count in counted],
        schema=INPUTS["population"],
        orient="row",
    )


# Aged 10 on 1 January 2024: three children of D1 all the year, one of D2 from 1 January to 30 June, 182 of 366 days.
# 150 children of that age then, 160 in 2026.
SPELLS = [
    *(spell(f"p{number}", date(2022, 8, 1), **BORN) for number in range(3)),
    spell("p3", date(2023, 8, 1), date(2024, 6, 30), district_id="D2", **BORN),
]
PEOPLE = people(
    (2024, "D1", 10, 100), (2024, "D2", 10, 50), (2025, "D1", 10, 100), (2025, "D2", 10, 50),
    (2026, "D1", 10, 110), (2026, "D2", 10, 50), (2029, "D1", 10, 110), (2029, "D2", 10, 50),
)  # fmt: skip


def coverage():
    return Coverage.of(made(AS_OF, spells=SPELLS).spells, PEOPLE, 2024, 2029)


def test_a_frozen_share_is_people_times_places_of_a_person_of_that_age():
    found = coverage()

    assert found.places.sum() == pytest.approx(3 + 182 / 366)
    assert found.children.sum() == 3  # the fourth had gone by 30 September
    # 3.4973 places / 150 x 160 = 3.7304 in all; D1 3 x 110/100 and D2 0.4973 x 50/50 share it as 3.3 to 0.4973
    at_2026 = frozen(found, found.places, 2026)
    assert at_2026.sum() == pytest.approx(3.7304, abs=5e-5)
    assert at_2026[0, 0] == pytest.approx(3.7304 * 3.3 / 3.7973, abs=5e-5)
    # 3 children / 150 x 160 = 3.2
    assert expected_children(found, 2026) == pytest.approx(3.2)


def test_children_whom_no_population_tells_of_stay_as_many():
    found = Coverage.of(made(AS_OF, spells=SPELLS).spells, people((2024, "D1", 3, 40), (2026, "D1", 3, 80)), 2024, 2026)

    assert frozen(found, found.places, 2026).sum() == pytest.approx(3 + 182 / 366)


def test_the_frozen_share_gives_its_own_year_back():
    found = coverage()

    assert frozen(found, found.places, 2024) == pytest.approx(found.places.sum(axis=2))


def test_a_year_counts_as_whole_from_the_first_that_the_registers_begin_with():
    gone = [spell(f"g{month}", date(2021, 1, 1), date(2022, month, 1)) for month in range(5, 9)]

    assert list(whole_years(made(AS_OF, spells=gone).spells, AS_OF)) == [2023, 2024]
    assert list(whole_years(made(AS_OF).spells, AS_OF)) == []


def test_amounts_are_carried_by_the_agreed_index_else_the_assumed():
    level = PriceLevel(2026, {2026: D("0.03"), 2027: D("0.02")}, D("0.05"), D("0.01"))

    assert level.factor(2025) == D("1.03")
    assert level.factor(2024) == D("1.03") * D("1.05")
    assert level.factor(2027) == 1 / D("1.02")
    assert level.not_agreed(2023, 2026) == [2024, 2025]
    assert level.spread(2024) == D("1.2816") * D("0.01")  # one assumed year, 2025


def plan(**other):
    stated = {
        "yearly_kr": D(1_200_000), "price_level_year": 2025, "stated_on": date(2025, 4, 1),
        "from_date": date(2026, 8, 1), "months": 12, "low": D(0), "expected": D("0.5"), "high": D(1),
    }  # fmt: skip
    return PlanEffect(**stated | other)


def test_an_effect_comes_evenly_month_by_month_from_its_day():
    # August to December 2026 stand at 0.5, 1.5, ... 4.5 twelfths: 12.5/12 of a month's effect, over 12 months 0.0868.
    # 2027: January to July 5.5 ... 11.5 twelfths = 59.5/12, then five whole months: (59.5/12 + 5)/12 = 0.8299
    assert plan().share_of(2025) == 0
    assert plan().share_of(2026) == pytest.approx(D("0.086806"), abs=D("1e-6"))
    assert plan().share_of(2027) == pytest.approx(D("0.829861"), abs=D("1e-6"))
    assert plan().share_of(2028) == 1
    assert plan(months=0).share_of(2026) == pytest.approx(D(5) / 12)


def test_the_plan_takes_its_part_of_the_trend_and_widens_it():
    # 1,200,000 from 1 January at once at half is 600,000 of 2025; with 2 % to 2026 612,000. Least nothing, most
    # 1,224,000: 612,000 either way, beside the trend's own 1,000,000: root of 10^12 + 612,000^2 = 1,172,409.48
    level = PriceLevel(2026, {2026: D("0.02")}, D("0.03"), D("0.01"))
    cells = {("S", "D1", "specialskole"): Cell(D(6_000_000), D(12)), ("S", "D1", "ikke_fordelt"): Cell(D(500_000))}
    ends = {("ALL", "ALL", "ALL"): (D(5_500_000), D(7_500_000))}
    way = planned_way(Way(TREND, 2026, cells, ends), plan(from_date=date(2026, 1, 1), months=0), level)

    assert way.kr == D(5_888_000)
    assert way.leaves["S", "D1", "specialskole"].places == D("10.7760")  # 12 x 5,388 / 6,000
    assert way.leaves["S", "D1", "ikke_fordelt"].kr == D(500_000)
    assert way.ends["ALL", "ALL", "ALL"] == (D("4715590.52"), D("7060409.48"))


VINTAGES = pl.DataFrame(
    [
        *((2024, 2024, "D1", 10, count, True, None) for count in (100,)), (2025, 2025, "D1", 10, 104, True, None),
        *((2023, year, "D1", 10, 105, False, date(2023, 6, 1)) for year in range(2024, 2030)),
        *((2024, year, "D1", 10, 115, False, date(2024, 6, 1)) for year in range(2025, 2030)),
    ],
    schema=POPULATION_VINTAGES, orient="row",
)  # fmt: skip


STILL = ASSUMED.model_copy(
    update={"prices": ASSUMED.prices.model_copy(update={"index_sd": 0.0, "provider_step_sd": 0.0})}
)


def asked_of(options=EXACT, asked=None, assumed=ASSUMED, **rows):
    known = made(AS_OF, **rows)
    forecast = project(known, assumed, options)
    return budgets(known, assumed, options, (forecast, forecast), asked or Asked(population=VINTAGES))


def row(frame, **where):
    return frame.filter(*(pl.col(name) == value for name, value in where.items())).row(0, named=True)


WHOLE = {"grant_area": "ALL", "district_id": "ALL", "offer_type": "ALL"}
SCHOOL = [spell(f"p{number}", date(2022, 8, 1), **BORN) for number in range(4)]
RATES = [price(f"p{number}", 1000.0) for number in range(4)]
AGREED = Options(
    simulate_intake=False, simulate_exits=False, paths=20, price_index=dict.fromkeys(range(2025, 2030), 0.0)
)
GONE = [spell("g", date(2021, 1, 1), date(2022, 2, 1), **BORN)]


def test_budget_year_and_three_further_years_stand_in_four_ways_beside_each_other():
    # Four children at 1,000 kr. a day: 365,000 a place, 1,460,000. One of D1's people of age 10 in 25 has a place.
    # 100 people in 2024 are 110 in 2026, so a frozen share is 4.4 places: 1,606,000. Last year's budget planned 3
    # places at 400,000 and has 300,000 more without places.
    population = people((2024, "D1", 10, 100), (2025, "D1", 10, 100), (2026, "D1", 10, 110))
    cells = [
        budget(2025, "1200000", offer_type="specialskole", planned_full_year_places=D(3),
               planned_unit_price_kr=D(400_000)),
        budget(2025, "300000"),
    ]  # fmt: skip
    found = asked_of(AGREED, spells=[*SCHOOL, *GONE], prices=RATES, population=population.to_dicts(), budget=cells,
                     offer_areas=[area(2025)], assumed=STILL)  # fmt: skip

    ways = {way: row(found.ways, fiscal_year=2026, way=way, **WHOLE) for way in ("previous", "frozen", "trend")}
    assert {way: one["mean_kr"] for way, one in ways.items()} == {
        "previous": D(1_500_000), "frozen": D(1_606_000), "trend": D(1_460_000),
    }  # fmt: skip
    assert {way: one["full_year_places"] for way, one in ways.items()} == {
        "previous": D(3), "frozen": D("4.4"), "trend": D(4),
    }  # fmt: skip
    assert (ways["frozen"]["mean_children"], ways["trend"]["mean_children"]) == (D("4.4"), D(4))
    assert sorted(found.ways["fiscal_year"].unique()) == [2026, 2027, 2028, 2029]
    assert "plan" not in found.ways["way"].to_list()

    # From the budget's 3 places at 400,000 to 4.4 at 365,000: population 100 -> 110 people at the same share is a tenth
    # of 3 x 400,000 = 120,000; share the other 1.1 places at 400,000 = 440,000; price 4.4 x -35,000 = -154,000;
    # the 300,000 without places are nobody's: -300,000.
    first = row(found.bridges, fiscal_year=2026, from_way="previous")
    assert {key: kr for key, kr in first.items() if key.endswith("_effect_kr") and kr} == {
        "population_effect_kr": D(120_000), "share_effect_kr": D(440_000), "price_effect_kr": D(-154_000),
        "unexplained_effect_kr": D(-300_000),
    }  # fmt: skip
    assert first["from_kr"] + D(106_000) == first["to_kr"]
    # From 4.4 to 4 places at the same price: -0.4 x 365,000
    second = row(found.bridges, fiscal_year=2026, from_way="frozen")
    assert {key: kr for key, kr in second.items() if key.endswith("_effect_kr") and kr} == {
        "share_effect_kr": D(-146_000)
    }


def test_only_the_difference_between_two_population_forecasts_is_regulated():
    # Last year's forecast had 105 people of age 10 in 2026, this year's 115: 10 x 4 places / 100 = 0.4 at 365,000
    population = people((2024, "D1", 10, 100), (2026, "D1", 10, 115))
    found = asked_of(AGREED, spells=[*SCHOOL, *GONE], prices=RATES, population=population.to_dicts(),
                     offer_areas=[area(2025)], assumed=STILL)  # fmt: skip

    of_age = row(found.demography, fiscal_year=2026, age_from=10)
    assert (of_age["previous_people_count"], of_age["people_count"]) == (105, 115)
    assert (of_age["previous_vintage_year"], of_age["vintage_year"]) == (2023, 2024)
    assert (of_age["coverage_rate"], of_age["full_year_places"]) == (pytest.approx(0.04), D("0.4"))
    assert (of_age["unit_price_kr"], of_age["amount_kr"]) == (D(365_000), D(146_000))
    assert found.demography.filter(fiscal_year=2026)["amount_kr"].sum() == D(146_000)


def grounds(found):
    return {(code, year): (value, status) for code, year, value, status, _ in found.basis.iter_rows()}


def test_what_is_missing_is_said_and_the_trend_is_made_wider():
    # No population, no budget, no agreed index: the interval of 2026 is wider by 1 % a year since 2025
    nothing = Asked(frozen_year=2019)
    wide = asked_of(EXACT, nothing, spells=[*SCHOOL, *GONE], prices=RATES, offer_areas=[area(2025)])
    known = asked_of(EXACT, spells=[*SCHOOL, *GONE], prices=RATES, offer_areas=[area(2025)])

    said = grounds(wide)
    assert said["frozen_year", 2019] == (None, "missing")
    assert said["frozen_year", 2024] == (None, "assumed")
    assert said["population", None] == said["population_before", None] == (None, "missing")
    assert said["population_ends", None] == (0.01, "assumed")
    assert said["index", 2026] == (0.028, "assumed")
    assert said["previous_budget", 2025] == said["plan", None] == (None, "missing")
    assert set(wide.ways["way"].unique()) == {"frozen", "trend"}
    assert wide.demography.is_empty()
    for year, more in ((2026, D("0.01")), (2029, D("0.04"))):
        narrow, wider = (row(one.ways, fiscal_year=year, way="trend", **WHOLE) for one in (known, wide))
        assert wider["mean_kr"] == narrow["mean_kr"]
        assert wider["p90_kr"] == pytest.approx(narrow["p90_kr"] * (1 + more), abs=D("0.01"))
        assert wider["p10_kr"] == pytest.approx(narrow["p10_kr"] * (1 - more), abs=D("0.01"))


def test_a_budget_without_places_leaves_the_difference_unexplained_and_says_so():
    found = asked_of(AGREED, spells=[*SCHOOL, *GONE], prices=RATES, budget=[budget(2025, "1000000")],
                     offer_areas=[area(2025)])  # fmt: skip

    first = row(found.bridges, fiscal_year=2026, from_way="previous")
    assert first["unexplained_effect_kr"] == first["to_kr"] - first["from_kr"] != 0
    assert grounds(found)["budget_places", 2025] == (None, "missing")


def test_last_years_budget_has_an_interval_only_where_its_index_is_assumed():
    cells = [budget(2025, "1000000")]
    assumed, agreed = (
        row(
            asked_of(options, spells=SCHOOL, prices=RATES, budget=cells).ways, fiscal_year=2026, way="previous", **WHOLE
        )
        for options in (EXACT, AGREED)
    )

    assert (agreed["mean_kr"], agreed["p10_kr"]) == (D(1_000_000), None)
    # 2.8 % assumed; half of the interval is 1.2816 x 1 % of 1,028,000
    assert assumed["mean_kr"] == D(1_028_000)
    assert assumed["p90_kr"] - assumed["mean_kr"] == D("13174.85")


def test_registers_too_short_for_a_whole_year_freeze_nothing():
    found = asked_of(AGREED, spells=SCHOOL, prices=RATES, offer_areas=[area(2025)])

    assert set(found.ways["way"].unique()) == {"trend"}
    assert grounds(found)["frozen_year", None] == (None, "missing")


def test_with_a_scenario_the_plan_is_that_scenario_and_the_trend_is_without_it():
    # Prices a tenth lower from 1 January 2026: 4 places at 328,500 beside 4 at 365,000
    rows = {"spells": [*SCHOOL, *GONE], "prices": RATES, "offer_areas": [area(2025)]}
    lower = replace(AGREED, scenario=Scenario("billigere", (Lever("prices", 0.9, date(2026, 1, 1)),)))
    known = made(AS_OF, **rows)
    forecasts = tuple(project(known, STILL, options) for options in (AGREED, lower))
    found = budgets(known, STILL, lower, forecasts, Asked(population=VINTAGES))

    trend, plan = (row(found.ways, fiscal_year=2026, way=way, **WHOLE)["mean_kr"] for way in ("trend", "plan"))
    assert (trend, plan) == (D(1_460_000), D(1_314_000))
    assert row(found.bridges, fiscal_year=2026, to_way="plan")["plan_effect_kr"] == D(-146_000)
    assert grounds(found)["plan_scenario", None] == (None, "configured")
