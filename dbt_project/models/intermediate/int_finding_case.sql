-- one row per check across sources and case that it finds on the as-of day; the case is named by its delivered key
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

current_referral as (
    select *
    from {{ ref('int_referral_case') }}
    where is_current
),

institution as (
    select *
    from {{ ref('int_institution') }}
    where origin_date in (select as_of.as_of_date from as_of)
),

core_price as (
    select
        price.placement_id,
        min(price.valid_from) as first_priced_day,
        bool_or(price.is_type_average) as is_type_average
    from {{ ref('int_placement_price') }} as price
    inner join as_of on price.origin_date = as_of.as_of_date
    inner join {{ ref('service') }} as service on price.service = service.service and service.is_core
    group by price.placement_id
),

-- a decision without a last day holds for the school year it starts in, where the law says so
valid_decision as (
    select
        referral.child_label,
        decision.decision_id,
        decision.offer_type,
        decision.valid_from,
        coalesce(
            decision.valid_to,
            case
                when offer_type.decision_lasts_school_year
                    then {{ date_of_year(school_year_of('decision.valid_from') ~ ' + 1', 7, 31) }}
            end
        ) as valid_to
    from {{ ref('stg_decision') }} as decision
    inner join {{ ref('decision_outcome') }} as outcome
        on decision.outcome = outcome.outcome and outcome.gives_place
    inner join current_referral as referral on decision.referral_id = referral.referral_id
    inner join {{ ref('offer_type') }} as offer_type on decision.offer_type = offer_type.offer_type
    where decision.is_current
),

decided as (
    select distinct in_force.placement_id
    from in_force
    cross join as_of
    inner join valid_decision
        on {{ is_within('as_of.as_of_date', 'valid_decision.valid_from', 'valid_decision.valid_to') }}
        and (
            in_force.decision_id = valid_decision.decision_id
            or (
                in_force.child_label = valid_decision.child_label
                and in_force.offer_type = valid_decision.offer_type
            )
        )
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

select
    'PLACEMENT_UNPRICED' as check_code,
    'placeringer' as source,
    placement.placement_id as case_key
from placement
cross join as_of
left join core_price on placement.placement_id = core_price.placement_id
where placement.is_paid_by_us
    and coalesce(placement.end_date, as_of.as_of_date) >= as_of.first_month
    and (
        core_price.placement_id is null
        or core_price.first_priced_day > greatest(placement.start_date, as_of.first_month)
    )
union all
select 'PLACEMENT_TYPE_AVERAGE', 'takster', placement.placement_id
from placement
inner join core_price on placement.placement_id = core_price.placement_id
where placement.is_paid_by_us and core_price.is_type_average
union all
-- a start ahead of an end that nobody has registered yet is no overlap so far
select distinct 'PLACEMENT_OVERLAP', 'placeringer', placement.placement_id
from placement
cross join as_of
inner join placement as other
    on placement.child_label = other.child_label
    and placement.placement_id <> other.placement_id
    and (placement.is_in_total and other.is_in_total or placement.offer_type = other.offer_type)
    and {{ overlaps('placement.start_date', 'placement.end_date', 'other.start_date', 'other.end_date') }}
    and greatest(placement.start_date, other.start_date) <= as_of.as_of_date
union all
select 'PLACEMENT_NO_DECISION', 'visitationer', in_force.placement_id
from in_force
inner join {{ ref('offer_type') }} as offer_type
    on in_force.offer_type = offer_type.offer_type and offer_type.needs_decision
left join decided on in_force.placement_id = decided.placement_id
where in_force.is_paid_by_us
    and decided.placement_id is null
    and exists (select 1 from valid_decision)
union all
select 'PLACEMENT_GRADE_AGE', 'placeringer', placement_id
from placement
where grade is not null
    -- day-care counts as the year before grade 0; the child is six in the year it starts there
    and abs(
        coalesce(try_cast(grade as integer), -1)
        - greatest(-1, {{ school_year_of('grade_reference_date') }} - {{ year_of('birth_month') }} - 6)
    ) >= 2
union all
select 'PLACEMENT_UNKNOWN_PROVIDER', 'placeringer', placement_id
from placement
where provider_id = 'ukendt'
union all
select 'PLACEMENT_CHILD_MERGED', 'placeringer', child.child_label
from {{ ref('int_child') }} as child
inner join as_of on child.origin_date = as_of.as_of_date
group by child.child_label
having count(*) > 1
union all
select 'DECISION_UNKNOWN_PROVIDER', 'visitationer', decision.decision_id
from {{ ref('stg_decision') }} as decision
left join institution on decision.institution_id = institution.institution_id
where decision.is_current and decision.institution_id is not null and institution.institution_id is null
union all
select 'GRANT_OVERDUE', 'visitationer', granted.decision_id
from {{ ref('int_grant_not_started') }} as granted
inner join as_of on granted.origin_date = as_of.as_of_date
where {{ days_between('granted.start_date', 'as_of.as_of_date') }} > {{ var('grant_match_days') }}
union all
select
    check_code,
    case when check_code = 'CASE_KNOWN_LATER' then 'indstillinger' else 'placeringer' end,
    case_key
from {{ ref('int_registration_slower') }}
union all
select distinct
    'RATE_OVERLAP',
    'takster',
    rate.institution_id || ' ' || rate.offer_type || ' ' || rate.rate_group || ' ' || rate.service || ' '
    || cast(rate.valid_from as varchar)
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
select 'POSTING_UNMAPPED_ACCOUNT', 'omkostninger', voucher_id || ' ' || cast(voucher_line as varchar)
from {{ ref('int_posting') }}
where grant_area = 'umappet'
union all
select 'POSTING_EXCLUDED_ACCOUNT', 'omkostninger', posting.voucher_id || ' ' || cast(posting.voucher_line as varchar)
from {{ ref('stg_posting') }} as posting
left join {{ ref('int_posting') }} as counted
    on posting.voucher_id = counted.voucher_id and posting.voucher_line = counted.voucher_line
where counted.voucher_id is null
union all
select 'POSTING_WITHOUT_PLACEMENT', 'omkostninger', voucher_id || ' ' || cast(voucher_line as varchar)
from {{ ref('int_posting') }}
where delivered_placement_id is not null and placement_id is null
union all
select 'POSTING_UNKNOWN_PROVIDER', 'omkostninger', posting.voucher_id || ' ' || cast(posting.voucher_line as varchar)
from {{ ref('int_posting') }} as posting
left join institution on posting.delivered_institution_id = institution.institution_id
where posting.delivered_institution_id is not null and institution.institution_id is null
union all
select 'REFERENCE_AFTER_AS_OF', source, source
from {{ ref('stg_origin') }}
where is_current
    and source in ('institutioner', 'kontoplan', 'kapacitet')
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
