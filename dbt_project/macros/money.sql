{#- Money as it is kept: kroner with two decimals. DuckDB divides decimals into doubles: the type comes back here. -#}
{% macro kr(expression) -%} cast(round({{ expression }}, 2) as decimal(18, 2)) {%- endmacro %}

{#- The price of one day: a week is 52/365, a month 12/365 and a year 1/365 of its price; a day is itself. -#}
{% macro kr_per_day(amount, unit_days) -%}
cast({{ amount }} as double) * {{ unit_days }}.units_per_year / {{ unit_days }}.days_per_year
{%- endmacro %}

{#- Days as full-year places of the year that holds the date. -#}
{% macro full_year_places(days, date) -%}
cast(round(cast({{ days }} as double) / {{ days_in_year(date) }}, 4) as decimal(12, 4))
{%- endmacro %}
