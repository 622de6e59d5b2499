-- one row per fiscal year, month, area and offer type, and their totals: expected, in use and forecast
-- RESERVE is what the corrected budget has beside the areas' figures, so areas and reserve are the corrected budget
{{ config(tags=['outlook']) }}

with as_of as (
    select * from {{ ref('int_as_of') }}
),

cell as (
    select * from {{ ref('int_expectation_cell') }}
),

spine as (
    select
        {{ year_of('spine.month') }} as fiscal_year,
        spine.month,
        {{ days_between(first_of_january(year_of('spine.month')), 'spine.month') }} as days_before,
        {{ days_inclusive('spine.month', month_end('spine.month')) }} as month_days,
        {{ days_in_year('spine.month') }} as year_days
    from (
        {{ month_spine(
            "(select " ~ first_of_january('min(fiscal_year)') ~ " from cell)",
            "(select " ~ date_of_year('max(fiscal_year)', 12, 1) ~ " from cell)"
        ) }}
    ) as spine
    where {{ year_of('spine.month') }} in (select cell.fiscal_year from cell)
),

district as (
    select int_district.district_id, int_district.area_id
    from {{ ref('int_district') }} as int_district
    inner join as_of on int_district.origin_date = as_of.as_of_date
),

corrected as (
    select
        budget.fiscal_year,
        case when budget.offer_type = 'ALL' then 'ikke_fordelt' else budget.offer_type end as offer_type,
        sum(budget.corrected_kr) as year_kr
    from {{ ref('int_budget_cell') }} as budget
    inner join as_of on budget.origin_date = as_of.as_of_date
    group by 1, 2
),

areas as (
    select fiscal_year, offer_type, sum(year_kr) as year_kr from cell group by fiscal_year, offer_type
),

frozen as (
    select fiscal_year, max(frozen_at) as frozen_at, max(frozen_by) as frozen_by, max(version) as version
    from cell
    group by fiscal_year
),

year_figure as (
    select fiscal_year, area_id, offer_type, places, year_kr, year_kr as priced_kr, agreed_by
    from cell
    union all
    select
        coalesce(corrected.fiscal_year, areas.fiscal_year),
        'RESERVE',
        coalesce(corrected.offer_type, areas.offer_type),
        null,
        coalesce(corrected.year_kr, 0) - coalesce(areas.year_kr, 0),
        null,
        frozen.frozen_by
    from corrected
    full outer join areas
        on corrected.fiscal_year = areas.fiscal_year and corrected.offer_type = areas.offer_type
    inner join frozen on coalesce(corrected.fiscal_year, areas.fiscal_year) = frozen.fiscal_year
),

expected as (
    select
        spine.fiscal_year,
        spine.month,
        year_figure.area_id,
        year_figure.offer_type,
        year_figure.agreed_by,
        year_figure.places as expected_places,
        year_figure.priced_kr,
        {{ part_of_year_kr('year_figure.year_kr', 'spine.days_before', 'spine.month_days', 'spine.year_days') }}
            as expected_kr
    from year_figure
    inner join spine on year_figure.fiscal_year = spine.fiscal_year
),

used as (
    select
        {{ year_of('placement_month.month') }} as fiscal_year,
        placement_month.month,
        district.area_id,
        placement_month.offer_type,
        sum(placement_month.days_count) as days_count
    from {{ ref('int_placement_month') }} as placement_month
    cross join as_of
    inner join district on placement_month.district_id = district.district_id
    where
        placement_month.is_paid_by_us
        and placement_month.days_count > 0
        and placement_month.month <= as_of.as_of_month
        and placement_month.start_date <= as_of.as_of_date
    group by 1, 2, 3, 4
),

-- what places cost is where the children live; what is booked goes there with their shares of it
spent as (
    select fiscal_year, month, district_id, offer_type, grant_area, committed_kr, null as booked_kr
    from {{ ref('spend_monthly') }}
    union all
    select
        spend.fiscal_year, spend.month, coalesce(residence.district_id, spend.district_id), spend.offer_type,
        spend.grant_area, null, spend.booked_kr * cast(coalesce(residence.share, 1) as double)
    from {{ ref('spend_monthly') }} as spend
    left join {{ ref('residence_share') }} as residence
        on spend.offer_type = residence.offer_type and spend.district_id = residence.booked_district_id
),

spent_by_area as (
    select
        spent.fiscal_year,
        spent.month,
        coalesce(district.area_id, 'UKENDT') as area_id,
        spent.offer_type,
        sum(spent.committed_kr) as actual_kr,
        sum(spent.booked_kr) as booked_kr
    from spent
    cross join as_of
    left join district on spent.district_id = district.district_id
    where
        spent.grant_area = 'ALL' and spent.district_id <> 'ALL' and spent.offer_type <> 'ALL'
        and spent.month <= as_of.as_of_month
    group by 1, 2, 3, 4
),

shown as (
    select vintage_id from {{ source('control', 'shown_vintage') }}
),

forecast_places as (
    select
        activity.month,
        coalesce(district.area_id, 'UKENDT') as area_id,
        activity.offer_type,
        sum(activity.mean) as full_year_places
    from {{ source('forecast_run', 'activity') }} as activity
    inner join shown on activity.vintage_id = shown.vintage_id
    left join district on activity.district_id = district.district_id
    where activity.measure = 'full_year_places' and activity.district_id <> 'ALL' and activity.offer_type <> 'ALL'
    group by 1, 2, 3
),

forecast_year as (
    select
        fiscal.fiscal_year,
        coalesce(district.area_id, 'UKENDT') as area_id,
        fiscal.offer_type,
        sum(fiscal.mean_kr) as year_kr
    from {{ ref('int_forecast_residence') }} as fiscal
    left join district on fiscal.district_id = district.district_id
    group by 1, 2, 3
),

-- a line's year falls in its months as its services do; a line without services, by days
service as (
    select
        {{ year_of('cost.month') }} as fiscal_year,
        cost.month,
        coalesce(district.area_id, 'UKENDT') as area_id,
        cost.offer_type,
        sum(cost.mean_kr * cast(coalesce(residence.share, 1) as double)) as month_kr
    from {{ source('forecast_run', 'cost') }} as cost
    inner join shown on cost.vintage_id = shown.vintage_id
    left join {{ ref('residence_share') }} as residence
        on cost.offer_type = residence.offer_type and cost.district_id = residence.booked_district_id
    left join district on coalesce(residence.district_id, cost.district_id) = district.district_id
    where cost.district_id <> 'ALL' and cost.offer_type <> 'ALL'
    group by 1, 2, 3, 4
),

weight as (
    select
        forecast_year.fiscal_year,
        spine.month,
        forecast_year.area_id,
        forecast_year.offer_type,
        forecast_year.year_kr,
        spine.days_before,
        spine.month_days,
        spine.year_days,
        coalesce(service.month_kr, 0) as month_kr,
        sum(coalesce(service.month_kr, 0)) over (
            partition by forecast_year.fiscal_year, forecast_year.area_id, forecast_year.offer_type
        ) as all_months_kr,
        sum(coalesce(service.month_kr, 0)) over (
            partition by forecast_year.fiscal_year, forecast_year.area_id, forecast_year.offer_type
            order by spine.month
        ) as so_far_kr
    from forecast_year
    inner join spine on forecast_year.fiscal_year = spine.fiscal_year
    left join service
        on spine.month = service.month
        and forecast_year.area_id = service.area_id
        and forecast_year.offer_type = service.offer_type
),

forecast as (
    select
        fiscal_year,
        month,
        area_id,
        offer_type,
        case
            when all_months_kr > 0
                then {{ part_of_year_kr('year_kr', 'so_far_kr - month_kr', 'month_kr', 'all_months_kr') }}
            else {{ part_of_year_kr('year_kr', 'days_before', 'month_days', 'year_days') }}
        end as forecast_kr
    from weight
),

figure as (
    select
        fiscal_year, month, area_id, offer_type, expected_places, priced_kr, expected_kr, null as days_count,
        null as actual_kr, null as booked_kr, null as forecast_full_year_places, null as forecast_kr, agreed_by
    from expected
    union all
    select fiscal_year, month, area_id, offer_type, null, null, null, days_count, null, null, null, null, null
    from used
    union all
    select fiscal_year, month, area_id, offer_type, null, null, null, null, actual_kr, booked_kr, null, null, null
    from spent_by_area
    union all
    select
        {{ year_of('month') }}, month, area_id, offer_type, null, null, null, null, null, null, full_year_places, null,
        null
    from forecast_places
    union all
    select fiscal_year, month, area_id, offer_type, null, null, null, null, null, null, null, forecast_kr, null
    from forecast
),

summed as (
    select
        figure.fiscal_year,
        figure.month,
        {{ or_all('figure.area_id') }} as area_id,
        {{ or_all('figure.offer_type') }} as offer_type,
        {% for column in ['expected_places', 'priced_kr', 'days_count', 'forecast_full_year_places'] -%}
        case
            when grouping(figure.offer_type) = 1
                then sum(figure.{{ column }}) filter (where coalesce(offer_type.is_in_total, true))
            else sum(figure.{{ column }})
        end as {{ column }},
        {% endfor -%}
        {% for column in ['expected_kr', 'actual_kr', 'booked_kr', 'forecast_kr'] -%}
        sum(figure.{{ column }}) as {{ column }},
        {% endfor -%}
        max(figure.agreed_by) as agreed_by
    from figure
    left join {{ ref('offer_type') }} as offer_type on figure.offer_type = offer_type.offer_type
    group by figure.fiscal_year, figure.month, cube (figure.area_id, figure.offer_type)
)

select
    summed.fiscal_year,
    summed.month,
    summed.area_id,
    summed.offer_type,
    cast(summed.expected_places as decimal(12, 4)) as expected_places,
    {{ kr("summed.priced_kr / nullif(summed.expected_places, 0)") }} as expected_unit_price_kr,
    cast(summed.expected_kr as decimal(18, 2)) as expected_kr,
    case
        when summed.area_id <> 'RESERVE' and summed.offer_type <> 'ikke_fordelt'
            then cast(round(
                cast(coalesce(summed.days_count, case when summed.month <= as_of.as_of_month then 0 end) as double)
                / spine.month_days, 4
            ) as decimal(12, 4))
    end as actual_places,
    cast(summed.actual_kr as decimal(18, 2)) as actual_kr,
    cast(summed.booked_kr as decimal(18, 2)) as booked_kr,
    cast(round(
        cast(summed.forecast_full_year_places as double) * spine.year_days / spine.month_days, 4
    ) as decimal(12, 4)) as forecast_places,
    cast(summed.forecast_kr as decimal(18, 2)) as forecast_kr,
    case
        when summed.fiscal_year in (select forecast.fiscal_year from forecast)
            then cast(coalesce(summed.expected_kr, 0) - coalesce(summed.forecast_kr, 0) as decimal(18, 2))
    end as deviation_kr,
    case when summed.agreed_by is not null then frozen.frozen_at end as frozen_at,
    case
        when summed.area_id = 'ALL' and summed.agreed_by is not null then frozen.frozen_by else summed.agreed_by
    end as agreed_by,
    frozen.version,
    summed.fiscal_year as price_level_year
from summed
cross join as_of
inner join spine on summed.month = spine.month
inner join frozen on summed.fiscal_year = frozen.fiscal_year
order by summed.fiscal_year, summed.month, summed.area_id, summed.offer_type
