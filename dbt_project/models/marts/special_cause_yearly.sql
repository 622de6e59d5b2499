-- one row per fiscal year, grant area and special cause, and their totals: what is booked and budgeted for it
with booked as (
    select fiscal_year, grant_area, special_cause, amount_kr as booked_kr, 0 as budget_kr
    from {{ ref('int_posting') }}
    where special_cause is not null
),

budgeted as (
    select entry.fiscal_year, entry.grant_area, entry.special_cause, 0 as booked_kr, entry.amount_kr as budget_kr
    from {{ ref('stg_budget_entry') }} as entry
    where entry.is_current and entry.special_cause is not null and entry.decided_date <= entry.cut_off_date
),

together as (
    select * from booked
    union all
    select * from budgeted
)

select
    fiscal_year,
    {{ or_all('grant_area') }} as grant_area,
    special_cause,
    cast(sum(booked_kr) as decimal(18, 2)) as booked_kr,
    cast(sum(budget_kr) as decimal(18, 2)) as budget_kr,
    fiscal_year as price_level_year
from together
group by fiscal_year, special_cause, cube (grant_area)
