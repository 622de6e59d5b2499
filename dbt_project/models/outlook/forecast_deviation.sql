-- one row per vintage, fiscal year and cell of the budget; deviation = budget - forecast
{{ config(alias='deviation') }}

select
    deviation_row.vintage_id,
    deviation_row.fiscal_year,
    deviation_row.grant_area,
    deviation_row.district_id,
    deviation_row.offer_type,
    deviation_row.adopted_kr,
    deviation_row.corrected_kr,
    deviation_row.budget_kr,
    deviation_row.spend_to_date_kr,
    deviation_row.expected_kr,
    deviation_row.p10_kr,
    deviation_row.p90_kr,
    deviation_row.deviation_kr,
    deviation_row.ordinary_operation_kr,
    deviation_row.carry_over_kr,
    deviation_row.population_effect_kr,
    deviation_row.share_effect_kr,
    deviation_row.timing_effect_kr,
    deviation_row.mix_effect_kr,
    deviation_row.index_effect_kr,
    deviation_row.price_effect_kr,
    deviation_row.one_off_effect_kr,
    deviation_row.unexplained_effect_kr,
    coalesce(deviation_row.adjustment_effect_kr, 0) as adjustment_effect_kr,
    deviation_row.previous_vintage_id,
    deviation_row.previous_expected_kr,
    deviation_row.change_kr,
    deviation_row.change_population_effect_kr,
    deviation_row.change_share_effect_kr,
    deviation_row.change_timing_effect_kr,
    deviation_row.change_mix_effect_kr,
    deviation_row.change_index_effect_kr,
    deviation_row.change_price_effect_kr,
    deviation_row.change_one_off_effect_kr,
    deviation_row.change_unexplained_effect_kr,
    case when deviation_row.previous_vintage_id is not null
        then coalesce(deviation_row.change_adjustment_effect_kr, 0) end as change_adjustment_effect_kr,
    deviation_row.fiscal_year as price_level_year
from {{ source('forecast_run', 'deviation') }} as deviation_row
inner join {{ ref('forecast_vintage') }} as vintage on deviation_row.vintage_id = vintage.vintage_id
order by
    deviation_row.vintage_id,
    deviation_row.fiscal_year,
    deviation_row.grant_area,
    deviation_row.district_id,
    deviation_row.offer_type
