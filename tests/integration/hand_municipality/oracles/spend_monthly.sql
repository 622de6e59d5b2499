-- one row per fiscal year, month, grant area, district and offer type with any kroner; ALL is the total
with kroner as (
    select fiscal_year, month, grant_area, district_id, shown_offer_type as offer_type, amount_kr as booked_kr,
        0 as committed_kr, if(is_one_off, amount_kr, 0) as one_off_kr
    from placed_posting
    union all
    select year(month), month, coalesce(offer_area.grant_area, 'ukendt'), district_id, spent.offer_type, 0, cost_kr, 0
    from (
        select month, district_id, offer_type, cost_kr from cost_month where is_ours and start_date <= as_of()
        union all
        select month, district_id, offer_type, cost_kr from own_cost_month
    ) as spent
    left join offer_area on offer_area.fiscal_year = year(month) and offer_area.offer_type = spent.offer_type
)

select fiscal_year, month, coalesce(grant_area, 'ALL') as grant_area, coalesce(district_id, 'ALL') as district_id,
    coalesce(offer_type, 'ALL') as offer_type, sum(booked_kr) as booked_kr, sum(committed_kr) as committed_kr,
    sum(one_off_kr) as one_off_kr
from kroner
group by fiscal_year, month, cube (grant_area, district_id, offer_type)
having sum(booked_kr) <> 0 or sum(committed_kr) <> 0 or sum(one_off_kr) <> 0
