-- one row per source, check and edition: how many of the cases found each edition shows
{{ config(alias='finding_trend') }}

select
    source,
    check_code,
    edition,
    edition_date,
    finding_count
from {{ ref('int_finding_trend') }}
order by source, check_code, edition
