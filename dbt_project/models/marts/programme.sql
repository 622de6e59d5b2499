-- one row per institution, method and planned start: what was run, and referrals in the year before and after it began
with as_of as (
    select as_of_date from {{ ref('int_as_of') }}
),

programme as (
    select * from {{ ref('stg_programme') }} where is_current
),

referral as (
    select referral_id, referring_institution_id, received_date
    from {{ ref('stg_referral') }}
    where is_current
),

history as (
    select min({{ month_start('received_date') }}) as first_date from referral
),

window_of_programme as (
    select
        programme.institution_id,
        programme.method,
        programme.planned_start_date,
        programme.actual_start_date,
        cast({{ dateadd('month', -12, 'programme.actual_start_date') }} as date) as before_from,
        cast({{ dateadd('month', 12, 'programme.actual_start_date') }} as date) as after_until
    from programme
    where programme.actual_start_date is not null
),

around_start as (
    select
        window_of_programme.institution_id,
        window_of_programme.method,
        window_of_programme.planned_start_date,
        count(*) filter (where referral.received_date < window_of_programme.actual_start_date) as before_count,
        count(*) filter (where referral.received_date >= window_of_programme.actual_start_date) as after_count
    from window_of_programme
    inner join referral
        on window_of_programme.institution_id = referral.referring_institution_id
        and referral.received_date >= window_of_programme.before_from
        and referral.received_date < window_of_programme.after_until
    group by
        window_of_programme.institution_id,
        window_of_programme.method,
        window_of_programme.planned_start_date
),

institution as (
    select
        institution.institution_id,
        institution.institution_name,
        institution.institution_type,
        institution.district_id,
        institution.area_id,
        row_number() over (
            partition by institution.institution_id
            order by institution.valid_from > as_of.as_of_date, institution.valid_from desc
        ) as institution_rank
    from {{ ref('int_institution') }} as institution
    inner join as_of on institution.origin_date = as_of.as_of_date
)

select
    programme.institution_id,
    institution.institution_name,
    institution.institution_type,
    institution.district_id,
    institution.area_id,
    programme.method,
    programme.initiative,
    programme.planned_start_date,
    programme.planned_end_date,
    programme.actual_start_date,
    programme.actual_end_date,
    programme.programme_status,
    case
        when window_of_programme.before_from >= history.first_date
            then cast(coalesce(around_start.before_count, 0) as integer)
    end as referrals_before_count,
    case
        when {{ add_days('window_of_programme.after_until', -1) }} <= as_of.as_of_date
            then cast(coalesce(around_start.after_count, 0) as integer)
    end as referrals_after_count
from programme
cross join as_of
cross join history
left join window_of_programme
    on programme.institution_id = window_of_programme.institution_id
    and programme.method = window_of_programme.method
    and programme.planned_start_date = window_of_programme.planned_start_date
left join around_start
    on programme.institution_id = around_start.institution_id
    and programme.method = around_start.method
    and programme.planned_start_date = around_start.planned_start_date
left join institution
    on programme.institution_id = institution.institution_id and institution.institution_rank = 1
order by programme.institution_id, programme.method, programme.planned_start_date
