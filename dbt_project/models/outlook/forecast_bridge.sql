-- one row per vintage, start, end, fiscal year and cell: from one figure of a year to a later one, with its causes
-- difference = start - end; the way from the budget to the forecast is that of forecast.deviation
{{ config(alias='bridge') }}

{% set effects = [
    'population', 'share', 'timing', 'mix', 'index', 'price', 'one_off', 'unexplained', 'adjustment'
] -%}

with kept as (
    select
        vintage_id,
        starts_in,
        start_vintage_id,
        ends_in,
        fiscal_year,
        grant_area,
        district_id,
        offer_type,
        start_kr,
        end_kr,
        difference_kr,
        start_places,
        end_places,
        {% for effect in effects -%}
        {{ effect }}_effect_kr{{ ',' if not loop.last }}
        {% endfor %}
    from {{ source('forecast_run', 'bridge') }}
),

from_budget as (
    select
        deviation.vintage_id,
        'budget' as starts_in,
        cast(null as varchar) as start_vintage_id,
        'forecast' as ends_in,
        deviation.fiscal_year,
        deviation.grant_area,
        deviation.district_id,
        deviation.offer_type,
        deviation.budget_kr as start_kr,
        deviation.expected_kr as end_kr,
        deviation.deviation_kr as difference_kr,
        cast(null as decimal(12, 4)) as start_places,
        cast(null as decimal(12, 4)) as end_places,
        {% for effect in effects -%}
        deviation.{{ effect }}_effect_kr{{ ',' if not loop.last }}
        {% endfor %}
    from {{ source('forecast_run', 'deviation') }} as deviation
),

bridge as (
    select * from kept
    union all
    select * from from_budget
)

select
    bridge.vintage_id,
    bridge.starts_in,
    bridge.start_vintage_id,
    bridge.ends_in,
    bridge.fiscal_year,
    bridge.grant_area,
    bridge.district_id,
    bridge.offer_type,
    bridge.start_kr,
    bridge.end_kr,
    bridge.difference_kr,
    bridge.start_places,
    bridge.end_places,
    {% for effect in effects[:-1] -%}
    bridge.{{ effect }}_effect_kr,
    {% endfor -%}
    coalesce(bridge.adjustment_effect_kr, 0) as adjustment_effect_kr,
    bridge.fiscal_year as price_level_year
from bridge
inner join {{ ref('forecast_vintage') }} as vintage on bridge.vintage_id = vintage.vintage_id
order by
    bridge.vintage_id,
    bridge.starts_in,
    bridge.start_vintage_id,
    bridge.ends_in,
    bridge.fiscal_year,
    bridge.grant_area,
    bridge.district_id,
    bridge.offer_type
