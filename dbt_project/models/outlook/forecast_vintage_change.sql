-- one row per vintage, fiscal year, district and offer type: what the change since the vintage before is due to
{{ config(alias='vintage_change') }}

select
    change_row.vintage_id,
    change_row.previous_vintage_id,
    change_row.ends_in,
    change_row.fiscal_year,
    change_row.district_id,
    change_row.offer_type,
    change_row.previous_places,
    change_row.places,
    change_row.model_places,
    change_row.correction_places,
    change_row.model_or_correction_places,
    change_row.in_place_places,
    change_row.decided_places,
    change_row.pending_places,
    change_row.unknown_places,
    change_row.adjustment_places,
    change_row.previous_kr,
    change_row.expected_kr,
    change_row.model_kr,
    change_row.correction_kr,
    change_row.model_or_correction_kr,
    change_row.in_place_kr,
    change_row.decided_kr,
    change_row.pending_kr,
    change_row.unknown_kr,
    change_row.adjustment_kr,
    change_row.price_kr,
    change_row.bills_kr,
    change_row.one_off_kr,
    change_row.other_kr,
    change_row.previous_budget_kr,
    change_row.budget_kr,
    change_row.fiscal_year as price_level_year
from {{ source('forecast_run', 'vintage_change') }} as change_row
inner join {{ ref('forecast_vintage') }} as vintage on change_row.vintage_id = vintage.vintage_id
order by
    change_row.vintage_id,
    change_row.ends_in,
    change_row.fiscal_year,
    change_row.district_id,
    change_row.offer_type
