-- one row per origin and referral, as believed at that origin; a withdrawal that had not happened yet is blank
-- a referral from an institution that no edition had shown by then is not believed yet
{% set columns = [
    'referral_id', 'child_id', 'received_date', 'referring_institution_id', 'district_school_id', 'district_id',
    'referral_type', 'visitation_round', 'requested_offer_type', 'referral_reason', 'grade', 'ppv_date',
    'advice_date', 'is_note_complete', 'is_child_heard', 'registered_date', 'birth_month'
] %}
with believed as (
    {{ believed_rows(
        'indstillinger',
        'referral',
        key=['referral_id'],
        columns=columns + ['withdrawn_date'],
        known_on='content.registered_date'
    ) }}
),

content as (
    {{ delivered_contents(
        'indstillinger',
        'referral',
        key=['referral_id'],
        columns=['referral_id', 'withdrawn_date']
    ) }}
),

-- a withdrawal is known from its own day, also when only a later edition shows it
withdrawal as (
    select
        believed.origin_date,
        believed.referral_id,
        min(content.withdrawn_date) as withdrawn_date
    from believed
    inner join content
        on believed.referral_id = content.referral_id
        and content.first_edition_date > believed.cut_off_date
        and content.withdrawn_date <= believed.cut_off_date
    where believed.withdrawn_date is null
    group by believed.origin_date, believed.referral_id
),

dated as (
    select
        {{ prefixed('believed', ['origin_date', 'cut_off_date', 'is_current'] + columns) }},
        {{ prefixed('believed', ['known_date', 'edition_date', 'is_first_shown_after_origin']) }},
        coalesce(believed.withdrawn_date, withdrawal.withdrawn_date) as withdrawn_date
    from believed
    left join withdrawal
        on believed.origin_date = withdrawal.origin_date and believed.referral_id = withdrawal.referral_id
)

select
    origin_date,
    cut_off_date,
    is_current,
    {{ columns | join(',\n    ') }},
    case when withdrawn_date <= cut_off_date then withdrawn_date end as withdrawn_date,
    known_date,
    edition_date,
    is_first_shown_after_origin
from dated
where not exists (
    select 1
    from {{ source('control', 'unknown_reference') }} as unknown
    where unknown.origin_date = dated.origin_date
        and unknown.source = 'indstillinger'
        and unknown.referred_key = dated.referring_institution_id
)
