-- one row per fiscal year, grant area and special cause that a posting or a budget entry names; ALL is the total
with named as (
    select fiscal_year, grant_area, special_cause, amount_kr as booked_kr, 0 as budget_kr
    from placed_posting
    where special_cause is not null
    union all
    select fiscal_year, grant_area, special_cause, 0, amount_kr from budget where special_cause is not null
)

select fiscal_year, coalesce(grant_area, 'ALL') as grant_area, special_cause, sum(booked_kr) as booked_kr,
    sum(budget_kr) as budget_kr
from named
group by fiscal_year, special_cause, cube (grant_area)
