-- one row per vintage, budget year, way, grant area, district and offer type: what the year would cost, in the budget year's prices
{{ config(alias='budget_way') }}

select
    budget_way_row.vintage_id,
    budget_way_row.fiscal_year,
    budget_way_row.way,
    budget_way_row.grant_area,
    budget_way_row.district_id,
    budget_way_row.offer_type,
    budget_way_row.mean_children,
    budget_way_row.full_year_places,
    budget_way_row.unit_price_kr,
    budget_way_row.mean_kr,
    budget_way_row.p10_kr,
    budget_way_row.p90_kr,
    budget_way_row.price_level_year
from {{ source('forecast_run', 'budget_way') }} as budget_way_row
inner join {{ ref('forecast_vintage') }} as vintage on budget_way_row.vintage_id = vintage.vintage_id
order by
    budget_way_row.vintage_id,
    budget_way_row.fiscal_year,
    budget_way_row.way,
    budget_way_row.grant_area,
    budget_way_row.district_id,
    budget_way_row.offer_type
