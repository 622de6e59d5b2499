"""What one decision costs: each offer a child could be granted, this year and next, before the letter is sent.

A class costs what one child more makes necessary: nothing while there is room, a whole class when there is none; a
frame costs nothing more. The share of the whole stands beside it. Prices are those known on the published file's day;
the last one carries on, so next year's has the price level that is known. Free places are those on the first day of the
month the place begins in. Not here: what pending cases will cost (`visitation`), what is left of the frame (`frame`).
"""

from __future__ import annotations

import json
from calendar import isleap
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from pipelines.errors import UsageError
from pipelines.publishing.frame import frame_sentences, frames
from pipelines.publishing.numbers import EN_DASH, amount_text, date_text
from pipelines.publishing.published_file import PublishedFile, open_published
from pipelines.publishing.summary import fixed_width
from pipelines.publishing.texts import name, text
from pipelines.settings import Language

AVERAGE = "ALL"

COSTS = """
with chosen as (
    select
        offer_price.*,
        class_children_count + 1 as children_after
    from mart.offer_price
    where
        offer_type = $offer_type
        and provider_id = coalesce($provider_id, provider_id)
        and rate_group = coalesce($rate_group, rate_group)
),
charge as (
    select
        provider_id,
        rate_group,
        is_charged_by_day,
        is_transport,
        case
            when is_charged_by_day then kr_per_day
            when is_charged_by_class then kr_per_day * (
                ceil(children_after * 1.0 / children_per_class) - ceil((children_after - 1) * 1.0 / children_per_class)
            )
            else 0
        end as marginal_kr_per_day,
        case
            when is_charged_by_day then kr_per_day
            when is_charged_by_class then kr_per_day * ceil(children_after * 1.0 / children_per_class) / children_after
            else kr_per_day / children_after
        end as average_kr_per_day,
        greatest(valid_from, $start) as charged_from,
        coalesce(valid_to, $next_year_end) as charged_to,
        is_paid_in_notice,
        notice_days,
        notice_to_month_end
    from chosen
),
dated as (
    select
        *,
        greatest(0, least(charged_to, $year_end) - charged_from + 1) as days_this_year,
        greatest(0, least(charged_to, $next_year_end) - greatest(charged_from, $year_end + 1) + 1) as days_next_year,
        $start between charged_from and charged_to and is_paid_in_notice as is_notice_price,
        -- a class or a frame has a price of a year, leap year or not
        case when is_charged_by_day then 1 else 365.0 / $days_this_year end as part_this_year,
        case when is_charged_by_day then 1 else 365.0 / $days_next_year end as part_next_year
    from charge
)
select
    provider_id,
    rate_group,
    cast(round(sum(marginal_kr_per_day * part_this_year * days_this_year), 2) as decimal(18, 2)) as this_year_kr,
    cast(round(sum(marginal_kr_per_day * part_next_year * days_next_year), 2) as decimal(18, 2)) as next_year_kr,
    cast(round(coalesce(sum(marginal_kr_per_day * part_next_year * days_next_year) filter (where is_transport), 0), 2)
        as decimal(18, 2)) as transport_next_year_kr,
    cast(round(sum(average_kr_per_day * part_next_year * days_next_year), 2) as decimal(18, 2)) as average_next_year_kr,
    max(notice_days) filter (where is_notice_price) as notice_days,
    coalesce(bool_or(notice_to_month_end) filter (where is_notice_price), false) as notice_to_month_end,
    cast(round(sum(average_kr_per_day * notice_days) filter (where is_notice_price), 2) as decimal(18, 2)) as notice_kr
from dated
group by provider_id, rate_group
order by provider_id = 'ALL', next_year_kr, provider_id, rate_group
"""

FREE_PLACES = """
-- the places left on the first day of the month the place begins in; today's where that month has begun
select provider_id, free_places_count
from mart.free_places
where offer_type = $offer_type and provider_id <> 'ALL' and month = date_trunc('month', $start::date)
union all
select provider_id, free_places_count
from mart.capacity
where
    offer_type = $offer_type and provider_id <> 'ALL' and month = (select max(month) from mart.capacity)
    and date_trunc('month', $start::date) <= month
"""

KNOWN_PROVIDER = "select 1 from mart.provider where provider_id = $provider_id"
PRICED = "select distinct {column} from mart.offer_price where {where} order by 1"


@dataclass(frozen=True)
class DecisionCost:
    """One way to place a child: kroner this calendar year and the next, and what leaving again would cost."""

    provider_id: str
    rate_group: str
    this_year_kr: Decimal
    next_year_kr: Decimal
    transport_next_year_kr: Decimal
    average_next_year_kr: Decimal
    notice_days: int | None
    notice_to_month_end: bool
    notice_kr: Decimal | None
    free_places: int | None


@dataclass(frozen=True)
class Wish:
    """What is asked: an offer type, a provider and rate group or any, and the first day of the place."""

    offer_type: str
    provider_id: str | None
    rate_group: str | None
    start: date


def price_text(published_file: Path, wish: Wish, language: Language, *, as_json: bool) -> str:
    """The cost of each possible place, cheapest next year first; UsageError names what could have been asked."""
    with open_published(published_file) as source:
        known = source.rows("select as_of_date from forecast.vintage order by created_at desc limit 1")[0]["as_of_date"]
        costs = decision_costs(source, wish, known)
        left = frame_sentences(frames(source), wish.offer_type, wish.start.year, language)
    if as_json:
        return json.dumps([_content(cost) for cost in costs], ensure_ascii=False, indent=2)
    title = text("price", "title", language, offer=name("offer_type", wish.offer_type, language),
                 start=date_text(wish.start, language), known=date_text(known, language))  # fmt: skip
    header = [
        text("price", code, language, year=wish.start.year, next=wish.start.year + 1)
        for code in ("provider", "group", "this_year", "next_year", "transport", "average", "notice", "free")
    ]
    rows = [_row(cost, language) for cost in costs]
    return "\n".join([title, "", *fixed_width(header, rows, (0, 1)), "", *left, text("price", "foot", language)])


def decision_costs(source: PublishedFile, wish: Wish, known: date) -> list[DecisionCost]:
    """The cost of each place that fits the wish; a provider without a price of its own gets the type's average."""
    if wish.start < date(known.year, 1, 1):
        raise UsageError(
            f"--from skal være 1. januar {known.year} eller senere: ældre priser er ikke med.",
            f"--from must be 1 January {known.year} or later: older prices are not included.",
        )
    _refuse_unknown(source, "offer_type", wish.offer_type, "--offer", "true", {})
    where = {"offer_type": wish.offer_type}
    providers = _priced(source, "provider_id", "offer_type = $offer_type", where)
    provider = wish.provider_id
    if provider is not None and provider not in providers:
        if not source.rows(KNOWN_PROVIDER, {"provider_id": provider}):
            _refuse_unknown(source, "provider_id", provider, "--provider", "offer_type = $offer_type", where)
        provider = AVERAGE
    if wish.rate_group is not None and provider != AVERAGE:
        _refuse_unknown(source, "rate_group", wish.rate_group, "--rate-group",
                        "offer_type = $offer_type and provider_id = coalesce($provider_id, provider_id)",
                        where | {"provider_id": provider})  # fmt: skip
    rows = source.rows(COSTS, {
        "offer_type": wish.offer_type, "provider_id": provider,
        "rate_group": None if provider == AVERAGE else wish.rate_group, "start": wish.start,
        "year_end": date(wish.start.year, 12, 31), "next_year_end": date(wish.start.year + 1, 12, 31),
        "days_this_year": 365 + isleap(wish.start.year), "days_next_year": 365 + isleap(wish.start.year + 1),
    })  # fmt: skip
    on_day = source.rows(FREE_PLACES, where | {"start": wish.start})
    free = {row["provider_id"]: row["free_places_count"] for row in on_day}
    return [DecisionCost(**row, free_places=free.get(row["provider_id"])) for row in rows]


def _priced(source: PublishedFile, column: str, where: str, parameters: dict[str, Any]) -> Sequence[str]:
    rows = source.rows(PRICED.format(column=column, where=where), parameters)
    return [row[column] for row in rows]


def _refuse_unknown(
    source: PublishedFile, column: str, value: str, option: str, where: str, parameters: dict[str, Any]
) -> None:
    known = _priced(source, column, where, parameters)
    if value not in known:
        raise UsageError(
            f"{option} har ingen pris i det, der er indlæst. Der er pris på: {', '.join(known)}.",
            f"{option} has no price in what is loaded. There are prices of: {', '.join(known)}.",
        )


def _row(cost: DecisionCost, language: Language) -> list[str]:
    is_average = cost.provider_id == AVERAGE
    notice = EN_DASH
    if cost.notice_days and cost.notice_kr is not None:
        code = "notice_month_end" if cost.notice_to_month_end else "notice_days"
        notice = text("price", code, language, days=cost.notice_days, kr=amount_text(cost.notice_kr, "kr", language))
    return [
        text("price", "mean", language) if is_average else cost.provider_id,
        EN_DASH if is_average else cost.rate_group,
        *(
            amount_text(value, "kr", language)
            for value in (cost.this_year_kr, cost.next_year_kr, cost.transport_next_year_kr, cost.average_next_year_kr)
        ),
        notice,
        free_text(cost.free_places, language),
    ]


def free_text(free: int | None, language: Language, over: int = 0) -> str:
    """Places left and, apart from them, the children that there are too many of."""
    if free is None:
        return EN_DASH
    left, too_many = max(free, 0), over + max(-free, 0)
    return text("price", "overbooked", language, free=left, over=too_many) if too_many else str(left)


def _content(cost: DecisionCost) -> dict[str, Any]:
    return {key: str(value) if isinstance(value, Decimal) else value for key, value in vars(cost).items()}
