from datetime import date
from decimal import Decimal

from pipelines.publishing.content import Style
from pipelines.review.figures import definition
from pipelines.review.since_tables import CAUSES, since_sentence, since_tables

DANISH = Style("da", "tkr", "budget_minus_forventet")
KR_ALONE = ("price", "bills", "one_off", "other")
NOTHING = {
    f"{cause}_{unit}": Decimal(0) for cause in CAUSES for unit in (("kr",) if cause in KR_ALONE else ("kr", "places"))
}
WHOLE = NOTHING | {
    "ends_in": "forecast", "fiscal_year": 2025,
    "offer_type": "ALL", "previous_as_of": date(2025, 4, 30), "previous_kr": Decimal(4_000_000),
    "expected_kr": Decimal(3_900_000), "in_place_kr": Decimal(-150_000), "price_kr": Decimal(50_000),
    "previous_places": Decimal(10), "places": Decimal(9), "in_place_places": Decimal(-1),
    "previous_budget_kr": Decimal(4_000_000), "budget_kr": Decimal(4_100_000),
}  # fmt: skip
SCHOOL, CLASS = (
    WHOLE | {"offer_type": offer, "in_place_kr": Decimal(kr), "price_kr": Decimal(0), "expected_kr": Decimal(kr)}
    | {"previous_kr": Decimal(0), "pending_kr": Decimal(0)}
    for offer, kr in (("specialskole", -200_000), ("specialklasse", 50_000))
)  # fmt: skip


def lines(table):
    return [row.values for row in table.rows]


def test_one_forecast_leads_to_the_next_by_the_causes_that_are_not_nothing():
    kroner, places, _ = since_tables([WHOLE], DANISH)
    assert lines(kroner) == [
        ("Sidste prognose, 30.\N{NO-BREAK SPACE}april 2025", 4_000_000),
        ("Børn, der var i plads: slutninger og skift", -150_000),
        ("Priser: takster, indeks, egne klasser og rammer", 50_000), ("Denne prognose", 3_900_000),
    ]  # fmt: skip
    assert [values[1] for values in lines(places)] == [10, -1, 9]
    assert any("fra 4.000\N{NO-BREAK SPACE}t.kr. til 4.100" in note for note in kroner.notes)
    assert not any("budget" in note for note in places.notes)


def test_each_offer_type_has_its_own_part_and_the_total_stands_last():
    *_, by_offer = since_tables([WHOLE, CLASS, SCHOOL], DANISH)
    assert [(values[0], values[1], values[-1]) for values in lines(by_offer)] == [
        ("Specialklasser", 50_000, 50_000), ("Specialskoler", -200_000, -200_000), ("I alt", -150_000, -100_000),
    ]  # fmt: skip
    assert by_offer.rows[-1].is_total


def test_every_figure_of_the_change_says_what_it_means():
    tables = list(since_tables([WHOLE, CLASS, SCHOOL, WHOLE | {"ends_in": "accounts"}], DANISH))
    figures = [(table.code, column.key) for table in tables for column in table.columns[1:]]
    assert len(figures) == 1 + 1 + 8 + 2
    assert [figure for figure in figures if not definition(*figure, "da")] == []


def test_a_first_forecast_has_no_tables_of_change():
    assert list(since_tables([], DANISH)) == []


def test_a_year_that_is_over_leads_from_its_last_forecast_to_its_accounts_in_kroner_and_places():
    over = WHOLE | {"ends_in": "accounts", "fiscal_year": 2024, "bills_kr": Decimal(200)}
    *_, accounts = since_tables([over, WHOLE], DANISH)
    assert "2024" in accounts.heading
    assert lines(accounts)[1:] == [
        ("Børn, der var i plads: slutninger og skift", -150_000, -1),
        ("Priser: takster, indeks, egne klasser og rammer", 50_000, None), ("Regnskab 2024", 3_900_000, 9),
    ]  # fmt: skip


def test_the_first_screen_names_the_two_causes_that_mean_the_most():
    kroner, *_ = since_tables([WHOLE | {"bills_kr": Decimal(1000)}], DANISH)
    assert since_sentence(kroner, DANISH).replace("\N{NO-BREAK SPACE}", " ") == (
        "Mest betyder børn, der var i plads (ned med 150 t.kr.) og priser (op med 50 t.kr.)."
    )
    nothing, *_ = since_tables([WHOLE | NOTHING], DANISH)
    assert since_sentence(nothing, DANISH) == ""
