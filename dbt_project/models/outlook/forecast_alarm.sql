-- one row per vintage, series, group and period: what came since the vintage before, beside what that expected
{{ config(alias='alarm') }}

select
    alarm_row.vintage_id,
    alarm_row.previous_vintage_id,
    alarm_row.series,
    alarm_row.stream,
    alarm_row.district_id,
    alarm_row.period,
    alarm_row.from_month,
    alarm_row.to_month,
    alarm_row.came_count,
    alarm_row.of_count,
    alarm_row.expected_cases,
    alarm_row.low_cases,
    alarm_row.high_cases,
    alarm_row.alarm_low_cases,
    alarm_row.alarm_high_cases,
    alarm_row.is_alarm,
    alarm_row.event_name,
    alarm_row.false_alarm_rate,
    alarm_row.previous_kr,
    alarm_row.expected_kr,
    alarm_row.limit_kr,
    year(alarm_row.to_month)::integer as price_level_year
from {{ source('forecast_run', 'alarm') }} as alarm_row
inner join {{ ref('forecast_vintage') }} as vintage on alarm_row.vintage_id = vintage.vintage_id
order by
    alarm_row.vintage_id,
    alarm_row.series,
    alarm_row.stream,
    alarm_row.district_id,
    alarm_row.period,
    alarm_row.from_month
