"""Fredensborg Kommune 2018 through the real command, against the figures the committee was shown.

Sources: Børne- og Skoleudvalget 17-04-2018, sag 37, and 12-11-2018, sag 112 (»Specialundervisning – forventet
regnskab«). Amounts in 1.000 kr. are printed there; what was chosen for the example is in its README.
"""

import shutil
from decimal import Decimal

import pytest

from forecasting.told.bridge import Side, Volume, bridge

pytestmark = pytest.mark.xdist_group("fredensborg")

ONE_KRONE = Decimal(1)
MARCH = {
    "Specialskoler inkl. fritidstilbud": 32110,
    "Dagbehandling": 8623,
    "Opholdssteder m. intern skole": 2286,
    "Døgninstitutioner m. intern skole": 3713,
    "Befordring": 5327,
}
ACCOUNTS_2017 = {  # in 2018 prices, as printed
    "Specialskoler inkl. fritidstilbud": 31992,
    "Dagbehandling": 7810,
    "Opholdssteder m. intern skole": 1065,
    "Døgninstitutioner m. intern skole": 3863,
    "Befordring": 5057,
}
SEPTEMBER = {
    "Specialskoler inkl. fritidstilbud": 32268,
    "Dagbehandling": 9152,
    "Opholdssteder m. intern skole": 2185,
    "Døgninstitutioner m. intern skole": 3439,
    "Befordring": 5146,
}
CHILDREN = {
    2017: dict(zip(list(MARCH)[:4], (68, 32, 3, 11), strict=True)),
    2018: dict(zip(list(MARCH)[:4], (69, 34, 6, 10), strict=True)),
}
EXPECTED_OF_2018 = """
select component, mean_kr
from forecast.fiscal_year as line
inner join forecast.vintage as vintage on line.vintage_id = vintage.vintage_id
where line.scenario = 'baseline' and fiscal_year = 2018
    and grant_area = 'ALL' and district_id = 'ALL' and offer_type = 'ALL'
"""
POSITION_OF_2018 = """
select budget_kr, expected_kr, deviation_kr
from forecast.deviation
where fiscal_year = 2018 and grant_area = 'ALL' and district_id = 'ALL' and offer_type = 'ALL'
"""


@pytest.fixture(scope="module")
def march(run, examples, tmp_path_factory):
    return run(examples / "fredensborg_2018" / "leverancer", "2018-03-31", tmp_path_factory.mktemp("fredensborg_march"))


@pytest.fixture(scope="module")
def september(run, examples, tmp_path_factory):
    return run(
        examples / "fredensborg_2018" / "leverancer", "2018-09-30", tmp_path_factory.mktemp("fredensborg_september")
    )


def close(actual, thousand_kroner):
    return abs(Decimal(actual) - thousand_kroner * 1000) <= ONE_KRONE


def test_the_full_year_children_of_2018_are_69_34_6_and_10_and_of_2017_were_68_32_3_and_11(march):
    places = march.rows(
        "select fiscal_year, category, round(full_year_places, 2) from mart.category_yearly "
        "where fiscal_year in (2017, 2018) and full_year_places is not null and category <> 'ALL'"
    )

    assert {(year, category): count for year, category, count in places} == {
        (year, category): count for year, counts in CHILDREN.items() for category, count in counts.items()
    }


def test_the_unit_price_of_special_schools_is_421_thousand_in_2017_and_420_in_2018(march):
    # table 3 prints teaching only; the stored copy of the paper has no more than this row of it
    prices = march.rows(
        "select fiscal_year, teaching_kr / full_year_places from mart.unit_cost "
        "where offer_type = 'specialskole' and provider_id = 'ALL' and fiscal_year in (2017, 2018)"
    )

    assert {year: round(kroner / 1000) for year, kroner in prices} == {2017: 421, 2018: 420}


def test_the_accounts_of_2017_are_52796_in_all(march):
    booked = march.rows(
        "select sum(booked_kr) from mart.spend_monthly "
        "where fiscal_year = 2017 and grant_area = 'ALL' and district_id = 'ALL' and offer_type = 'ALL'"
    )[0][0]

    assert close(booked, 52796)


def test_the_register_alone_shows_114_children_in_2017(march):
    of_provider = dict(
        march.rows(
            "select provider_id, sum(full_year_places) from mart.activity_monthly "
            "where year(month) = 2017 and district_id = 'ALL' and offer_type = 'ALL' group by provider_id"
        )
    )

    assert {provider: round(places, 2) for provider, places in of_provider.items()} == {
        "S1": 68,
        "D1": 32,
        "O1": 3,
        "I1": 11,
        "ALL": 114,
    }


def test_the_forecast_counts_119_children_in_the_whole_year(march):
    places = dict(
        march.rows(
            "select offer_type, round(full_year_places, 2) from forecast.fiscal_year where component = 'total' "
            "and fiscal_year = 2018 and grant_area = 'ALL' and district_id = 'ALL'"
        )
    )

    assert {offer: places[offer] for offer in ("specialskole", "dagbehandling", "intern_skole", "ALL")} == {
        "specialskole": 69,
        "dagbehandling": 34,
        "intern_skole": 16,
        "ALL": 119,
    }


def test_the_expected_spend_of_march_is_55437(march):
    component = dict(march.rows(EXPECTED_OF_2018))

    assert close(component["total"], 55437)
    assert close(component["adjustment"], 815)
    assert close(component.get("unbilled", 0), 0)
    assert close(component.get("expected_intake", 0), 0)


def test_the_components_of_a_year_sum_to_its_total(march, september):
    for published in (march, september):
        component = dict(published.rows(EXPECTED_OF_2018))
        total = component.pop("total")

        assert abs(sum(component.values()) - total) <= Decimal("0.05")


@pytest.mark.parametrize(
    ("vintage", "year", "printed"),
    [("march", 2018, MARCH), ("september", 2018, SEPTEMBER), ("march", 2017, ACCOUNTS_2017)],
)
def test_the_report_categories_are_the_printed_ones(request, vintage, year, printed):
    published = request.getfixturevalue(vintage)
    of_category = dict(published.rows(f"select category, cost_kr from mart.category_yearly where fiscal_year = {year}"))

    assert {name: round(of_category[name] / 1000) for name in printed} == printed
    # months are rounded to the øre per child: 119 children x 12 months x half an øre is at most 7 kroner
    assert all(abs(of_category[name] - amount * 1000) < 7 for name, amount in printed.items())


def test_the_deviation_of_march_is_about_five_and_a_half_million(march):
    budget, expected, deviation = march.rows(POSITION_OF_2018)[0]

    # 49.977 - 55.437 = -5.460: »ca. 5,5 mio. kr. merforbrug«
    assert close(budget, 49977)
    assert close(expected, 55437)
    assert close(deviation, -5460)


def test_the_deviation_of_september_is_minus_4241(september):
    component = dict(september.rows(EXPECTED_OF_2018))
    budget, expected, deviation = september.rows(POSITION_OF_2018)[0]

    # 55.287 - 414 + 345 = 55.218; 49.977 + 1.000 = 50.977; 50.977 - 55.218 = -4.241
    assert close(component["total"] - component["one_off"], 55287)
    assert close(component["one_off"], -414 + 345)
    assert close(component["adjustment"], 289)
    assert close(budget, 50977)
    assert close(expected, 55218)
    assert close(deviation, -4241)


def test_the_split_of_the_deviation_sums_to_it_exactly(september):
    wrong = september.rows(
        "select fiscal_year, grant_area, offer_type from forecast.deviation where deviation_kr <> "
        "population_effect_kr + share_effect_kr + timing_effect_kr + mix_effect_kr + index_effect_kr "
        "+ price_effect_kr + one_off_effect_kr + unexplained_effect_kr"
    )

    assert wrong == []


def test_two_more_children_and_dearer_places_are_488_and_325_of_813(march):
    # 7.810 / 32 = 244,06 and 8.623 / 34 = 253,62: (34 - 32) x 244,06 = 488 and (253,62 - 244,06) x 34 = 325
    sides = {
        year: Side({"dagbehandling": Volume(places, places, cost / places)})
        for year, places, cost in march.rows(
            "select fiscal_year, full_year_places, cost_kr from mart.category_yearly where category = 'Dagbehandling'"
        )
    }

    steps = bridge(sides[2017], sides[2018])

    assert round(steps.children / 1000) == 488
    assert round(steps.price / 1000) == 325
    assert round(steps.total / 1000) == 488 + 325 == 8623 - 7810


def test_the_reserved_budget_stands_apart_from_the_adopted(september):
    adopted, reserved, expected_corrected = september.rows(
        "select adopted_kr, reserved_kr, expected_corrected_kr from mart.budget_position "
        "where fiscal_year = 2018 and grant_area = 'ALL' and district_id = 'ALL' and offer_type = 'ALL' "
        "and as_of = date '2018-09-30'"
    )[0]

    assert (adopted, reserved, expected_corrected) == (49_977_000, 1_000_000, 50_977_000)


def test_one_more_child_from_8_august_moves_the_totals_by_117200_kroner(run, examples, march, tmp_path):
    # 8 August is day 220 of 365: 146 days = 0.4 of the year.
    # Day treatment with transport: 0.4 x 250,000 + 0.4 x 43,000 = 100,000 + 17,200 = 117,200.
    deliveries = tmp_path / "deliveries"
    shutil.copytree(examples / "fredensborg_2018" / "leverancer", deliveries)
    register = deliveries / "placeringer_201803.csv"
    one_more = "F999;1111115111;F1;Fredensborg;0210;D1;dagbehandling;med kørsel;08-08-2018;;;0;15-02-2018;\r\n"
    register.write_bytes(register.read_bytes() + one_more.encode())

    changed = run(deliveries, "2018-03-31", tmp_path / "data")

    before, after = dict(march.rows(EXPECTED_OF_2018)), dict(changed.rows(EXPECTED_OF_2018))
    assert abs(after["total"] - before["total"] - 117_200) <= ONE_KRONE
    assert abs(after["decided"] - before["decided"] - 100_000) <= ONE_KRONE
    assert abs(after["transport"] - before["transport"] - 17_200) <= ONE_KRONE
    budget, expected, deviation = changed.rows(POSITION_OF_2018)[0]
    assert abs(deviation - Decimal(-5_460_000 - 117_200)) <= ONE_KRONE
    assert budget - expected == deviation
