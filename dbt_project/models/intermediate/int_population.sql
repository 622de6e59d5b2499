-- one row per origin, census year, district and age: the best known number of people
-- an actual count if known, else the newest forecast; the last known year carries on five years ahead
with known as (
    select
        stg.origin_date,
        {{ year_of('stg.census_date') }} as census_year,
        stg.district_id,
        stg.age,
        stg.people_count,
        stg.population_kind,
        stg.vintage_year,
        row_number() over (
            partition by stg.origin_date, {{ year_of('stg.census_date') }}, stg.district_id, stg.age
            order by kind.is_actual desc, stg.vintage_year desc
        ) as preference
    from {{ ref('stg_population') }} as stg
    inner join {{ ref('population_kind') }} as kind on stg.population_kind = kind.population_kind
),

best as (
    select origin_date, census_year, district_id, age, people_count, population_kind, vintage_year
    from known
    where preference = 1
),

last_year as (
    select
        origin_date,
        district_id,
        max(census_year) as census_year
    from best
    group by origin_date, district_id
),

year_ahead as (
    select distinct
        origin.origin_date,
        {{ year_of('origin.origin_date') }} + ahead.years_ahead as census_year
    from {{ ref('stg_origin') }} as origin
    cross join (select cast(unnest(generate_series(0, 5)) as integer) as years_ahead) as ahead
)

select origin_date, census_year, district_id, age, people_count, population_kind, vintage_year, false as is_carried_on
from best
union all
select
    best.origin_date,
    year_ahead.census_year,
    best.district_id,
    best.age,
    best.people_count,
    best.population_kind,
    best.vintage_year,
    true as is_carried_on
from best
inner join last_year
    on best.origin_date = last_year.origin_date
    and best.district_id = last_year.district_id
    and best.census_year = last_year.census_year
inner join year_ahead
    on best.origin_date = year_ahead.origin_date and year_ahead.census_year > last_year.census_year
