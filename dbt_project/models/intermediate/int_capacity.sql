-- one row per origin, institution, offer type and first day: the places from that day, until the institution closes
with own as (
    select distinct
        origin_date,
        institution_id
    from {{ ref('int_institution') }}
    where owner = 'egen'
)

select
    capacity.origin_date,
    capacity.institution_id as provider_id,
    capacity.offer_type,
    capacity.valid_from,
    closing.closing_date as valid_to,
    capacity.place_count,
    own.institution_id is not null as is_own
from {{ ref('stg_capacity') }} as capacity
left join {{ ref('int_closing') }} as closing
    on capacity.origin_date = closing.origin_date and capacity.institution_id = closing.institution_id
left join own
    on capacity.origin_date = own.origin_date and capacity.institution_id = own.institution_id
