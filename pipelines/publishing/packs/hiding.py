"""What is hidden in all packs of a month: one question over every area, every table and every earlier month.

A reader is taken to have all packs and to know the municipality's own figures by line, quarter and census: the
committee's papers print them, now or later. Children and places of an offer type are one figure, for who knows the one
nearly knows the other: it is small when either is. The rule of what is small and what must go with it has its home in
`pipelines.privacy.disclosure`; a figure's name in `figure_keys`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from pipelines.errors import ApprovalError
from pipelines.privacy.disclosure import CannotHideError
from pipelines.publishing.content import ALL
from pipelines.publishing.earlier import Before
from pipelines.publishing.figures import ONE, Figures, status
from pipelines.publishing.numbers import month_text
from pipelines.publishing.packs.content import Month, Use
from pipelines.publishing.packs.figure_keys import OVER_TEN, figure_key, years_before
from pipelines.publishing.packs.month_file import area_key

Parts = Mapping[str, str]
"""The folder of each area."""


@dataclass(frozen=True)
class Hiding:
    """Finds what is hidden of one month; `parts` are the areas' folders."""

    month: Month
    parts: Parts
    threshold: int
    before: Before

    def hidden(self) -> frozenset[str]:
        """The names of all hidden figures; ApprovalError when a small one can be worked out whatever is hidden."""
        found = {*self._asked(self._use(self.month.period), self.month.period)}
        if self.month.has_last_year:
            found |= self._asked(self._use(self.month.last_year), self.month.last_year)
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
            and all(self._least(self.month.in_area(when, area, (code,))) >= self.threshold for when in months)
            and not any(figure_key(self.parts[area], code, when) in hidden for when in months)
        )  # fmt: skip

    def _use(self, when: date) -> Figures:
        """Children by area, line, offer type and district, and the municipality's by line."""
        found = Figures()
        for area in self.month.areas:
            self._use_of_area(found, area, when)
        for line in self.month.lines:
            self._add(found, ALL, line.key, when, self._least(self.month.in_municipality(when, line.counted)))
            parts = ((figure_key(self.parts[area], line.key, when), ONE) for area in self.month.areas)
            found.relate((figure_key(ALL, line.key, when), -ONE), *parts)
        self._add(found, ALL, ALL, when, self._least(self.month.in_municipality(when, self.month.types_in_total)))
        self._relate_total(found, ALL, when)
        return found

    def _use_of_area(self, found: Figures, area: str, when: date) -> None:
        part = self.parts[area]
        for line in self.month.lines:
            for code in line.counted:
                is_printed = len(line.counted) == 1 or (area, code) in self.month.expected_places
                self._add(found, part, code, when, self._least(self.month.in_area(when, area, (code,))),
                          is_printed=is_printed)  # fmt: skip
            if len(line.counted) > 1:
                self._add(found, part, line.key, when, self._least(self.month.in_area(when, area, line.counted)))
                types = ((figure_key(part, code, when), ONE) for code in line.counted)
                found.relate((figure_key(part, line.key, when), -ONE), *types)
        self._add(found, part, ALL, when, self._least(self.month.in_area(when, area, self.month.types_in_total)))
        self._relate_total(found, part, when)
        districts = self.month.areas[area]
        if len(districts) > 1:
            for district in districts:
                self._add(found, part, f"district {district}", when,
                          self._least(self.month.in_district(when, district)))  # fmt: skip
            within = ((figure_key(part, f"district {district}", when), ONE) for district in districts)
            found.relate((figure_key(part, ALL, when), -ONE), *within)

    def _relate_total(self, found: Figures, place: str, when: date) -> None:
        lines = ((figure_key(place, line.key, when), ONE) for line in self.month.lines if line.is_in_total)
        found.relate((figure_key(place, ALL, when), -ONE), *lines)

    def _totals(self, when: date) -> Figures:
        """The areas' totals of a month that only the chart shows."""
        types = self.month.types_in_total
        counts = {area: self._least(self.month.in_area(when, area, types)) for area in self.month.areas}
        return self._counted(ALL, when, counts | {ALL: self._least(self.month.in_municipality(when, types))})

    def _counts(self) -> Iterator[tuple[str, date, dict[str, Decimal]]]:
        """What is counted by area and in the municipality: referrals of a quarter, signs of a census, pupils absent."""
        found: dict[tuple[str, date], dict[str, Decimal]] = {}
        for (quarter, area, event), count in self.month.referrals.items():
            found.setdefault((event, quarter), {})[area] = Decimal(count)
        for (indicator, day, area), ratio in self.month.signs.items():
            found.setdefault((indicator, day), {})[area] = ratio.part
        for area in (*self.month.areas, ALL):
            for back in (0, 1):
                when = years_before(self.month.period, back)
                place = ALL if area == ALL else area_key(area)
                if (OVER_TEN, when, place) in self.month.absence:
                    found.setdefault((OVER_TEN, when), {})[area] = self.month.absence[OVER_TEN, when, place].part
        for (what, when), counts in sorted(found.items()):
            nobody = dict.fromkeys((*self.month.areas, ALL), Decimal(0))
            yield what, when, nobody | counts

    def _counted(self, what: str, when: date, counts: Mapping[str, Decimal]) -> Figures:
        found = Figures()
        for area, count in counts.items():
            self._add(found, self.parts.get(area, ALL), what, when, count)
        areas = ((figure_key(self.parts[area], what, when), ONE) for area in self.month.areas)
        found.relate((figure_key(ALL, what, when), -ONE), *areas)
        return found

    def _add(
        self, found: Figures, place: str, what: str, when: date, value: Decimal, *, is_printed: bool = True
    ) -> None:
        key = figure_key(place, what, when)
        found.add(key, value, status(key, self.before) if is_printed else "inner", reach=Decimal(self.threshold))

    @staticmethod
    def _least(use: Use) -> Decimal:
        """Children or places, whichever are fewer: the figure is small when either is."""
        return min(Decimal(use.children), use.places)

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
            "tidligere datapakker, hvad der end skjules. Saml tilbudstyper med få børn under fælles overskrifter i "
            "kommune.yaml (rapportkategorier).",
            f"A figure of fewer than {self.threshold} children ({month_text(when, 'en')}) can be worked out from the "
            "totals or from earlier packs whatever is hidden. Put offer types with few children under common headings "
            "in kommune.yaml (rapportkategorier).",
        )
