-- one row per offer type
{{ config(alias='offer_type') }}

select
    offer_type.offer_type,
    offer_type.label_da as offer_type_name,
    cast(offer_type.sort_order as integer) as sort_order,
    offer_type.is_in_total,
    segregated_offer.offer_type is not null as is_segregated
from {{ ref('offer_type') }} as offer_type
left join {{ ref('segregated_offer') }} as segregated_offer
    on offer_type.offer_type = segregated_offer.offer_type
order by offer_type.sort_order
