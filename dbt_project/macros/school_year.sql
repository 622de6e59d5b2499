{#- The school year turns on 1 August; it is named by the calendar year it starts in. -#}

{#- The calendar year in which the school year of a date starts: 2025 for 1 August 2025 and for 31 July 2026. -#}
{% macro school_year_of(date) -%}
({{ year_of(date) }} - case when {{ month_of(date) }} < 8 then 1 else 0 end)
{%- endmacro %}

{#- How a school year is written: 2025/26. -#}
{% macro school_year_label(start_year) -%}
{{ start_year }} || '/' || right(cast({{ start_year }} + 1 as varchar), 2)
{%- endmacro %}

{#- The grade on a date of a child whose grade was delivered for another date; empty in day-care and after grade 10. -#}
{% macro grade_on(date, grade, grade_reference_date) -%}
case
    when try_cast({{ grade }} as integer)
        + {{ school_year_of(date) }} - {{ school_year_of(grade_reference_date) }} between 0 and 10
        then try_cast({{ grade }} as integer)
            + {{ school_year_of(date) }} - {{ school_year_of(grade_reference_date) }}
end
{%- endmacro %}
