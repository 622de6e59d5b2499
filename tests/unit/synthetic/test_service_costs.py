"""Costs by month, on places and prices small enough to compute by hand."""

from dataclasses import dataclass

import polars as pl
import pytest

from pipelines.synthetic.days import day_of
from pipelines.synthetic.service_costs import month_table, offer_costs, placement_costs, with_paid_end


@dataclass
class Prices:
    rows: pl.DataFrame


def price(
    service: str, day_kr: float, settlement: str = "takst", per_class: int | None = None, kr: float = 0.0
) -> dict:
    is_bought = settlement == "takst" and service != "befordring"
    return {
        "institutionsnummer": "1", "tilbudstype": "specialskole", "takstgruppe": "A", "ydelse": service, "year": 2024,
        "day_kr": day_kr, "beloeb": kr, "afregningsform": settlement, "boern_pr_klasse": per_class,
        "opsigelsesvarsel_dage": 30 if is_bought else None, "opsigelse_til_maanedsslut": "nej" if is_bought else None,
    }  # fmt: skip


def prices(*rows: dict) -> Prices:
    return Prices(
        pl.DataFrame(list(rows), schema_overrides={"boern_pr_klasse": pl.Int64, "opsigelsesvarsel_dage": pl.Int64})
    )


def spell(
    start: int, end: int, reason: str = "flyttet", entered: int | None = None, leisure_to: int | None = None
) -> dict:
    return {
        "placering_id": "P1", "institutionsnummer": "1", "tilbudstype": "specialskole", "takstgruppe": "A",
        "startdato": start, "slutdato": end, "slutaarsag": reason, "slut_registreret_dato": entered or end,
        "leisure_to": leisure_to,
    }  # fmt: skip


def frame(*rows: dict) -> pl.DataFrame:
    return pl.DataFrame(list(rows), schema_overrides={"leisure_to": pl.Int64})


def test_february_of_a_leap_year_is_charged_for_29_days():
    costs = placement_costs(
        frame(spell(day_of(2024, 1, 1), day_of(2024, 12, 31))),
        prices(price("undervisning", 100.0)),
        month_table(202402, 202402),
    )
    assert costs.select("days", "kr").rows() == [(29, 2900.0)]


def test_notice_is_paid_after_the_end_but_not_for_transport():
    rows = frame(spell(day_of(2024, 1, 1), day_of(2024, 3, 10), entered=day_of(2024, 3, 5)))
    listed = prices(price("undervisning", 100.0), price("befordring", 10.0))
    costs = placement_costs(rows, listed, month_table(202403, 202404))  # 30 days from 5 March end on 4 April
    assert costs.select("month", "ydelse", "days").rows() == [
        (202403, "befordring", 10),
        (202403, "undervisning", 31),
        (202404, "undervisning", 4),
    ]


def test_no_notice_is_paid_when_a_child_grows_out():
    rows = frame(spell(day_of(2024, 1, 1), day_of(2024, 7, 31), "aldersophoer", day_of(2024, 8, 20)))
    assert with_paid_end(rows, prices(price("undervisning", 100.0)))["paid_to"].to_list() == [day_of(2024, 7, 31)]


def test_leisure_in_the_price_is_charged_only_without_a_parallel_leisure_place():
    rows = frame(spell(day_of(2024, 1, 1), day_of(2024, 12, 31), leisure_to=day_of(2024, 6, 20)))
    costs = placement_costs(rows, prices(price("fritid", 50.0)), month_table(202405, 202407))
    assert costs.select("month", "days").rows() == [(202406, 10), (202407, 31)]


@pytest.mark.parametrize(("children", "classes"), [(1, 1), (7, 1), (8, 2)])
def test_an_own_class_costs_by_classes_needed(children: int, classes: int):
    rows = frame(*[spell(day_of(2024, 1, 1), day_of(2024, 12, 31)) for _ in range(children)])
    listed = prices(price("undervisning", 0.0, "klasse", 7, 366_000.0))
    costs = offer_costs(rows, listed, month_table(202401, 202401))
    assert costs["kr"].to_list() == [pytest.approx(classes * 31_000.0)]


def test_a_frame_costs_the_same_without_children():
    rows = frame(spell(day_of(2020, 1, 1), day_of(2020, 12, 31)))
    costs = offer_costs(rows, prices(price("undervisning", 0.0, "ramme", None, 366_000.0)), month_table(202402, 202402))
    assert costs["kr"].to_list() == [pytest.approx(29_000.0)]
