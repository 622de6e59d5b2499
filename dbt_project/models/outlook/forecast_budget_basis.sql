-- one row per vintage, assumption and year: what a budget rests on, missing things too
{{ config(alias='budget_basis') }}

select
    budget_basis_row.vintage_id,
    budget_basis_row.code,
    budget_basis_row.fiscal_year,
    budget_basis_row.value,
    budget_basis_row.status,
    budget_basis_row.dated
from {{ source('forecast_run', 'budget_basis') }} as budget_basis_row
inner join {{ ref('forecast_vintage') }} as vintage on budget_basis_row.vintage_id = vintage.vintage_id
order by
    budget_basis_row.vintage_id,
    budget_basis_row.code,
    budget_basis_row.fiscal_year,
    budget_basis_row.status
