-- one row per origin, fiscal year and offer type: the grant area its places are paid from
-- the year's budget rows decide; a year without a budget by offer type takes the nearest earlier, else later, year's
with origin as (
    select
        origin_date,
        cut_off_date
    from {{ ref('stg_origin') }}
    where source = 'omkostninger'
),

first_year as (
    select least(min(budget.fiscal_year), {{ year_of('min(as_of.first_month)') }}) as fiscal_year
    from {{ ref('int_as_of') }} as as_of
    left join {{ ref('stg_budget_entry') }} as budget on as_of.as_of_date = budget.origin_date
),

january as (
    select {{ year_of('spine.month') }} as fiscal_year
    from (
        {{ month_spine(
            "(select " ~ first_of_january('fiscal_year') ~ " from first_year)",
            "(select " ~ first_of_january(year_of('max(origin_date)') ~ ' + 4') ~ " from origin)"
        ) }}
    ) as spine
    where {{ month_of('spine.month') }} = 1
),

posted as (
    select
        origin.origin_date,
        coalesce(posting.offer_type, placement.offer_type) as offer_type,
        posting.grant_area,
        sum(posting.amount_kr) as posted_kr
    from origin
    inner join {{ ref('stg_posting') }} as posting
        on posting.posting_date <= origin.cut_off_date
        and posting.posting_date > {{ dateadd('month', -12, 'origin.cut_off_date') }}
    left join {{ ref('int_placement') }} as placement
        on origin.origin_date = placement.origin_date and posting.placement_id = placement.placement_id
    group by origin.origin_date, coalesce(posting.offer_type, placement.offer_type), posting.grant_area
),

budgeted as (
    select
        origin_date,
        fiscal_year,
        offer_type,
        grant_area,
        sum(abs(amount_kr)) as budgeted_kr
    from {{ ref('stg_budget_entry') }}
    where offer_type is not null
    group by origin_date, fiscal_year, offer_type, grant_area
),

-- the budget that decides for a year
budget_year as (
    select
        origin.origin_date,
        january.fiscal_year,
        budgeted.fiscal_year as budget_fiscal_year,
        row_number() over (
            partition by origin.origin_date, january.fiscal_year
            order by
                budgeted.fiscal_year > january.fiscal_year,
                abs(budgeted.fiscal_year - january.fiscal_year)
        ) as nearness
    from origin
    cross join january
    inner join (
        select distinct origin_date, fiscal_year from budgeted
    ) as budgeted on origin.origin_date = budgeted.origin_date
),

candidate as (
    select
        budget_year.origin_date,
        budget_year.fiscal_year,
        budgeted.offer_type,
        budgeted.grant_area,
        row_number() over (
            partition by budget_year.origin_date, budget_year.fiscal_year, budgeted.offer_type
            order by
                coalesce(posted.posted_kr, 0) desc,
                budgeted.budgeted_kr desc,
                budgeted.grant_area
        ) as preference
    from budget_year
    inner join budgeted
        on budget_year.origin_date = budgeted.origin_date
        and budget_year.budget_fiscal_year = budgeted.fiscal_year
    left join posted
        on budgeted.origin_date = posted.origin_date
        and budgeted.offer_type = posted.offer_type
        and budgeted.grant_area = posted.grant_area
    where budget_year.nearness = 1
),

configured as (
    select
        january.fiscal_year,
        area_map.offer_type,
        area_map.grant_area,
        row_number() over (
            partition by january.fiscal_year, area_map.offer_type order by area_map.valid_from desc
        ) as preference
    from january
    inner join {{ source('control', 'grant_area_map') }} as area_map
        on area_map.valid_from <= {{ last_of_december('january.fiscal_year') }}
)

select
    origin.origin_date,
    january.fiscal_year,
    offer_type.offer_type,
    coalesce(configured.grant_area, candidate.grant_area, 'ukendt') as grant_area
from origin
cross join january
cross join {{ ref('offer_type') }} as offer_type
left join candidate
    on origin.origin_date = candidate.origin_date
    and january.fiscal_year = candidate.fiscal_year
    and offer_type.offer_type = candidate.offer_type
    and candidate.preference = 1
left join configured
    on january.fiscal_year = configured.fiscal_year
    and offer_type.offer_type = configured.offer_type
    and configured.preference = 1
