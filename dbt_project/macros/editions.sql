{#- Snapshot sources with their raw table and the key of a row, as the contracts have them. -#}
{% macro snapshot_sources() -%}
    {{ return({
        'befolkning': ('population', ['vintage_year', 'census_date', 'district_id', 'age']),
        'budget': ('budget_entry', ['budget_id']),
        'forloeb': ('programme', ['institution_id', 'method', 'planned_start_date']),
        'indsatsplan': ('action_plan', ['status_date', 'fiscal_year', 'initiative']),
        'indstillinger': ('referral', ['referral_id']),
        'institutioner': ('institution', ['institution_id', 'valid_from']),
        'kapacitet': ('capacity', ['institution_id', 'offer_type', 'valid_from']),
        'klager': ('complaint', ['complaint_id']),
        'kontoplan': ('account', ['account_code', 'valid_from']),
        'placeringer': ('placement', ['placement_id']),
        'takster': ('rate', ['institution_id', 'offer_type', 'rate_group', 'service', 'valid_from']),
        'visitationer': ('decision', ['decision_id'])
    }) }}
{%- endmacro %}

{#- The field of a source that names a row of another source, which may not be known yet. -#}
{% macro referring_field(source_name) -%}
    {{ return({'indstillinger': 'referring_institution_id'}.get(source_name)) }}
{%- endmacro %}

{#- The raw tables of all sources. -#}
{% macro edition_tables() -%}
    {%- set tables = ['absence', 'indicator', 'posting', 'pupil_count', 'survey', 'well_being'] -%}
    {%- for table, key in snapshot_sources().values() -%}
        {%- do tables.append(table) -%}
    {%- endfor -%}
    {{ return(tables | sort) }}
{%- endmacro %}

{#-
Row keys of a snapshot source that an edition shows for the first time, with other content, or no longer, held against
the edition before it; editions up to the as-of day. A content that is in both editions is not looked at.
-#}
{% macro changed_rows(source_name, table, key) %}
    {%- set referring = referring_field(source_name) %}
    with edition as (
        select
            delivery_id,
            edition,
            row_number() over (order by edition_date) as edition_number
        from {{ ref('int_known_edition') }}
        where source = '{{ source_name }}'
    ),

    shown as (
        select
            edition.edition_number,
            shown.row_hash,
            lag(edition.edition_number) over (partition by shown.row_hash order by edition.edition_number)
                as number_before,
            lead(edition.edition_number) over (partition by shown.row_hash order by edition.edition_number)
                as number_after
        from {{ source('raw', table ~ '_shown') }} as shown
        inner join edition on shown.delivery_id = edition.delivery_id
        {%- if referring %}
        inner join {{ source('raw', table) }} as content on shown.row_hash = content.row_hash
        left join {{ source('control', 'unknown_reference') }} as unknown
            on unknown.is_current
            and unknown.source = '{{ source_name }}'
            and content.{{ referring }} = unknown.referred_key
        where unknown.referred_key is null
        {%- endif %}
    ),

    arrived_or_left as (
        select row_hash, edition_number, 1 as is_arrived, 0 as is_left
        from shown
        where coalesce(number_before, 0) <> edition_number - 1
        union all
        select row_hash, edition_number + 1, 0, 1
        from shown
        where coalesce(number_after, 0) <> edition_number + 1
    ),

    row_change as (
        select
            arrived_or_left.edition_number,
            {{ row_key('content', key) }} as row_key,
            max(arrived_or_left.is_arrived) as is_arrived,
            max(arrived_or_left.is_left) as is_left
        from arrived_or_left
        inner join {{ source('raw', table) }} as content on arrived_or_left.row_hash = content.row_hash
        where arrived_or_left.edition_number > 1
        group by all
    )

    select
        '{{ source_name }}' as source,
        edition.edition,
        row_change.row_key,
        case
            when is_arrived = 1 and is_left = 1 then 'changed'
            when is_arrived = 1 then 'appeared'
            else 'vanished'
        end as change_kind
    from row_change
    inner join edition on row_change.edition_number = edition.edition_number
{% endmacro %}

{#- A case by its own number, and by the numbering it stands in where the supplier has numbered its cases anew. -#}
{% macro numbered_case(holder) -%}
    {{ holder }}.case_id || case when {{ holder }}.numbering > 0 then ' #' || {{ holder }}.numbering else '' end
{%- endmacro %}

{#- A delivered row by the fields of its key, as findings and changes name it. -#}
{% macro row_key(alias, key) -%}
    {%- for field in key -%}
    cast({{ alias }}.{{ field }} as varchar){{ " || ' ' || " if not loop.last }}
    {%- endfor -%}
{%- endmacro %}

{#- The sources whose rows findings name: all snapshots, and the ledger. -#}
{% macro finding_sources() -%}
    {{ return(dict(snapshot_sources(), omkostninger=('posting', ['voucher_id', 'voucher_line']))) }}
{%- endmacro %}

{#- Where the list of a finding's cases lies in `restricted/`. -#}
{% macro working_list(finding) -%}
    'fund/' || cast((select as_of_date from {{ ref('int_as_of') }}) as varchar) || '/' || {{ finding }}.source || '_'
    || {{ finding }}.check_code || '.csv'
{%- endmacro %}
