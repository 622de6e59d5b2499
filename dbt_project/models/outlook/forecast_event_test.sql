-- one row per vintage and series: has the curve broken, and what is the least that could have been seen
{{ config(alias='event_test') }}

select
    event_test_row.vintage_id,
    event_test_row.series,
    event_test_row.effect,
    event_test_row.interval_low,
    event_test_row.interval_high,
    event_test_row.false_alarm_rate,
    event_test_row.smallest_visible_effect,
    event_test_row.sentence_da
from {{ source('forecast_run', 'event_test') }} as event_test_row
inner join {{ ref('forecast_vintage') }} as vintage on event_test_row.vintage_id = vintage.vintage_id
order by
    event_test_row.vintage_id,
    event_test_row.series
