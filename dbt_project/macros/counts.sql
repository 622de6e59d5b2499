{#- Counts by code, written as JSON with the codes in order, with one code counted so many times more. -#}
{% macro with_count(counts, code, more) -%}
    {%- set before = "from_json(" ~ counts ~ ", '\"MAP(VARCHAR, INTEGER)\"')" -%}
    {%- set after -%}
        map_concat({{ before }}, map {'{{ code }}': coalesce({{ before }}['{{ code }}'], 0) + {{ more }}})
    {%- endset -%}
    '{' || array_to_string(
        list_transform(
            list_sort(map_keys({{ after }})),
            lambda code: '"' || code || '": ' || cast({{ after }}[code] as varchar)
        ),
        ', '
    ) || '}'
{%- endmacro %}
