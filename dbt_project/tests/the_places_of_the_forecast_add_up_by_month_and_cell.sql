-- means add exactly: districts and types to their totals, the months of a year to its places, in the run's own vintage
with places as (
    select
        activity.*,
        {{ year_of('activity.month') }} as fiscal_year
    from {{ ref('forecast_activity') }} as activity
    inner join {{ source('control', 'shown_vintage') }} as shown on activity.vintage_id = shown.vintage_id
    where activity.measure = 'full_year_places'
),

-- beside the flow a year's places have those that people have added, which no month has
year_places as (
    select
        fiscal.scenario,
        fiscal.fiscal_year,
        fiscal.district_id,
        fiscal.offer_type,
        sum(case when fiscal.component = 'total' then 1 else -1 end * coalesce(fiscal.full_year_places, 0)) as places
    from {{ ref('forecast_fiscal_year') }} as fiscal
    inner join {{ source('control', 'shown_vintage') }} as shown on fiscal.vintage_id = shown.vintage_id
    where fiscal.grant_area = 'ALL' and fiscal.component in ('total', 'adjustment')
    group by fiscal.scenario, fiscal.fiscal_year, fiscal.district_id, fiscal.offer_type
),

sums as (
    select
        scenario,
        month,
        'ALL' as district_id,
        offer_type,
        sum(mean) as mean
    from places
    where district_id <> 'ALL'
    group by scenario, month, offer_type
    union all
    select
        places.scenario,
        places.month,
        places.district_id,
        'ALL' as offer_type,
        sum(places.mean) as mean
    from places
    inner join {{ ref('offer_type') }} as offer on places.offer_type = offer.offer_type
    where offer.is_in_total
    group by places.scenario, places.month, places.district_id
)

select
    'leaves' as which,
    cast(sums.month as varchar) as period,
    sums.district_id,
    sums.offer_type
from sums
left join places
    on sums.scenario = places.scenario
    and sums.month = places.month
    and sums.district_id = places.district_id
    and sums.offer_type = places.offer_type
where sums.mean <> coalesce(places.mean, 0)
union all
select
    'months' as which,
    cast(year_places.fiscal_year as varchar) as period,
    year_places.district_id,
    year_places.offer_type
from year_places
left join (
    select
        scenario,
        fiscal_year,
        district_id,
        offer_type,
        sum(mean) as mean
    from places
    group by scenario, fiscal_year, district_id, offer_type
) as months
    on year_places.scenario = months.scenario
    and year_places.fiscal_year = months.fiscal_year
    and year_places.district_id = months.district_id
    and year_places.offer_type = months.offer_type
where year_places.places <> coalesce(months.mean, 0)
