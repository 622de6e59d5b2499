-- in the run's own vintage, at every level of the budget: the bridge begins in the budget and ends in what is booked
with bridge as (
    select bridge.*
    from {{ ref('forecast_bridge') }} as bridge
    inner join {{ source('control', 'shown_vintage') }} as shown on bridge.vintage_id = shown.vintage_id
    where bridge.starts_in = 'budget' and bridge.ends_in = 'accounts'
),

booked as (
    select
        posting.fiscal_year,
        posting.grant_area,
        sum(posting.amount_kr) as amount_kr
    from {{ ref('int_posting') }} as posting
    inner join {{ ref('stg_origin') }} as origin
        on origin.is_current and origin.source = 'omkostninger' and posting.posting_date <= origin.cut_off_date
    group by posting.fiscal_year, posting.grant_area
),

budget as (
    select
        cell.fiscal_year,
        cell.grant_area,
        sum(cell.expected_corrected_kr) as amount_kr
    from {{ ref('int_budget_cell') }} as cell
    inner join {{ ref('int_as_of') }} as as_of on cell.origin_date = as_of.as_of_date
    group by cell.fiscal_year, cell.grant_area
)

select
    bridge.fiscal_year,
    bridge.grant_area,
    bridge.start_kr,
    bridge.end_kr,
    budget.amount_kr as budget_kr,
    booked.amount_kr as booked_kr
from bridge
left join booked on bridge.fiscal_year = booked.fiscal_year and bridge.grant_area = booked.grant_area
left join budget on bridge.fiscal_year = budget.fiscal_year and bridge.grant_area = budget.grant_area
where
    bridge.grant_area <> 'ALL' and bridge.district_id = 'ALL' and bridge.offer_type = 'ALL'
    and (bridge.start_kr <> coalesce(budget.amount_kr, 0) or bridge.end_kr <> coalesce(booked.amount_kr, 0))
