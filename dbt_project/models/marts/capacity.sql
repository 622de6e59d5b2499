-- one row per month, provider and offer type with a known number of places, and their totals: places and children
with as_of as (
    select * from {{ ref('int_as_of') }}
),

spine as (
    select
        spine.month,
        {{ month_end('spine.month') }} as month_end
    from (
        {{ month_spine('(select first_month from as_of)', '(select as_of_month from as_of)') }}
    ) as spine
),

place as (
    {{ places_in_force('spine.month_end') }}
),

present as (
    select
        placement_month.month,
        placement_month.provider_id,
        placement_month.offer_type,
        count(distinct placement_month.child_label) as children_count,
        count(distinct placement_month.child_label) filter (where placement_month.is_paid_by_us) as our_children_count
    from {{ ref('int_placement_month') }} as placement_month
    cross join as_of
    where
        placement_month.days_count > 0
        and placement_month.start_date <= as_of.as_of_date
        and placement_month.last_day >= least({{ month_end('placement_month.month') }}, as_of.as_of_date)
    group by placement_month.month, placement_month.provider_id, placement_month.offer_type
),

occupied as (
    select
        place.month,
        place.provider_id,
        place.offer_type,
        place.place_count,
        coalesce(present.children_count, 0) as children_count,
        coalesce(present.our_children_count, 0) as our_children_count
    from place
    left join present
        on place.month = present.month
        and place.provider_id = present.provider_id
        and place.offer_type = present.offer_type
    inner join {{ ref('offer_type') }} as offer_type on place.offer_type = offer_type.offer_type
)

select
    month,
    {{ or_all('provider_id') }} as provider_id,
    {{ or_all('offer_type') }} as offer_type,
    cast(sum(place_count) as integer) as place_count,
    cast(sum(children_count) as integer) as children_count,
    cast(sum(our_children_count) as integer) as our_children_count,
    cast(sum(children_count - our_children_count) as integer) as other_children_count,
    cast(sum(place_count - children_count) as integer) as free_places_count,
    cast(round(cast(sum(children_count) as double) / nullif(sum(place_count), 0), 6) as decimal(12, 6))
        as occupancy_share
from occupied
group by month, cube (provider_id, offer_type)
order by 1, 2, 3
