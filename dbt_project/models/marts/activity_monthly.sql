-- one row per month, provider, district and offer type, and their totals: the children we pay for
with stay as (
    select
        placement_month.month,
        placement_month.provider_id,
        placement_month.district_id,
        placement_month.offer_type,
        placement_month.is_in_total,
        placement_month.child_label,
        {{ days_inclusive(
            'placement_month.first_day', 'least(placement_month.last_day, as_of.as_of_date)'
        ) }} as days_count,
        placement_month.last_day >= least({{ month_end('placement_month.month') }}, as_of.as_of_date) as is_present,
        placement_month.start_date >= placement_month.month as is_start,
        placement_month.end_date <= least({{ month_end('placement_month.month') }}, as_of.as_of_date) as is_end
    from {{ ref('int_placement_month') }} as placement_month
    cross join {{ ref('int_as_of') }} as as_of
    where
        placement_month.is_paid_by_us
        and placement_month.days_count > 0
        and placement_month.first_day <= as_of.as_of_date
)

select
    month,
    {{ or_all('provider_id') }} as provider_id,
    {{ or_all('district_id') }} as district_id,
    {{ or_all('offer_type') }} as offer_type,
    cast(count(distinct child_label) filter (where is_present) as integer) as children_count,
    {{ full_year_places(
        "coalesce(case when grouping(offer_type) = 1 then sum(days_count) filter (where is_in_total)"
        ~ " else sum(days_count) end, 0)",
        'month'
    ) }} as full_year_places,
    cast(count(*) filter (where is_start) as integer) as starts_count,
    cast(count(*) filter (where is_end) as integer) as ends_count
from stay
group by month, cube (provider_id, district_id, offer_type)
order by 1, 2, 3, 4
