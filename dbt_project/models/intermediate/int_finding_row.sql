-- one row per case that a check across sources finds, and edition up to the as-of day that shows the row it is named by:
-- where the row stands in the file
{% for source_name, (table, key) in finding_sources().items() -%}
select
    finding_case.check_code,
    finding_case.source,
    finding_case.case_key,
    '{{ source_name }}' as key_source,
    edition.edition,
    edition.edition_date,
    edition.file_name,
    min(shown.row_number) as row_number
from {{ ref('int_finding_case') }} as finding_case
inner join {{ source('raw', table) }} as content
    on finding_case.key_source = '{{ source_name }}' and finding_case.case_key = {{ row_key('content', key) }}
inner join {{ source('raw', table ~ '_shown') }} as shown on content.row_hash = shown.row_hash
inner join {{ ref('int_known_edition') }} as edition
    on shown.delivery_id = edition.delivery_id and edition.source = '{{ source_name }}'
group by all
{{ 'union all' if not loop.last }}
{% endfor %}
