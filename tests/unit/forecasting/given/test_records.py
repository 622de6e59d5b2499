from datetime import date

import polars as pl
from frames import ASSUMED, made, spell

from forecasting import Options
from forecasting.given.events import Events
from forecasting.given.horizon import day_number
from forecasting.given.records import cases_since, ends_since
from forecasting.places.exits import gather_exits
from forecasting.world import World

AS_OF = day_number(date(2025, 10, 31))


def referrals(*rows):
    schema = {"status": pl.String, "received_date": pl.Date}
    return pl.DataFrame(rows, schema=schema, orient="row")


def test_ends_are_recorded_from_the_first_of_them_though_a_stray_lies_before():
    ends = [date(1998, 1, 1), *[date(2020, 1, 1 + day % 28) for day in range(60)]]

    assert ends_since(pl.DataFrame({"end_date": ends}), AS_OF) == day_number(date(2020, 1, 1))


def test_without_an_end_no_survivors_days_count():
    assert ends_since(pl.DataFrame({"end_date": [None]}, schema={"end_date": pl.Date}), AS_OF) == AS_OF


def test_cases_are_recorded_from_the_first_that_failed():
    old = [("granted", date(2010, 5, 1))] * 40
    failed = [("refused", date(2019, 3, day)) for day in range(1, 8)]

    assert cases_since(referrals(*old, *failed), AS_OF) == day_number(date(2019, 3, 1))
    assert cases_since(referrals(*old, *failed[:2]), AS_OF) == AS_OF


def test_years_before_the_records_do_not_make_leaving_look_rare():
    # recorded from November 2023: ten have left at once since, forty stay, all began ten years ago
    spells = [spell(f"s{i}", date(2015, 8, 1)) for i in range(40)]
    spells += [
        spell(f"e{i}", date(2015, 8, 1), date(2023, 11, 1 + i), end_known_date=date(2023, 11, 1)) for i in range(10)
    ]
    world = World.of(made(date(2025, 10, 31), spells=spells), ASSUMED, Options())
    kinds = dict(zip(world.offers, world.kinds, strict=True))
    evidence = gather_exits(world.spells, kinds, date(2025, 10, 31), ASSUMED, world.ends_since, Events())

    years = 40 * 2 + 10 * 5 / 365  # two years each, and the leavers' few days
    assert abs(evidence.days.sum() / 365 - years) < 1
    assert evidence.ended.sum() == 10
