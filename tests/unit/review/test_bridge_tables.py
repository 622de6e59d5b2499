from decimal import Decimal

from pipelines.publishing.content import EFFECTS, Style
from pipelines.review.bridge_tables import between_table, closed_tables

DANISH = Style("da", "tkr", "budget_minus_forventet")
NOTHING = {f"{effect}_effect_kr": Decimal(0) for effect in EFFECTS}
YEAR = NOTHING | {
    "fiscal_year": 2024, "offer_type": "ALL", "start_kr": Decimal(350_000), "end_kr": Decimal(780_000),
    "difference_kr": Decimal(-430_000), "share_effect_kr": Decimal(-380_000), "one_off_effect_kr": Decimal(-50_000),
    "start_places": Decimal(1), "end_places": Decimal(2),
}  # fmt: skip
SCHOOL = YEAR | {"offer_type": "specialskole"}
UNSPLIT = YEAR | {"offer_type": "ikke_fordelt", "start_places": Decimal(0), "end_places": Decimal(0)}


def lines(table):
    return [row.values for row in table.rows]


def test_a_budget_leads_to_its_accounts_by_the_causes_that_are_not_nothing_and_dearer_is_plus():
    years, offers = closed_tables([YEAR, SCHOOL, UNSPLIT], DANISH)

    assert lines(years) == [
        ("Budget", 350_000), ("Større eller mindre andel i specialtilbud", 380_000), ("Engangsposter", 50_000),
        ("Regnskab", 780_000),
    ]  # fmt: skip
    assert any("2024: 1,0 og 2,0" in note for note in years.notes)
    assert lines(offers) == [
        ("Specialskoler", 350_000, 780_000, 430_000, 1, 2),
        ("Ikke fordelt på tilbudstype", 350_000, 780_000, 430_000, None, None),  # kroner without places
        ("I alt", 350_000, 780_000, 430_000, 1, 2),
    ]  # fmt: skip


def test_without_a_closed_year_and_between_two_that_were_not_held_against_each_other_nothing_is_said():
    assert list(closed_tables([], DANISH)) == []
    assert between_table([], DANISH) is None
