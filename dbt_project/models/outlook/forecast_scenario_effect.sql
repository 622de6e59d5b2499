-- one row per vintage with a scenario, fiscal year and step: what each step changes against the baseline
{{ config(alias='scenario_effect') }}

select
    scenario_effect_row.vintage_id,
    scenario_effect_row.scenario,
    scenario_effect_row.fiscal_year,
    scenario_effect_row.step_order,
    scenario_effect_row.step,
    scenario_effect_row.mean_kr,
    scenario_effect_row.p025_kr,
    scenario_effect_row.p10_kr,
    scenario_effect_row.p50_kr,
    scenario_effect_row.p90_kr,
    scenario_effect_row.p975_kr,
    scenario_effect_row.full_year_places,
    scenario_effect_row.fiscal_year as price_level_year
from {{ source('forecast_run', 'scenario_effect') }} as scenario_effect_row
inner join {{ ref('forecast_vintage') }} as vintage on scenario_effect_row.vintage_id = vintage.vintage_id
order by
    scenario_effect_row.vintage_id,
    scenario_effect_row.fiscal_year,
    scenario_effect_row.step_order
