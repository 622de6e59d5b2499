-- one row per source, check and message: what the gate, the suites and the checks across sources found
{{ config(alias='finding') }}

with finding as (
    select
        source, check_code, severity, finding_count, owner, message_da, message_en, consequence_da
    from {{ source('control', 'finding') }}
    union
    select
        source, check_code, severity, finding_count, owner, message_da, message_en, consequence_da
    from {{ ref('int_finding') }}
)

select
    source,
    check_code,
    severity,
    finding_count,
    owner,
    message_da,
    message_en,
    consequence_da
from finding
order by source, check_code, message_da
