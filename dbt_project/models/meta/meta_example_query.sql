-- one row per example query over the published tables
{{ config(alias='example_query') }}

select
    query_id,
    title_da,
    description_da,
    query_sql
from {{ ref('example_query') }}
order by query_id
