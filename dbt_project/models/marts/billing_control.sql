-- one row per month of service and provider, and the total: what was billed against price times days
with billed as (
    select
        month,
        provider_id,
        sum(amount_kr) as billed_kr
    from {{ ref('int_posting_service_month') }}
    group by month, provider_id
),

billed_placement as (
    select distinct month, placement_id
    from {{ ref('int_posting_service_month') }}
    where placement_id is not null
),

expected as (
    select
        placement_month.month,
        placement_month.provider_id,
        sum(placement_month.cost_kr) as expected_kr,
        sum(placement_month.notice_kr) as notice_kr,
        count(*) filter (where billed_placement.placement_id is null) as unbilled_placements_count
    from {{ ref('int_placement_month') }} as placement_month
    cross join {{ ref('int_as_of') }} as as_of
    left join billed_placement
        on placement_month.month = billed_placement.month
        and placement_month.placement_id = billed_placement.placement_id
    where
        placement_month.is_paid_by_us
        and placement_month.cost_kr <> 0
        and placement_month.start_date <= as_of.as_of_date
        and placement_month.month <= as_of.as_of_month
    group by placement_month.month, placement_month.provider_id
),

-- own classes and frames are paid whatever the days, also in a month that nobody has sent a bill for
own_offer as (
    select
        own_month.month,
        own_month.provider_id,
        sum(own_month.cost_kr) as own_offer_kr
    from {{ ref('int_own_offer_month') }} as own_month
    group by own_month.month, own_month.provider_id
    having sum(own_month.cost_kr) <> 0
),

explained as (
    select
        month,
        provider_id,
        coalesce(billed.billed_kr, 0) as billed_kr,
        coalesce(expected.expected_kr, 0) as expected_kr,
        coalesce(expected.notice_kr, 0) as notice_kr,
        coalesce(expected.unbilled_placements_count, 0) as unbilled_placements_count,
        coalesce(own_offer.own_offer_kr, 0) as own_offer_kr
    from billed
    full outer join expected using (month, provider_id)
    full outer join own_offer using (month, provider_id)
),

-- months before the first spell that is shown have no price times days to hold the bills against
shown as (
    select
        explained.month,
        explained.provider_id,
        explained.billed_kr,
        explained.expected_kr,
        explained.notice_kr,
        explained.unbilled_placements_count,
        explained.own_offer_kr
    from explained
    inner join {{ ref('int_as_of') }} as as_of on explained.month between as_of.first_month and as_of.as_of_month
)

select
    month,
    {{ or_all('provider_id') }} as provider_id,
    cast(sum(billed_kr) as decimal(18, 2)) as billed_kr,
    cast(sum(expected_kr) as decimal(18, 2)) as expected_kr,
    cast(sum(billed_kr - expected_kr) as decimal(18, 2)) as difference_kr,
    cast(sum(notice_kr) as decimal(18, 2)) as notice_kr,
    cast(sum(unbilled_placements_count) as integer) as unbilled_placements_count,
    cast(sum(own_offer_kr) as decimal(18, 2)) as own_offer_kr,
    cast(sum(billed_kr - expected_kr - own_offer_kr) as decimal(18, 2)) as unexplained_kr,
    {{ year_of('month') }} as price_level_year
from shown
group by month, cube (provider_id)
order by 1, 2
