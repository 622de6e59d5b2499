-- one row per origin and grant of a new or changed place that no spell answers yet: a start that is decided
with granted as (
    select referral_case.*
    from {{ ref('int_referral_case') }} as referral_case
    inner join {{ ref('referral_type') }} as referral_type
        on referral_case.referral_type = referral_type.referral_type and referral_type.starts_place
    inner join {{ ref('decision_outcome') }} as outcome
        on referral_case.status = outcome.referral_status and outcome.gives_place
    where referral_case.granted_offer_type is not null
        and (referral_case.granted_to is null or referral_case.granted_to >= referral_case.origin_date)
)

select
    granted.origin_date,
    granted.decision_id,
    granted.referral_id,
    granted.child_label,
    granted.birth_month,
    granted.grade,
    granted.district_id,
    granted.granted_offer_type as offer_type,
    case when institution.institution_id is null then 'ukendt' else granted.granted_institution_id end as provider_id,
    granted.granted_rate_group as rate_group,
    coalesce(granted.granted_from, granted.decision_date) as start_date,
    granted.decision_date,
    granted.referral_type,
    granted.grade_reference_date
from granted
left join (
    select distinct origin_date, institution_id from {{ ref('int_institution') }}
) as institution
    on granted.origin_date = institution.origin_date
    and granted.granted_institution_id = institution.institution_id
left join {{ ref('int_grant_start') }} as answered
    on granted.origin_date = answered.origin_date and granted.decision_id = answered.decision_id
where answered.decision_id is null
