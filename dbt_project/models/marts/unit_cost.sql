-- one row per fiscal year, provider and offer type, and their totals: what a full-year place costs to the as-of month
with stay as (
    select
        {{ year_of('placement_month.month') }} as fiscal_year,
        placement_month.provider_id,
        placement_month.offer_type,
        placement_month.is_in_total,
        placement_month.days_count,
        placement_month.teaching_kr,
        placement_month.leisure_kr,
        placement_month.transport_kr,
        placement_month.notice_kr,
        0 as own_offer_kr
    from {{ ref('int_placement_month') }} as placement_month
    cross join {{ ref('int_as_of') }} as as_of
    where
        placement_month.is_paid_by_us
        and placement_month.month <= as_of.as_of_month
        and placement_month.start_date <= as_of.as_of_date
),

own_offer as (
    select
        {{ year_of('own_cost.month') }} as fiscal_year,
        own_cost.provider_id,
        own_cost.offer_type,
        offer_type.is_in_total,
        0 as days_count,
        0 as teaching_kr,
        0 as leisure_kr,
        0 as transport_kr,
        0 as notice_kr,
        own_cost.cost_kr as own_offer_kr
    from {{ ref('int_own_offer_cost') }} as own_cost
    cross join {{ ref('int_as_of') }} as as_of
    inner join {{ ref('offer_type') }} as offer_type on own_cost.offer_type = offer_type.offer_type
    where own_cost.month <= as_of.as_of_month
),

cost as (
    select * from stay
    union all
    select * from own_offer
),

summed as (
    select
        fiscal_year,
        {{ or_all('provider_id') }} as provider_id,
        {{ or_all('offer_type') }} as offer_type,
        case
            when grouping(offer_type) = 1 then sum(days_count) filter (where is_in_total) else sum(days_count)
        end as days_count,
        {% for column in ['teaching_kr', 'leisure_kr', 'transport_kr', 'notice_kr', 'own_offer_kr'] -%}
        sum({{ column }}) as {{ column }},
        {% endfor -%}
        case
            when grouping(offer_type) = 1
                then sum(teaching_kr + leisure_kr + transport_kr + notice_kr + own_offer_kr) filter (where is_in_total)
            else sum(teaching_kr + leisure_kr + transport_kr + notice_kr + own_offer_kr)
        end as unit_cost_base_kr
    from cost
    group by fiscal_year, cube (provider_id, offer_type)
),

placed as (
    select
        summed.*,
        cast(days_count as double) / {{ days_in_year(first_of_january('fiscal_year')) }} as places
    from summed
)

select
    fiscal_year,
    provider_id,
    offer_type,
    {{ full_year_places('coalesce(days_count, 0)', first_of_january('fiscal_year')) }} as full_year_places,
    {% for column in ['teaching_kr', 'leisure_kr', 'transport_kr', 'notice_kr', 'own_offer_kr'] -%}
    cast({{ column }} as decimal(18, 2)) as {{ column }},
    {% endfor -%}
    cast(teaching_kr + leisure_kr + transport_kr + notice_kr + own_offer_kr as decimal(18, 2)) as cost_kr,
    {{ kr('unit_cost_base_kr / nullif(places, 0)') }} as unit_cost_kr,
    -- what one child fewer saves in a year: classes and frames cost the same
    {{ kr('(unit_cost_base_kr - own_offer_kr) / nullif(places, 0)') }} as marginal_cost_kr,
    fiscal_year as price_level_year
from placed
order by fiscal_year, provider_id, offer_type
