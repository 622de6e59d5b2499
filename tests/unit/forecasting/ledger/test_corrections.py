from datetime import date

from frames import ASSUMED, area, made, posting

from forecasting import Options
from forecasting.ledger.corrections import corrections
from forecasting.world import World


def bill(day, service, amount="1000.00"):
    return posting(day, amount, placement_id="p1", service_month=service, fiscal_year=service.year)


def drawn(postings, **options):
    world = World.of(
        made(date(2025, 6, 30), postings=postings, offer_areas=[area(2025)]), ASSUMED, Options(paths=50, **options)
    )
    return corrections(world)


def monthly(credit_months):
    """A bill each month since 2023, and a credit of 100 three months later for those of `credit_months`."""
    services = [date(2023 + month // 12, month % 12 + 1, 1) for month in range(30)]
    rows = [bill(service.replace(day=25), service) for service in services]
    late = [date(s.year + (s.month + 2) // 12, (s.month + 2) % 12 + 1, 20) for s in services]
    return rows + [
        bill(day, service, "-100.00")
        for day, service in zip(late, services, strict=True)
        if service.month in credit_months and day <= date(2025, 6, 30)
    ]


def test_without_corrections_before_none_are_expected():
    assert drawn(monthly(())).kr.sum() == 0


def test_credits_that_used_to_come_after_this_time_of_year_are_expected_again():
    # those for April to June come from July to September; seen from June, and from April to August in other years
    found = drawn(monthly((4, 5, 6)))

    assert -350 < found.kr.mean() < -150
    assert found.kr.max() <= 0
    assert found.leaves.rows() == [("D1", "specialskole")]


def test_what_is_registered_alone_has_no_corrections():
    assert drawn(monthly((4, 5, 6)), simulate_intake=False).kr.size == 0
