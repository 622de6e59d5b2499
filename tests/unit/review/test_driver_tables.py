from decimal import Decimal

from pipelines.publishing.content import Style
from pipelines.review.driver_tables import DRIVERS, driver_tables

DANISH = Style("da", "tkr", "budget_minus_forventet")
NOTHING = {f"{driver}_{unit}": Decimal(0) for driver in DRIVERS for unit in ("kr", "places")}
YEAR = NOTHING | {
    "fiscal_year": 2025, "previous_kr": Decimal(400), "expected_kr": Decimal(450), "intake_kr": Decimal(50),
    "previous_places": Decimal(4), "places": Decimal(5), "intake_places": Decimal(1),
}  # fmt: skip


def lines(table):
    return [row.values for row in table.rows]


def test_a_year_leads_from_the_one_before_by_the_drivers_that_are_not_nothing():
    kroner, places = driver_tables([YEAR], DANISH)
    assert lines(kroner) == [("Året før", 400), ("Flere eller færre nye pr. barn", 50), ("Året", 450)]
    assert lines(places) == [("Året før", 4), ("Flere eller færre nye pr. barn", 1), ("Året", 5)]


def test_a_year_without_accounts_before_it_says_why_it_has_no_kroner():
    untold = {f"{driver}_kr": None for driver in DRIVERS}
    kroner, places = driver_tables([YEAR | untold | {"previous_kr": None}], DANISH)
    assert lines(kroner) == [("Året før", None), ("Året", 450)]
    assert any("bogføring er ikke hel" in note for note in kroner.notes)
    assert not any("bogføring er ikke hel" in note for note in places.notes)


def test_a_file_without_drivers_has_two_tables_without_lines():
    assert [len(table.rows) for table in driver_tables([], DANISH)] == [0, 0]
