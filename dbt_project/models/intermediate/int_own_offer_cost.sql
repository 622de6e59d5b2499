-- one row per month, provider, offer type and district: our cost of an own class or frame, shared by full-year places
-- shares are cut from a running total and add up to the øre; without our children it stays in the provider's district
with share as (
    select
        placement_month.month,
        placement_month.provider_id,
        placement_month.offer_type,
        placement_month.district_id,
        sum(placement_month.days_count) as days_count
    from {{ ref('int_placement_month') }} as placement_month
    cross join {{ ref('int_as_of') }} as as_of
    where
        placement_month.is_paid_by_us
        and placement_month.days_count > 0
        and placement_month.start_date <= as_of.as_of_date
    group by
        placement_month.month, placement_month.provider_id, placement_month.offer_type, placement_month.district_id
),

home as (
    select
        institution.institution_id,
        institution.district_id,
        row_number() over (partition by institution.institution_id order by institution.valid_from desc) as recency
    from {{ ref('int_institution') }} as institution
    inner join {{ ref('int_as_of') }} as as_of on institution.origin_date = as_of.as_of_date
),

running as (
    select
        own_month.month,
        own_month.provider_id,
        own_month.offer_type,
        coalesce(share.district_id, home.district_id, 'UKENDT') as district_id,
        own_month.cost_kr,
        coalesce(
            cast(sum(share.days_count) over (
                partition by own_month.month, own_month.provider_id, own_month.offer_type
                order by share.district_id rows unbounded preceding
            ) as double)
            / sum(share.days_count) over (partition by own_month.month, own_month.provider_id, own_month.offer_type),
            1
        ) as share_to_here
    from {{ ref('int_own_offer_month') }} as own_month
    left join share
        on own_month.month = share.month
        and own_month.provider_id = share.provider_id
        and own_month.offer_type = share.offer_type
    left join home on own_month.provider_id = home.institution_id and home.recency = 1
),

cut as (
    select
        running.*,
        {{ kr('cast(cost_kr as double) * share_to_here') }} as cost_to_here_kr
    from running
)

select
    month,
    provider_id,
    offer_type,
    district_id,
    cast(cost_to_here_kr - coalesce(
        lag(cost_to_here_kr) over (partition by month, provider_id, offer_type order by share_to_here, district_id), 0
    ) as decimal(18, 2)) as cost_kr
from cut
