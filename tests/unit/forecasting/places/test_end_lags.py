from datetime import date, timedelta

import numpy as np
import pytest
from frames import ASSUMED, made, spell

from forecasting import Options
from forecasting.places.end_lags import REASONS, reasons_to_leave
from forecasting.places.exits import gather_exits
from forecasting.places.leaving import Clock
from forecasting.world import World

AS_OF = date(2025, 4, 30)
KINDS = ("daycare", "school", "leisure")
BANDS = [band.name for band in ASSUMED.exits.bands]


def leavers(born, ahead, **other):
    """Twenty leavers of each of five summers, whose ends were known some days ahead."""
    return [
        spell(
            f"{other.get('offer_type', 'skole')}{born}-{year}-{n}", date(year - 2, 8, 1), date(year, 7, 31),
            birth_month=date(year - born, 3, 1), end_known_date=date(year, 7, 31) - timedelta(days=ahead), **other,
        )
        for year in range(2020, 2025)
        for n in range(20)
    ]  # fmt: skip


def evidence(spells):
    world = World.of(made(AS_OF, spells=spells), ASSUMED, Options())
    kinds = dict(zip(world.offers, world.kinds, strict=True))
    found = gather_exits(world.spells, kinds, AS_OF, ASSUMED, world.ends_since, world.events)
    return world, found


def test_children_leave_by_choice_or_since_they_start_or_end_school():
    reasons = reasons_to_leave(KINDS, ASSUMED)
    why = {
        kind: dict(zip(BANDS, (REASONS[at] for at in row), strict=True))
        for kind, row in zip(KINDS, reasons, strict=True)
    }

    assert why["school"]["lower"] == why["school"]["upper"] == why["daycare"]["daycare"] == "choice"
    assert why["school"]["ninth"] == why["school"]["tenth"] == "last_grade"
    # a postponed start of school is one, whatever the age
    assert why["daycare"]["before_school"] == why["daycare"]["lower"] == "school_start"
    assert set(why["leisure"].values()) == {"leisure"}


def test_what_age_brings_is_known_ahead_and_what_is_chosen_is_not():
    # two in three of all leavers are of grade 9 and known in April; those of grade 4 are known in July
    spells = [*leavers(16, 120), *leavers(11, 30), *leavers(16, 120, offer_type="specialklasse")]
    world, found = evidence(spells)
    school = world.kinds.index("school")
    age = np.array([(AS_OF - date(2025, 7, 31)).days])

    unknown = found.lags.unknown_at_end(age)[0, school]

    assert unknown[BANDS.index("middle")] > 0.95
    assert unknown[BANDS.index("ninth")] < 0.05
    assert 0.2 < found.lags.school_year.unknown_share(age)[0] < 0.5


def test_leisure_places_that_end_do_not_tell_of_schools():
    spells = [*leavers(11, 30), *leavers(12, 150, offer_type="special_sfo_klub", is_in_total=False)]
    world, found = evidence(spells)
    clock = Clock.of(world.horizon, found.season, 400, found.lags)
    this_summer = clock.school_years.index(2024)
    middle = np.array([BANDS.index("middle")])

    school, leisure = (
        clock.unknown(this_summer, np.array([world.kinds.index(kind)]), middle)[0] for kind in ("school", "leisure")
    )

    assert (school, leisure) == (pytest.approx(1, abs=0.05), pytest.approx(0, abs=0.05))
