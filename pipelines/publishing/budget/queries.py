"""The questions a budget edition asks of the published file; the first line of each says what a row is.

Parameters: `$vintage_id`, `$budget_year`, `$running_year`, `$as_of`.
"""

from __future__ import annotations

from pipelines.publishing.residence import at_home

HAS_BUDGETS = """
-- one row where the file has budgets at all
select 1 from information_schema.tables where table_schema = 'forecast' and table_name = 'budget_way'
"""

WAYS = """
-- one row per way, budget year, grant area, offer type and district of which at most one is not ALL
select
    way, fiscal_year, grant_area, district_id, offer_type, mean_children, full_year_places, unit_price_kr, mean_kr,
    p10_kr, p90_kr
from forecast.budget_way
where
    vintage_id = $vintage_id
    and (grant_area <> 'ALL')::integer + (district_id <> 'ALL')::integer + (offer_type <> 'ALL')::integer <= 1
order by all
"""

BRIDGES = """
-- one row per budget year and pair of ways: what they differ by
select * exclude (vintage_id, from_kr, to_kr, price_level_year)
from forecast.budget_bridge
where vintage_id = $vintage_id
order by fiscal_year, from_way, to_way
"""

AGES = """
-- one row per budget year and group of ages: what the newest population forecast moves since the one before
select
    fiscal_year as year, age_from, age_to, previous_vintage_year as previous_vintage, vintage_year as vintage,
    previous_people_count as previous_people, people_count as people, covered_places, coverage_rate as rate,
    full_year_places as places, unit_price_kr as price_kr, amount_kr as kr
from forecast.demography
where vintage_id = $vintage_id
order by fiscal_year, age_from
"""

GROUNDS = """
-- one row per assumption and year; what was asked for and is not there stands before what was taken instead
select code, fiscal_year as year, value, status, dated
from forecast.budget_basis
where vintage_id = $vintage_id
order by code, status = 'assumed', fiscal_year
"""

RUNNING = """
-- one row: the running year as forecast, and its budget, where there is one
with outlook as (
    select mean_kr, p10_kr, p90_kr, full_year_places
    from forecast.fiscal_year
    where
        vintage_id = $vintage_id and scenario = $scenario and fiscal_year = $running_year and component = 'total'
        and grant_area = 'ALL' and district_id = 'ALL' and offer_type = 'ALL'
),
deviation as (
    select *
    from forecast.deviation
    where
        vintage_id = $vintage_id and fiscal_year = $running_year
        and grant_area = 'ALL' and district_id = 'ALL' and offer_type = 'ALL'
),
planned as (
    select planned_full_year_places
    from mart.budget_position
    where
        grant_area = 'ALL' and district_id = 'ALL' and offer_type = 'ALL' and fiscal_year = $running_year
        and as_of = $as_of
)
select
    outlook.mean_kr as expected_kr, outlook.p10_kr as low_kr, outlook.p90_kr as high_kr,
    outlook.full_year_places as places, planned.planned_full_year_places as planned_places, deviation.adopted_kr,
    deviation.budget_kr, deviation.population_effect_kr, deviation.share_effect_kr, deviation.timing_effect_kr,
    deviation.mix_effect_kr, deviation.index_effect_kr, deviation.price_effect_kr, deviation.one_off_effect_kr,
    deviation.adjustment_effect_kr, deviation.unexplained_effect_kr
from outlook
left join deviation on true
left join planned on true
"""

RUNNING_PLACES = """
-- one row per offer type and the whole: full-year places expected of the running year
select offer_type, full_year_places
from forecast.fiscal_year
where
    vintage_id = $vintage_id and scenario = $scenario and fiscal_year = $running_year and component = 'total'
    and grant_area = 'ALL' and district_id = 'ALL'
order by offer_type
"""

DISTRICTS = """
-- one row per district: places of the budget year, as the trend and the frozen share have them
select
    way.district_id as district,
    coalesce(any_value(district.area_id), 'UKENDT') as area,
    coalesce(sum(way.full_year_places) filter (where way.way = 'trend'), 0) as places,
    sum(way.full_year_places) filter (where way.way = 'frozen') as frozen_places
from forecast.budget_way as way
left join mart.district as district on way.district_id = district.district_id
where
    way.vintage_id = $vintage_id and way.fiscal_year = $budget_year and way.way in ('trend', 'frozen')
    and way.grant_area = 'ALL' and way.offer_type = 'ALL' and way.district_id <> 'ALL'
group by way.district_id
order by way.district_id
"""

AREA_FIGURES = f"""
-- one row per area and offer type: this year's figure in its own prices, and what the trend gives the budget year
with year_line as (
    select district_id, offer_type, full_year_places, mean_kr
    from forecast.budget_way
    where
        vintage_id = $vintage_id and fiscal_year = $budget_year and way = 'trend' and grant_area = 'ALL'
        and district_id <> 'ALL' and offer_type <> 'ALL'
),

{at_home("year_line", "full_year_places", "mean_kr")},

agreed as (
    select area_id, offer_type, max(expected_places) as expected_places, sum(expected_kr) as agreed_kr
    from mart.expectation_figure
    where
        fiscal_year = $running_year and area_id not in ('ALL', 'RESERVE')
        and offer_type not in ('ALL', 'ikke_fordelt')
    group by area_id, offer_type
),

proposed as (
    select
        coalesce(district.area_id, 'UKENDT') as area_id, at_home.offer_type, sum(at_home.full_year_places) as places,
        round(sum(at_home.mean_kr)) as forecast_kr
    from at_home
    left join mart.district as district on at_home.district_id = district.district_id
    where at_home.offer_type <> 'ikke_fordelt'
    group by 1, 2
)

select
    coalesce(agreed.area_id, proposed.area_id) as area_id,
    coalesce(agreed.offer_type, proposed.offer_type) as offer_type,
    agreed.expected_places,
    coalesce(agreed.agreed_kr, 0) as agreed_kr,
    coalesce(proposed.places, 0) as places,
    coalesce(proposed.forecast_kr, 0) as forecast_kr
from agreed
full outer join proposed on agreed.area_id = proposed.area_id and agreed.offer_type = proposed.offer_type
order by 1, 2
"""
