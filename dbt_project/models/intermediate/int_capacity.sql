-- one row per origin, institution of our own, offer type and first day: the places from that day
select
    capacity.origin_date,
    capacity.institution_id as provider_id,
    capacity.offer_type,
    capacity.valid_from,
    capacity.place_count
from {{ ref('stg_capacity') }} as capacity
inner join (
    select distinct
        origin_date,
        institution_id
    from {{ ref('int_institution') }}
    where owner = 'egen'
) as own
    on capacity.origin_date = own.origin_date and capacity.institution_id = own.institution_id
