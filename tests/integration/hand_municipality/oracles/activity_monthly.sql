-- one row per month to the as-of day, provider, district and offer type of children we pay for; ALL is the total.
-- Special leisure and single integration count in their own type, not in the places of the total.
with place as (
    select month_of(day) as month, provider_id, district_id, offer_type, is_in_total, cpr,
        day = last_day(day) as is_last, day = start_date as is_start, coalesce(day = end_date, false) as is_end
    from stay_day
    where is_ours and day <= as_of()
)

select month, coalesce(provider_id, 'ALL') as provider_id, coalesce(district_id, 'ALL') as district_id,
    coalesce(offer_type, 'ALL') as offer_type, count(distinct cpr) filter (where is_last) as children_count,
    count(*) filter (where is_in_total or offer_type is not null)::double / any_value(days_of_year(month))
        as full_year_places,
    count(*) filter (where is_start) as starts_count, count(*) filter (where is_end) as ends_count
from (
    select month, provider_id, district_id, offer_type, is_in_total, cpr, is_last, is_start, is_end from place
    union all
    select month, provider_id, district_id, null, is_in_total, cpr, is_last, is_start, is_end from place
)
group by month, offer_type, cube (provider_id, district_id)
