-- one row per vintage, declared event and series: what the forecast goes around, and why
{{ config(alias='event') }}

select
    event_row.vintage_id,
    event_row.name,
    event_row.series,
    event_row.from_date,
    event_row.to_date,
    event_row.treatment,
    event_row.level_share,
    event_row.caught_up_share,
    event_row.caught_up_months,
    event_row.reason
from {{ source('forecast_run', 'event') }} as event_row
inner join {{ ref('forecast_vintage') }} as vintage on event_row.vintage_id = vintage.vintage_id
order by
    event_row.vintage_id,
    event_row.from_date,
    event_row.name,
    event_row.series
