-- one row per offer type
{{ config(alias='offer_type') }}

with offered as (
    select offer_type from {{ ref('stg_rate') }}
    union
    select offer_type from {{ ref('stg_capacity') }}
    union
    select offer_type from {{ ref('stg_budget_entry') }}
    union
    select offer_type from {{ ref('stg_placement') }}
)

select
    offer_type.offer_type,
    offer_type.label_da as offer_type_name,
    cast(offer_type.sort_order as integer) as sort_order,
    offer_type.is_in_total,
    segregated_offer.offer_type is not null as is_segregated,
    offered.offer_type is not null as is_offered
from {{ ref('offer_type') }} as offer_type
left join {{ ref('segregated_offer') }} as segregated_offer
    on offer_type.offer_type = segregated_offer.offer_type
left join offered
    on offer_type.offer_type = offered.offer_type
order by offer_type.sort_order
