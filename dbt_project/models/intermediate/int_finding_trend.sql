-- one row per source, check and edition up to the as-of day: how many of the cases found it shows
-- for what the gate finds, those of the edition itself; for checks across sources, those of today's cases that it had
with edition as (
    select
        known.source,
        known.edition,
        known.edition_date,
        case
            when unknown.row_count > 0 then {{ with_count('known.reasons', 'REF_PROVIDER', 'unknown.row_count') }}
            else known.reasons
        end as reasons,
        known.warnings
    from {{ ref('int_known_edition') }} as known
    -- rows that name an institution which only a later edition shows were kept aside on the day
    left join {{ source('control', 'unknown_reference_rows') }} as unknown on known.delivery_id = unknown.delivery_id
),

gate as (
    {% for column in ['reasons', 'warnings'] -%}
    select
        source,
        check_code,
        edition,
        cast(json_extract({{ column }}, '$.' || check_code) as integer) as finding_count
    from (
        select source, edition, {{ column }}, unnest(json_keys({{ column }})) as check_code
        from edition
    ) as counted
    {{ 'union all' if not loop.last }}
    {% endfor %}
),

across as (
    select
        source,
        check_code,
        key_source,
        edition,
        cast(count(distinct case_key) as integer) as finding_count
    from {{ ref('int_finding_row') }}
    group by source, check_code, key_source, edition
),

looked_at as (
    select distinct gate.source, gate.check_code, gate.source as key_source from gate
    union all
    select distinct across.source, across.check_code, across.key_source from across
)

select
    looked_at.source,
    looked_at.check_code,
    looked_at.key_source,
    edition.edition,
    edition.edition_date,
    coalesce(gate.finding_count, across.finding_count, 0) as finding_count
from looked_at
inner join edition on looked_at.key_source = edition.source
left join gate
    on looked_at.source = gate.source
    and looked_at.check_code = gate.check_code
    and edition.edition = gate.edition
left join across
    on looked_at.source = across.source
    and looked_at.check_code = across.check_code
    and edition.edition = across.edition
