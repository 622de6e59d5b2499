{#- A model lands in exactly the schema its folder names: mart, not main_mart. -#}
{% macro generate_schema_name(custom_schema_name, node) -%}
    {{ (custom_schema_name or target.schema) | trim }}
{%- endmacro %}
