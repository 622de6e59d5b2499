"""What is hidden in all packs of a month: one question over every area, every table and every earlier month.

A reader is taken to have all packs and to know the municipality's own figures by line and census: the
committee's papers print them, now or later. Children and places of an offer type are one figure, for who knows the one
nearly knows the other: it is small when either is. The rule of what is small and what must go with it has its home in
`pipelines.privacy.disclosure`; a figure's name in `figure_keys`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from pipelines.privacy.disclosure import CannotHideError
from pipelines.publishing.content import ALL
from pipelines.publishing.earlier import Before
from pipelines.publishing.figures import ONE
from pipelines.publishing.packs.content import NOBODY, Line, Month, Unit
from pipelines.publishing.packs.counted import Parts, counted
from pipelines.publishing.packs.figure_keys import OF_UNITS, figure_key, folder_name, unit_folder, unit_part
from pipelines.publishing.packs.question import Question
from pipelines.publishing.packs.refusals import cannot_hide


@dataclass(frozen=True)
class Hiding:
    """Finds what is hidden of one month; `parts` are the areas' folders."""

    month: Month
    parts: Parts
    threshold: int
    before: Before

    def hidden(self) -> frozenset[str]:
        """The names of all hidden figures; ApprovalError when a small one of the month can be worked out whatever is.

        What is counted, and a month that only the chart shows, is hidden altogether where nothing less will do.
        """
        try:
            found = {*self.children(self.month.period)}
        except CannotHideError as error:
            raise cannot_hide(self.month.period, self.threshold, is_corrected=self._is_corrected()) from error
        if self.month.has_last_year:
            found |= self.children(self.month.last_year)
        for when in set(self.month.trend) - {self.month.period, self.month.last_year}:
            found |= self._totals(when).answer_or_all()
        for question in counted(self.month, self.parts, self._question):
            found |= question.answer_or_all()
        return frozenset(found) | self.before.hidden

    def comparable(self) -> Month:
        """The month; without the year before where that was corrected since, so that a small figure could be found.

        The old figures are out: beside the new ones they would give it away.
        """
        if self.month.has_last_year:
            try:
                self.children(self.month.last_year)
            except CannotHideError:
                return self.month.without(self.month.last_year)
        return self.month

    def _is_corrected(self) -> bool:
        """Whether it is earlier packs of the same month that leave nothing to hide behind."""
        try:
            replace(self, before=Before(self.before.hidden)).children(self.month.period)
        except CannotHideError:
            return False
        return True

    def money_types(self, area: str, hidden: frozenset[str]) -> tuple[str, ...]:
        """The offer types that an area's money may count: those shown in every month of the year so far.

        So its kroner tell of nobody whose places are hidden, in this pack or in an earlier one of the year. None where
        one child is most of them.
        """
        months = [date(self.month.period.year, number, 1) for number in range(1, self.month.period.month + 1)]
        found = tuple(
            code
            for line in self.month.lines
            for code in line.counted
            if not self.month.dearest(area, (code,)).is_most
            and (area, code) in self.month.money and (area, code) in self.month.expected_places
            and all(self._least(when, self.month.areas[area], (code,)) >= self.threshold for when in months)
            and not any(figure_key(self.parts[area], code, when) in hidden for when in months)
        )  # fmt: skip
        return () if self.month.dearest(area, found).is_most else found

    def children(self, when: date) -> frozenset[str]:
        """What is hidden of a month's children: from who has the packs, and from who knows every type's total too."""
        hidden, before = frozenset[str](), None
        while hidden != before:
            before = hidden
            again = replace(self, before=replace(self.before, hidden=self.before.hidden | hidden))
            hidden |= again.from_who_knows_types(when)
            again = replace(self, before=replace(self.before, hidden=self.before.hidden | hidden))
            hidden |= again.in_packs(when)
        return hidden

    def in_packs(self, when: date) -> frozenset[str]:
        """What is hidden where schools and areas tell of each other; all of the schools', if nothing else helps."""
        found = self._use(when)
        alone = replace(found, cells=list(found.cells), relations=list(found.relations), small=set(found.small))
        self._add_units(found, when)
        try:
            return found.answer()
        except CannotHideError:
            return alone.answer() | {key for key in found.keys - alone.keys if key.startswith(OF_UNITS)}

    def from_who_knows_types(self, when: date) -> frozenset[str]:
        """What is hidden from who knows how many have each type in the whole municipality."""
        found, hidden = self._use(when), frozenset[str]()
        for line in self.month.lines:
            self._relate_types(found, line, when)
        for figures in self._use_at_units(when):
            hidden |= figures.answer_or_all()
        return hidden | found.answer()

    def _use(self, when: date) -> Question:
        """Children by area, line, offer type and district, and the municipality's by line."""
        found = self._question()
        for area in self.month.areas:
            self._use_of_area(found, area, when)
        for line in self.month.lines:
            found.count(ALL, line.key, when, self._least(when, None, line.counted))
            parts = ((figure_key(self.parts[area], line.key, when), ONE) for area in self.month.areas)
            found.relate((figure_key(ALL, line.key, when), -ONE), *parts)
        found.count(ALL, ALL, when, self._least(when, None, self.month.types_in_total))
        self._relate_total(found, ALL, when)
        return found

    def _relate_types(self, found: Question, line: Line, when: date) -> None:
        """The municipality's own figure of a type: who adds up the schools' packs may know it."""
        at_units = self._types_at_units()
        for code in line.counted if len(line.counted) > 1 else ():
            if code in at_units and self._least(when, None, (code,)) >= self.threshold:
                found.relate(*((figure_key(self.parts[area], code, when), ONE) for area in self.month.areas))

    def _use_at_units(self, when: date) -> Iterator[Question]:
        """Children at schools and clusters by offer type; they and those elsewhere are as many as everyone knows."""
        for code in self._types_at_units():
            found = self._question()
            keys = self._add_type_at_units(found, code, when)
            if self.month.in_municipality(when, (code,)).children >= self.threshold:
                found.relate(*((key, ONE) for key in keys))
            yield found

    def _types_at_units(self) -> list[str]:
        return sorted({code for unit in self.month.at.units for code in unit.offered})

    def _add_type_at_units(self, found: Question, code: str, when: date) -> list[str]:
        """The figures of a type at each unit, and elsewhere where others have it too; returns their names."""
        at, rest, keys = self.month.at, self.month.in_municipality(when, (code,)).children, list[str]()
        for unit in at.units:
            if code in unit.offered:
                count = at.children.get((when, unit.code, code), 0)
                found.count(unit_part(unit), code, when, Decimal(count))
                keys.append(figure_key(unit_part(unit), code, when))
                rest -= count
                self._members_of_unit(found, unit, code, when)
        if code in at.elsewhere or rest:
            keys.append(figure_key("elsewhere", code, when))
            found.add(keys[-1], Decimal(max(rest, 0)), "inner", reach=Decimal(self.threshold))
        return keys

    def _members_of_unit(self, found: Question, unit: Unit, code: str, when: date) -> None:
        """Clusters put together: each alone may have been printed, or hidden, before they were."""
        parts = []
        for member, offered in self.month.at.members.get(unit.code, {}).items() if unit.kind == "cluster" else ():
            if code in offered:
                folder = unit_folder(unit.kind, member)
                value = Decimal(self.month.at.children.get((when, member, code), 0))
                is_printed = figure_key(folder, code, when) in self.before
                parts.append(found.count(folder, code, when, value, is_printed=is_printed))
        if parts:
            found.is_sum(figure_key(unit_part(unit), code, when), parts)

    def _add_units(self, found: Question, when: date) -> None:
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

    def _use_of_area(self, found: Question, area: str, when: date) -> None:
        part = self.parts[area]
        for line in self.month.lines:
            own = [code for code in line.counted if len(line.counted) == 1 or self._has_own_row(area, code, when)]
            left = self._left_in_line(area, line, own, when)
            for code in line.counted:
                value = self._least(when, self.month.areas[area], (code,))
                value = value if code in own else min(value, left)
                found.count(part, code, when, value, is_printed=code in own)
            if len(line.counted) > 1:
                found.count(part, line.key, when, self._least(when, self.month.areas[area], line.counted))
                types = ((figure_key(part, code, when), ONE) for code in line.counted)
                found.relate((figure_key(part, line.key, when), -ONE), *types)
        found.count(part, ALL, when, self._least(when, self.month.areas[area], self.month.types_in_total))
        self._relate_total(found, part, when)
        districts = self.month.areas[area]
        if len(districts) > 1:
            for district in districts:
                found.count(part, f"district {district}", when,
                          self._least(when, (district,), self.month.types_in_total))  # fmt: skip
            within = ((figure_key(part, f"district {district}", when), ONE) for district in districts)
            found.relate((figure_key(part, ALL, when), -ONE), *within)
        self._members_of_area(found, area, when)

    def _members_of_area(self, found: Question, area: str, when: date) -> None:
        """Areas put together: each alone may have been printed, or hidden, before they were."""
        lines = {line.key: line.counted for line in self.month.lines} | {ALL: self.month.types_in_total}
        for what, types in lines.items() if area in self.month.members else ():
            parts = [
                found.count(folder_name(member), what, when, self._least(when, districts, types),
                            is_printed=figure_key(folder_name(member), what, when) in self.before)
                for member, districts in self.month.members[area].items()
            ]  # fmt: skip
            found.is_sum(figure_key(self.parts[area], what, when), parts)

    def _has_own_row(self, area: str, code: str, when: date) -> bool:
        """Whether an offer type has a row of its own, against its expectation figure."""
        return when == self.month.period and (area, code) in self.month.expected_places

    def _left_in_line(self, area: str, line: Line, own: Sequence[str], when: date) -> Decimal:
        """What a reader has left of a line's children when the places that are printed are taken from them."""
        places = (self.month.in_area(when, area, (code,)).places for code in own)
        return max(self.month.in_area(when, area, line.counted).children - sum(places, Decimal(0)), Decimal(0))

    def _relate_total(self, found: Question, place: str, when: date) -> None:
        lines = ((figure_key(place, line.key, when), ONE) for line in self.month.lines if line.is_in_total)
        found.relate((figure_key(place, ALL, when), -ONE), *lines)

    def _totals(self, when: date) -> Question:
        """The areas' totals of a month that only the chart shows."""
        found, types = self._question(), self.month.types_in_total
        areas = [found.count(self.parts[area], ALL, when, self._least(when, districts, types))
                 for area, districts in self.month.areas.items()]  # fmt: skip
        found.is_sum(found.count(ALL, ALL, when, self._least(when, None, types)), areas)
        return found

    def _question(self) -> Question:
        return Question(threshold=self.threshold, before=self.before)

    def _least(self, when: date, districts: Sequence[str] | None, types: Sequence[str]) -> Decimal:
        """Children or places, whichever are fewer, district by district and type by type: so the figures add up."""
        chosen = sorted({district for _, district, _ in self.month.use}) if districts is None else districts
        uses = (self.month.use.get((when, district, code), NOBODY) for district in chosen for code in types)
        return sum((min(Decimal(use.children), use.places) for use in uses), Decimal(0))
