-- one row per origin and source: its cut-off, the latest edition up to it and the earliest edition of all
with latest as (
    select
        origin.origin_date,
        origin.source,
        max(edition.edition_date) filter (where edition.edition_date <= origin.cut_off_date) as latest_edition_date,
        min(edition.edition_date) as earliest_edition_date
    from {{ source('control', 'origin') }} as origin
    left join {{ ref('stg_edition') }} as edition on origin.source = edition.source
    group by origin.origin_date, origin.source
)

select
    origin.origin_date,
    origin.source,
    origin.cut_off_date,
    origin.is_current,
    latest.latest_edition_date,
    latest.earliest_edition_date,
    latest_edition.delivery_id as latest_delivery_id,
    earliest_edition.delivery_id as earliest_delivery_id
from {{ source('control', 'origin') }} as origin
inner join latest on origin.origin_date = latest.origin_date and origin.source = latest.source
left join {{ ref('stg_edition') }} as latest_edition
    on latest.source = latest_edition.source and latest.latest_edition_date = latest_edition.edition_date
left join {{ ref('stg_edition') }} as earliest_edition
    on latest.source = earliest_edition.source and latest.earliest_edition_date = earliest_edition.edition_date
