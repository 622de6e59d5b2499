-- one row per vintage and adjustment by hand of a cell; rows are only added
{{ config(alias='adjustment') }}

select
    adjustment_row.vintage_id,
    adjustment_row.adjustment_id,
    adjustment_row.fiscal_year,
    adjustment_row.grant_area,
    adjustment_row.district_id,
    adjustment_row.offer_type,
    adjustment_row.amount_kr,
    adjustment_row.full_year_places,
    adjustment_row.unit_price_kr,
    adjustment_row.factor,
    adjustment_row.reason,
    adjustment_row.evidence,
    adjustment_row.made_by,
    adjustment_row.made_at,
    adjustment_row.expires,
    adjustment_row.withdrawn_at,
    adjustment_row.fiscal_year as price_level_year
from {{ source('forecast_run', 'adjustment') }} as adjustment_row
inner join {{ ref('forecast_vintage') }} as vintage on adjustment_row.vintage_id = vintage.vintage_id
order by
    adjustment_row.vintage_id,
    adjustment_row.fiscal_year,
    adjustment_row.grant_area,
    adjustment_row.district_id,
    adjustment_row.offer_type,
    adjustment_row.made_at,
    adjustment_row.reason,
    adjustment_row.adjustment_id
