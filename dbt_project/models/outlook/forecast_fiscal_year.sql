-- one row per vintage, fiscal year, cell of the budget and component; the components sum to total
{{ config(alias='fiscal_year') }}

select
    fiscal_year_row.vintage_id,
    fiscal_year_row.scenario,
    fiscal_year_row.fiscal_year,
    fiscal_year_row.grant_area,
    fiscal_year_row.district_id,
    fiscal_year_row.offer_type,
    fiscal_year_row.component,
    fiscal_year_row.mean_kr,
    fiscal_year_row.p025_kr,
    fiscal_year_row.p10_kr,
    fiscal_year_row.p50_kr,
    fiscal_year_row.p90_kr,
    fiscal_year_row.p975_kr,
    fiscal_year_row.full_year_places,
    fiscal_year_row.unit_price_kr,
    fiscal_year_row.fiscal_year as price_level_year
from {{ source('forecast_run', 'fiscal_year') }} as fiscal_year_row
inner join {{ ref('forecast_vintage') }} as vintage on fiscal_year_row.vintage_id = vintage.vintage_id
order by
    fiscal_year_row.vintage_id,
    fiscal_year_row.fiscal_year,
    fiscal_year_row.grant_area,
    fiscal_year_row.district_id,
    fiscal_year_row.offer_type,
    fiscal_year_row.component
