"""What of an edition may be shown: which figures are hidden, table by table, and what its sentences may be about.

The rule of what is small and what must go with it has its home in `pipelines.privacy.disclosure`, the figures and how
they hang together in `figures`. Here the answer is carried to every table that prints a hidden figure or one made of
it: a line without its places has no price, no amounts, no deviation and no bar either.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from pipelines.errors import ApprovalError
from pipelines.municipality import Municipality
from pipelines.privacy.disclosure import CannotHideError
from pipelines.publishing.area_tables import judged_areas
from pipelines.publishing.budget.hiding import frozen_before, frozen_figures, told
from pipelines.publishing.content import (
    ALL,
    NOT_PLACES,
    EventCount,
    Position,
    Prognosis,
)
from pipelines.publishing.dominated import dominated_keys, told_to_attack
from pipelines.publishing.earlier import COUNT_COLUMNS, Before, Earlier
from pipelines.publishing.figures import (
    FROZEN,
    OFFSETS,
    Figures,
    Rule,
    Year,
    add_money,
    component_figures,
    event_figures,
    line_figures,
    places,
    prices,
)
from pipelines.publishing.grouping import by_category
from pipelines.publishing.offered import offered, parts_of_the_year
from pipelines.publishing.refusals import ADVICE
from pipelines.publishing.rounding import in_years_of, round_places
from pipelines.publishing.since_last import told_together
from pipelines.publishing.stay_tables import as_printed, small_stays
from pipelines.publishing.table import HiddenCell

OF_LINE: Mapping[str, Mapping[str, tuple[Year, ...]]] = {
    "tilbudstyper": dict.fromkeys(
        ("places", "price", "budget", "expected", "low", "high", "deviation", "change"), ("this_year",)
    )
    | {"frozen": ("this_year", "frozen")},
    "forventningstal": dict.fromkeys(("expected_places", "places", "agreed", "expected", "deviation"), ("this_year",)),
    "aktivitet": {
        "places_last": ("last_year",),
        "places_this": ("this_year",),
        "places_change": ("last_year", "this_year"),
        "places_planned": ("this_year",),
        "places_next": ("next_year",),
        "places_second": ("second_year",),
        "places_third": ("third_year",),
        "places_frozen": ("frozen",),
    },
}
"""The columns of a line by offer type, and the years whose places they tell."""
OF_AREA = {
    "bevillingsomraader": (
        "expected",
        "low",
        "high",
        "deviation",
        "previous",
        "change",
        "deviation_share",
        "spend",
        "spend_share",
        "ordinary",
        "carry_over",
        "reason",
    ),
    "budget": ("spend", "spend_share", "ordinary", "carry_over"),
}
"""The columns that tell of a grant area's children; its budget is decided in public and stays."""
LISTS = {"tilbudstyper": "offer_type", "bevillingsomraader": "grant_area"}
OF_COMPONENT = ("expected", "low", "high")
DECIDED = ("granted", "alternative", "refused")
"""The final decisions, which complaints are held against."""
ASIDE = {"median_days": Decimal("0.5"), "p90_days": Decimal("0.1")}
ASIDE_OF_STARTS = {"median_start_days": Decimal("0.5"), "p90_start_days": Decimal("0.1")}
"""The share of the decisions, and of the starts, that took longer."""
IN_KRONER: Mapping[bool, tuple[Year, ...]] = {False: ("this_year", "next_year"), True: ("last_year", "this_year")}
"""The years whose kroner by line are printed, here or in the other paper of the same day; True in a budget edition.

The lines of both years are hidden in both papers as if both years' kroner stood there: what is out, cannot be hidden.
"""
OF_ADJUSTMENT = ("amount", "factor")


@dataclass(frozen=True)
class Protected:
    """An edition's figures. Tables are made of `whole` and hide `hidden`; all else is said of `shown` only."""

    whole: Prognosis
    shown: Prognosis
    hidden: frozenset[HiddenCell]
    prices: Mapping[str, float]
    dearest: Mapping[tuple[str, str], tuple[float, float, float]]


def protect(prognosis: Prognosis, municipality: Municipality, earlier: Earlier) -> Protected:
    """The prognosis under the municipality's headings, and what of it is hidden; ApprovalError when it cannot be.

    Nothing is hidden where the municipality says that the very figures are public already.
    """
    threshold = municipality.smallest_shown
    total = prognosis.total.activity
    if threshold and (total is None or total.this_year < threshold):
        raise ApprovalError(
            f"Der er færre end {threshold} helårspladser i alt i {prognosis.fiscal_year}, så intet kan udgives uden at "
            "vise enkelte børn. Brug den interne fil published/analyse.duckdb.",
            f"There are fewer than {threshold} full-year places in all in {prognosis.fiscal_year}, so nothing can be "
            "published without showing single children. Use the internal file published/analyse.duckdb.",
        )
    types = [in_years_of(prognosis, line, threshold) for line in offered(prognosis, municipality)]
    lines = by_category(types, municipality.rapportkategorier)
    heading = {code: line.code for line in lines for code in line.members}
    adjustments = (replace(entry, offer_type=heading.get(entry.offer_type, entry.offer_type))
                   for entry in prognosis.adjustments)  # fmt: skip
    prognosis = replace(prognosis, stays=as_printed(prognosis.stays, threshold, earlier.releases))
    whole = replace(
        prognosis, offer_types=lines, components=parts_of_the_year(prognosis), adjustments=tuple(adjustments)
    )
    hidden = _Hidden(whole, types, threshold, earlier).found() if threshold else frozenset[HiddenCell]()
    are_merged = bool(municipality.datapakkeomraader)
    whole, of_areas = judged_areas(whole, hidden, threshold, earlier, are_merged=are_merged)
    hidden |= of_areas
    whole, of_districts = told(whole, hidden, threshold, earlier)
    hidden |= of_districts
    rounded = round_places(replace(whole, since_last=told_together(whole.since_last, threshold)), threshold)
    return Protected(rounded, _sayable(rounded, hidden), hidden, prices(whole), told_to_attack(whole))


class _Hidden:
    """Finds the hidden figures of one edition."""

    def __init__(self, whole: Prognosis, types: list[Position], threshold: int, earlier: Earlier) -> None:
        self.whole = whole
        self.types = [line for line in types if line.code != NOT_PLACES]
        self.lines = [line for line in whole.offer_types if line.code != NOT_PLACES]
        self.threshold = threshold
        self.earlier = earlier
        self.as_of = whole.vintage.as_of
        self.dominated = dominated_keys(whole, self.types)

    def found(self) -> frozenset[HiddenCell]:
        """Every hidden cell of every table."""
        lines = {year: self._lines_of(year) for year in (*OFFSETS, FROZEN)}
        areas = lines["this_year"][1]
        cells: set[HiddenCell] = set()
        for code, columns in OF_LINE.items():
            for column, years in columns.items():
                cells |= {(code, key, column) for year in years for key in lines[year][0]}
        cells |= {(code, area, column) for code, columns in OF_AREA.items() for column in columns for area in areas}
        cells |= {("bestanddele", part, column) for part in self._components() for column in OF_COMPONENT}
        cells |= self._events("indstillinger", self.whole.referrals) | self._events("klager", self.whole.complaints)
        cells |= self._case_times(cells)
        cells |= {*small_stays(self.whole, self.threshold, self.earlier.releases)}
        codes = {line.code for line in self.lines if line.key in lines["this_year"][0]}
        for number, entry in enumerate(self.whole.adjustments, 1):
            if entry.offer_type in codes or (entry.offer_type == ALL and entry.grant_area in areas):
                cells |= {("justeringer", str(number), column) for column in OF_ADJUSTMENT}
        return frozenset(cells)

    def _lines_of(self, year: Year) -> tuple[frozenset[str], frozenset[str]]:
        """Lines whose places of the year are hidden; of this year also the grant areas whose money is."""
        if places(self.whole.total, year) < self.threshold:
            return frozenset(), frozenset()
        if year == FROZEN:
            return self._frozen_lines(), frozenset()
        is_in_kroner = year in IN_KRONER[self.whole.budget is not None]
        try:
            return self._lines_beside(year, is_in_kroner=is_in_kroner)
        except ApprovalError:
            if year == "this_year" or not is_in_kroner:
                raise
        return self._lines_beside(year, is_in_kroner=False)  # not to be had in the other paper, whatever is hidden here

    def _lines_beside(self, year: Year, *, is_in_kroner: bool) -> tuple[frozenset[str], frozenset[str]]:
        """The same, with or without the kroner of the year by line."""
        dominated = self.dominated if year in IN_KRONER[self.whole.budget is not None] else frozenset[str]()
        number = self.whole.fiscal_year + OFFSETS[year]
        before = self.earlier.lines(number, self.as_of)
        areas = self.earlier.areas(number, self.as_of) if is_in_kroner else Before()
        found = line_figures(self.lines, self.types, year, Rule(self.threshold, before, dominated))
        if is_in_kroner:
            add_money(found, self.lines, self.types, self.whole, year, Rule(self.threshold, areas, dominated))
        hidden = self._hidden(found, f"pladser {number} efter tilbudstype")
        return before.hidden | _named("line ", hidden), areas.hidden | _named("area ", hidden)

    def _frozen_lines(self) -> frozenset[str]:
        """Lines whose places at a frozen share are hidden."""
        if self.whole.budget is None:
            return frozenset()
        before = frozen_before(self.whole.budget, self.earlier, self.as_of.year, self.whole)
        rule = Rule(self.threshold, before, self.dominated)
        found = frozen_figures(self.whole, self.whole.budget, self.lines, self.types, rule)
        return before.hidden | _named("line ", self._hidden(found, "pladser ved en fastholdt andel"))

    def _components(self) -> frozenset[str]:
        before = self.earlier.components(self.whole.fiscal_year, self.as_of)
        found = component_figures(self.whole.components, self.whole, Rule(self.threshold, before, self.dominated))
        return before.hidden | self._hidden(found, "årets bestanddele")

    def _events(self, table: str, lines: tuple[EventCount, ...]) -> set[HiddenCell]:
        month, cells = self.as_of.month, set[HiddenCell]()
        for column, offset in COUNT_COLUMNS.items():
            year = self.whole.fiscal_year + offset
            hidden = self._hidden(event_figures(table, lines, year, month, self.threshold, self.earlier), table)
            cells |= {(table, line.code, column) for line in lines if f"{line.code} {month}" in hidden}
        return cells

    def _case_times(self, cells: set[HiddenCell]) -> set[HiddenCell]:
        """A median with too few cases on either side, a ninth decile with too few above, a share of what is hidden.

        So no length is the case of a child whom a reader could pick out.
        """
        found = set[HiddenCell]()
        decided = [line for line in self.whole.referrals if line.code in ("in_time", "late")]
        for column, offset in COUNT_COLUMNS.items():
            year = self.whole.fiscal_year + offset
            count = sum(line.up_to(year, self.as_of.month) for line in decided)
            started = sum(times.started for times in self.whole.case_times if times.fiscal_year == year)
            few = {code for code, share in ASIDE.items() if count * share < self.threshold}
            few |= {code for code, share in ASIDE_OF_STARTS.items() if started * share < self.threshold}
            if any(("indstillinger", line.code, column) in cells for line in decided):
                few.add("share_in_time")
            complained = {("klager", "received", column), *(("indstillinger", code, column) for code in DECIDED)}
            if complained & cells:
                few.add("complaint_share")
            found |= {("sagstider", column, code) for code in few}
        return found

    def _hidden(self, found: Figures, what: str) -> frozenset[str]:
        try:
            return found.hidden()
        except CannotHideError as error:
            raise ApprovalError(
                f"Et tal om færre end {self.threshold} børn eller mest om ét barns udgift ({what}) kan regnes ud af "
                f"totalerne eller af tidligere udgaver, hvad der end skjules. {ADVICE['da']}",
                f"A figure of fewer than {self.threshold} children or mostly of one's cost ({what}) can be worked out "
                f"from the totals or from earlier editions whatever is hidden. {ADVICE['en']}",
            ) from error


def _sayable(whole: Prognosis, hidden: frozenset[HiddenCell]) -> Prognosis:
    """Only the lines that show their amounts."""

    def shows(table: str, key: str) -> bool:
        return (table, key, "expected") not in hidden

    return replace(
        whole,
        partly_hidden=frozenset(LISTS[table] for table, _, _ in hidden if table in LISTS),
        offer_types=tuple(line for line in whole.offer_types if shows("tilbudstyper", line.key)),
        grant_areas=tuple(line for line in whole.grant_areas if shows("bevillingsomraader", line.key)),
        components=tuple(part for part in whole.components if shows("bestanddele", part.code)),
        referrals=tuple(
            line
            for line in whole.referrals
            if not any(("indstillinger", line.code, column) in hidden for column in COUNT_COLUMNS)
        ),
    )


def _named(prefix: str, keys: Iterable[str]) -> frozenset[str]:
    return frozenset(key.removeprefix(prefix) for key in keys if key.startswith(prefix))
