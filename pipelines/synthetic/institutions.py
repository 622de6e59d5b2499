"""The institutions: own schools, day-cares and special offers, and the places that are bought from others.

Here: who they are, which offers they have, how many places, what closes and what moves. Not here: what they cost
(`prices`) and who is in them (`town`).
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from pipelines.synthetic.calibration import CAPACITY_GROWTH, CLOSING_DAY, LEISURE_TYPE, UNLIMITED
from pipelines.synthetic.sizes import Size
from pipelines.synthetic.streams import Draws, stream

FIRST_NAMES = (
    "Birke", "Bøge", "Egelunds", "Elle", "Enghave", "Fjord", "Granly", "Hassel", "Hede", "Højmark", "Kilde", "Kløver",
    "Lærke", "Mose", "Munke", "Nørre", "Ravns", "Rugmark", "Skov", "Stenager", "Strand", "Søndermark", "Tjørne",
    "Vange", "Vester", "Øster", "Ås",
)  # fmt: skip
LAST_NAMES = ("bakke", "dal", "gård", "holm", "høj", "lund", "mark", "næs", "skov", "toft", "vang", "eng")
TAIL = {
    "folkeskole": "skolen", "specialskole": "skolen (specialskole)", "daginstitution": " børnehus",
    "privatskole": " friskole", "specialboernehave": " specialbørnehave", "dagbehandling": " dagbehandling",
    "opholdssted": " opholdssted",
    "doegninstitution": " døgninstitution", "sfo_klub": " SFO og klub",
}  # fmt: skip


@dataclass(frozen=True)
class Provider:
    """One institution; by offer type `offers` holds the settlement form and `capacity` the places of 2025."""

    id: str
    name: str
    kind: str
    owner: str
    district: str | None
    area: str | None
    cluster: str | None = None
    offers: Mapping[str, str] = field(default_factory=dict)
    capacity: Mapping[str, float] = field(default_factory=dict)
    leisure_id: str | None = None
    municipality: str | None = None
    successor_id: str | None = None
    is_closing: bool = False
    gained_places: float = 0.0
    is_moving_area: bool = False
    has_transport: bool = False
    bills_quarterly: bool = False

    @property
    def is_own(self) -> bool:
        """Whether the municipality runs it."""
        return self.owner == "egen"

    def places(self, offer: str, school_year: int) -> int:
        """The places of an own offer in a school year; those of a school that closes go to its successor."""
        has_closed = school_year >= CLOSING_DAY[0]
        if self.is_closing and has_closed:
            return 0
        whole = self.capacity[offer] + (self.gained_places if has_closed and offer == "specialklasse" else 0.0)
        return round(whole * math.exp(CAPACITY_GROWTH * (school_year - 2025)))


class Institutions:
    """All institutions by number, and those that have an offer, own and bought."""

    def __init__(self, size: Size, seed: int, districts: list[str]) -> None:
        self._size, self.districts = size, districts
        self._draws = Draws(stream(seed, "institutions"))
        self._names = self._shuffled_names()
        self._number = 100_000
        self.by_id: dict[str, Provider] = {}
        self._build()

    def _shuffled_names(self) -> list[str]:
        names = [first + last for first in FIRST_NAMES for last in LAST_NAMES]
        return sorted(names, key=lambda _: self._draws.between(0, 10_000_000))

    def area_of(self, district: str) -> str:
        """The management area a district lies in."""
        return f"O{self.districts.index(district) // self._size.districts_per_area + 1}"

    def _add(self, kind: str, owner: str = "egen", district: str | None = None, **more: object) -> Provider:
        self._number += 1
        name = self._names[(self._number * 7) % len(self._names)] + TAIL[kind]
        area = self.area_of(district) if district else None
        found = replace(Provider(str(self._number), name, kind, owner, district, area), **more)  # type: ignore[arg-type]
        self.by_id[found.id] = found
        return found

    def change(self, provider_id: str, **more: object) -> None:
        """Replace fields of one institution."""
        self.by_id[provider_id] = replace(self.by_id[provider_id], **more)  # type: ignore[arg-type]

    def _build(self) -> None:
        for district in self.districts:
            for _ in range(self._size.schools_per_district):
                self._add("folkeskole", district=district)
            for number in range(self._size.daycares_per_district):
                self._add("daginstitution", district=district, cluster=f"{district}-K{number // 6 + 1}")
        self._give_own_offers()
        self._buy_places()
        self._close_and_move()

    def of_kind(self, kind: str, owner: str = "egen") -> list[Provider]:
        """The institutions of a kind and owner, by number."""
        return [p for p in self.by_id.values() if p.kind == kind and p.owner == owner]

    def _spread(self, kind: str, count: int) -> list[Provider]:
        """So many institutions of a kind, spread evenly over the districts."""
        found = self.of_kind(kind)
        by_turn = sorted(enumerate(found), key=lambda item: (item[0] % (len(found) // len(self.districts)), item[0]))
        return [provider for _, provider in by_turn[:count]]

    def _give_own_offers(self) -> None:
        size = self._size
        for school in self._spread("folkeskole", size.own_class_schools):
            places = size.capacity["specialklasse"] / size.own_class_schools
            self._own_offer(school, "specialklasse", "klasse", places)
            self._own_leisure(school)
        for school in self._spread("folkeskole", size.own_bridge_schools):
            self._own_offer(school, "mellemform", "takst", UNLIMITED)
        for number in range(size.own_special_schools):
            district = self.districts[(number * 2 + 1) % len(self.districts)]
            school = self._add("specialskole", district=district, has_transport=True)
            self._own_offer(
                school,
                "specialskole",
                "klasse" if number % 2 else "ramme",
                size.capacity["specialskole"] / size.own_special_schools,
            )
            self._own_leisure(school)
        for number in range(size.own_special_daycares):
            district = self.districts[(number * 2) % len(self.districts)]
            place = self._add("specialboernehave", district=district, has_transport=True)
            self._own_offer(
                place, "specialboernehave", "klasse", size.capacity["specialboernehave"] / size.own_special_daycares
            )
        for place in self._spread("daginstitution", size.own_base_daycares):
            self._own_offer(place, "basisplads", "takst", size.capacity["basisplads"] / size.own_base_daycares)
        for place in self._spread("daginstitution", size.own_base_daycares + size.own_support_daycares)[
            -size.own_support_daycares :
        ]:
            self._own_offer(place, "enkeltintegration", "takst", UNLIMITED)

    def _own_offer(self, provider: Provider, offer: str, settlement: str, places: float) -> None:
        now = self.by_id[provider.id]
        self.change(now.id, offers={**now.offers, offer: settlement}, capacity={**now.capacity, offer: places})

    def _own_leisure(self, school: Provider) -> None:
        leisure = self._add(
            "sfo_klub", district=school.district, offers={LEISURE_TYPE: "takst"}, capacity={LEISURE_TYPE: UNLIMITED}
        )
        self.change(school.id, leisure_id=leisure.id)

    def _buy_places(self) -> None:
        size = self._size
        kinds = (
            ("specialskole", size.bought_special_schools, ("specialskole", LEISURE_TYPE)),
            ("folkeskole", size.bought_class_schools, ("specialklasse", LEISURE_TYPE)),
            ("dagbehandling", size.bought_day_treatments, ("dagbehandling",)),
            ("opholdssted", size.bought_internal_schools * 2 // 3, ("intern_skole",)),
            (
                "doegninstitution",
                size.bought_internal_schools - size.bought_internal_schools * 2 // 3,
                ("intern_skole",),
            ),
            ("specialboernehave", size.bought_special_daycares, ("specialboernehave",)),
        )
        for kind, count, offers in kinds:
            for number in range(count):
                self._add(
                    kind,
                    self._seller(kind, number),
                    offers=dict.fromkeys(offers, "takst"),
                    has_transport=self._draws.chance(0.65),
                    bills_quarterly=self._draws.chance(0.45),
                )
        for _ in range(size.private_schools):
            district = self.districts[self._draws.between(0, len(self.districts) - 1)]
            self._add("privatskole", "privat", district)

    def _seller(self, kind: str, number: int) -> str:
        if kind in {"dagbehandling", "opholdssted"}:
            return "privat"
        if kind == "doegninstitution":
            return "region" if number % 2 == 0 else "anden_kommune"
        return "region" if kind == "specialskole" and number % 5 == 0 else "anden_kommune"

    def _close_and_move(self) -> None:
        """A school with special classes closes, another carries it on; one changes area, if there are two."""
        classes = [p for p in self.by_id.values() if p.is_own and "specialklasse" in p.offers]
        closing = classes[-1]
        same_district = [p for p in classes[:-1] if p.district == closing.district]
        successor = (same_district or classes[:-1])[0]
        self.change(closing.id, is_closing=True, successor_id=successor.id)
        self.change(successor.id, gained_places=closing.capacity["specialklasse"])
        if closing.leisure_id:
            self.change(closing.leisure_id, is_closing=True, successor_id=successor.leisure_id)
        if len({self.area_of(district) for district in self.districts}) > 1:
            moving = next(p for p in self.of_kind("folkeskole") if not p.is_closing and p.id != successor.id)
            self.change(moving.id, is_moving_area=True)

    def offering(self, offer: str, *, own: bool) -> list[Provider]:
        """The institutions with an offer, by number."""
        return [p for p in self.by_id.values() if offer in p.offers and p.is_own == own]

    def district_schools(self, district: str) -> list[Provider]:
        """The ordinary schools of a district."""
        return [p for p in self.of_kind("folkeskole") if p.district == district]
