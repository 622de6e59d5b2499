"""An edition's figures about children and how they hang together, for the suppression to judge.

One unit throughout: places; money is counted in places at the average price. A reader is taken to know the average
price of every line, so a line's money tells its places and the two are one figure. Not here: what follows for the
tables (`protection`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import pairwise
from typing import Literal

from pipelines.privacy.disclosure import Cell, Relation, Status, hidden_keys
from pipelines.publishing.content import ALL, NO_AREA, PERSON_COMPONENTS, Component, EventCount, Position, Prognosis
from pipelines.publishing.dominance import ROOM
from pipelines.publishing.earlier import Before, Earlier

Year = Literal["last_year", "this_year", "next_year", "second_year", "third_year", "frozen"]
OFFSETS: dict[Year, int] = {"last_year": -1, "this_year": 0, "next_year": 1, "second_year": 2, "third_year": 3}
FROZEN: Year = "frozen"
"""The places of the year itself at a frozen share."""
DEALT_WITH = ("booked", "unbilled")
"""Parts of the year that stand for children too, but for so many that they are only hidden for another's sake."""
DEAREST = 10
"""Times the average price: what costs more a place is no price, but late bills of places that are gone."""
ONE = Decimal(1)
DECISIONS = {"granted": 1, "alternative": 1, "refused": 1, "in_time": -1, "late": -1}
"""Every final decision is in time or late."""
CLOCK = {"received": ("asked_in_time", "asked_late"), "forwarded": ("sent_in_time", "sent_late")}
"""Complaints and those of them whose step has a deadline: the others follow another law."""
ROUNDING = Decimal("0.1")
"""How far places with one decimal, each rounded on its own, usually fail to add up."""


@dataclass(frozen=True)
class Rule:
    """What is small, what earlier releases say, and the figures whose kroner are mostly one child's.

    Those are hidden however many they count.
    """

    threshold: int
    before: Before = field(default_factory=Before)
    dominated: Collection[str] = ()

    def reach(self, key: str, count: Decimal) -> Decimal:
        """The least of a figure that is not small; more than it is, where one child's kroner are most of it."""
        least = Decimal(self.threshold)
        return max(least, count * ROOM) if key in self.dominated else least


@dataclass
class Figures:
    """Figures that hang together: a system of its own."""

    cells: list[Cell] = field(default_factory=list)
    relations: list[Relation] = field(default_factory=list)
    margin: Decimal = Decimal(0)
    small: set[str] = field(default_factory=set)
    """Figures not to be printed for their own sake, out already or not."""

    def add(
        self, key: str, value: Decimal, status: Status = "printed", *, reach: Decimal | None = None,
        cost: Decimal | None = None,
    ) -> None:  # fmt: skip
        """A figure; the more it says, the more is lost when it is hidden for another's sake."""
        self.cells.append(Cell(key, value, status, reach, value + 1 if cost is None else cost))
        if reach is not None and value < reach:
            self.small.add(key)

    @property
    def keys(self) -> frozenset[str]:
        """The keys of all figures."""
        return frozenset(cell.key for cell in self.cells)

    def hidden(self) -> frozenset[str]:
        """The keys of all that is not printed; CannotHideError when totals or earlier releases give a figure away."""
        return hidden_keys(self.cells, self.relations, self.margin) | self.small

    def relate(self, *parts: tuple[str, Decimal]) -> None:
        """The weighted sum of these figures is fixed."""
        self.relations.append(Relation(dict(parts)))


def places(line: Position, year: Year) -> Decimal:
    """The places a line shows of a year; none where it shows none."""
    found = getattr(line.activity, year) if line.activity else None
    return found or Decimal(0)


def line_figures(
    lines: Sequence[Position], types: Sequence[Position], year: Year, rule: Rule
) -> Figures:  # fmt: skip
    """Places of a year by line, which add up to the year's total, and by offer type, which is never printed as such."""
    found = Figures(margin=ROUNDING)
    for kind in types:
        count = places(kind, year)
        found.add(f"type {kind.code}", count, "inner", reach=rule.reach(f"type {kind.code}", count))
    for line in lines:
        count = places(line, year)
        found.add(f"line {line.key}", count, rule.before.status(line.key), reach=rule.reach(f"line {line.key}", count))
        found.relate((f"line {line.key}", -ONE), *((f"type {code}", ONE) for code in line.counted))
    found.relate(*((f"line {line.key}", ONE) for line in lines if line.is_in_total))
    codes = {kind.code for kind in types}
    for key in sorted(rule.before.known - {line.key for line in lines}):
        if codes.issuperset(key.split("+")):
            found.relate(*((f"type {code}", ONE) for code in key.split("+")))
    return found


def add_money(
    found: Figures, lines: Sequence[Position], types: Sequence[Position], prognosis: Prognosis, year: Year,
    rule: Rule,
) -> None:  # fmt: skip
    """Money of a year by grant area: each area's is the sum of its lines at their prices, and all add up.

    The prices are this year's: how the next year's money hangs together is the same, whatever it is. An area that has
    no type to itself (own and bought places apart) has as many places as its money would buy.
    """
    average = average_price(prognosis)
    areas = [area for area in prognosis.grant_areas if any(area.code in kind.areas for kind in types)]
    for area in areas:
        _add_area(found, area, types, year, rule, average)
    within = {area.code: [(f"area {area.code}", -ONE)] for area in areas}
    for line in lines:
        price = price_kr(line, prognosis)
        if price is not None and len(line.areas) == 1 and line.areas[0] in within:
            within[line.areas[0]].append((f"line {line.key}", price / average))
            continue
        spread = [code for code in within if code in line.areas or ALL in line.areas]
        for code in spread:
            inside = (kind for kind in types if kind.code in (*line.members, line.code))
            part = sum((_kr_in(kind, code) for kind in inside), Decimal(0))
            found.add(f"share {line.key} {code}", _in_places(part, average), "inner")
            within[code].append((f"share {line.key} {code}", ONE))
        if price is not None:
            shares = ((f"share {line.key} {code}", -ONE) for code in spread)
            found.relate((f"line {line.key}", price / average), *shares)
    for parts in within.values():
        found.relate(*parts)
    found.relate(*((f"area {area.code}", ONE) for area in areas))


def _add_area(
    found: Figures, area: Position, types: Sequence[Position], year: Year, rule: Rule, average: Decimal
) -> None:  # fmt: skip
    """A grant area's money, with the places of the offer types it has to itself."""
    key, state = f"area {area.code}", rule.before.status(area.code)
    in_places = _in_places(area.expected.mean_kr, average)
    children = [kind for kind in types if {*kind.areas} - {NO_AREA} == {area.code}]
    if area.code == NO_AREA:
        found.add(key, in_places, state)
    elif not children:
        found.add(key, in_places, state, reach=rule.reach(key, in_places))
    else:
        count = sum((places(kind, year) for kind in children), Decimal(0))
        found.add(f"children {area.code}", count, "inner", reach=rule.reach(key, count))
        found.relate((f"children {area.code}", -ONE), *((f"type {kind.code}", ONE) for kind in children))
        is_small = count < rule.reach(key, count)
        found.add(key, in_places, "hidden" if is_small and state != "known" else state)
        found.small |= {key} if is_small else set()


def component_figures(
    components: Iterable[Component], prognosis: Prognosis, rule: Rule
) -> Figures:  # fmt: skip
    """Parts of the year that stand for children; together they are what the other parts leave of the total."""
    found, weights = Figures(), dict[str, Decimal]()
    for part in components:
        if part.code in (*PERSON_COMPONENTS, *DEALT_WITH):
            weights[part.code] = part_price_kr(part, prognosis) / average_price(prognosis)
            count = max(part.amount.mean_kr / part_price_kr(part, prognosis), Decimal(0))
            reach = rule.reach(part.code, count) if part.code in PERSON_COMPONENTS else None
            found.add(part.code, count, rule.before.status(part.code), reach=reach)
    found.relate(*weights.items())
    return found


def event_figures(
    table: str, lines: Sequence[EventCount], year: int, month: int, threshold: int, earlier: Earlier
) -> Figures:
    """Each event's count from January to a month, and what has come since each month it was printed up to before.

    Keys by event and last month. Of referrals, decisions in time and late are as many as there are decisions. What was
    printed is taken as printed, also where the register has been corrected since.
    """
    found = Figures()
    for line in lines:
        printed = dict(sorted(earlier.counts(table, line.code, year), key=lambda item: (item[0], item[1] is not None)))
        shown = {last: printed.get(last) for last in sorted({*printed, month})}
        counts = {last: line.up_to(year, last) if count is None else count for last, count in shown.items()}
        states: dict[int, Status] = {
            last: "printed" if last not in printed else "hidden" if printed[last] is None else "known" for last in shown
        }
        # Of a decision what it was tells more than whether it was in time.
        _add_counts(found, line.code, counts, states, threshold, ONE if DECISIONS.get(line.code, 0) < 0 else None)
    keys = {cell.key for cell in found.cells}
    for last in range(1, 13):
        parts = {f"{code} {last}": Decimal(sign) for code, sign in DECISIONS.items()}
        if parts.keys() <= keys:
            found.relate(*parts.items())
    for whole, timed in CLOCK.items():
        _add_without_deadline(found, whole, timed, threshold)
    return found


def _add_without_deadline(found: Figures, whole: str, timed: Sequence[str], threshold: int) -> None:
    """What is left of a step when those in time and those late are taken from it: who has both finds it."""
    values = {cell.key: int(cell.value) for cell in found.cells}
    months = [last for last in range(1, 13) if all(f"{code} {last}" in values for code in (whole, *timed))]
    rest = {last: values[f"{whole} {last}"] - sum(values[f"{code} {last}"] for code in timed) for last in months}
    _add_counts(found, f"other {whole}", rest, dict.fromkeys(months, "hidden"), threshold, None)
    for last in months:
        parts = ((f"{code} {last}", ONE) for code in (*timed, f"other {whole}"))
        found.relate((f"{whole} {last}", -ONE), *parts)


def _add_counts(
    found: Figures, code: str, counts: Mapping[int, int], states: Mapping[int, Status], threshold: int,
    cost: Decimal | None,
) -> None:  # fmt: skip
    """Counts from January to each month, and what came between; below nothing after a correction: it is no one.

    What came between stands in no table, but a reader asks of it the same as of what is hidden in one.
    """
    for last, count in counts.items():
        reach = Decimal(threshold) if count >= 0 else None
        found.add(f"{code} {last}", Decimal(max(count, 0)), states[last], reach=reach, cost=cost)
    for first, last in pairwise(counts):
        since = counts[last] - counts[first]
        key, reach = f"{code} {first}-{last}", Decimal(threshold) if since >= 0 else None
        found.add(key, Decimal(max(since, 0)), "hidden", reach=reach)
        found.relate((f"{code} {last}", -ONE), (f"{code} {first}", ONE), (key, ONE))


def average_price(prognosis: Prognosis) -> Decimal:
    """What a place costs on average."""
    total = prognosis.total
    count = places(total, "this_year")
    return max(total.expected.mean_kr / count, ONE) if count else ONE


def price_kr(line: Position, prognosis: Prognosis) -> Decimal | None:
    """What a place of the line costs in the year; None where nobody has one, or money is not of the year's places."""
    count = places(line, "this_year")
    own = line.expected.mean_kr / count if count else Decimal(0)
    return own if 0 < own <= DEAREST * average_price(prognosis) else None


def prices(prognosis: Prognosis) -> dict[str, float]:
    """What a place costs in each line and each part of the year: what a reader may know from price lists."""
    lines = {line.key: price for line in prognosis.offer_types if (price := price_kr(line, prognosis))}
    parts = {part.code: part_price_kr(part, prognosis) for part in prognosis.components}
    return {key: float(price) for key, price in (lines | parts).items()}


def part_price_kr(part: Component, prognosis: Prognosis) -> Decimal:
    """What a place costs in a part of the year; the average for a part that has no price of its own."""
    own = part.amount.mean_kr / part.full_year_places if part.full_year_places else Decimal(0)
    return own if own > 0 else average_price(prognosis)


def _kr_in(kind: Position, area: str) -> Decimal:
    """What of a type's money lies in a grant area; all of it in its usual one where nothing is told."""
    usual = {kind.grant_area: kind.expected.mean_kr}
    return (kind.in_areas or usual).get(area, Decimal(0))


def _in_places(amount_kr: Decimal, average: Decimal) -> Decimal:
    return max(amount_kr / average, Decimal(0))
