"""How large a synthetic municipality is: one of two by name, or any number of inhabitants.

One of another size has as many children and institutions as its inhabitants are of the nearer of the two. Not here:
what the numbers are calibrated to (`calibration`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace

from pipelines.errors import UsageError

SMALLEST, LARGEST = 1_500, 700_000
"""Inhabitants: a little beyond the smallest and the largest municipality of the country."""
INHABITANTS = {"small": 50_000, "city": 640_000}
FEWEST = {"schools_per_district": 3, "daycares_per_district": 4, "private_schools": 1}
"""What the story of a school that closes and another that goes on needs; of what has an offer there are two."""
WITH_OFFER = 2


@dataclass(frozen=True)
class Size:
    """How many of what a municipality has; `adjustment_kr` and `clusters` are of its configuration."""

    name: str
    code: str
    title: str
    births: float
    birth_trend: float
    district_count: int
    districts_per_area: int
    schools_per_district: int
    daycares_per_district: int
    own_class_schools: int
    own_special_schools: int
    own_special_daycares: int
    own_base_daycares: int
    own_support_daycares: int
    own_bridge_schools: int
    bought_special_schools: int
    bought_class_schools: int
    bought_day_treatments: int
    bought_internal_schools: int
    bought_special_daycares: int
    private_schools: int
    capacity: Mapping[str, float]
    adjustment_kr: int
    clusters: str = "[]"


SIZES: Mapping[str, Size] = {
    "small": Size(
        name="small", code="897", title="Fjordby Kommune (syntetisk)", births=545.0, birth_trend=-0.004,
        district_count=5, districts_per_area=3, schools_per_district=2, daycares_per_district=5, own_class_schools=5,
        own_special_schools=1, own_special_daycares=1, own_base_daycares=3, own_support_daycares=4,
        own_bridge_schools=3,
        bought_special_schools=6, bought_class_schools=3, bought_day_treatments=5, bought_internal_schools=6,
        bought_special_daycares=2, private_schools=3,
        capacity={"specialklasse": 118.0, "specialskole": 44.0, "specialboernehave": 14.0, "basisplads": 30.0},
        adjustment_kr=350_000, clusters="[{navn: Daginstitutioner i O1, klynger: [D01-K1, D02-K1, D03-K1]}]",
    ),
    "city": Size(
        name="city", code="898", title="Storby Kommune (syntetisk)", births=6750.0, birth_trend=0.004,
        district_count=10, districts_per_area=2, schools_per_district=6, daycares_per_district=24, own_class_schools=30,
        own_special_schools=5, own_special_daycares=5, own_base_daycares=22, own_support_daycares=20,
        own_bridge_schools=15,
        bought_special_schools=16, bought_class_schools=10, bought_day_treatments=18, bought_internal_schools=16,
        bought_special_daycares=4, private_schools=20,
        capacity={"specialklasse": 1430.0, "specialskole": 560.0, "specialboernehave": 175.0, "basisplads": 360.0},
        adjustment_kr=2_400_000,
    ),
}  # fmt: skip


def size_of(name: str) -> Size:
    """The size of that name, or of so many inhabitants; UsageError when it is neither."""
    if name in SIZES:
        return SIZES[name]
    if not (name.isascii() and name.isdigit() and SMALLEST <= int(name) <= LARGEST):
        names, most = ", ".join(SIZES), f"{SMALLEST}–{LARGEST}"
        raise UsageError(
            f"--size skal være en af {names} eller et antal indbyggere ({most}).",
            f"--size must be one of {names} or a number of inhabitants ({most}).",
        )
    return of_inhabitants(int(name))


def of_inhabitants(people: int) -> Size:
    """A municipality of so many inhabitants."""
    near = min(INHABITANTS, key=lambda name: abs(people / INHABITANTS[name] - 1))
    base, share = SIZES[near], people / INHABITANTS[near]
    districts = max(1, min(base.district_count, round(base.district_count * share**0.5)))
    within = base.district_count / districts
    counts = {
        field.name: max(FEWEST.get(field.name, WITH_OFFER), round(getattr(base, field.name) * share))
        for field in fields(Size)
        if field.name.startswith(("own_", "bought_", "private_"))
    }
    per_district = {
        name: max(FEWEST[name], round(getattr(base, name) * share * within))
        for name in ("schools_per_district", "daycares_per_district")
    }
    return replace(
        base, name=str(people), code="899", title=f"Kommune med {people} indbyggere (syntetisk)",
        births=base.births * share, district_count=districts, clusters="[]",
        capacity={offer: max(1.0, places * share) for offer, places in base.capacity.items()},
        adjustment_kr=max(1, round(base.adjustment_kr * share / 1_000)) * 1_000, **counts, **per_district,
    )  # fmt: skip
