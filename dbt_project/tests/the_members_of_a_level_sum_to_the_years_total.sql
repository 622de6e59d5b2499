-- every dimension divides the same year: its members have the year's kroner and places, no more and no less
with member_sum as (
    select
        vintage_id,
        scenario,
        fiscal_year,
        dimension,
        sum(mean_kr) filter (where member <> 'ALL') as members_kr,
        sum(full_year_places) filter (where member <> 'ALL') as members_places
    from {{ ref('forecast_level') }}
    group by vintage_id, scenario, fiscal_year, dimension
)

select
    member_sum.*,
    total.mean_kr,
    total.full_year_places
from member_sum
inner join {{ ref('forecast_fiscal_year') }} as total
    on member_sum.vintage_id = total.vintage_id
    and member_sum.scenario = total.scenario
    and member_sum.fiscal_year = total.fiscal_year
where
    total.component = 'total'
    and total.grant_area = 'ALL'
    and total.district_id = 'ALL'
    and total.offer_type = 'ALL'
    and (member_sum.members_kr <> total.mean_kr or member_sum.members_places <> total.full_year_places)
