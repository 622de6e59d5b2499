from datetime import date

from frames import ASSUMED, area, flat_index, made, posting, price, spell

from forecasting import Options
from forecasting.ledger.untied import untied_spend
from forecasting.world import World

AS_OF = date(2025, 6, 30)
MONTHS = [date(2024 + month // 12, month % 12 + 1, 28) for month in range(18)]


def transport(posted, provider, placement=None):
    return posting(posted, "1000.00", spend_kind="transport", provider_id=provider, placement_id=placement)


def bulk(*, own_price):
    """The kroner of transport still to be posted in 2025 that no place explains."""
    prices = [price("bought", 50.0, service="befordring")]
    prices += [price("own", 50.0, service="befordring")] if own_price else []
    inputs = made(
        AS_OF,
        spells=[spell("bought", date(2024, 1, 1), provider_id="B"), spell("own", date(2024, 1, 1), provider_id="A")],
        prices=prices,
        postings=[*(transport(m, "B", "bought") for m in MONTHS), *(transport(m, "A") for m in MONTHS)],
        offer_areas=[area(2025)],
    )
    world = World.of(inputs, ASSUMED, Options(paths=20))
    spend = next(spend for spend in untied_spend(world, flat_index(world)) if spend.kind == "transport")
    return spend.kr[:, :, 0].sum(axis=1).mean()


def test_transport_with_a_price_is_not_forecast_in_bulk_as_well():
    assert bulk(own_price=True) == 0


def test_transport_billed_in_bulk_without_a_price_goes_on_as_last_year():
    assert 5_000 < bulk(own_price=False) < 7_000  # 1,000 a month from July to December


def other_in_january(as_of):
    """Expected other spend of 2025 after a payment on 2 January and no earlier year."""
    payment = posting(date(2025, 1, 2), "1000.00", spend_kind="other")
    postings = [payment] if as_of >= date(2025, 1, 2) else []
    inputs = made(as_of, spells=[spell("p", date(2024, 12, 1))], postings=postings, offer_areas=[area(2025)])
    world = World.of(inputs, ASSUMED, Options(paths=400))
    spend = next(spend for spend in untied_spend(world, flat_index(world)) if spend.kind == "other")
    return spend.kr[:, :, 0].sum(axis=1).mean()


def test_a_payment_in_the_first_days_of_a_year_is_one_months_and_not_one_days():
    assert 10_000 < other_in_january(date(2025, 1, 3)) < 11_500  # 1,000 x (365 / 31 - 1) = 10,774


def test_a_year_that_has_not_begun_in_the_ledger_has_told_nothing():
    assert other_in_january(date(2025, 1, 1)) == 0
