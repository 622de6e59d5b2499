-- one row per check and place, decision or child that it finds on the as-of day; the case is named by its delivered key
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
select distinct 'CASE_RENUMBERED', holder.source, holder.case_id
from {{ ref('int_case_holder') }} as holder
inner join {{ ref('stg_origin') }} as origin
    on holder.source = origin.source and origin.is_current and holder.first_edition_date <= origin.cut_off_date
where holder.is_renumbered
union all
select
    check_code,
    case when check_code = 'CASE_KNOWN_LATER' then 'indstillinger' else 'placeringer' end,
    case_key
from {{ ref('int_registration_slower') }}
