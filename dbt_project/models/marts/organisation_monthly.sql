-- one row per month, area, provider and offer type as the municipality is organised on the as-of day, and their totals:
-- history told in today's organisation; a place that was carried on stands where it is now, and no total moves
with as_of as (
    select * from {{ ref('int_as_of') }}
),

cell as (
    select
        placement_month.month,
        placement_month.district_id,
        placement_month.provider_id,
        placement_month.offer_type,
        placement_month.is_in_total,
        case
            when
                placement_month.days_count > 0
                and placement_month.last_day >= least({{ month_end('placement_month.month') }}, as_of.as_of_date)
                then placement_month.child_label
        end as present_child,
        greatest(0, {{ days_inclusive(
            'placement_month.first_day', 'least(placement_month.last_day, as_of.as_of_date)'
        ) }}) as days_count,
        0 as booked_kr,
        placement_month.cost_kr as committed_kr
    from {{ ref('int_placement_month') }} as placement_month
    inner join as_of
        on placement_month.month <= as_of.as_of_month and placement_month.start_date <= as_of.as_of_date
    where placement_month.is_paid_by_us
    union all
    select
        own_cost.month, own_cost.district_id, own_cost.provider_id, own_cost.offer_type, false, null, 0, 0,
        own_cost.cost_kr
    from {{ ref('int_own_offer_cost') }} as own_cost
    inner join as_of on own_cost.month <= as_of.as_of_month
    union all
    select posting_month, district_id, provider_id, offer_type, false, null, 0, amount_kr, 0
    from {{ ref('int_posting') }}
),

today as (
    select
        cell.*,
        coalesce(district.area_id, cell.district_id) as today_area_id,
        coalesce(institution.today_institution_id, cell.provider_id) as today_provider_id
    from cell
    cross join as_of
    left join {{ ref('int_district') }} as district
        on as_of.as_of_date = district.origin_date and cell.district_id = district.district_id
    left join {{ ref('int_institution_today') }} as institution
        on as_of.as_of_date = institution.origin_date and cell.provider_id = institution.institution_id
)

select
    month,
    {{ or_all('today_area_id') }} as area_id,
    {{ or_all('today_provider_id') }} as provider_id,
    {{ or_all('offer_type') }} as offer_type,
    cast(count(distinct present_child) as integer) as children_count,
    {{ full_year_places(
        "coalesce(case when grouping(offer_type) = 1 then sum(days_count) filter (where is_in_total)"
        ~ " else sum(days_count) end, 0)",
        'month'
    ) }} as full_year_places,
    cast(sum(booked_kr) as decimal(18, 2)) as booked_kr,
    cast(sum(committed_kr) as decimal(18, 2)) as committed_kr,
    {{ year_of('month') }} as price_level_year
from today
group by month, cube (today_area_id, today_provider_id, offer_type)
order by 1, 2, 3, 4
