-- one row per vintage, fiscal year, dimension and member: the year by grade band, institution type, provider group, own or bought
{{ config(alias='level') }}

select
    level_row.vintage_id,
    level_row.scenario,
    level_row.fiscal_year,
    level_row.dimension,
    level_row.member,
    level_row.full_year_places,
    level_row.p025_places,
    level_row.p10_places,
    level_row.p50_places,
    level_row.p90_places,
    level_row.p975_places,
    level_row.mean_kr,
    level_row.p025_kr,
    level_row.p10_kr,
    level_row.p50_kr,
    level_row.p90_kr,
    level_row.p975_kr,
    level_row.fiscal_year as price_level_year
from {{ source('forecast_run', 'level') }} as level_row
inner join {{ ref('forecast_vintage') }} as vintage on level_row.vintage_id = vintage.vintage_id
order by
    level_row.vintage_id,
    level_row.fiscal_year,
    level_row.dimension,
    level_row.member
