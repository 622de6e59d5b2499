-- one row per fiscal year, area and offer type: the year's figure as agreed and frozen by the as-of day
-- a year without a frozen version has what the adopted budget gives; area UKENDT where the budget is not split
{{ config(tags=['outlook']) }}

with as_of as (
    select * from {{ ref('int_as_of') }}
),

version as (
    select
        act.fiscal_year,
        act.version,
        act.proposal_id,
        act.made_by,
        act.known_from
    from {{ source('control', 'figure_freeze') }} as act
    cross join as_of
    where act.known_from <= as_of.as_of_date
    qualify row_number() over (partition by act.fiscal_year order by act.version desc) = 1
),

agreement as (
    select
        agreement_id,
        proposal_id,
        area_id,
        made_by,
        role
    from {{ source('control', 'figure_agreement') }}
    qualify row_number() over (partition by proposal_id, area_id order by agreement_id desc) = 1
),

frozen as (
    select
        version.fiscal_year,
        cell.area_id,
        cell.offer_type,
        coalesce(change.places, cell.places) as places,
        coalesce(change.year_kr, cell.year_kr) as year_kr,
        version.known_from as frozen_at,
        agreement.made_by || ', ' || agreement.role as agreed_by,
        version.made_by as frozen_by,
        version.version
    from version
    inner join {{ source('control', 'figure_cell') }} as cell on version.proposal_id = cell.proposal_id
    inner join agreement on cell.proposal_id = agreement.proposal_id and cell.area_id = agreement.area_id
    left join {{ source('control', 'figure_change') }} as change
        on agreement.agreement_id = change.agreement_id and cell.offer_type = change.offer_type
),

adopted as (
    select
        budget.fiscal_year,
        case
            when budget.district_id = 'ALL' then 'UKENDT' else coalesce(district.area_id, budget.district_id)
        end as area_id,
        budget.offer_type,
        sum(budget.adopted_full_year_places) as places,
        sum(budget.adopted_planned_kr) as year_kr,
        max(budget.adopted_date) as frozen_at,
        'kommunalbestyrelsen (vedtaget budget)' as agreed_by,
        'kommunalbestyrelsen (vedtaget budget)' as frozen_by,
        null as version
    from {{ ref('int_budget_cell') }} as budget
    inner join as_of on budget.origin_date = as_of.as_of_date
    left join {{ ref('int_district') }} as district
        on budget.origin_date = district.origin_date and budget.district_id = district.district_id
    where
        budget.adopted_full_year_places is not null
        and budget.offer_type <> 'ALL'
        and budget.fiscal_year not in (select version.fiscal_year from version)
    group by 1, 2, 3
)

select
    figure.fiscal_year,
    figure.area_id,
    figure.offer_type,
    offer_type.is_in_total,
    cast(figure.places as decimal(12, 4)) as places,
    {{ kr('figure.year_kr') }} as year_kr,
    figure.frozen_at,
    figure.agreed_by,
    figure.frozen_by,
    cast(figure.version as integer) as version
from (
    select * from frozen
    union all
    select * from adopted
) as figure
inner join {{ ref('offer_type') }} as offer_type on figure.offer_type = offer_type.offer_type
