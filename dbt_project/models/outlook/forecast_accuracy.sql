-- one row per vintage, origin, horizon, level and method: how far the method was from the truth
{{ config(alias='accuracy') }}

select
    accuracy_row.vintage_id,
    accuracy_row.origin,
    accuracy_row.horizon,
    accuracy_row.level,
    accuracy_row.method,
    accuracy_row.n,
    accuracy_row.error,
    accuracy_row.mase,
    accuracy_row.wape,
    accuracy_row.bias,
    accuracy_row.coverage_80,
    accuracy_row.coverage_95,
    accuracy_row.pinball,
    accuracy_row.interval_width,
    accuracy_row.interval_low,
    accuracy_row.interval_high
from {{ source('forecast_run', 'accuracy') }} as accuracy_row
inner join {{ ref('forecast_vintage') }} as vintage on accuracy_row.vintage_id = vintage.vintage_id
order by
    accuracy_row.vintage_id,
    accuracy_row.origin,
    accuracy_row.horizon,
    accuracy_row.level,
    accuracy_row.method
