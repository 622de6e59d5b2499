{#- Days, months and years in one spelling, so that another warehouse needs only this file. Dates are inclusive. -#}

{#- Nights from one date to another: 0 when they are the same day. -#}
{% macro days_between(from_date, to_date) -%} {{ datediff(from_date, to_date, 'day') }} {%- endmacro %}

{#- Days in a spell whose first and last day both count. -#}
{% macro days_inclusive(from_date, to_date) -%} ({{ datediff(from_date, to_date, 'day') }} + 1) {%- endmacro %}

{% macro add_days(date, days) -%} cast({{ dateadd('day', days, date) }} as date) {%- endmacro %}

{% macro month_start(date) -%} cast({{ date_trunc('month', date) }} as date) {%- endmacro %}

{% macro month_end(date) -%} last_day({{ date }}) {%- endmacro %}

{% macro year_of(date) -%} cast(extract(year from {{ date }}) as integer) {%- endmacro %}

{% macro month_of(date) -%} cast(extract(month from {{ date }}) as integer) {%- endmacro %}

{% macro first_of_january(year) -%} {{ date_of_year(year, 1, 1) }} {%- endmacro %}

{% macro last_of_december(year) -%} {{ date_of_year(year, 12, 31) }} {%- endmacro %}

{% macro date_of_year(year, month, day) -%}
{{ return(adapter.dispatch('date_of_year')(year, month, day)) }}
{%- endmacro %}

{% macro default__date_of_year(year, month, day) -%}
make_date(cast({{ year }} as integer), {{ month }}, {{ day }})
{%- endmacro %}

{% macro days_in_year(date) -%}
({{ days_inclusive(first_of_january(year_of(date)), last_of_december(year_of(date))) }})
{%- endmacro %}

{#- The 1 October strictly before a date: new rates are known from then when nobody wrote when they were published. -#}
{% macro october_before(date) -%}
case
    when {{ date }} > {{ date_of_year(year_of(date), 10, 1) }} then {{ date_of_year(year_of(date), 10, 1) }}
    else {{ date_of_year(year_of(date) ~ ' - 1', 10, 1) }}
end
{%- endmacro %}

{#- One row per first of month between two dates, both included. -#}
{% macro month_spine(from_date, to_date) -%}
{{ return(adapter.dispatch('month_spine')(from_date, to_date)) }}
{%- endmacro %}

{% macro default__month_spine(from_date, to_date) -%}
select cast(unnest(generate_series({{ from_date }}, {{ to_date }}, interval 1 month)) as date) as month
{%- endmacro %}

{#- Stands for an open end in comparisons; never stored. -#}
{% macro end_of_time() -%} date '9999-12-31' {%- endmacro %}

{#- Days that two periods share; an open end is null. -#}
{% macro shared_days(from_a, to_a, from_b, to_b) -%}
greatest(0, {{ datediff(
    'greatest(' ~ from_a ~ ', ' ~ from_b ~ ')',
    'least(coalesce(' ~ to_a ~ ', ' ~ end_of_time() ~ '), coalesce(' ~ to_b ~ ', ' ~ end_of_time() ~ '))',
    'day'
) }} + 1)
{%- endmacro %}

{#- Whether a date lies in a period; an open end is null. -#}
{% macro is_within(date, from_date, to_date) -%}
{{ date }} between {{ from_date }} and coalesce({{ to_date }}, {{ end_of_time() }})
{%- endmacro %}

{% macro overlaps(from_a, to_a, from_b, to_b) -%}
{{ from_a }} <= coalesce({{ to_b }}, {{ end_of_time() }}) and {{ from_b }} <= coalesce({{ to_a }}, {{ end_of_time() }})
{%- endmacro %}
