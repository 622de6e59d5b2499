"""What is hidden in all packs of a month: one question over every area, every table and every earlier month.

A reader is taken to have all packs and to know the municipality's own figures by line and census: the
committee's papers print them, now or later. Children and places of an offer type are one figure, for who knows the one
nearly knows the other: it is small when either is. The rule of what is small and what must go with it has its home in
`pipelines.privacy.disclosure`; a figure's name in `figure_keys`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from pipelines.errors import ApprovalError
from pipelines.privacy.disclosure import CannotHideError
from pipelines.publishing.content import ALL
from pipelines.publishing.earlier import Before
from pipelines.publishing.figures import ONE, Figures, status
from pipelines.publishing.numbers import month_text
from pipelines.publishing.packs.content import NOBODY, Line, Month, Unit
from pipelines.publishing.packs.figure_keys import (
    OF_UNITS,
    OVER_TEN,
    UNIT_FOLDERS,
    figure_key,
    folder_name,
    years_before,
)
from pipelines.publishing.packs.month_file import area_key
from pipelines.publishing.refusals import ADVICE

Parts = Mapping[str, str]
"""The folder of each area."""


def unit_part(unit: Unit) -> str:
    """The folder of a school's or a cluster's pack, which no area's can be taken for."""
    return f"{UNIT_FOLDERS[unit.kind]}{folder_name(unit.code)}"


def _hidden_or_all(found: Figures) -> frozenset[str]:
    """What is hidden of the figures; all of them, where a small one could be worked out otherwise."""
    try:
        return found.hidden()
    except CannotHideError:
        return found.keys


@dataclass(frozen=True)
class Hiding:
    """Finds what is hidden of one month; `parts` are the areas' folders."""

    month: Month
    parts: Parts
    threshold: int
    before: Before

    def hidden(self) -> frozenset[str]:
        """The names of all hidden figures; ApprovalError when a small one can be worked out whatever is hidden."""
        found = {*self._children(self.month.period)}
        if self.month.has_last_year:
            found |= self._children(self.month.last_year)
        for when in set(self.month.trend) - {self.month.period, self.month.last_year}:
            found |= self._asked(self._totals(when), when)
        for what, when, counts in self._counts():
            found |= self._asked(self._counted(what, when, counts), when)
        return frozenset(found) | self.before.hidden

    def money_types(self, area: str, hidden: frozenset[str]) -> tuple[str, ...]:
        """The offer types that an area's money may count: those shown in every month of the year so far.

        So its kroner tell of nobody whose places are hidden, in this pack or in an earlier one of the year.
        """
        months = [date(self.month.period.year, number, 1) for number in range(1, self.month.period.month + 1)]
        return tuple(
            code
            for line in self.month.lines
            for code in line.counted
            if (area, code) in self.month.money and (area, code) in self.month.expected_places
            and all(self._least(when, self.month.areas[area], (code,)) >= self.threshold for when in months)
            and not any(figure_key(self.parts[area], code, when) in hidden for when in months)
        )  # fmt: skip

    def _children(self, when: date) -> frozenset[str]:
        """What is hidden of a month's children: from who has the packs, and from who knows every type's total too."""
        hidden, before = frozenset[str](), None
        while hidden != before:
            before = hidden
            again = replace(self, before=replace(self.before, hidden=self.before.hidden | hidden))
            hidden |= again.in_packs(when)
            again = replace(self, before=replace(self.before, hidden=self.before.hidden | hidden))
            hidden |= again.from_who_knows_types(when)
        return hidden

    def in_packs(self, when: date) -> frozenset[str]:
        """What is hidden where schools and areas tell of each other; all of the schools', if nothing else helps."""
        found = self._use(when)
        alone = replace(found, cells=list(found.cells), relations=list(found.relations), small=set(found.small))
        self._add_units(found, when)
        try:
            return self._asked(found, when)
        except ApprovalError:
            return self._asked(alone, when) | {key for key in found.keys - alone.keys if key.startswith(OF_UNITS)}

    def from_who_knows_types(self, when: date) -> frozenset[str]:
        """What is hidden from who knows how many have each type in the whole municipality."""
        found, hidden = self._use(when), frozenset[str]()
        for line in self.month.lines:
            self._relate_types(found, line, when)
        for figures in self._use_at_units(when):
            hidden |= _hidden_or_all(figures)
        return hidden | self._asked(found, when)

    def _use(self, when: date) -> Figures:
        """Children by area, line, offer type and district, and the municipality's by line."""
        found = Figures()
        for area in self.month.areas:
            self._use_of_area(found, area, when)
        for line in self.month.lines:
            self._add(found, ALL, line.key, when, self._least(when, None, line.counted))
            parts = ((figure_key(self.parts[area], line.key, when), ONE) for area in self.month.areas)
            found.relate((figure_key(ALL, line.key, when), -ONE), *parts)
        self._add(found, ALL, ALL, when, self._least(when, None, self.month.types_in_total))
        self._relate_total(found, ALL, when)
        return found

    def _relate_types(self, found: Figures, line: Line, when: date) -> None:
        """The municipality's own figure of a type: who adds up the schools' packs may know it."""
        at_units = self._types_at_units()
        for code in line.counted if len(line.counted) > 1 else ():
            if code in at_units and self._least(when, None, (code,)) >= self.threshold:
                found.relate(*((figure_key(self.parts[area], code, when), ONE) for area in self.month.areas))

    def _use_at_units(self, when: date) -> Iterator[Figures]:
        """Children at schools and clusters by offer type; they and those elsewhere are as many as everyone knows."""
        for code in self._types_at_units():
            found = Figures()
            keys = self._add_type_at_units(found, code, when)
            if self.month.in_municipality(when, (code,)).children >= self.threshold:
                found.relate(*((key, ONE) for key in keys))
            yield found

    def _types_at_units(self) -> list[str]:
        return sorted({code for unit in self.month.at.units for code in unit.offered})

    def _add_type_at_units(self, found: Figures, code: str, when: date) -> list[str]:
        """The figures of a type at each unit, and elsewhere where others have it too; returns their names."""
        at, rest, keys = self.month.at, self.month.in_municipality(when, (code,)).children, list[str]()
        for unit in at.units:
            if code in unit.offered:
                count = at.children.get((when, unit.code, code), 0)
                self._add(found, unit_part(unit), code, when, Decimal(count))
                keys.append(figure_key(unit_part(unit), code, when))
                rest -= count
        if code in at.elsewhere or rest:
            keys.append(figure_key("elsewhere", code, when))
            found.add(keys[-1], Decimal(max(rest, 0)), "inner", reach=Decimal(self.threshold))
        return keys

    def _add_units(self, found: Figures, when: date) -> None:
        """Schools and clusters beside the areas: each type is as many there and elsewhere as in all areas together."""
        at_units = self._types_at_units()
        for line in self.month.lines:
            for code in (code for code in line.counted if code in at_units):
                everyone = figure_key(ALL, code, when)
                if len(line.counted) > 1:
                    everyone = figure_key("everyone", code, when)
                    found.add(everyone, Decimal(self.month.in_municipality(when, (code,)).children), "inner")
                    areas = (figure_key(self.parts[area], code, when) for area in self.month.areas)
                    found.relate((everyone, -ONE), *((key, ONE) for key in areas))
                keys = self._add_type_at_units(found, code, when)
                found.relate((everyone, -ONE), *((key, ONE) for key in keys))
            if len(line.counted) > 1 and {*line.counted} <= {*at_units}:
                types = (figure_key("everyone", code, when) for code in line.counted)
                found.relate((figure_key(ALL, line.key, when), -ONE), *((key, ONE) for key in types))

    def _use_of_area(self, found: Figures, area: str, when: date) -> None:
        part = self.parts[area]
        for line in self.month.lines:
            own = [code for code in line.counted if len(line.counted) == 1 or self._has_own_row(area, code, when)]
            left = self._left_in_line(area, line, own, when)
            for code in line.counted:
                value = self._least(when, self.month.areas[area], (code,))
                value = value if code in own else min(value, left)
                self._add(found, part, code, when, value, is_printed=code in own)
            if len(line.counted) > 1:
                self._add(found, part, line.key, when, self._least(when, self.month.areas[area], line.counted))
                types = ((figure_key(part, code, when), ONE) for code in line.counted)
                found.relate((figure_key(part, line.key, when), -ONE), *types)
        self._add(found, part, ALL, when, self._least(when, self.month.areas[area], self.month.types_in_total))
        self._relate_total(found, part, when)
        districts = self.month.areas[area]
        if len(districts) > 1:
            for district in districts:
                self._add(found, part, f"district {district}", when,
                          self._least(when, (district,), self.month.types_in_total))  # fmt: skip
            within = ((figure_key(part, f"district {district}", when), ONE) for district in districts)
            found.relate((figure_key(part, ALL, when), -ONE), *within)

    def _has_own_row(self, area: str, code: str, when: date) -> bool:
        """Whether an offer type has a row of its own, against its expectation figure."""
        return when == self.month.period and (area, code) in self.month.expected_places

    def _left_in_line(self, area: str, line: Line, own: Sequence[str], when: date) -> Decimal:
        """What a reader has left of a line's children when the places that are printed are taken from them."""
        places = (self.month.in_area(when, area, (code,)).places for code in own)
        return max(self.month.in_area(when, area, line.counted).children - sum(places, Decimal(0)), Decimal(0))

    def _relate_total(self, found: Figures, place: str, when: date) -> None:
        lines = ((figure_key(place, line.key, when), ONE) for line in self.month.lines if line.is_in_total)
        found.relate((figure_key(place, ALL, when), -ONE), *lines)

    def _totals(self, when: date) -> Figures:
        """The areas' totals of a month that only the chart shows."""
        types = self.month.types_in_total
        counts = {area: self._least(when, self.month.areas[area], types) for area in self.month.areas}
        return self._counted(ALL, when, counts | {ALL: self._least(when, None, types)})

    def _counts(self) -> Iterator[tuple[str, date, dict[str, Decimal]]]:
        """What is counted by area and in the municipality: signs of a census, pupils absent."""
        found: dict[tuple[str, date], dict[str, Decimal]] = {}
        for (indicator, day, area), ratio in self.month.signs.items():
            found.setdefault((indicator, day), {})[area] = ratio.part
        for area in (*self.month.areas, ALL):
            for back in (0, 1):
                when = years_before(self.month.period, back)
                place = ALL if area == ALL else area_key(area)
                if (OVER_TEN, when, place) in self.month.absence:
                    found.setdefault((OVER_TEN, when), {})[area] = self.month.absence[OVER_TEN, when, place].part
        for (what, when), counts in sorted(found.items()):
            nobody = {} if what == OVER_TEN else dict.fromkeys((*self.month.areas, ALL), Decimal(0))
            yield what, when, nobody | counts

    def _counted(self, what: str, when: date, counts: Mapping[str, Decimal]) -> Figures:
        found = Figures()
        for area, count in counts.items():
            self._add(found, self.parts.get(area, ALL), what, when, count)
        if ALL in counts:
            areas = ((figure_key(self.parts[area], what, when), ONE) for area in self.month.areas if area in counts)
            found.relate((figure_key(ALL, what, when), -ONE), *areas)
        if what == OVER_TEN:
            self._often_absent(found, when)
        return found

    def _often_absent(self, found: Figures, when: date) -> None:
        """The schools' pupils who are away often add up to their area's."""
        for area, districts in self.month.areas.items():
            schools = {}
            for unit in self.month.at.units:
                ratio = self.month.absence.get((OVER_TEN, when, unit.code))
                if unit.kind == "school" and unit.district in districts and ratio is not None:
                    schools[figure_key(unit_part(unit), OVER_TEN, when)] = ratio.part
                    self._add(found, unit_part(unit), OVER_TEN, when, ratio.part)
            if schools and figure_key(self.parts[area], OVER_TEN, when) in found.keys:
                found.relate((figure_key(self.parts[area], OVER_TEN, when), -ONE), *((key, ONE) for key in schools))

    def _add(
        self, found: Figures, place: str, what: str, when: date, value: Decimal, *, is_printed: bool = True
    ) -> None:
        key = figure_key(place, what, when)
        found.add(key, value, status(key, self.before) if is_printed else "inner", reach=Decimal(self.threshold))

    def _least(self, when: date, districts: Sequence[str] | None, types: Sequence[str]) -> Decimal:
        """Children or places, whichever are fewer, district by district and type by type: so the figures add up."""
        chosen = sorted({district for _, district, _ in self.month.use}) if districts is None else districts
        uses = (self.month.use.get((when, district, code), NOBODY) for district in chosen for code in types)
        return sum((min(Decimal(use.children), use.places) for use in uses), Decimal(0))

    def _asked(self, found: Figures, when: date) -> frozenset[str]:
        """What is hidden of the figures: none of the municipality's own, unless nothing else will do."""
        firm = [replace(cell, status="known") if cell.key.startswith(f"{ALL} ") else cell for cell in found.cells]
        try:
            return replace(found, cells=firm).hidden()
        except CannotHideError:
            pass
        try:
            return found.hidden()
        except CannotHideError as error:
            raise self._cannot_hide(when) from error

    def _cannot_hide(self, when: date) -> ApprovalError:
        return ApprovalError(
            f"Et tal om færre end {self.threshold} børn ({month_text(when, 'da')}) kan regnes ud af totalerne eller af "
            f"tidligere datapakker, hvad der end skjules. {ADVICE['da']}",
            f"A figure of fewer than {self.threshold} children ({month_text(when, 'en')}) can be worked out from the "
            f"totals or from earlier packs whatever is hidden. {ADVICE['en']}",
        )
