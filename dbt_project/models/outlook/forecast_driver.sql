-- one row per vintage, fiscal year, district and offer type: what the change from the year before is due to
{{ config(alias='driver') }}

select
    driver_row.vintage_id,
    driver_row.scenario,
    driver_row.fiscal_year,
    driver_row.district_id,
    driver_row.offer_type,
    driver_row.previous_places,
    driver_row.places,
    driver_row.population_places,
    driver_row.intake_places,
    driver_row.mix_places,
    driver_row.duration_places,
    driver_row.under_way_places,
    driver_row.unexplained_places,
    driver_row.previous_kr,
    driver_row.expected_kr,
    driver_row.population_kr,
    driver_row.intake_kr,
    driver_row.mix_kr,
    driver_row.duration_kr,
    driver_row.under_way_kr,
    driver_row.index_kr,
    driver_row.price_kr,
    driver_row.one_off_kr,
    driver_row.other_kr,
    driver_row.unexplained_kr,
    driver_row.fiscal_year as price_level_year
from {{ source('forecast_run', 'driver') }} as driver_row
inner join {{ ref('forecast_vintage') }} as vintage on driver_row.vintage_id = vintage.vintage_id
order by
    driver_row.vintage_id,
    driver_row.fiscal_year,
    driver_row.district_id,
    driver_row.offer_type
