"""From printed tables to equations: the sums, prices and periods that every reader of the editions knows.

Places by line and year, with money at known prices for the year itself; the parts of the year; referrals and
complaints from January to a month. Earlier releases add what they printed of the same figures. Money is counted in
places at the average price.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from pipelines.privacy.attack.equations import System
from pipelines.privacy.release import Release

ALL = "ALL"
COLUMNS = {"places_last": -1, "places_this": 0, "places_next": 1, "places_second": 2, "places_third": 3}
COUNTS = {"count_last": -1, "count_this": 0}
EVENTS = {"indstillinger": "Indstillinger", "klager": "Klager"}
DECISIONS = {"granted": 1.0, "alternative": 1.0, "refused": 1.0, "in_time": -1.0, "late": -1.0}
"""A reader knows that every final decision is in time or late."""
CLOCK = {"received": ("asked_in_time", "asked_late"), "forwarded": ("sent_in_time", "sent_late")}
"""Steps of a complaint of which a reader knows those in time and those late: the rest follow another law."""
CHILDREN = ("known", "decided", "pending")
BETWEEN = ", mellem to udgaver"
PLACES_ROUNDING, KRONER_ROUNDING = 0.051, 0.51
"""Half of what is printed, and a little for the binary fractions."""
Prices = Mapping[str, float]


@dataclass(frozen=True)
class Target:
    """A hidden figure that must stay so: its key in the system, where it stands, and what is not small in its unit."""

    key: str
    table: str
    line: str
    reach: float
    column: str = ""


def number(printed: str) -> float | None:
    """A printed figure; None where there is none or it is hidden."""
    try:
        return float(printed.replace(",", "."))
    except ValueError:
        return None


def name_of(release: Release, table: str, row: str) -> str:
    """The line's printed name."""
    return next(iter(release.tables[table].get(row, {}).values()), row)


@dataclass(frozen=True)
class Reader:
    """What a reader of a new release and of those before it knows; money and earlier releases may be left out."""

    new: Release
    earlier: Sequence[Release] = ()
    prices: Prices | None = None

    def systems(self) -> Iterator[tuple[System, list[Target]]]:
        """Every system of figures that hang together, with the hidden ones in it."""
        for column, offset in COLUMNS.items():
            yield self._places(column, self.new.fiscal_year + offset)
        yield self._parts()
        for table in EVENTS:
            for column, offset in COUNTS.items():
                yield self._events(table, column, self.new.fiscal_year + offset)

    @property
    def average_price(self) -> float:
        """What a place costs on average, as printed."""
        return number(self.new.printed("tilbudstyper", ALL, "price")) or 1.0

    def _places(self, column: str, year: int) -> tuple[System, list[Target]]:
        system, targets = System(), list[Target]()
        for row in self._lines(self.new):
            if self._enter(system, f"line {row}", self.new.printed("aktivitet", row, column), PLACES_ROUNDING):
                targets.append(Target(f"line {row}", f"Helårspladser {year}", name_of(self.new, "aktivitet", row),
                                      self.new.threshold, column))  # fmt: skip
        self._sum_lines(system, self.new, column, "total", slack=0.0)
        for place, release in enumerate(self._same_figures(year)):
            self._add_release(system, release, year, f"release {place}")
        if column == "places_this" and self.prices is not None:
            self._money(system)
        return system, targets

    def _lines(self, release: Release) -> list[str]:
        """The lines that count places."""
        return [row for row in release.tables.get("aktivitet", {}) if row != ALL]

    def _enter(self, system: System, key: str, printed: str, rounding: float, unit: float = 1.0) -> bool:
        """Enter a cell as printed or hidden; says whether it is hidden."""
        value = number(printed)
        if value is None:
            system.hide(key)
        else:
            system.print(key, value / unit, rounding / unit)
        return printed == self.new.marker

    def _sum_lines(self, system: System, release: Release, column: str, total: str, slack: float) -> None:
        """Lines are made of types, and those that count add up to the total."""
        value = number(release.printed("aktivitet", ALL, column))
        for row in self._lines(release):
            counted = release.lines[row].counted
            for code in counted:
                system.hide(f"type {code}")
            system.relate({f"line {row}": -1.0, **{f"type {code}": 1.0 for code in counted}})
        if value is not None:
            system.print(total, value, PLACES_ROUNDING + slack)
            parts = {f"line {row}": 1.0 for row in self._lines(release) if release.lines[row].is_in_total}
            system.relate({total: -1.0, **parts})

    def _same_figures(self, year: int) -> list[Release]:
        """Earlier releases that printed the year as seen from the same day; a year that is over is the same always."""
        return [old for old in self.earlier if _seen_from(old.as_of, year) == _seen_from(self.new.as_of, year)
                and any(old.printed("aktivitet", ALL, key) for key, its in COLUMNS.items()
                        if old.fiscal_year + its == year)]  # fmt: skip

    def _add_release(self, system: System, old: Release, year: int, name: str) -> None:
        """What an earlier release showed of lines that are now hidden or that stand under other headings."""
        column = next(key for key, offset in COLUMNS.items() if old.fiscal_year + offset == year)
        slack = self._revision(old, year, column)
        for row in self._lines(old):
            key, value = f"line {row}", number(old.printed("aktivitet", row, column))
            system.hide(key)
            if value is not None and system.bounds[key][1] is None:
                system.print(key, value, PLACES_ROUNDING)
        self._sum_lines(system, old, column, f"total {name}", slack)

    def _revision(self, old: Release, year: int, column: str) -> float:
        """How much figures printed in both have been corrected: earlier sums are only that true today."""
        now = next(key for key, offset in COLUMNS.items() if self.new.fiscal_year + offset == year)
        pairs = [
            (number(old.printed("aktivitet", row, column)), number(self.new.printed("aktivitet", row, now)))
            for row in (*self._lines(old), ALL)
        ]
        return sum(abs(then - today) for then, today in pairs if then is not None and today is not None)

    def _money(self, system: System) -> None:
        """The year's money: each grant area's is the sum of its lines, a hidden line's is its places at its price."""
        unit = self.average_price
        areas = [row for row in self.new.tables.get("bevillingsomraader", {}) if row != ALL]
        within: dict[str, dict[str, float]] = {area: {f"area {area}": -1.0} for area in areas}
        for area in areas:
            self._enter(system, f"area {area}", self._area_printed(area), KRONER_ROUNDING, unit)
        for row, line in self.new.lines.items():
            key = f"money {row}"
            hidden = self._enter(system, key, self.new.printed("tilbudstyper", row, "expected"), KRONER_ROUNDING, unit)
            price = (self.prices or {}).get(row)
            if hidden and price is not None and f"line {row}" in system.bounds:
                system.relate({key: -1.0, f"line {row}": price / unit})
            spread = [area for area in areas if area in line.areas or ALL in line.areas]
            for area in spread:
                system.bounds[f"share {row} {area}"] = (min(system.bounds[key][0], 0.0), None)
                within[area][f"share {row} {area}"] = 1.0
            system.relate({key: -1.0, **{f"share {row} {area}": 1.0 for area in spread}})
        for area in areas:
            if len(within[area]) > 1:
                system.relate(within[area])
        self._enter(system, "money", self.new.printed("bevillingsomraader", ALL, "expected"), KRONER_ROUNDING, unit)
        system.relate({"money": -1.0, **{f"area {area}": 1.0 for area in areas}})

    def _area_printed(self, area: str) -> str:
        """What the area's accounts are printed as, here or in an earlier release of the same day."""
        same = [old for old in self.earlier
                if (old.as_of, old.fiscal_year) == (self.new.as_of, self.new.fiscal_year)]  # fmt: skip
        found = [release.printed("bevillingsomraader", area, "expected") for release in (self.new, *same)]
        return next((printed for printed in found if number(printed) is not None), self.new.marker)

    def _parts(self) -> tuple[System, list[Target]]:
        system, targets = System(), list[Target]()
        rows, unit = self.new.tables.get("bestanddele", {}), self.average_price
        for row in rows:
            hidden = self._enter(system, row, self.new.printed("bestanddele", row, "expected"), KRONER_ROUNDING, unit)
            if hidden and row in CHILDREN:
                reach = self.new.threshold * (self.prices or {}).get(row, unit) / unit
                targets.append(Target(row, "Årets bestanddele", name_of(self.new, "bestanddele", row), reach,
                                      "expected"))  # fmt: skip
        system.relate({row: -1.0 if row == "total" else 1.0 for row in rows})
        return system, targets

    def _events(self, table: str, column: str, year: int) -> tuple[System, list[Target]]:
        """January to each month that events have been printed up to, what came between, and what adds up."""
        system, targets, month, where = System(), list[Target](), self.new.as_of.month, f"{EVENTS[table]} {year}"
        for event in self.new.tables.get(table, {}):
            name = name_of(self.new, table, event)
            printed = {old.as_of.month: old.printed(table, event, key) for old in self.earlier
                       for key, offset in COUNTS.items()
                       if old.fiscal_year + offset == year and old.printed(table, event, key)}  # fmt: skip
            printed[month] = self.new.printed(table, event, column)
            for last, cell in printed.items():
                if self._enter(system, f"{event} {last}", cell, 0.001) and last == month:
                    targets.append(Target(f"{event} {last}", where, name, self.new.threshold, column))
            for first, last in pairwise(sorted(printed)):
                if _is_corrected(printed[first], printed[last]):
                    continue
                key = f"{event} {first}-{last}"
                system.hide(key)
                system.relate({f"{event} {last}": -1.0, f"{event} {first}": 1.0, key: 1.0})
                if month in (first, last):
                    targets.append(Target(key, f"{where}{BETWEEN}", name, self.new.threshold, column))
        for last in range(1, 13):
            parts = {f"{event} {last}": sign for event, sign in DECISIONS.items()}
            if parts.keys() <= system.bounds.keys():
                system.relate(parts)
        targets += [Target(key, where, f"uden frist, {key}", self.new.threshold, column)
                    for key in _without_deadline(system) if key.endswith((f" {month}", f"-{month}"))]  # fmt: skip
        return system, targets


def _without_deadline(system: System) -> Iterator[str]:
    """What is left of a step when those in time and late are taken from it, to a month and between two; their keys."""
    known = {*system.bounds}
    for whole, timed in CLOCK.items():
        months = [last for last in range(1, 13) if {f"{code} {last}" for code in (whole, *timed)} <= known]
        rest = [_known_rest(system, whole, timed, last) for last in months]
        for last, left in zip(months, rest, strict=True):
            if left is None or left >= 0:
                key = f"other {whole} {last}"
                system.hide(key)
                system.relate({f"{whole} {last}": -1.0, key: 1.0, **{f"{code} {last}": 1.0 for code in timed}})
                yield key
        for (first, before), (last, after) in pairwise(zip(months, rest, strict=True)):
            ends = {f"other {whole} {first}", f"other {whole} {last}"}
            if ends <= system.bounds.keys() and (before is None or after is None or after >= before):
                key = f"other {whole} {first}-{last}"
                system.hide(key)
                system.relate({f"other {whole} {last}": -1.0, f"other {whole} {first}": 1.0, key: 1.0})
                yield key


def _known_rest(system: System, whole: str, timed: Sequence[str], last: int) -> float | None:
    """What subtraction leaves; None where a part of it is not printed."""
    keys = [f"{code} {last}" for code in (whole, *timed)]
    if any(key not in system.printed for key in keys):
        return None
    return system.printed[keys[0]] - sum(system.printed[key] for key in keys[1:])


def _is_corrected(before: str, after: str) -> bool:
    """Whether a later count is lower: then the difference counts no one."""
    then, now = number(before), number(after)
    return then is not None and now is not None and now < then


def _seen_from(as_of: date, year: int) -> date | None:
    return None if as_of >= date(year, 12, 31) else as_of
