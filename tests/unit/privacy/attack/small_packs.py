"""Months of made-up municipalities, small enough that a test can make hundreds: tables and manifest, no PDF."""

from __future__ import annotations

import random
from collections.abc import Sequence
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
from pipelines.publishing.packs.content import Line, Money, Month, Ratio, Source, Use
from pipelines.publishing.packs.figure_keys import printed_before
from pipelines.publishing.packs.hiding import Hiding
from pipelines.publishing.packs.pack import Pack, area_pack
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
EVENTS = ("received", "decided")


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
    quarter = date(2025, 1, 1)
    referrals = {(quarter, area, event): draw.randint(2, 30) for area in AREAS for event in EVENTS}
    for event in EVENTS:
        referrals[quarter, "ALL", event] = sum(referrals[quarter, area, event] for area in AREAS)
    day = date(2025, 3, 31)
    signs = {("skolevaegring", day, area): Ratio(Decimal(draw.randint(3, 25))) for area in AREAS}
    signs["skolevaegring", day, "ALL"] = Ratio(sum((ratio.part for ratio in signs.values()), Decimal(0)))
    cells = [(area, code) for area in AREAS for code in WITH_BUDGET]
    return Month(
        period=period, source=Source(date(2025, 4, 30), "9b", "1+2", False, ()), areas=AREAS, lines=LINES, use=use,
        expected_places=dict.fromkeys(cells, Decimal("12.5")),
        money=dict.fromkeys(cells, Money(Decimal(9_000_000), Decimal(3_000_000), Decimal(2_900_000))),
        referrals=referrals, signs=signs, absence={}, well_being={},
    )  # fmt: skip


def made_up(month: Month, earlier: Sequence[Release] = ()) -> MadeUp:
    """The packs of a month, protected; ApprovalError when nothing can be hidden behind."""
    hiding = Hiding(month, {area: area for area in month.areas}, 5, printed_before(earlier))
    hidden = hiding.hidden()
    packs = [area_pack(month, area, hiding.money_types(area, hidden), hidden, Municipality(), STYLE)
             for area in month.areas]  # fmt: skip
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
