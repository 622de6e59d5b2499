-- one row per visitation round, month of decision and offer type, and their totals: places given and what they bind
with known_case as (
    select
        known_case.visitation_round,
        known_case.decision_month,
        known_case.offer_type,
        known_case.is_pending,
        known_case.cost_this_year_kr,
        known_case.cost_next_year_kr,
        coalesce(offer_type.is_in_total, true) as is_in_total
    from {{ ref('int_case_cost') }} as known_case
    left join {{ ref('offer_type') }} as offer_type on known_case.offer_type = offer_type.offer_type
)

select
    {{ or_all('visitation_round') }} as round,
    decision_month,
    {{ or_all('offer_type') }} as offer_type,
    cast(case
        when grouping(offer_type) = 1 then count(*) filter (where not is_pending and is_in_total)
        else count(*) filter (where not is_pending)
    end as decimal(12, 4)) as decided_places,
    {{ kr('coalesce(sum(cost_this_year_kr) filter (where not is_pending), 0)') }} as cost_this_year_kr,
    {{ kr('coalesce(sum(cost_next_year_kr) filter (where not is_pending), 0)') }} as cost_next_year_kr,
    cast(case
        when grouping(offer_type) = 1 then count(*) filter (where is_pending and is_in_total)
        else count(*) filter (where is_pending)
    end as decimal(12, 4)) as pending_places,
    {{ kr('coalesce(sum(cost_this_year_kr) filter (where is_pending), 0)') }} as pending_cost_this_year_kr,
    {{ year_of('decision_month') }} as price_level_year
from known_case
group by decision_month, cube (visitation_round, offer_type)
order by 1, 2, 3
