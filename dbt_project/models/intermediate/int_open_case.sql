-- one row per case that waits for the visitation unit on the as-of day, by its delivered number: a referral without a
-- final decision, a grant that no spell answers yet, a registered place that begins later, a review that is not held
with as_of as (
    select
        as_of_date,
        {{ add_days('as_of_date', 90) }} as reviews_until
    from {{ ref('int_as_of') }}
),

waiting as (
    select
        'indstilling' as case_kind,
        referral.referral_id as case_id,
        referral.referral_id,
        referral.referring_institution_id,
        referral.visitation_round,
        referral.referral_type,
        referral.district_id,
        cast(null as varchar) as provider_id,
        referral.requested_offer_type as offer_type,
        cast(null as varchar) as rate_group,
        cast(null as date) as start_date,
        referral.received_date as waits_from,
        referral.returned_count > 0 as is_returned,
        municipality.case_deadline_days
    from {{ ref('int_referral_case') }} as referral
    cross join {{ source('control', 'municipality') }} as municipality
    where referral.is_current and referral.status = 'pending'
    union all
    select
        'bevilling',
        granted.decision_id,
        granted.referral_id,
        null,
        referral.visitation_round,
        granted.referral_type,
        granted.district_id,
        granted.provider_id,
        granted.offer_type,
        granted.rate_group,
        granted.start_date,
        granted.start_date,
        false,
        0
    from {{ ref('int_grant_not_started') }} as granted
    inner join as_of on granted.origin_date = as_of.as_of_date
    inner join {{ ref('int_referral_case') }} as referral
        on granted.origin_date = referral.origin_date and granted.referral_id = referral.referral_id
    union all
    select
        'start',
        placement.placement_id,
        null,
        null,
        null,
        null,
        placement.district_id,
        placement.provider_id,
        placement.offer_type,
        placement.rate_group,
        placement.start_date,
        placement.start_date,
        false,
        0
    from {{ ref('int_placement') }} as placement
    inner join as_of on placement.start_date > as_of.as_of_date
    where placement.is_current and placement.is_paid_by_us
    union all
    select
        'revisitation',
        review.placement_id,
        null,
        null,
        null,
        null,
        review.district_id,
        review.provider_id,
        review.offer_type,
        null,
        null,
        review.review_due_date,
        false,
        0
    from {{ ref('int_review') }} as review
    inner join as_of on review.review_due_date <= as_of.reviews_until
    where review.is_open
),

place_cost as (
    select
        placement_month.placement_id,
        sum(placement_month.cost_kr) filter (where {{ year_of('placement_month.month') }} = as_of.fiscal_year)
            as this_year_kr,
        sum(placement_month.cost_kr) filter (where {{ year_of('placement_month.month') }} = as_of.fiscal_year + 1)
            as next_year_kr
    from {{ ref('int_placement_month') }} as placement_month
    inner join {{ ref('int_as_of') }} as as_of on placement_month.start_date > as_of.as_of_date
    group by placement_month.placement_id
)

select
    waiting.case_kind,
    waiting.case_id,
    waiting.visitation_round,
    waiting.referral_type,
    waiting.district_id,
    waiting.provider_id,
    waiting.referring_institution_id,
    coalesce(waiting.offer_type, 'ikke_fordelt') as offer_type,
    waiting.rate_group,
    waiting.start_date,
    waiting.waits_from,
    waiting.is_returned,
    cast({{ days_between('waiting.waits_from', 'as_of.as_of_date') }} as integer) as waited_days,
    {{ days_between('waiting.waits_from', 'as_of.as_of_date') }} > waiting.case_deadline_days as is_late,
    case when waiting.case_kind = 'start' then coalesce(place_cost.this_year_kr, 0) else cost.cost_as_of_year_kr end
        as cost_as_of_year_kr,
    case when waiting.case_kind = 'start' then coalesce(place_cost.next_year_kr, 0) else cost.cost_year_after_kr end
        as cost_year_after_kr
from waiting
cross join as_of
left join {{ ref('int_case_cost') }} as cost on waiting.referral_id = cost.referral_id
left join place_cost on waiting.case_kind = 'start' and waiting.case_id = place_cost.placement_id
