-- one row per vintage, budget year and group of ages: what this year's population forecast moves since last year's
{{ config(alias='demography') }}

select
    demography_row.vintage_id,
    demography_row.fiscal_year,
    demography_row.age_from,
    demography_row.age_to,
    demography_row.previous_vintage_year,
    demography_row.vintage_year,
    demography_row.previous_people_count,
    demography_row.people_count,
    demography_row.covered_places,
    demography_row.coverage_rate,
    demography_row.full_year_places,
    demography_row.unit_price_kr,
    demography_row.amount_kr,
    demography_row.price_level_year
from {{ source('forecast_run', 'demography') }} as demography_row
inner join {{ ref('forecast_vintage') }} as vintage on demography_row.vintage_id = vintage.vintage_id
order by
    demography_row.vintage_id,
    demography_row.fiscal_year,
    demography_row.age_from
