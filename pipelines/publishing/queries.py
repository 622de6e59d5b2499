"""The questions an edition asks of the published file, in SQL; the first line of each says what a row is.

Parameters: `$vintage_id`, `$scenario`, `$fiscal_year`, `$as_of`. Every query orders its rows, so an
edition is the same each time.
"""

from __future__ import annotations

VINTAGE = """
-- the vintage asked for
select
    vintage_id, as_of_date as as_of, created_at, data_fingerprint, code_version, seed, scenario, status,
    approved_by, approved_at, coalesce(is_demonstration, false) as is_demonstration
from forecast.vintage
where vintage_id = $vintage_id
"""

LATEST_VINTAGE = """
-- the vintage made last
select vintage_id
from forecast.vintage
where scenario = 'baseline'
order by as_of_date desc, created_at desc, vintage_id
limit 1
"""

PREVIOUS_AS_OF = """
-- the as-of day of the vintage that this one is compared with
select previous.as_of_date
from forecast.deviation as deviation
inner join forecast.vintage as previous on deviation.previous_vintage_id = previous.vintage_id
where
    deviation.vintage_id = $vintage_id and deviation.fiscal_year = $fiscal_year
    and deviation.grant_area = 'ALL' and deviation.district_id = 'ALL' and deviation.offer_type = 'ALL'
"""

POSITIONS = """
-- one row per grant area (all types), offer type (all areas) and the whole, over all districts
select
    deviation.grant_area, deviation.offer_type, coalesce(offer_type.is_in_total, true) as is_in_total,
    deviation.adopted_kr, deviation.corrected_kr, deviation.budget_kr, deviation.spend_to_date_kr,
    deviation.expected_kr, deviation.p10_kr, deviation.p90_kr, deviation.deviation_kr,
    deviation.ordinary_operation_kr, deviation.carry_over_kr, deviation.population_effect_kr,
    deviation.share_effect_kr, deviation.timing_effect_kr, deviation.mix_effect_kr, deviation.index_effect_kr,
    deviation.price_effect_kr, deviation.one_off_effect_kr, deviation.adjustment_effect_kr,
    deviation.unexplained_effect_kr,
    deviation.previous_expected_kr
from forecast.deviation as deviation
left join mart.offer_type as offer_type on deviation.offer_type = offer_type.offer_type
where
    deviation.vintage_id = $vintage_id and deviation.fiscal_year = $fiscal_year and deviation.district_id = 'ALL'
    and (deviation.grant_area = 'ALL' or deviation.offer_type = 'ALL')
order by
    deviation.grant_area in ('ukendt', 'umappet'), deviation.grant_area,
    offer_type.sort_order nulls last, deviation.offer_type
"""

OFFER_TYPES = """
-- one row per offer type there is, with children or without: what is expected of it, its part in each grant area and
-- the area that carries most of it, whether that area's budget is split by offer type
with forecast_row as (
    select *
    from forecast.fiscal_year
    where
        vintage_id = $vintage_id and scenario = $scenario and fiscal_year = $fiscal_year and component = 'total'
        and district_id = 'ALL' and offer_type <> 'ALL'
),

area as (
    select
        offer_type,
        arg_max(grant_area, (abs(mean_kr), grant_area)) as grant_area,
        list(distinct grant_area order by grant_area) as areas,
        list({area: grant_area, kr: mean_kr} order by grant_area) as in_areas
    from forecast_row
    where grant_area <> 'ALL'
    group by offer_type
),

split_area as (
    select distinct grant_area
    from forecast.deviation
    where
        vintage_id = $vintage_id and fiscal_year = $fiscal_year and district_id = 'ALL'
        and grant_area <> 'ALL' and offer_type <> 'ALL'
)

select
    coalesce(offer_type.offer_type, expected.offer_type) as offer_type,
    coalesce(area.grant_area, 'ALL') as grant_area,
    coalesce(area.areas, ['ALL']) as areas,
    coalesce(area.in_areas, []) as in_areas,
    split_area.grant_area is not null as has_split_budget,
    coalesce(offer_type.is_in_total, true) as is_in_total,
    coalesce(offer_type.is_offered, true) as is_offered,
    coalesce(expected.mean_kr, 0) as mean_kr,
    coalesce(expected.p10_kr, 0) as p10_kr,
    coalesce(expected.p90_kr, 0) as p90_kr
from mart.offer_type as offer_type
full outer join (select * from forecast_row where grant_area = 'ALL') as expected
    on offer_type.offer_type = expected.offer_type
left join area on expected.offer_type = area.offer_type
left join split_area on area.grant_area = split_area.grant_area
order by offer_type.sort_order nulls last, expected.offer_type
"""

UNSPLIT_AREAS = """
-- one row per grant area whose budget is not split by offer type
select deviation.grant_area
from forecast.deviation as deviation
where
    deviation.vintage_id = $vintage_id and deviation.fiscal_year = $fiscal_year and deviation.district_id = 'ALL'
    and deviation.grant_area <> 'ALL'
group by deviation.grant_area
having bool_and(deviation.offer_type = 'ALL') and bool_or(deviation.budget_kr <> 0)
order by deviation.grant_area
"""

OFFER_ACTIVITY = """
-- one row per offer type and the whole: full-year places last year, this year, next year and in the budget
with forecast_year as (
    select offer_type, fiscal_year, full_year_places, unit_price_kr
    from forecast.fiscal_year
    where
        vintage_id = $vintage_id and scenario = $scenario and component = 'total'
        and grant_area = 'ALL' and district_id = 'ALL'
),

past_year as (
    select offer_type, sum(full_year_places) as full_year_places
    from mart.activity_monthly
    where provider_id = 'ALL' and district_id = 'ALL' and year(month) = $fiscal_year - 1
    group by offer_type
),

planned as (
    select offer_type, planned_full_year_places
    from mart.budget_position
    where grant_area = 'ALL' and district_id = 'ALL' and fiscal_year = $fiscal_year and as_of = $as_of
)

select
    this_year.offer_type,
    past_year.full_year_places as last_year,
    this_year.full_year_places as this_year,
    next_year.full_year_places as next_year,
    planned.planned_full_year_places as planned,
    this_year.unit_price_kr
from forecast_year as this_year
left join forecast_year as next_year
    on this_year.offer_type = next_year.offer_type and next_year.fiscal_year = $fiscal_year + 1
left join past_year on this_year.offer_type = past_year.offer_type
left join planned on this_year.offer_type = planned.offer_type
where this_year.fiscal_year = $fiscal_year
order by this_year.offer_type
"""

COMPONENTS = """
-- one row per component of the fiscal year, the whole municipality
select component, mean_kr, p10_kr, p90_kr, full_year_places
from forecast.fiscal_year
where
    vintage_id = $vintage_id and scenario = $scenario and fiscal_year = $fiscal_year
    and grant_area = 'ALL' and district_id = 'ALL' and offer_type = 'ALL'
order by component
"""

YEARS = """
-- one row per fiscal year, the whole municipality
with budget as (
    select fiscal_year, nullif(budget_kr, 0) as budget_kr
    from forecast.deviation
    where vintage_id = $vintage_id and grant_area = 'ALL' and district_id = 'ALL' and offer_type = 'ALL'
)

select total.fiscal_year, total.mean_kr, total.p10_kr, total.p90_kr, total.full_year_places, total.unit_price_kr,
    budget.budget_kr
from forecast.fiscal_year as total
left join budget on total.fiscal_year = budget.fiscal_year
where
    total.vintage_id = $vintage_id and total.scenario = $scenario and total.component = 'total'
    and total.grant_area = 'ALL' and total.district_id = 'ALL' and total.offer_type = 'ALL'
order by total.fiscal_year
"""

# A month's full-year places are days / days of the year; times the year's days over the month's they are the
# places in use on average in the month, which a reader can compare from month to month.
MONTHS_PAST = """
-- one row per past month of this year and the two before: places in use on average
select
    month,
    full_year_places * (make_date(year(month) + 1, 1, 1) - make_date(year(month), 1, 1)) / day(last_day(month))
        as places,
    null as p10,
    null as p90
from mart.activity_monthly
where
    provider_id = 'ALL' and district_id = 'ALL' and offer_type = 'ALL'
    and last_day(month) <= $as_of and year(month) >= $fiscal_year - 2
order by month
"""

MONTHS_AHEAD = """
-- one row per coming month of this year and next: expected places in use on average, with the 80 % interval
with scale as (
    select *,
        (make_date(year(month) + 1, 1, 1) - make_date(year(month), 1, 1)) / day(last_day(month)) as months_per_year
    from forecast.activity
    where
        vintage_id = $vintage_id and scenario = $scenario and measure = 'full_year_places'
        and district_id = 'ALL' and offer_type = 'ALL'
        and last_day(month) > $as_of and year(month) <= $fiscal_year + 1
)

select month, mean * months_per_year as places, p10 * months_per_year as p10, p90 * months_per_year as p90
from scale
order by month
"""

ACCURACY = """
-- one row per horizon, level of the whole municipality and method, over all origins of the backtest
select
    horizon, level, method, count(distinct origin) as origins,
    round(avg(wape), 6) as wape,
    round(avg(bias), 6) as bias,
    round(avg(coverage_80), 6) as coverage_80
from forecast.accuracy
where vintage_id = $vintage_id and level in ('total', 'total_kr') and wape is not null
group by horizon, level, method
order by horizon, level, method
"""

ADJUSTMENTS = """
-- one row per adjustment that the forecast counts with, also one that was withdrawn after it was made
select grant_area, offer_type, amount_kr, factor, reason, expires, first_month, last_month
from forecast.adjustment
where vintage_id = $vintage_id and fiscal_year = $fiscal_year
order by grant_area, offer_type, reason
"""

ACTION_PLAN = """
-- one row per initiative of the plan's latest status of the year, the whole plan last
select
    initiative, initiative_name, status_date, phase, temperature, allocated_kr, committed_kr, spent_kr, committed_share,
    planned_saving_kr, realised_saving_kr, schools_started_count, schools_planned_count, institutions_started_count,
    institutions_planned_count, main_deliverable, expected_effect, risks
from mart.action_plan
where fiscal_year = $fiscal_year and status_date <= $as_of
qualify status_date = max(status_date) over ()
order by initiative = 'ALL', initiative
"""

LEDGER = """
-- one row: the newest month of the year's ledger, and the one up to which every month agrees with its sender's total
with ledger_month as (
    select edition_date, reconciliation = 'afstemt' as agrees
    from meta.reconciliation
    where grant_area = 'ALL' and price_level_year = $fiscal_year
)
select
    max(edition_date) as newest,
    max(edition_date) filter (
        where agrees
            and edition_date < coalesce((select min(edition_date) from ledger_month where not agrees), 'infinity')
    ) as reconciled
from ledger_month
"""

DELIVERIES = """
-- one row per file that the figures rest on
select distinct source, file_name, sha256
from meta.delivery
where is_in_use
order by source, file_name, sha256
"""
