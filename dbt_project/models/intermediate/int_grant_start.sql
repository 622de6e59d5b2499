-- one row per origin and grant of a new or changed place that a spell answers, and the day the first of them begins
-- a spell answers a grant by its decision, else by the same child and offer type within 90 days of the granted day
with granted as (
    select referral_case.*
    from {{ ref('int_referral_case') }} as referral_case
    inner join {{ ref('referral_type') }} as referral_type
        on referral_case.referral_type = referral_type.referral_type and referral_type.starts_place
    where referral_case.granted_offer_type is not null
),

answer as (
    select granted.origin_date, granted.decision_id, placement.start_date
    from granted
    inner join {{ ref('int_placement') }} as placement
        on granted.origin_date = placement.origin_date and granted.decision_id = placement.decision_id
    union all
    select granted.origin_date, granted.decision_id, placement.start_date
    from granted
    inner join {{ ref('int_placement') }} as placement
        on granted.origin_date = placement.origin_date
        and granted.child_label = placement.child_label
        and granted.granted_offer_type = placement.offer_type
        and abs({{ days_between('granted.granted_from', 'placement.start_date') }}) <= {{ var('grant_match_days') }}
)

select
    granted.origin_date,
    granted.decision_id,
    granted.district_id,
    granted.referral_type,
    granted.decision_date,
    min(answer.start_date) as start_date
from granted
inner join answer
    on granted.origin_date = answer.origin_date and granted.decision_id = answer.decision_id
group by all
