-- one row per vintage and method: does it move referrals, and what is the least that could have been seen
{{ config(alias='programme_effect') }}

select
    effect_row.vintage_id,
    effect_row.method,
    effect_row.started_count,
    effect_row.waiting_count,
    effect_row.before_count,
    effect_row.after_count,
    effect_row.effect,
    effect_row.interval_low,
    effect_row.interval_high,
    effect_row.false_alarm_rate,
    effect_row.smallest_visible_effect,
    effect_row.sentence_da
from {{ source('forecast_run', 'programme_effect') }} as effect_row
inner join {{ ref('forecast_vintage') }} as vintage on effect_row.vintage_id = vintage.vintage_id
order by
    effect_row.vintage_id,
    effect_row.method
