"""The questions that a spot asks of the published file; the first line of each says what a row is.

Parameters: the coordinates of `Spot`, `$vintage_id`, `$scenario`, `$as_of`. Marts are as the newest file knows them.
"""

from __future__ import annotations

LINES = """
-- one row per cell of the year that shares two of the spot's three dimensions: the spot itself, what lies beside and
-- below it; budget and deviation where the budget speaks at that level
select
    cell.grant_area, cell.district_id, cell.offer_type, cell.mean_kr, cell.p10_kr, cell.p90_kr, cell.full_year_places,
    cell.unit_price_kr, deviation.budget_kr, deviation.deviation_kr
from forecast.fiscal_year as cell
left join forecast.deviation as deviation
    on $component = 'total' and deviation.vintage_id = cell.vintage_id
    and deviation.fiscal_year = cell.fiscal_year and deviation.grant_area = cell.grant_area
    and deviation.district_id = cell.district_id and deviation.offer_type = cell.offer_type
left join mart.offer_type as offer_type on cell.offer_type = offer_type.offer_type
where
    cell.vintage_id = $vintage_id and cell.scenario = $scenario and cell.fiscal_year = $fiscal_year
    and cell.component = $component
    and (cell.grant_area = $grant_area)::int + (cell.district_id = $district_id)::int
    + (cell.offer_type = $offer_type)::int >= 2
order by
    cell.grant_area in ('ukendt', 'umappet'), cell.grant_area, cell.district_id = 'UKENDT', cell.district_id,
    offer_type.sort_order nulls last, cell.offer_type
"""

PARTS = """
-- one row per component of the cell
select component, mean_kr, p10_kr, p90_kr, full_year_places
from forecast.fiscal_year
where
    vintage_id = $vintage_id and scenario = $scenario and fiscal_year = $fiscal_year and grant_area = $grant_area
    and district_id = $district_id and offer_type = $offer_type
order by component
"""

YEARS = """
-- one row per fiscal year of the cell
select fiscal_year, mean_kr, p10_kr, p90_kr, full_year_places, unit_price_kr
from forecast.fiscal_year
where
    vintage_id = $vintage_id and scenario = $scenario and component = $component and grant_area = $grant_area
    and district_id = $district_id and offer_type = $offer_type
order by fiscal_year
"""

# A month's full-year places times the year's days over the month's are the places in use on average in the month.
MONTHS = """
-- one row per month of service and line that shares the spot's district or its offer type: places, postings, kroner,
-- these by component (null of an older vintage), and the adjustments of a cell within the line, by the days of a month
with judged as (
    select
        district_id, offer_type, effect_kr, make_date(fiscal_year, coalesce(first_month, 1), 1) as first_date,
        last_day(make_date(fiscal_year, coalesce(last_month, 12), 1)) as last_date
    from forecast.adjustment
    where vintage_id = $vintage_id and fiscal_year = $fiscal_year
),

booked as (
    select month, district_id, offer_type, sum(booked_kr) as posted_kr
    from mart.spend_monthly
    where fiscal_year = $fiscal_year and grant_area = 'ALL' and month <= $as_of
    group by month, district_id, offer_type
),

used as (
    select
        month, district_id, offer_type,
        mean * (make_date(year(month) + 1, 1, 1) - make_date(year(month), 1, 1)) / day(last_day(month)) as places
    from forecast.activity
    where vintage_id = $vintage_id and scenario = $scenario and measure = 'full_year_places'
)

select
    cost.month, cost.district_id, cost.offer_type, used.places, booked.posted_kr, cost.mean_kr, cost.p10_kr,
    cost.p90_kr, cost.booked_kr, cost.unbilled_kr, cost.known_kr, cost.decided_kr, cost.pending_kr,
    cost.expected_intake_kr, cost.transport_kr,
    (
        select sum(judged.effect_kr * day(last_day(cost.month)) / (judged.last_date - judged.first_date + 1))
        from judged
        where
            cost.district_id in ('ALL', judged.district_id) and cost.offer_type in ('ALL', judged.offer_type)
            and cost.month between judged.first_date and judged.last_date
    ) as adjusted_kr
from forecast.cost as cost
left join used using (month, district_id, offer_type)
left join booked using (month, district_id, offer_type)
left join mart.offer_type as offer_type on cost.offer_type = offer_type.offer_type
where
    cost.vintage_id = $vintage_id and cost.scenario = $scenario and year(cost.month) = $fiscal_year
    and (cost.district_id = $district_id or cost.offer_type = $offer_type)
order by
    cost.month, cost.district_id = 'UKENDT', cost.district_id, offer_type.sort_order nulls last, cost.offer_type
"""

SPENT = """
-- one row per month and grant area of the spot's district and offer type: posted, known places times price, one-off
select
    month, grant_area, if(month <= $as_of, booked_kr, null) as booked_kr, committed_kr,
    if(month <= $as_of, one_off_kr, null) as one_off_kr
from mart.spend_monthly
where fiscal_year = $fiscal_year and district_id = $district_id and offer_type = $offer_type
order by month, grant_area = 'ALL', grant_area
"""

FUNNEL = """
-- one row: of new and changed places in the year up to the as-of month, each step counted in the month it was taken
select
    sum(received_count)::int as received, sum(granted_count + alternative_count + refused_count)::int as decided,
    sum(granted_count + alternative_count)::int as granted, sum(started_count)::int as started
from mart.referral_monthly
where
    district_id = $district_id and referral_type in ('ny', 'aendring')
    and month <= $as_of and month > date_trunc('month', $as_of) - interval 12 month
having sum(received_count) > 0
"""

PROVIDERS = """
-- one row per provider with places in the year so far, of the spot's district and offer type, and what they cost in all
with provider as (
    select
        provider_id, max_by(owner, valid_from) as provider_group, max_by(provider_name, valid_from) as provider_name
    from mart.provider
    group by provider_id
),

placed as (
    select
        provider_id, sum(full_year_places) as places, sum(starts_count)::int as starts, sum(ends_count)::int as ends,
        coalesce(max(children_count) filter (where last_day(month) = last_day($as_of)), 0) as children
    from mart.activity_monthly
    where
        provider_id <> 'ALL' and district_id = $district_id and offer_type = $offer_type
        and year(month) = $fiscal_year and month <= $as_of
    group by provider_id
    having sum(full_year_places) > 0 or sum(starts_count) > 0
)

select
    coalesce(provider.provider_group, 'ukendt') as provider_group, placed.provider_id, provider.provider_name,
    placed.children, placed.places, placed.starts, placed.ends, cost.cost_kr
from placed
left join provider on placed.provider_id = provider.provider_id
left join mart.unit_cost as cost
    on $district_id = 'ALL' and placed.provider_id = cost.provider_id and cost.offer_type = $offer_type
    and cost.fiscal_year = $fiscal_year
order by provider_group, placed.places desc, placed.provider_id
"""

DIVIDED = """
-- one row per fiscal year, dimension and member of the vintage: the whole year divided; none of the spot
select fiscal_year, dimension, member, full_year_places, mean_kr, p10_kr, p90_kr
from forecast.level
where vintage_id = $vintage_id
order by dimension, member, fiscal_year
"""
