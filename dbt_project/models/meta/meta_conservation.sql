-- one row per source and measure: what came in up to the as-of day, and where it is
{{ config(alias='conservation') }}

select
    source,
    measure,
    delivered,
    set_aside,
    replaced,
    known_from_later,
    excluded,
    in_marts,
    difference
from {{ ref('int_conservation') }}
order by source, measure
