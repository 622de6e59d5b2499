-- one row per vintage, start, end, fiscal year and cell: from one figure of a year to a later one, with its causes
-- difference = start - end; the way from the budget to the forecast is that of forecast.deviation
{{ config(alias='bridge') }}

{% set effects = [
    'population', 'share', 'timing', 'mix', 'index', 'price', 'one_off', 'unexplained', 'adjustment'
] -%}

with bridge as (
    select *
    from {{ source('forecast_run', 'bridge') }}
    union all by name
    select
        vintage_id,
        'budget' as starts_in,
        'forecast' as ends_in,
        fiscal_year,
        grant_area,
        district_id,
        offer_type,
        budget_kr as start_kr,
        expected_kr as end_kr,
        deviation_kr as difference_kr,
        {% for effect in effects -%}
        {{ effect }}_effect_kr{{ ',' if not loop.last }}
        {% endfor %}
    from {{ source('forecast_run', 'deviation') }}
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
