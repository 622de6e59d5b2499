"""A municipality of any number of inhabitants can be made."""

from pipelines.synthetic import simulate


def test_a_child_stays_when_no_other_institution_has_the_offer():
    """One of the two own schools with the offer closes in this municipality, and a child changes from the other."""
    town = simulate("14959", 15, 202201, 202504)

    offers = {number: provider.offers for number, provider in town.town.institutions.by_id.items()}
    asked = town.placements.select("institutionsnummer", "tilbudstype")
    assert all(offer in offers[provider] for provider, offer in asked.rows())
