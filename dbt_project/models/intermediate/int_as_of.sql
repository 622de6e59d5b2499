-- one row: the as-of day of this run and the months that are shown from it
with as_of as (
    select distinct origin_date as as_of_date
    from {{ ref('stg_origin') }}
    where is_current
),

first_placement as (
    select min(start_date) as start_date
    from {{ ref('stg_placement') }}
    where is_current
)

select
    as_of.as_of_date,
    {{ year_of('as_of.as_of_date') }} as fiscal_year,
    {{ month_start('as_of.as_of_date') }} as as_of_month,
    greatest(
        coalesce({{ month_start('first_placement.start_date') }}, {{ month_start('as_of.as_of_date') }}),
        {{ first_of_january(year_of('as_of.as_of_date') ~ ' - 6') }}
    ) as first_month,
    {{ date_of_year(year_of('as_of.as_of_date') ~ ' + 1', 12, 1) }} as last_month,
    {{ last_of_december(year_of('as_of.as_of_date') ~ ' + 1') }} as horizon_date
from as_of
cross join first_placement
