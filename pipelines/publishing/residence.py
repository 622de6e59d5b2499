"""The rule that an area's kroner follow its children, as a part of a question in SQL (`docs/decisions/0045`).

Not here: which share of a type's places in a district are of which home (`mart.residence_share`).
"""

from __future__ import annotations


def at_home(lines: str, staying: str, moving: str) -> str:
    """The common table expression `at_home` of another one: district_id, offer_type, `staying` and `moving`.

    What is `staying` stands where the children live already; what is `moving` is booked in the district of the offer,
    and goes where its children live. One row a line and home, so sums are as before.
    """
    return f"""
at_home as (
    select district_id, offer_type, {staying}, 0 as {moving}
    from {lines}
    union all
    select
        coalesce(residence.district_id, {lines}.district_id), {lines}.offer_type, 0,
        {lines}.{moving} * coalesce(residence.share, 1)
    from {lines}
    left join mart.residence_share as residence
        on {lines}.offer_type = residence.offer_type and {lines}.district_id = residence.booked_district_id
)"""
