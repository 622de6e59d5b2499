-- one row per source and expectation that its deliveries were held against
{{ config(alias='expectation') }}

select
    source,
    check_code,
    question,
    severity,
    is_met,
    broken_count,
    looked_at_count
from {{ source('control', 'expectation') }}
order by source, check_code
