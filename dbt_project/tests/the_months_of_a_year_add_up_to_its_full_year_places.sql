-- twelve months are each rounded to the fourth decimal: at most 12 x 0.00005 = 0.0006 apart
select
    mart.fiscal_year,
    mart.full_year_places as months_places,
    known.full_year_places as year_places
from (
    select
        {{ year_of('month') }} as fiscal_year,
        sum(full_year_places) as full_year_places
    from {{ ref('activity_monthly') }}
    where provider_id = 'ALL' and district_id = 'ALL' and offer_type = 'ALL'
    group by {{ year_of('month') }}
) as mart
inner join {{ ref('unit_cost') }} as known
    on mart.fiscal_year = known.fiscal_year and known.provider_id = 'ALL' and known.offer_type = 'ALL'
cross join {{ ref('int_as_of') }} as as_of
-- in the as-of month the activity stops at the as-of day, the cost at the month's end
where abs(mart.full_year_places - known.full_year_places) > 0.0006
    and as_of.as_of_date = {{ month_end('as_of.as_of_date') }}
