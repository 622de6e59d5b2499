-- one row per coming month, provider and offer type with a known number of places, and their totals: who is known to be
-- there on the month's first day, and the places left
with as_of as (
    select * from {{ ref('int_as_of') }}
),

spine as (
    {{ month_spine(
        '(select ' ~ add_days(month_end('as_of_date'), 1) ~ ' from as_of)', '(select last_month from as_of)'
    ) }}
),

place as (
    {{ places_in_force('spine.month') }}
),

expected_child as (
    select
        provider_id,
        offer_type,
        child_label,
        start_date,
        end_date,
        false as is_grant
    from {{ ref('int_placement') }}
    where is_current
    union all
    select
        granted.provider_id,
        granted.offer_type,
        granted.child_label,
        granted.start_date,
        null,
        true
    from {{ ref('int_grant_not_started') }} as granted
    inner join as_of on granted.origin_date = as_of.as_of_date
),

present as (
    select
        spine.month,
        expected_child.provider_id,
        expected_child.offer_type,
        count(distinct expected_child.child_label) filter (where not expected_child.is_grant) as known_count,
        count(distinct expected_child.child_label) as children_count
    from spine
    inner join expected_child
        on {{ is_within('spine.month', 'expected_child.start_date', 'expected_child.end_date') }}
    group by spine.month, expected_child.provider_id, expected_child.offer_type
),

occupied as (
    select
        place.month,
        place.provider_id,
        place.offer_type,
        place.place_count,
        coalesce(present.known_count, 0) as known_children_count,
        coalesce(present.children_count - present.known_count, 0) as granted_count
    from place
    left join present
        on place.month = present.month
        and place.provider_id = present.provider_id
        and place.offer_type = present.offer_type
)

select
    month,
    {{ or_all('provider_id') }} as provider_id,
    {{ or_all('offer_type') }} as offer_type,
    cast(sum(place_count) as integer) as place_count,
    cast(sum(known_children_count) as integer) as known_children_count,
    cast(sum(granted_count) as integer) as granted_count,
    cast(sum(place_count - known_children_count - granted_count) as integer) as free_places_count
from occupied
group by month, cube (provider_id, offer_type)
order by 1, 2, 3
