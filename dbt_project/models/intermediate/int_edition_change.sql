-- one row per snapshot source, edition up to the as-of day and row that it shows otherwise than the edition before it
{% for source_name, (table, key) in snapshot_sources().items() -%}
select * from (
    {{ changed_rows(source_name, table, key) }}
) as {{ table }}
{{ 'union all' if not loop.last }}
{% endfor %}
