-- one row per month, area, district, provider and offer type, and their totals: reviews by the month they are due, and
-- the places that are to be reviewed with those that have a return plan
with as_of as (
    select * from {{ ref('int_as_of') }}
),

event as (
    select
        {{ month_start('review.review_due_date') }} as month,
        review.district_id,
        review.provider_id,
        review.offer_type,
        review.review_outcome,
        review.is_overdue,
        true as is_review,
        false as has_return_plan
    from {{ ref('int_review') }} as review
    inner join as_of on review.review_due_date between as_of.first_month and as_of.horizon_date
    union all
    select
        placement_month.month,
        placement_month.district_id,
        placement_month.provider_id,
        placement_month.offer_type,
        null,
        false,
        false,
        coalesce(
            placement.return_plan_date <= least({{ month_end('placement_month.month') }}, as_of.as_of_date), false
        )
    from {{ ref('int_placement_month') }} as placement_month
    inner join as_of on placement_month.month <= as_of.as_of_month
    inner join {{ ref('int_placement') }} as placement
        on placement.is_current and placement_month.placement_id = placement.placement_id
    where
        placement_month.is_paid_by_us
        and placement_month.days_count > 0
        and placement_month.start_date <= as_of.as_of_date
        and placement_month.last_day >= least({{ month_end('placement_month.month') }}, as_of.as_of_date)
),

located as (
    select
        event.*,
        coalesce(district.area_id, event.district_id) as area_id
    from event
    cross join as_of
    left join {{ ref('int_district') }} as district
        on as_of.as_of_date = district.origin_date and event.district_id = district.district_id
),

summed as (
    select
        month,
        {{ or_all('area_id') }} as area_id,
        {{ or_all('district_id') }} as district_id,
        {{ or_all('provider_id') }} as provider_id,
        {{ or_all('offer_type') }} as offer_type,
        count(*) filter (where is_review) as due_count,
        count(review_outcome) as done_count,
        count(*) filter (where is_overdue) as overdue_count,
        {% for outcome, column in {
            'fortsaet': 'continued_count', 'skift': 'changed_count', 'retur': 'returned_count'
        }.items() -%}
        count(*) filter (where review_outcome = '{{ outcome }}') as {{ column }},
        {% endfor -%}
        count(*) filter (where not is_review) as places_count,
        count(*) filter (where has_return_plan) as return_plan_count
    from located
    group by
        grouping sets (
            (month, area_id, district_id, offer_type), (month, area_id, district_id),
            (month, area_id, offer_type), (month, area_id),
            (month, provider_id, offer_type), (month, provider_id),
            (month, offer_type), (month)
        )
)

select
    month,
    area_id,
    district_id,
    provider_id,
    offer_type,
    {% for column in [
        'due_count', 'done_count', 'overdue_count', 'continued_count', 'changed_count', 'returned_count',
        'places_count', 'return_plan_count'
    ] -%}
    cast({{ column }} as integer) as {{ column }},
    {% endfor -%}
    cast(cast(returned_count as double) / nullif(done_count, 0) as decimal(9, 6)) as return_share
from summed
order by 1, 2, 3, 4, 5
