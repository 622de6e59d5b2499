-- one row per fiscal year to the as-of month, provider and offer type; ALL is the total
with part as (
    select year(day) as fiscal_year, provider_id, offer_type, is_in_total,
        1::double / any_value(days_of_year(day)) * count(*) as places,
        0 as teaching_kr, 0 as leisure_kr, 0 as transport_kr, 0 as notice_kr, 0 as own_offer_kr
    from stay_day
    where is_ours and day <= as_of()
    group by all
    union all
    select year(month), provider_id, offer_type, is_in_total, 0,
        if(service = 'undervisning' and not is_notice, cost_kr, 0), if(service = 'fritid' and not is_notice, cost_kr, 0),
        if(service = 'befordring' and not is_notice, cost_kr, 0), if(is_notice, cost_kr, 0), 0
    from cost_month
    where is_ours and month <= as_of() and start_date <= as_of()
    union all
    select year(month), provider_id, offer_type, true, 0, 0, 0, 0, 0, cost_kr
    from own_cost_month
    where month <= as_of()
),

doubled as (
    select * from part
    union all
    select * replace (null as offer_type) from part
)

select fiscal_year, coalesce(provider_id, 'ALL') as provider_id, coalesce(offer_type, 'ALL') as offer_type,
    round(coalesce(sum(places) filter (where is_in_total or offer_type is not null), 0), 4) as full_year_places,
    sum(teaching_kr) as teaching_kr, sum(leisure_kr) as leisure_kr, sum(transport_kr) as transport_kr,
    sum(notice_kr) as notice_kr, sum(own_offer_kr) as own_offer_kr,
    sum(teaching_kr + leisure_kr + transport_kr + notice_kr + own_offer_kr) as cost_kr,
    round(
        (sum(teaching_kr + leisure_kr + transport_kr + notice_kr + own_offer_kr)
            filter (where is_in_total or offer_type is not null))::double
        / nullif(sum(places) filter (where is_in_total or offer_type is not null), 0), 2
    ) as unit_cost_kr
from doubled
group by fiscal_year, offer_type, cube (provider_id)
