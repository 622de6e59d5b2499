-- one row per check and row or cell of reference data that it finds on the as-of day; the case is named by its key
with as_of as (
    select * from {{ ref('int_as_of') }}
),

placement as (
    select *
    from {{ ref('int_placement') }}
    where is_current
),

in_force as (
    select placement.*
    from placement
    cross join as_of
    where {{ is_within('as_of.as_of_date', 'placement.start_date', 'placement.end_date') }}
),

institution as (
    select *
    from {{ ref('int_institution') }}
    where origin_date in (select as_of.as_of_date from as_of)
),

budget_area as (
    select
        budget.offer_type,
        budget.grant_area,
        lag(budget.grant_area) over (partition by budget.offer_type order by budget.fiscal_year) as earlier_area,
        budget.fiscal_year
    from {{ ref('int_offer_area') }} as budget
    inner join as_of on budget.origin_date = as_of.as_of_date
),

area_history as (
    select
        institution_id,
        area_id,
        lag(area_id) over (partition by institution_id order by valid_from) as earlier_area
    from institution
),

ledger as (
    select min(posting_date) as first_posting_date
    from {{ ref('int_posting') }}
),

own_rate as (
    select
        rate.institution_id,
        rate.offer_type,
        rate.rate_group,
        max(coalesce(rate.valid_to, {{ end_of_time() }})) as valid_to
    from {{ ref('int_rate') }} as rate
    inner join as_of on rate.origin_date = as_of.as_of_date
    group by rate.institution_id, rate.offer_type, rate.rate_group
)

select distinct
    'RATE_OVERLAP' as check_code,
    'takster' as source,
    rate.institution_id || ' ' || rate.offer_type || ' ' || rate.rate_group || ' ' || rate.service || ' '
    || cast(rate.valid_from as varchar) as case_key
from {{ ref('stg_rate') }} as rate
inner join {{ ref('stg_rate') }} as later
    on later.is_current
    and rate.institution_id = later.institution_id
    and rate.offer_type = later.offer_type
    and rate.rate_group = later.rate_group
    and rate.service = later.service
    and rate.valid_from < later.valid_from
    and coalesce(rate.valid_to, {{ end_of_time() }}) >= later.valid_from
where rate.is_current
union all
select distinct
    'RATE_YEAR_MISSING',
    'takster',
    in_force.institution_id || ' ' || in_force.offer_type || ' ' || in_force.rate_group
from in_force
cross join as_of
inner join own_rate
    on in_force.institution_id = own_rate.institution_id
    and in_force.offer_type = own_rate.offer_type
    and in_force.rate_group = own_rate.rate_group
where own_rate.valid_to < as_of.as_of_date
union all
select distinct 'BUDGET_YEAR_MISSING', 'budget', in_force.offer_type
from in_force
cross join as_of
left join {{ ref('stg_budget_entry') }} as budget
    on budget.is_current
    and coalesce(budget.offer_type, in_force.offer_type) = in_force.offer_type
    and as_of.fiscal_year = budget.fiscal_year
where in_force.is_paid_by_us and budget.budget_id is null
union all
-- the ledger begins after last year's first bills: last year's accounts are not known
select 'LEDGER_YEAR_MISSING', 'omkostninger', cast(as_of.fiscal_year - 1 as varchar)
from as_of
cross join ledger
where coalesce(ledger.first_posting_date > {{ date_of_year('as_of.fiscal_year - 1', 2, 15) }}, true)
union all
select distinct 'GRANT_AREA_UNKNOWN', 'budget', in_force.offer_type
from in_force
inner join budget_area on in_force.offer_type = budget_area.offer_type
cross join as_of
where budget_area.fiscal_year = as_of.fiscal_year and budget_area.grant_area = 'ukendt'
union all
select 'GRANT_AREA_RENAMED', 'budget', offer_type || ' ' || cast(fiscal_year as varchar)
from budget_area
where grant_area <> earlier_area and 'ukendt' not in (grant_area, earlier_area)
union all
select distinct 'AREA_RENAMED', 'institutioner', institution_id
from area_history
where area_id <> earlier_area
union all
select distinct
    'POPULATION_YEAR_MISSING', 'befolkning', population.district_id || ' ' || cast(population.census_year as varchar)
from {{ ref('int_population') }} as population
inner join as_of on population.origin_date = as_of.as_of_date
where population.is_carried_on and population.census_year <= as_of.fiscal_year + 4
union all
select 'REFERENCE_AFTER_AS_OF', source, source
from {{ ref('stg_origin') }}
where is_current
    and source = 'institutioner'
    and latest_delivery_id is null
    and earliest_delivery_id is not null
union all
-- rows that the newest edition no longer shows
select 'ROW_VANISHED', edition_change.source, edition_change.row_key
from {{ ref('int_edition_change') }} as edition_change
inner join {{ ref('stg_origin') }} as origin on edition_change.source = origin.source and origin.is_current
inner join {{ ref('stg_edition') }} as newest
    on origin.latest_delivery_id = newest.delivery_id and edition_change.edition = newest.edition
where edition_change.change_kind = 'vanished'
