-- one row per month from the first place to the as-of month, provider and offer type; ALL is the total
with calendar as (
    select unnest(generate_series(date '2022-08-01', date '2024-04-01', interval 1 month))::date as month
),

filled as (
    select month, capacity.institution_id as provider_id, capacity.offer_type,
        arg_max(place_count, valid_from) as place_count,
        (
            select count(distinct cpr) from stay_day
            where stay_day.day = last_day(month) and stay_day.provider_id = capacity.institution_id
                and stay_day.offer_type = capacity.offer_type
        ) as children_count,
        (
            select count(distinct cpr) from stay_day
            where stay_day.day = last_day(month) and stay_day.provider_id = capacity.institution_id
                and stay_day.offer_type = capacity.offer_type and is_ours
        ) as our_children_count
    from calendar
    inner join capacity on capacity.valid_from <= last_day(month)
    group by month, capacity.institution_id, capacity.offer_type
)

select month, coalesce(provider_id, 'ALL') as provider_id, coalesce(offer_type, 'ALL') as offer_type,
    sum(place_count) as place_count, sum(children_count) as children_count,
    sum(our_children_count) as our_children_count, sum(children_count - our_children_count) as other_children_count,
    sum(place_count - children_count) as free_places_count,
    round(sum(children_count)::double / sum(place_count), 6) as occupancy_share
from filled
group by month, cube (provider_id, offer_type)
