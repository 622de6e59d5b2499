-- one row per origin, institution, offer type and first day: the places from that day, until the institution closes, and
-- whether it is our own on the origin's day
with owned as (
    select
        origin_date,
        institution_id,
        owner
    from {{ ref('int_institution') }}
    qualify
        row_number() over (
            partition by origin_date, institution_id
            order by valid_from > origin_date, abs({{ days_between('valid_from', 'origin_date') }})
        ) = 1
)

select
    capacity.origin_date,
    capacity.institution_id as provider_id,
    capacity.offer_type,
    capacity.valid_from,
    closing.closing_date as valid_to,
    capacity.place_count,
    coalesce(owned.owner = 'egen', false) as is_own
from {{ ref('stg_capacity') }} as capacity
left join {{ ref('int_closing') }} as closing
    on capacity.origin_date = closing.origin_date and capacity.institution_id = closing.institution_id
left join owned
    on capacity.origin_date = owned.origin_date and capacity.institution_id = owned.institution_id
