{#-
What a DuckLake has otherwise than the warehouse: no CHECK constraints. There a contract keeps its columns, types and
not null, and `hold_checks` reads its checks against the built rows before they are committed.
-#}

{% macro duckdb__get_table_columns_and_constraints() -%}
    {%- if adapter.is_ducklake(this) -%}
        {%- set columns = adapter.render_raw_columns_constraints(raw_columns=without_checks(model['columns'])) -%}
        {%- set others = model['constraints'] | rejectattr('type', 'equalto', 'check') | list -%}
        (
        {{ (columns + adapter.render_raw_model_constraints(raw_constraints=others)) | join(',\n        ') }}
        )
    {%- else -%}
        {{ table_columns_and_constraints() }}
    {%- endif -%}
{%- endmacro %}

{#- The columns of a model with all their constraints but checks. -#}
{% macro without_checks(columns) -%}
    {%- set kept = {} -%}
    {%- for name, column in columns.items() -%}
        {%- set constraints = column['constraints'] | rejectattr('type', 'equalto', 'check') | list -%}
        {%- do kept.update({name: dict(column, constraints=constraints)}) -%}
    {%- endfor -%}
    {{ return(kept) }}
{%- endmacro %}

{#- In a lake: stops the model when a row breaks one of its checks, naming the check and no value; elsewhere nothing. -#}
{% macro hold_checks() -%}
    {%- if execute and adapter.is_ducklake(this) -%}
        {%- set declared = model['constraints'] + (model['columns'].values() | map(attribute='constraints') | sum(start=[])) -%}
        {%- set checks = declared | selectattr('type', 'equalto', 'check') | map(attribute='expression') | list -%}
        {%- if checks -%}
            select
            {%- for check in checks %}
                case when not ({{ check }}) then error({{ "'check: " ~ check | replace("'", "''") ~ "'" }}) end
                {{- ',' if not loop.last }}
            {%- endfor %}
            from {{ this }}
            where not ({{ checks | join(') or not (') }})
        {%- endif -%}
    {%- endif -%}
{%- endmacro %}
