from datetime import date

from frames import ASSUMED, area, flat_index, made, posting, price, spell

from forecasting import Options
from forecasting.untied import untied_spend
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
