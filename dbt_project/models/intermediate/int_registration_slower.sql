-- one row per start, end and case of the last year whose registration was settled that became known later than nine in
-- ten did in the three years before; none of a kind where they are no more than chance may bring
with as_of as (
    select * from {{ ref('int_as_of') }}
),

event as (
    select 'START_KNOWN_LATER' as check_code, placement_id as case_key, start_date as event_date, known_date
    from {{ ref('int_placement') }}
    where is_current
    union all
    select 'END_KNOWN_LATER', placement_id, end_date, end_known_date
    from {{ ref('int_placement') }}
    where is_current and end_date is not null
    union all
    select 'CASE_KNOWN_LATER', referral_id, received_date, known_date
    from {{ ref('int_referral_case') }}
    where is_current
),

settled as (
    select
        event.check_code,
        event.case_key,
        {{ days_between('event.event_date', 'event.known_date') }} as days_late,
        {{ days_between('event.event_date', 'as_of.as_of_date') }} <= {{ var('settled_days') }} + 365 as is_recent
    from event
    cross join as_of
    where {{ days_between('event.event_date', 'as_of.as_of_date') }}
        between {{ var('settled_days') }} and {{ var('settled_days') }} + 4 * 365
),

habit as (
    select
        check_code,
        quantile_disc(days_late, 0.9) as usual_days
    from settled
    where not is_recent
    group by check_code
    having count(*) >= 30
),

late as (
    select
        settled.*,
        -- a fortnight beyond the habit, so that a batch written down one day later is no drift
        settled.days_late > habit.usual_days + 14 as is_late
    from settled
    inner join habit on settled.check_code = habit.check_code
),

share as (
    select
        check_code,
        count(*) filter (where is_recent) as recent_count,
        avg(is_late::integer) filter (where is_recent) as recent_share,
        greatest(avg(is_late::integer) filter (where not is_recent), 0.02) as earlier_share
    from late
    group by check_code
)

select
    late.check_code,
    late.case_key
from late
inner join share on late.check_code = share.check_code
where late.is_recent
    and late.is_late
    and share.recent_share
    > share.earlier_share + 4 * sqrt(share.earlier_share * (1 - share.earlier_share) / share.recent_count)
