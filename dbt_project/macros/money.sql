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

{#- A part of a year's kroner by weight, so rounded that the parts of the year add up to it. -#}
{% macro part_of_year_kr(year_kr, before, own, whole) -%}
cast(
    round(cast({{ year_kr }} as double) * ({{ before }} + {{ own }}) / {{ whole }}, 2) as decimal(18, 2)
) - cast(round(cast({{ year_kr }} as double) * ({{ before }}) / {{ whole }}, 2) as decimal(18, 2))
{%- endmacro %}
