"""What a year's change in places is due to: more children, more of them referred, other offers, longer stays.

With Q a year's full-year places, I the entries and X the last ends behind its change (`movements`), T the net moves
from other places, M the mean of Q and the year before's, and x = X / M:

    dQ = I - x M + T,   I = B r z   (children B, entries a child r, and the share z of them that come to this offer)

Held against the same for the year before, with every product split in equal shares whatever the order (Shapley 1953),

    dQ (1 + x/2) = dQ' (1 - x/2)        what is under way: last year's change, less those of it who leave
                 + dB, dr               population, intake
                 + dz, dT               mix: new children and moves to other offers
                 - M dx                 duration: fewer of those in a place leave

with x the mean of the two years. A change keeps its cause in the years after, so only what was moving before the first
year is ever under way. Exact for any figures; in a town at rest where only the children are more, all is population.
Not here: kroner (`driver_table`), who counts as entry and end (`movements`).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from forecasting.given.horizon import Floats, Ints

DRIVERS = ("population", "intake", "mix", "duration", "under_way")
POPULATION, INTAKE, MIX, DURATION, UNDER_WAY = range(len(DRIVERS))


@dataclass(frozen=True, eq=False)
class Intake:
    """Entries to a group of offers: children weighted by how often they come, entries in all, and to each row's offer.

    Arrays (rows, years) by the year of the start; `shares` are the entries weighted by what is left of their year.
    """

    children: Floats
    group_count: Floats
    group_share: Floats
    count: Floats
    share: Floats


def split_change(places: Floats, exits: Floats, intakes: list[Intake], reference: int) -> Floats:
    """Each driver's part (drivers, rows, years) of the change in `places` (rows, years) from the year before.

    `exits` are those behind each year's change, `intakes` add up to the entries; `reference` is the first year whose
    events are whole. Up to it all of a change is under way, and the first year of all has none.
    """
    change = np.diff(places, axis=1, prepend=places[:, :1])
    at_risk = (places + np.roll(places, 1, axis=1)) / 2
    exits = np.where(at_risk > 0, exits, 0.0)  # nobody leaves where nobody was
    rate = np.divide(exits, at_risk, out=np.zeros_like(exits), where=at_risk > 0)
    entries = sum((_behind(part.count, part.share) for part in intakes), np.zeros_like(places))
    moves = change - entries + exits
    parts = np.zeros((len(DRIVERS), *places.shape))
    parts[UNDER_WAY, :, : reference + 1] = change[:, : reference + 1]
    for year in range(reference + 1, places.shape[1]):
        fresh = np.zeros((len(DRIVERS), len(places)))
        for intake in intakes:
            fresh += _intake_split(intake, year)
        fresh[MIX] += moves[:, year] - moves[:, year - 1]
        mean_rate = (rate[:, year] + rate[:, year - 1]) / 2
        mean_risk = (at_risk[:, year] + at_risk[:, year - 1]) / 2
        fresh[DURATION] -= mean_risk * (rate[:, year] - rate[:, year - 1])
        parts[:, :, year] = ((1 - mean_rate / 2) * parts[:, :, year - 1] + fresh) / (1 + mean_rate / 2)
    return parts


def _behind(count: Floats, share: Floats) -> Floats:
    """Events behind each year's change: those of the year, and what those of the year before lacked of it."""
    found = np.array(share)
    found[:, 1:] += (count - share)[:, :-1]
    return found


def _intake_split(intake: Intake, year: int) -> Floats:
    """The parts (drivers, rows) of more entries than the year before: starts of the year, and of the one before."""
    early = (intake.group_count - intake.group_share, intake.count - intake.share)
    late = (intake.group_share, intake.share)
    found = _split_product(intake.children, *late, year) + _split_product(intake.children, *early, year - 1)
    parts = np.zeros((len(DRIVERS), found.shape[1]))
    parts[[POPULATION, INTAKE, MIX]] = found
    return parts


def _split_product(children: Floats, group: Floats, here: Floats, year: int) -> Floats:
    """More entries here as more children, more entries a child, and a larger share of those here (3, rows)."""
    now = _factors(children[:, year], group[:, year], here[:, year])
    before = _factors(children[:, year - 1], group[:, year - 1], here[:, year - 1])
    (b1, r1, z1), (b0, r0, z0) = now, before
    known = (b1 > 0) & (b0 > 0)  # where nobody knows the children, all of it is intake
    b1, b0 = np.where(known, b1, 1.0), np.where(known, b0, 1.0)
    r1, r0 = np.where(known, r1, group[:, year]), np.where(known, r0, group[:, year - 1])
    z1, z0 = np.where(group[:, year] > 0, z1, z0), np.where(group[:, year - 1] > 0, z0, z1)
    return np.stack(
        [
            (b1 - b0) * _mean_product(r0, r1, z0, z1),
            (r1 - r0) * _mean_product(b0, b1, z0, z1),
            (z1 - z0) * _mean_product(b0, b1, r0, r1),
        ]
    )


def _factors(children: Floats, group: Floats, here: Floats) -> tuple[Floats, Floats, Floats]:
    rate = np.divide(group, children, out=np.zeros_like(group), where=children > 0)
    share = np.divide(here, group, out=np.zeros_like(group), where=group > 0)
    return children, rate, share


def _mean_product(a0: Floats, a1: Floats, b0: Floats, b1: Floats) -> Floats:
    """What the third factor's change is multiplied by: the mean over all orders in which the three may change."""
    mean: Floats = (a0 * b0 + a1 * b1) / 3 + (a0 * b1 + a1 * b0) / 6
    return mean


def rolled_up(cells: Floats, districts: int, counted: Ints) -> Floats:
    """Cells (district x offer, years) as rows (districts + ALL) x (offers + ALL); ALL offers are the `counted` ones."""
    cube = cells.reshape(districts, -1, cells.shape[1])
    cube = np.concatenate([cube, cube[:, counted].sum(axis=1, keepdims=True)], axis=1)
    cube = np.concatenate([cube, cube.sum(axis=0, keepdims=True)], axis=0)
    rows: Floats = cube.reshape(-1, cells.shape[1])
    return rows
