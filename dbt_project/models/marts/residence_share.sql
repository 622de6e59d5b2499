-- one row per offer type, district that is booked in, and district of the children: what their places cost in a year
-- most bills name the child and are booked at home; those of own offers that do not are booked where the offer lies
with as_of as (
    select * from {{ ref('int_as_of') }}
),

placed as (
    select provider_id, offer_type, district_id, spend_kind, placement_id, amount_kr
    from {{ ref('int_posting') }}
    where spend_kind in ('placement', 'transport')
),

unnamed as (
    select provider_id, offer_type
    from placed
    where spend_kind = 'placement'
    group by provider_id, offer_type
    having count(placement_id) = 0
),

booked_in as (
    select placed.provider_id, placed.offer_type, placed.district_id
    from placed
    inner join unnamed on placed.provider_id = unnamed.provider_id and placed.offer_type = unnamed.offer_type
    group by placed.provider_id, placed.offer_type, placed.district_id
    qualify row_number() over (
        partition by placed.provider_id, placed.offer_type order by sum(abs(placed.amount_kr)) desc, placed.district_id
    ) = 1
),

cost as (
    select
        placement_month.month, placement_month.provider_id, placement_month.offer_type, placement_month.district_id,
        placement_month.cost_kr
    from {{ ref('int_placement_month') }} as placement_month
    cross join as_of
    where placement_month.is_paid_by_us and placement_month.start_date <= as_of.as_of_date
    union all
    select month, provider_id, offer_type, district_id, cost_kr
    from {{ ref('int_own_offer_cost') }}
),

summed as (
    select
        cost.offer_type,
        coalesce(booked_in.district_id, cost.district_id) as booked_district_id,
        cost.district_id,
        sum(cost.cost_kr) as cost_kr
    from cost
    cross join as_of
    left join booked_in on cost.provider_id = booked_in.provider_id and cost.offer_type = booked_in.offer_type
    where cost.month > cast({{ dateadd('year', -1, 'as_of.as_of_month') }} as date) and cost.month <= as_of.as_of_month
    group by 1, 2, 3
    having sum(cost.cost_kr) > 0
)

select
    offer_type,
    booked_district_id,
    district_id,
    cast(
        cast(cost_kr as double) / sum(cost_kr) over (partition by offer_type, booked_district_id) as decimal(12, 10)
    ) as share
from summed
order by offer_type, booked_district_id, district_id
