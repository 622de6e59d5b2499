-- one row per source and edition up to the as-of day: the delivery that counts of what was known then
select
    stg.source,
    stg.delivery_id,
    stg.edition,
    stg.edition_date,
    origin.latest_edition_date,
    delivery.file_name,
    delivery.reasons,
    delivery.warnings
from {{ ref('stg_edition') }} as stg
inner join {{ ref('stg_origin') }} as origin
    on stg.source = origin.source and origin.is_current and stg.edition_date <= origin.cut_off_date
inner join {{ source('raw', 'current_delivery') }} as delivery
    on stg.delivery_id = delivery.delivery_id and stg.edition = delivery.edition
