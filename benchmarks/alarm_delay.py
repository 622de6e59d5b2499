"""How soon a surge is seen, and how often nothing is taken for one: `python -m benchmarks.alarm_delay [--seeds N]`.

Towns of referrals alone are looked at each month end after the forecast of 31 July 2023. From October 2023 two fifths
more come, in one month or from then on, in all or in one group; the next forecast is made on 30 April 2024. The delay
is from the end of the month in which the surge began: 0 days is that month's run. Quiet years are the same towns
without a surge. Not here: what is expected (`forecasting.alarms`).
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from datetime import date, timedelta

import numpy as np

from benchmarks.printing import Cell, percent, print_table
from benchmarks.referral_town import ReferralTown
from forecasting.alarms.alarm_table import alarms
from forecasting.world import World

YEARLY = 0.25
THEN, NEXT = date(2023, 7, 31), date(2024, 4, 30)
OCTOBER = 2023 * 12 + 9
SURGE = 1.4
SIZES = ((300, 0.02), (1500, 0.0), (1500, 0.02), (3000, 0.0), (3000, 0.02), (6000, 0.0))
"""Referrals a year, and how much months vary beyond chance (variance)."""
SURGES = {"i alt, én måned": ("ALL", 1), "skole, én måned": ("school", 1), "i alt, fra da af": ("ALL", 7),
          "skole, fra da af": ("school", 7), "ét distrikt, fra da af": ("D1", 7)}  # fmt: skip


def month_ends(first: int, last: int) -> list[date]:
    """The last days of the months (year x 12 + month - 1)."""
    return [date((m + 1) // 12, (m + 1) % 12 + 1, 1) - timedelta(days=1) for m in range(first, last + 1)]


def first_alarm(town: ReferralTown, then: World, ends: Sequence[date]) -> int | None:
    """Days from the first of the ends to the first look with an alarm; None without one."""
    for end in ends:
        if alarms(then, town.world(end), YEARLY)["is_alarm"].any():
            return (end - ends[0]).days
    return None


def print_delays(seeds: int) -> None:
    """Share seen at once and by the next forecast, and the mean delay where waiting is the alternative."""
    ends = month_ends(OCTOBER, OCTOBER + 6)
    wait = (NEXT - ends[0]).days
    lines: list[list[Cell]] = []
    for yearly, shock in SIZES:
        for name, (whom, months) in SURGES.items():
            factors = {(OCTOBER + m, whom): SURGE for m in range(months)}
            found = []
            for seed in range(seeds):
                town = ReferralTown(seed, yearly, shock, factors)
                found.append(first_alarm(town, town.world(THEN), ends[:1] if months == 1 else ends[:-1]))
            delays = np.array([wait if days is None else days for days in found])
            lines.append([f"{yearly}", percent(shock**0.5), name, percent(float((delays == 0).mean())),
                          percent(float((delays < wait).mean())), f"{delays.mean():.0f}", f"{wait}"])  # fmt: skip
            print(lines[-1], flush=True)
    header = ["indstillinger om året", "måneders udsving", "40 % flere", "set samme måned", "set før prognosen",
              "dage i snit", "dage, når der ventes"]  # fmt: skip
    print_table("Hastenotatets forsinkelse", header, lines)


def print_quiet_years(seeds: int) -> None:
    """The share of quiet years, July to July, with at least one alarm, beside what is stated."""
    ends = month_ends(OCTOBER - 2, OCTOBER + 9)
    lines: list[list[Cell]] = []
    for yearly, shock in SIZES[:3]:
        found = []
        for seed in range(100, 100 + seeds):
            town = ReferralTown(seed, yearly, shock)
            found.append(first_alarm(town, town.world(THEN), ends) is not None)
        lines.append([f"{yearly}", percent(shock**0.5), f"{sum(found)} af {seeds}", percent(YEARLY)])
        print(lines[-1], flush=True)
    print_table("Stille år", ["indstillinger om året", "måneders udsving", "år med alarm", "sagt"], lines)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m benchmarks.alarm_delay", description="Hastenotatets forsinkelse.")
    parser.add_argument("--seeds", type=int, default=20, help="kommuner af hver slags")
    parser.add_argument("--only", choices=("delays", "quiet"), help="kun én del")
    chosen = parser.parse_args()
    if chosen.only != "quiet":
        print_delays(chosen.seeds)
    if chosen.only != "delays":
        print_quiet_years(chosen.seeds)
