-- one row per vintage, level, series and horizon: which method forecasts the places, and why
{{ config(alias='method_choice') }}

select
    method_choice_row.vintage_id,
    method_choice_row.level,
    method_choice_row.series,
    method_choice_row.horizon,
    method_choice_row.method,
    method_choice_row.children_count,
    method_choice_row.starts_count,
    method_choice_row.ends_count,
    method_choice_row.origins_count,
    method_choice_row.years_count,
    method_choice_row.error_share,
    method_choice_row.plain_method,
    method_choice_row.plain_error_share,
    method_choice_row.places_widened_80,
    method_choice_row.places_widened_95,
    method_choice_row.kr_widened_80,
    method_choice_row.kr_widened_95,
    method_choice_row.sentence_da
from {{ source('forecast_run', 'method_choice') }} as method_choice_row
inner join {{ ref('forecast_vintage') }} as vintage on method_choice_row.vintage_id = vintage.vintage_id
order by
    method_choice_row.vintage_id,
    method_choice_row.level,
    method_choice_row.series,
    method_choice_row.horizon
