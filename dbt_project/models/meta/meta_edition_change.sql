-- one row per source and edition that counts up to the as-of day: its rows, and what changed since the edition before
{{ config(alias='edition_change') }}

with shown as (
    {% for table in edition_tables() -%}
    select delivery_id from {{ source('raw', table ~ '_shown') }}
    {{ 'union all' if not loop.last }}
    {% endfor %}
),

row_count as (
    select
        shown.delivery_id,
        cast(count(*) - coalesce(min(unknown.row_count), 0) as integer) as rows_count
    from shown
    left join {{ source('control', 'unknown_reference_rows') }} as unknown on shown.delivery_id = unknown.delivery_id
    group by shown.delivery_id
),

edition as (
    select
        known.source,
        known.edition,
        known.edition_date,
        coalesce(row_count.rows_count, 0) as rows_count,
        lag(known.edition) over (partition by known.source order by known.edition) as previous_edition,
        lag(coalesce(row_count.rows_count, 0)) over (partition by known.source order by known.edition)
            as previous_rows_count
    from {{ ref('int_known_edition') }} as known
    left join row_count on known.delivery_id = row_count.delivery_id
),

change_count as (
    select
        source,
        edition,
        cast(count(*) filter (where change_kind = 'appeared') as integer) as appeared_count,
        cast(count(*) filter (where change_kind = 'changed') as integer) as changed_count,
        cast(count(*) filter (where change_kind = 'vanished') as integer) as vanished_count
    from {{ ref('int_edition_change') }}
    group by source, edition
)

select
    edition.source,
    edition.edition,
    edition.edition_date,
    edition.previous_edition,
    edition.rows_count,
    edition.previous_rows_count,
    {% for kind in ['appeared', 'changed', 'vanished'] -%}
    case
        when edition.source in ('{{ snapshot_sources().keys() | join("', '") }}')
            and edition.previous_edition is not null
            then coalesce(change_count.{{ kind }}_count, 0)
    end as {{ kind }}_count{{ ',' if not loop.last }}
    {% endfor %}
from edition
left join change_count on edition.source = change_count.source and edition.edition = change_count.edition
order by edition.source, edition.edition
