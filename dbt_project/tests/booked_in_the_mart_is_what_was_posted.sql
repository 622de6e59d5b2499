-- each fiscal year's total is the sum of its voucher lines, the lines cut by month of service included
select fiscal_year
from (
    select fiscal_year, booked_kr, 0 as amount_kr
    from {{ ref('spend_monthly') }}
    where grant_area = 'ALL' and district_id = 'ALL' and offer_type = 'ALL'
    union all
    select fiscal_year, 0 as booked_kr, amount_kr
    from {{ ref('int_posting') }}
) as both_sides
group by fiscal_year
having sum(booked_kr) <> sum(amount_kr)
