-- one row per fiscal year of the prognosis, grant area and offer type, and their totals: expectation figures against it
{{ config(tags=['outlook']) }}

with as_of as (
    select * from {{ ref('int_as_of') }}
),

shown as (
    select vintage_id from {{ source('control', 'shown_vintage') }}
),

offer_area as (
    select int_offer_area.fiscal_year, int_offer_area.offer_type, int_offer_area.grant_area
    from {{ ref('int_offer_area') }} as int_offer_area
    inner join as_of on int_offer_area.origin_date = as_of.as_of_date
),

district as (
    select int_district.district_id, int_district.area_id
    from {{ ref('int_district') }} as int_district
    inner join as_of on int_district.origin_date = as_of.as_of_date
),

budget_part as (
    select
        budget.fiscal_year,
        budget.grant_area,
        case when budget.offer_type = 'ALL' then 'ikke_fordelt' else budget.offer_type end as offer_type,
        0 as areas_kr,
        budget.corrected_kr,
        budget.expected_corrected_kr - budget.corrected_kr as not_decided_kr,
        0 as areas_forecast_kr,
        0 as other_forecast_kr
    from {{ ref('int_budget_cell') }} as budget
    inner join as_of on budget.origin_date = as_of.as_of_date
),

area_part as (
    select
        cell.fiscal_year,
        coalesce(offer_area.grant_area, 'ukendt') as grant_area,
        cell.offer_type,
        cell.year_kr as areas_kr,
        0 as corrected_kr,
        0 as not_decided_kr,
        0 as areas_forecast_kr,
        0 as other_forecast_kr
    from {{ ref('int_expectation_cell') }} as cell
    left join offer_area
        on cell.fiscal_year = offer_area.fiscal_year and cell.offer_type = offer_area.offer_type
),

forecast_part as (
    select
        fiscal.fiscal_year,
        fiscal.grant_area,
        fiscal.offer_type,
        0 as areas_kr,
        0 as corrected_kr,
        0 as not_decided_kr,
        case when coalesce(district.area_id, 'UKENDT') <> 'UKENDT' then fiscal.mean_kr else 0 end as areas_forecast_kr,
        case when coalesce(district.area_id, 'UKENDT') = 'UKENDT' then fiscal.mean_kr else 0 end as other_forecast_kr
    from {{ ref('int_forecast_residence') }} as fiscal
    left join district on fiscal.district_id = district.district_id
),

part as (
    select * from budget_part
    union all
    select * from area_part
    union all
    select * from forecast_part
),

summed as (
    select
        fiscal_year,
        {{ or_all('grant_area') }} as grant_area,
        {{ or_all('offer_type') }} as offer_type,
        sum(areas_kr) as areas_kr,
        sum(corrected_kr) as corrected_kr,
        sum(not_decided_kr) as not_decided_kr,
        sum(areas_forecast_kr) as areas_forecast_kr,
        sum(other_forecast_kr) as other_forecast_kr
    from part
    where
        fiscal_year in (select cell.fiscal_year from {{ ref('int_expectation_cell') }} as cell)
        and fiscal_year in (select forecast_part.fiscal_year from forecast_part)
    group by fiscal_year, cube (grant_area, offer_type)
),

followed as (
    select
        figure.fiscal_year,
        figure.offer_type,
        sum(figure.expected_kr) filter (where figure.area_id not in ('ALL', 'RESERVE')) as areas_kr,
        sum(figure.expected_kr) filter (where figure.area_id = 'RESERVE') as reserve_kr,
        sum(figure.forecast_kr) filter (where figure.area_id <> 'ALL') as forecast_kr
    from {{ ref('expectation_figure') }} as figure
    group by figure.fiscal_year, figure.offer_type
)

select
    summed.fiscal_year,
    summed.grant_area,
    summed.offer_type,
    cast(summed.areas_kr as decimal(18, 2)) as areas_kr,
    cast(summed.corrected_kr - summed.areas_kr as decimal(18, 2)) as reserve_kr,
    cast(summed.corrected_kr as decimal(18, 2)) as corrected_kr,
    cast(summed.not_decided_kr as decimal(18, 2)) as not_decided_kr,
    cast(summed.areas_forecast_kr as decimal(18, 2)) as areas_forecast_kr,
    cast(summed.other_forecast_kr as decimal(18, 2)) as other_forecast_kr,
    cast(summed.areas_forecast_kr + summed.other_forecast_kr as decimal(18, 2)) as forecast_kr,
    cast(
        summed.corrected_kr + summed.not_decided_kr - summed.areas_forecast_kr - summed.other_forecast_kr
        as decimal(18, 2)
    ) as deviation_kr,
    prognosis.mean_kr as prognosis_kr,
    deviation.deviation_kr as prognosis_deviation_kr,
    case when summed.grant_area = 'ALL' then cast(coalesce(followed.areas_kr, 0) as decimal(18, 2)) end
        as followed_areas_kr,
    case when summed.grant_area = 'ALL' then cast(coalesce(followed.reserve_kr, 0) as decimal(18, 2)) end
        as followed_reserve_kr,
    case when summed.grant_area = 'ALL' then cast(coalesce(followed.forecast_kr, 0) as decimal(18, 2)) end
        as followed_forecast_kr,
    summed.fiscal_year as price_level_year
from summed
cross join shown
left join {{ source('forecast_run', 'fiscal_year') }} as prognosis
    on shown.vintage_id = prognosis.vintage_id
    and summed.fiscal_year = prognosis.fiscal_year
    and summed.grant_area = prognosis.grant_area
    and prognosis.district_id = 'ALL'
    and summed.offer_type = prognosis.offer_type
    and prognosis.component = 'total'
left join {{ source('forecast_run', 'deviation') }} as deviation
    on shown.vintage_id = deviation.vintage_id
    and summed.fiscal_year = deviation.fiscal_year
    and summed.grant_area = deviation.grant_area
    and deviation.district_id = 'ALL'
    and summed.offer_type = deviation.offer_type
left join followed
    on summed.fiscal_year = followed.fiscal_year and summed.offer_type = followed.offer_type
order by summed.fiscal_year, summed.grant_area, summed.offer_type
