-- one row per vintage, month, district, offer type and measure; ALL in a dimension is the total
{{ config(alias='activity') }}

select
    activity_row.vintage_id,
    activity_row.scenario,
    activity_row.month,
    activity_row.district_id,
    activity_row.offer_type,
    activity_row.measure,
    activity_row.mean,
    activity_row.p025,
    activity_row.p10,
    activity_row.p50,
    activity_row.p90,
    activity_row.p975
from {{ source('forecast_run', 'activity') }} as activity_row
inner join {{ ref('forecast_vintage') }} as vintage on activity_row.vintage_id = vintage.vintage_id
order by
    activity_row.vintage_id,
    activity_row.month,
    activity_row.district_id,
    activity_row.offer_type,
    activity_row.measure
