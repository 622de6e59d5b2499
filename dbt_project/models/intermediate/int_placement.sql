-- one row per origin and spell, with its provider, its child and the days that are paid after it ended
with placement as (
    select
        stg.*,
        child.child_label,
        greatest(stg.start_date, least(coalesce(stg.end_date, stg.cut_off_date), stg.cut_off_date)) as reference_date
    from {{ ref('stg_placement') }} as stg
    inner join {{ ref('int_child') }} as child
        on stg.origin_date = child.origin_date and stg.child_id = child.child_id
),

-- the institution's row in force when the child was last there, else its nearest
provider as (
    select
        placement.origin_date,
        placement.placement_id,
        institution.institution_type,
        institution.owner,
        row_number() over (
            partition by placement.origin_date, placement.placement_id
            order by
                institution.valid_from > placement.reference_date,
                abs({{ days_between('institution.valid_from', 'placement.reference_date') }})
        ) as nearness
    from placement
    inner join {{ ref('int_institution') }} as institution
        on placement.origin_date = institution.origin_date and placement.institution_id = institution.institution_id
),

-- the notice of the price in force on the last day; the last price carries on
notice_rule as (
    select
        placement.origin_date,
        placement.placement_id,
        greatest(placement.end_registered_date, placement.end_known_date) as notice_given_date,
        rate.notice_days,
        rate.notice_to_month_end,
        row_number() over (
            partition by placement.origin_date, placement.placement_id
            order by rate.valid_from desc, rate.notice_days desc, rate.notice_to_month_end desc
        ) as rule_rank
    from placement
    inner join {{ ref('int_rate') }} as rate
        on placement.origin_date = rate.origin_date
        and placement.institution_id = rate.institution_id
        and placement.offer_type = rate.offer_type
        and placement.rate_group = rate.rate_group
        and rate.valid_from <= placement.end_date
    inner join {{ ref('service') }} as service on rate.service = service.service and service.is_paid_in_notice
    inner join {{ ref('settlement_form') }} as settlement_form
        on rate.settlement_form = settlement_form.settlement_form and settlement_form.is_charged_by_day
    left join {{ ref('end_reason') }} as end_reason on placement.end_reason = end_reason.end_reason
    where coalesce(end_reason.has_notice, true)
),

notice as (
    select
        origin_date,
        placement_id,
        case
            when notice_to_month_end then {{ month_end(add_days('notice_given_date', 'notice_days')) }}
            else {{ add_days('notice_given_date', 'notice_days') }}
        end as notice_to
    from notice_rule
    where rule_rank = 1 and notice_days > 0
),

-- a child that goes on at the same institution gives no notice
going_on as (
    select distinct
        ended.origin_date,
        ended.placement_id
    from placement as ended
    inner join notice on ended.origin_date = notice.origin_date and ended.placement_id = notice.placement_id
    inner join placement as next_spell
        on ended.origin_date = next_spell.origin_date
        and ended.child_label = next_spell.child_label
        and ended.institution_id = next_spell.institution_id
        and ended.placement_id <> next_spell.placement_id
        and next_spell.start_date <= notice.notice_to
        and coalesce(next_spell.end_date, {{ end_of_time() }}) > ended.end_date
)

select
    placement.origin_date,
    placement.placement_id,
    placement.child_label,
    placement.birth_month,
    case when provider.owner is null then 'ukendt' else placement.institution_id end as provider_id,
    placement.institution_id,
    provider.institution_type,
    provider.owner,
    placement.district_id,
    placement.district_school_id,
    placement.paying_municipality,
    placement.paying_municipality = municipality.municipality_code as is_paid_by_us,
    coalesce(provider.owner = 'egen', false) as is_in_own_place,
    placement.offer_type,
    offer_type.is_in_total,
    placement.rate_group,
    placement.start_date,
    placement.end_date,
    placement.end_known_date,
    placement.end_reason,
    placement.planned_end_date,
    placement.grade,
    placement.grade_reference_date,
    placement.decision_id,
    placement.special_cause,
    placement.registered_date,
    placement.known_date,
    case
        when going_on.placement_id is null and notice.notice_to > placement.end_date
            then {{ add_days('placement.end_date', 1) }}
    end as notice_from,
    case
        when going_on.placement_id is null and notice.notice_to > placement.end_date then notice.notice_to
    end as notice_to,
    placement.review_due_date,
    placement.review_outcome,
    placement.return_plan_date,
    placement.end_registered_date,
    placement.is_current
from placement
inner join {{ ref('offer_type') }} as offer_type on placement.offer_type = offer_type.offer_type
cross join {{ source('control', 'municipality') }} as municipality
left join provider
    on placement.origin_date = provider.origin_date
    and placement.placement_id = provider.placement_id
    and provider.nearness = 1
left join notice on placement.origin_date = notice.origin_date and placement.placement_id = notice.placement_id
left join going_on on placement.origin_date = going_on.origin_date and placement.placement_id = going_on.placement_id
