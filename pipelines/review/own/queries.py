"""What a leader's own figures are asked of the published file; the first line of each says what a row is.

Parameters: `$own`, an area or an institution number; `$as_of`; `$vintage_id`, the newest approved forecast.
"""

from __future__ import annotations

APPROVED = """
-- the newest approved forecast; no row where none is
select vintage_id, as_of_date as as_of
from forecast.vintage
where status = 'approved' and scenario = 'baseline'
order by as_of_date desc, created_at desc, vintage_id
limit 1
"""

AREA = """
-- one row where there is such an area
select $own as name
from mart.district
where area_id = $own and district_id <> 'UKENDT'
limit 1
"""

INSTITUTION = """
-- one row where there is such an institution: its newest name
select max_by(provider_name, valid_from) as name
from mart.provider
where provider_id = $own
having count(*) > 0
"""

DISTRICTS = """
-- one row per district of the area: its children and referrals of the year so far, and what is forecast for the year
with counted as (
    select
        district_id, coalesce(max(children_count) filter (where last_day(month) = last_day($as_of)), 0) as children,
        sum(full_year_places) as places_to_date, sum(starts_count)::int as starts, sum(ends_count)::int as ends
    from mart.activity_monthly
    where provider_id = 'ALL' and offer_type = 'ALL' and year(month) = year($as_of) and month <= $as_of
    group by district_id
),

referred as (
    select
        district_id, sum(received_count)::int as received,
        sum(granted_count + alternative_count + refused_count)::int as decided,
        coalesce(max(open_count) filter (where last_day(month) = last_day($as_of)), 0) as waiting
    from mart.referral_monthly
    where referral_type = 'ALL' and year(month) = year($as_of) and month <= $as_of
    group by district_id
)

select
    district.district_id, counted.children, counted.places_to_date, counted.starts, counted.ends, referred.received,
    referred.decided, referred.waiting, cell.full_year_places as places, cell.mean_kr as expected, cell.p10_kr as low,
    cell.p90_kr as high
from mart.district as district
left join counted using (district_id)
left join referred using (district_id)
left join forecast.fiscal_year as cell
    on cell.district_id = district.district_id and cell.vintage_id = $vintage_id and cell.scenario = 'baseline'
    and cell.fiscal_year = year($as_of) and cell.component = 'total' and cell.grant_area = 'ALL'
    and cell.offer_type = 'ALL'
where district.area_id = $own
order by district.district_id
"""

ADJUSTED = """
-- one row per adjustment that the year's expected accounts of the area's districts count with
select
    adjustment_id, fiscal_year, grant_area, district_id, offer_type, first_month, last_month, effect_kr as effect,
    reason, made_by, expires
from forecast.adjustment
where
    vintage_id = $vintage_id and fiscal_year = year($as_of)
    and district_id in (select district_id from mart.district where area_id = $own)
order by district_id, made_at, adjustment_id
"""

# A month's full-year places times the year's days over the month's are the places in use on average in the month.
AREA_MONTHS = """
-- one row per month of the year: the area's agreed places, those in use and those forecast, on average in the month
with own as (select district_id from mart.district where area_id = $own),

used as (
    select month, sum(full_year_places) as places
    from mart.activity_monthly
    where
        provider_id = 'ALL' and offer_type = 'ALL' and district_id in (from own) and year(month) = year($as_of)
        and last_day(month) <= $as_of
    group by month
),

ahead as (
    select month, sum(mean) as places
    from forecast.activity
    where
        vintage_id = $vintage_id and scenario = 'baseline' and measure = 'full_year_places' and offer_type = 'ALL'
        and district_id in (from own) and year(month) = year($as_of)
    group by month
),

agreed as (
    select month, expected_places
    from mart.expectation_figure
    where area_id = $own and offer_type = 'ALL' and fiscal_year = year($as_of)
),

spoken as (
    select
        month, agreed.expected_places,
        (make_date(year(month) + 1, 1, 1) - make_date(year(month), 1, 1)) / day(last_day(month)) as share,
        used.places as used, ahead.places as ahead
    from used
    full join ahead using (month)
    full join agreed using (month)
)

select month, expected_places, used * share as actual, ahead * share as month_places
from spoken
order by month
"""

OFFERS = """
-- one row per offer type with children at the institution in the year so far, and the whole (whose places are not all
-- said); what they have cost
with counted as (
    select
        offer_type, coalesce(max(children_count) filter (where last_day(month) = last_day($as_of)), 0) as children,
        coalesce(max(children_count) filter (where last_day(month) = last_day($as_of - interval 1 year)), 0) as before,
        sum(full_year_places) filter (where year(month) = year($as_of)) as places_to_date,
        coalesce(sum(starts_count) filter (where year(month) = year($as_of)), 0)::int as starts,
        coalesce(sum(ends_count) filter (where year(month) = year($as_of)), 0)::int as ends
    from mart.activity_monthly
    where provider_id = $own and district_id = 'ALL' and year(month) >= year($as_of) - 1 and month <= $as_of
    group by offer_type
)

select
    counted.*, if(counted.offer_type = 'ALL', null, capacity.place_count) as capacity, cost.cost_kr as cost_to_date,
    counted.offer_type = 'ALL' as is_total
from counted
left join mart.capacity as capacity
    on capacity.provider_id = $own and capacity.offer_type = counted.offer_type
    and last_day(capacity.month) = last_day($as_of)
left join mart.unit_cost as cost
    on cost.provider_id = $own and cost.offer_type = counted.offer_type and cost.fiscal_year = year($as_of)
left join mart.offer_type as offer_type on counted.offer_type = offer_type.offer_type
where counted.children + counted.before + coalesce(counted.places_to_date, 0) > 0
order by is_total, offer_type.sort_order nulls last, counted.offer_type
"""

INSTITUTION_MONTHS = """
-- one row per month of the year up to the as-of month and the one before: children, starts, ends, reviews
select
    activity.month, activity.children_count as at_end, activity.starts_count as starts, activity.ends_count as ends,
    review.due_count as due, review.overdue_count as overdue
from mart.activity_monthly as activity
left join mart.review_monthly as review
    on review.provider_id = $own and review.offer_type = 'ALL' and review.area_id = 'ALL'
    and review.district_id = 'ALL' and review.month = activity.month
where
    activity.provider_id = $own and activity.district_id = 'ALL' and activity.offer_type = 'ALL'
    and activity.month <= $as_of and activity.month > date_trunc('month', $as_of) - interval 13 month
order by activity.month
"""

AHEAD = """
-- one row per month after the as-of month, a year ahead: the institution's places, who is known to be in one, free ones
select
    month, place_count as capacity, known_children_count as known, granted_count as granted, free_places_count as free
from mart.free_places
where
    provider_id = $own and offer_type = 'ALL' and month > $as_of
    and month <= date_trunc('month', $as_of) + interval 12 month
order by month
"""

NAMES = {"area": AREA, "school": INSTITUTION}
"""What says whether there is such an area or institution, by the role that it is the own of."""
