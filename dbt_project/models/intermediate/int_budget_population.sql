-- one row per origin, fiscal year, district and age: the people of a budget's year, as best known when it was adopted
-- an actual count if known, else the newest forecast; a year that nobody had told of is the last one told of
with adopted as (
    select
        origin_date,
        fiscal_year,
        -- without a date the last day on which the law lets the council adopt it
        coalesce(min(adopted_date), {{ date_of_year('fiscal_year - 1', 10, 15) }}) as adopted_date
    from {{ ref('int_budget_cell') }}
    group by origin_date, fiscal_year
),

known as (
    select
        adopted.origin_date,
        adopted.fiscal_year,
        stg.district_id,
        stg.age,
        stg.people_count,
        stg.population_kind,
        stg.vintage_year,
        row_number() over (
            partition by adopted.origin_date, adopted.fiscal_year, stg.district_id, stg.age
            order by stg.census_date desc, kind.is_actual desc, stg.vintage_year desc
        ) as preference
    from adopted
    inner join {{ ref('stg_population') }} as stg
        on adopted.origin_date = stg.origin_date
        and stg.known_date <= adopted.adopted_date
        and {{ year_of('stg.census_date') }} <= adopted.fiscal_year
    inner join {{ ref('population_kind') }} as kind on stg.population_kind = kind.population_kind
)

select origin_date, fiscal_year, district_id, age, people_count, population_kind, vintage_year
from known
where preference = 1
