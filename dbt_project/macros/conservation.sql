{#- The staging model of each source, with its raw table. -#}
{% macro staged_sources() -%}
    {{ return({
        'befolkning': 'population', 'budget': 'budget_entry', 'elevtal': 'pupil_count', 'forloeb': 'programme',
        'fravaer': 'absence', 'indsatsplan': 'action_plan', 'indstillinger': 'referral', 'institutioner': 'institution',
        'kapacitet': 'capacity', 'klager': 'complaint', 'kontoplan': 'account', 'noegletal': 'indicator',
        'omkostninger': 'posting', 'placeringer': 'placement', 'statusanalyse': 'survey', 'takster': 'rate',
        'trivsel': 'well_being', 'visitationer': 'decision'
    }) }}
{%- endmacro %}

{#- Sources whose editions each hold their own part, with the key by which a later edition supersedes. -#}
{% macro part_keys() -%}
    {{ return({
        'elevtal': ['census_date', 'institution_id', 'district_id', 'grade', 'class_type'],
        'fravaer': ['institution_id', 'month'],
        'noegletal': ['indicator', 'census_date', 'institution_id', 'district_id'],
        'omkostninger': ['voucher_id', 'voucher_line'],
        'statusanalyse': ['survey_year', 'survey_area', 'respondent_group', 'question', 'answer'],
        'trivsel': ['institution_id', 'school_year']
    }) }}
{%- endmacro %}

{#- Sources whose staging model shows the as-of day only. -#}
{% macro period_only() -%}
    {{ return(['elevtal', 'fravaer', 'noegletal', 'omkostninger']) }}
{%- endmacro %}

{#-
What became of the rows of a source that `raw` holds, counted in `raw` itself: those of the newest edition (of each key
in sources delivered in parts) and those that it replaces.
-#}
{% macro rows_in_raw(source_name, table, amount='0') %}
    select
        '{{ source_name }}' as source,
        count(*) as loaded_rows,
        coalesce(sum({{ amount }}), 0) as loaded_kr,
        count(*) filter (where is_replaced) as replaced_rows,
        coalesce(sum({{ amount }}) filter (where is_replaced), 0) as replaced_kr
    from (
        select
            content.*,
            {% if source_name in part_keys() -%}
            row_number() over (
                partition by {{ prefixed('content', part_keys()[source_name]) }} order by edition.edition_date desc
            ) > 1 as is_replaced
            {%- else -%}
            edition.edition_date < edition.latest_edition_date as is_replaced
            {%- endif %}
        from edition
        inner join {{ source('raw', table ~ '_shown') }} as shown on edition.delivery_id = shown.delivery_id
        inner join {{ source('raw', table) }} as content on shown.row_hash = content.row_hash
        where edition.source = '{{ source_name }}'
    ) as held
{% endmacro %}
