-- one row per fiscal year, month, grant area, district and offer type, and their totals: booked and committed kroner
with booked as (
    select
        fiscal_year,
        posting_month as month,
        grant_area,
        district_id,
        offer_type,
        sum(amount_kr) as booked_kr,
        0 as committed_kr,
        coalesce(sum(amount_kr) filter (where is_one_off), 0) as one_off_kr
    from {{ ref('int_posting') }}
    group by fiscal_year, posting_month, grant_area, district_id, offer_type
),

service_cost as (
    select
        placement_month.month,
        placement_month.district_id,
        placement_month.offer_type,
        placement_month.cost_kr
    from {{ ref('int_placement_month') }} as placement_month
    cross join {{ ref('int_as_of') }} as as_of
    where placement_month.is_paid_by_us and placement_month.start_date <= as_of.as_of_date
    union all
    select month, district_id, offer_type, cost_kr
    from {{ ref('int_own_offer_cost') }}
),

committed as (
    select
        {{ year_of('service_cost.month') }} as fiscal_year,
        service_cost.month,
        offer_area.grant_area,
        service_cost.district_id,
        service_cost.offer_type,
        0 as booked_kr,
        sum(service_cost.cost_kr) as committed_kr,
        0 as one_off_kr
    from service_cost
    cross join {{ ref('int_as_of') }} as as_of
    inner join {{ ref('int_offer_area') }} as offer_area
        on as_of.as_of_date = offer_area.origin_date
        and {{ year_of('service_cost.month') }} = offer_area.fiscal_year
        and service_cost.offer_type = offer_area.offer_type
    group by service_cost.month, offer_area.grant_area, service_cost.district_id, service_cost.offer_type
),

spend as (
    select * from booked
    union all
    select * from committed
)

select
    fiscal_year,
    month,
    {{ or_all('grant_area') }} as grant_area,
    {{ or_all('district_id') }} as district_id,
    {{ or_all('offer_type') }} as offer_type,
    cast(sum(booked_kr) as decimal(18, 2)) as booked_kr,
    cast(sum(committed_kr) as decimal(18, 2)) as committed_kr,
    cast(sum(one_off_kr) as decimal(18, 2)) as one_off_kr,
    fiscal_year as price_level_year
from spend
group by fiscal_year, month, cube (grant_area, district_id, offer_type)
order by 1, 2, 3, 4, 5
