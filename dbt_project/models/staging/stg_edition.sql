-- one row per source and edition: the delivery that counts, the highest version and among equals the one received last
with accepted as (
    select
        delivery.delivery_id,
        delivery.source,
        delivery.edition,
        delivery.edition_date,
        row_number() over (
            partition by delivery.source, delivery.edition
            order by coalesce(delivery.version, 1) desc, delivery.delivery_id desc
        ) as preference
    from {{ source('raw', 'delivery') }} as delivery
    inner join {{ ref('loaded_outcome') }} as loaded_outcome on delivery.outcome = loaded_outcome.outcome
    where delivery.edition_date is not null
)

select
    delivery_id,
    source,
    edition,
    edition_date
from accepted
where preference = 1
