"""Months of made-up municipalities, small enough that a test can make hundreds: tables and manifest, no PDF."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

from pipelines.errors import ApprovalError
from pipelines.municipality import Municipality
from pipelines.privacy.release import Release, read_release
from pipelines.publishing.content import Style
from pipelines.publishing.csv_files import csv_bytes
from pipelines.publishing.manifest import plain_bytes
from pipelines.publishing.packs.content import Line, Money, Month, Ratio, Source, Unit, Units, Use
from pipelines.publishing.packs.figure_keys import printed_before
from pipelines.publishing.packs.hiding import Hiding
from pipelines.publishing.packs.pack import Pack, area_pack, unit_pack
from pipelines.publishing.packs.publication import LEAST_SHOWN, Edition, manifest_content

STYLE = Style("da", "tkr", "budget_minus_forventet")
AREAS = {"Nord": ("D1", "D2"), "Syd": ("D3",), "Vest": ("D4",)}
LINES = (
    Line("Specialklasser og mellemformer", ("mellemform", "specialklasse"), is_in_total=True),
    Line("specialskole", ("specialskole",), is_in_total=True),
    Line("dagbehandling", ("dagbehandling",), is_in_total=True),
    Line("special_sfo_klub", ("special_sfo_klub",), is_in_total=False),
    Line("Særlige dagtilbud", ("basisplads", "specialboernehave"), is_in_total=True),
)
USUAL = {"specialklasse": 22, "mellemform": 6, "specialskole": 14, "dagbehandling": 7,
         "special_sfo_klub": 12, "basisplads": 4, "specialboernehave": 5}  # fmt: skip
"""About how many children a district has of each."""
WITH_BUDGET = ("specialklasse", "specialskole", "special_sfo_klub", "basisplads")
KINDS = ("sygefravaer", "lovligt_fravaer", "ulovligt_fravaer", "fravaer_over_10_pct")
ABSENCE = {
    (code, date(2025, 4, 1), place): Ratio(Decimal(part), Decimal(400))
    for place in ("S1", "S2", "S3", "S4", "ALL")
    for code, part in (
        ("sygefravaer", 20),
        ("lovligt_fravaer", 5),
        ("ulovligt_fravaer", 3),
        ("fravaer_over_10_pct", 60),
    )
}


@dataclass(frozen=True)
class MadeUp:
    """A month as its packs leave: what is hidden, what is made of it, and what is not."""

    month: Month
    hidden: frozenset[str]
    packs: list[Pack]
    left_out: list[Pack]

    def write(self, folder: Path, edition: str = "202504") -> Release:
        """Write the tables and the manifest."""
        for pack in self.packs:
            (folder / pack.folder).mkdir(parents=True)
            for code, table in pack.tables.items():
                (folder / pack.folder / f"{code}.csv").write_bytes(csv_bytes(table, pack))
        content = manifest_content(
            self.packs, self.left_out, self.month, Municipality(), STYLE, Edition(edition, None, ())
        )
        (folder / "manifest.json").write_bytes(plain_bytes(content))
        return read_release(folder)


def month_of(seed: int, period: date = date(2025, 4, 1)) -> Month:
    """Three areas of one or two districts with about the usual number of children; nothing of the year before."""
    draw = random.Random(f"{seed} {period}")  # noqa: S311 - made-up figures
    months = [date(2025, number, 1) for number in range(1, period.month + 1)]
    use = {}
    for district in (district for districts in AREAS.values() for district in districts):
        for code, usual in USUAL.items():
            size = random.Random(f"{seed} {district} {code}").uniform(0.4, 1.7)  # noqa: S311 - the same every month
            for when in months:
                children = max(round(usual * size + draw.uniform(-1, 1)), 0)
                use[when, district, code] = Use(children, Decimal(children))
    day = date(2025, 3, 31)
    census = random.Random(f"{seed} {day}")  # noqa: S311 - the same whichever month it is told in
    signs = {("skolevaegring", day, area): Ratio(Decimal(census.randint(3, 25))) for area in AREAS}
    signs["skolevaegring", day, "ALL"] = Ratio(sum((ratio.part for ratio in signs.values()), Decimal(0)))
    at = schools(use, months, draw)
    cells = [(area, code) for area in AREAS for code in WITH_BUDGET]
    return Month(
        period=period, source=Source(date(2025, 4, 30), "9b", "1+2", False, ()), areas=AREAS, lines=LINES, use=use,
        expected_places=dict.fromkeys(cells, Decimal("12.5")),
        money=dict.fromkeys(cells, Money(Decimal(9_000_000), Decimal(3_000_000), Decimal(2_900_000))),
        signs=signs, waits={}, absence=ABSENCE, well_being={}, at=at,
    )  # fmt: skip


def schools(use: Mapping[tuple[date, str, str], Use], months: Sequence[date], draw: random.Random) -> Units:
    """Four schools that share the municipality's special class children, one of them with few."""
    units = tuple(
        Unit("school", f"S{number}", f"Skole {number}", "D1", {"specialklasse": 30}) for number in range(1, 5)
    )
    children = {}
    for when in months:
        left = sum(
            count.children for (month, _, code), count in use.items() if (month, code) == (when, "specialklasse")
        )
        for unit in units[:-1]:
            count = min(draw.randint(2, 20), left)
            children[when, unit.code, "specialklasse"], left = count, left - count
        children[when, units[-1].code, "specialklasse"] = left
    return Units(units, children)


def made_up(month: Month, earlier: Sequence[Release] = ()) -> MadeUp:
    """The packs of a month, protected; ApprovalError when nothing can be hidden behind."""
    hiding = Hiding(month, {area: area for area in month.areas}, 5, printed_before(earlier))
    hidden = hiding.hidden()
    units = [unit_pack(month, unit, hidden, Municipality(), STYLE) for unit in month.at.units]
    packs = [area_pack(month, area, hiding.money_types(area, hidden), hidden, Municipality(), STYLE)
             for area in month.areas]  # fmt: skip
    packs += units
    made = [pack for pack in packs if pack.shown_percent >= LEAST_SHOWN]
    return MadeUp(month, hidden, made, [pack for pack in packs if pack not in made])


def sound_months(number: int) -> list[MadeUp]:
    """So many random months that can be published and hide something, passing over the others."""
    found: list[MadeUp] = []
    seed = 0
    while len(found) < number:
        seed += 1
        try:
            made = made_up(month_of(seed))
        except ApprovalError:
            continue
        if made.packs and made.hidden:
            found.append(made)
    return found
