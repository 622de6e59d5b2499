"""A lockdown in the other world, forecast with and without the event declared.

Schools see nobody for three months; how much is caught up afterwards follows from the children and is told to nobody.
Declared as a dip it has a guess, three fifths in six months; or the three months and the six after are left out.
Not here: the world (`other_world`), what an event does (`forecasting.given.events`).
"""

from __future__ import annotations

from datetime import date

import numpy as np

from benchmarks.forecast_scores import PATHS
from benchmarks.other_frames import OtherMunicipality
from benchmarks.printing import Cell, percent, print_table
from forecasting import Assumptions, Options, load_assumptions, project
from forecasting.given.events import Event, Events
from forecasting.given.inputs import Inputs

SHUT = (2022 * 12 + 2, 2022 * 12 + 4)
"""March to May 2022."""
FIRST, LAST, CAUGHT_UP = date(2022, 3, 1), date(2022, 5, 31), date(2022, 11, 30)
DECLARED = {
    "ikke skrevet": Events(),
    "dyk med et gæt": Events((Event("luk", ("referrals",), FIRST, LAST, 0.1, 0.6, 6),)),
    "ni måneder udeladt": Events((Event("luk", ("referrals",), FIRST, CAUGHT_UP),)),
}
DAYS = (date(2022, 4, 30), date(2022, 6, 30), date(2022, 10, 31), date(2023, 4, 30))


def print_event_stress(seeds: tuple[int, ...]) -> None:
    """The error of full-year places one and two years ahead, by day and by what was declared."""
    assumed, towns = load_assumptions(), [OtherMunicipality(seed, shut=SHUT) for seed in seeds]
    header = ["set fra", *(f"{name}, {ahead} år frem" for name in DECLARED for ahead in (1, 2))]
    lines: list[list[Cell]] = []
    for day in DAYS:
        errors = [[_missed(town, day, events, assumed) for town in towns] for events in DECLARED.values()]
        lines.append([f"{day:%d.%m.%Y}", *(_told(of_event, at) for of_event in errors for at in (0, 1))])
    print_table("Lukket i tre måneder (middelfejl, skævhed)", header, lines)


def _missed(town: OtherMunicipality, day: date, events: Events, assumed: Assumptions) -> list[float]:
    """Forecast over truth less one, of all places in the two years after the day's."""
    inputs: Inputs = town.inputs(day)
    years = project(inputs, assumed, Options(seed=town.seed, paths=PATHS, events=events)).fiscal_year
    total = years.filter(grant_area="ALL", district_id="ALL", offer_type="ALL", component="total")
    places = dict(total.select("fiscal_year", "full_year_places").iter_rows())
    came = {
        year: town.truth.series(year).filter(level="total")["truth"].item() for year in (day.year + 1, day.year + 2)
    }
    return [float(places[year]) / truth - 1 for year, truth in came.items()]


def _told(errors: list[list[float]], at: int) -> str:
    missed = np.array([error[at] for error in errors])
    return f"{percent(float(np.abs(missed).mean()))} ({percent(float(missed.mean()))})"
