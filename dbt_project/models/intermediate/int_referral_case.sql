-- one row per origin and referral with its final decision, the latest that grants or refuses
with decision as (
    select
        stg.*,
        outcome.is_final,
        outcome.gives_place,
        outcome.referral_status
    from {{ ref('stg_decision') }} as stg
    inner join {{ ref('decision_outcome') }} as outcome on stg.outcome = outcome.outcome
),

final_decision as (
    select
        decision.*,
        row_number() over (
            partition by origin_date, referral_id order by decision_date desc, decision_id desc
        ) as recency
    from decision
    where is_final
),

returned as (
    select
        origin_date,
        referral_id,
        count(*) as returned_count
    from decision
    where not is_final
    group by origin_date, referral_id
)

select
    referral.origin_date,
    referral.referral_id,
    child.child_label,
    referral.birth_month,
    referral.received_date,
    referral.known_date,
    referral.district_id,
    district.area_id,
    referral.referral_type,
    referral.visitation_round,
    referral.requested_offer_type,
    referral.grade,
    referral.referral_reason,
    referral.withdrawn_date,
    final_decision.decision_id,
    final_decision.decision_date,
    final_decision.known_date as decision_known_date,
    final_decision.outcome,
    case when final_decision.gives_place then final_decision.offer_type end as granted_offer_type,
    case when final_decision.gives_place then final_decision.institution_id end as granted_institution_id,
    case when final_decision.gives_place then final_decision.rate_group end as granted_rate_group,
    case when final_decision.gives_place then final_decision.valid_from end as granted_from,
    case when final_decision.gives_place then final_decision.valid_to end as granted_to,
    case
        when referral.withdrawn_date >= coalesce(final_decision.decision_date, referral.withdrawn_date)
            then 'withdrawn'
        else coalesce(final_decision.referral_status, 'pending')
    end as status,
    cast(coalesce(returned.returned_count, 0) as integer) as returned_count,
    referral.received_date as grade_reference_date,  -- the grade stands as it was when the child was referred
    referral.referring_institution_id,
    referral.district_school_id,
    referral.is_current
from {{ ref('stg_referral') }} as referral
inner join {{ ref('int_child') }} as child
    on referral.origin_date = child.origin_date and referral.child_id = child.child_id
left join {{ ref('int_district') }} as district
    on referral.origin_date = district.origin_date and referral.district_id = district.district_id
left join final_decision
    on referral.origin_date = final_decision.origin_date
    and referral.referral_id = final_decision.referral_id
    and final_decision.recency = 1
left join returned
    on referral.origin_date = returned.origin_date and referral.referral_id = returned.referral_id
