-- one row per fiscal year, part of it, area and offer type, and their totals: how much of the kroner are one child's
-- known places to the end of the year at their price; own classes and frames by days; cases as what they will cost
with as_of as (
    select * from {{ ref('int_as_of') }}
),

placed as (
    select
        placement_month.*,
        coalesce(district.area_id, 'UKENDT') as area_id
    from {{ ref('int_placement_month') }} as placement_month
    cross join as_of
    left join {{ ref('mart_district') }} as district on placement_month.district_id = district.district_id
    where placement_month.is_paid_by_us and {{ year_of('placement_month.month') }} >= as_of.fiscal_year - 1
),

own_offer as (
    select month, provider_id, offer_type, sum(cost_kr) as cost_kr
    from {{ ref('int_own_offer_cost') }}
    group by month, provider_id, offer_type
),

stay as (
    select
        {{ year_of('placed.month') }} as fiscal_year,
        placed.child_label,
        placed.area_id,
        placed.offer_type,
        placed.cost_kr + {{ kr("coalesce(cast(own_offer.cost_kr as double) * placed.days_count / nullif("
            ~ "sum(placed.days_count) over (partition by placed.month, placed.provider_id, placed.offer_type), 0), 0)"
        ) }} as cost_kr
    from placed
    left join own_offer
        on placed.month = own_offer.month
        and placed.provider_id = own_offer.provider_id
        and placed.offer_type = own_offer.offer_type
),

not_started as (
    select distinct not_started.referral_id
    from {{ ref('int_grant_not_started') }} as not_started
    inner join as_of on not_started.origin_date = as_of.as_of_date
),

cost as (
    select
        fiscal_year,
        'places' as part,
        child_label,
        {{ or_all('area_id') }} as area_id,
        {{ or_all('offer_type') }} as offer_type,
        sum(cost_kr) as cost_kr
    from stay
    group by fiscal_year, child_label, cube (area_id, offer_type)
    union all
    select
        as_of.fiscal_year,
        case when case_cost.is_pending then 'pending' else 'decided' end,
        case_cost.referral_id,
        'ALL',
        'ALL',
        case_cost.cost_as_of_year_kr
    from {{ ref('int_case_cost') }} as case_cost
    cross join as_of
    left join not_started on case_cost.referral_id = not_started.referral_id
    where case_cost.is_pending or not_started.referral_id is not null
),

ranked as (
    select
        cost.*,
        max(cost_kr) over (partition by fiscal_year, part, child_label) as child_kr,
        row_number() over (
            partition by fiscal_year, part, area_id, offer_type order by cost_kr desc, child_label
        ) as place
    from cost
    where cost_kr > 0
),

told as (
    select
        ranked.*,
        row_number() over (
            partition by fiscal_year, part, area_id, offer_type order by child_kr desc, child_label
        ) as child_place
    from ranked
)

select
    fiscal_year,
    part,
    area_id,
    offer_type,
    cast(count(*) as integer) as children_count,
    {{ kr('sum(cost_kr)') }} as cost_kr,
    {{ kr('max(cost_kr)') }} as largest_kr,
    {{ kr('coalesce(max(cost_kr) filter (where place = 2), 0)') }} as second_kr,
    {{ kr('max(child_kr)') }} as largest_child_kr,
    {{ kr('coalesce(max(child_kr) filter (where child_place = 2), 0)') }} as second_child_kr,
    cast(cast(max(cost_kr) as double) / sum(cost_kr) as decimal(9, 6)) as largest_share,
    fiscal_year as price_level_year
from told
group by fiscal_year, part, area_id, offer_type
order by fiscal_year, part, area_id, offer_type
