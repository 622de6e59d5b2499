-- one row per vintage, budget year and pair of ways: what the whole differs by, cause by cause
{{ config(alias='budget_bridge') }}

select
    budget_bridge_row.vintage_id,
    budget_bridge_row.fiscal_year,
    budget_bridge_row.from_way,
    budget_bridge_row.to_way,
    budget_bridge_row.from_kr,
    budget_bridge_row.to_kr,
    budget_bridge_row.population_effect_kr,
    budget_bridge_row.share_effect_kr,
    budget_bridge_row.timing_effect_kr,
    budget_bridge_row.mix_effect_kr,
    budget_bridge_row.price_effect_kr,
    budget_bridge_row.one_off_effect_kr,
    budget_bridge_row.plan_effect_kr,
    budget_bridge_row.unexplained_effect_kr,
    budget_bridge_row.price_level_year
from {{ source('forecast_run', 'budget_bridge') }} as budget_bridge_row
inner join {{ ref('forecast_vintage') }} as vintage on budget_bridge_row.vintage_id = vintage.vintage_id
order by
    budget_bridge_row.vintage_id,
    budget_bridge_row.fiscal_year,
    budget_bridge_row.from_way,
    budget_bridge_row.to_way
