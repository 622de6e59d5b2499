-- one row per month and step of the complaint clock of folkeskoleloven: steps taken, in time, and those still running
-- a complaint that comes late is forwarded at once; the day of the parents' answer is not delivered
with as_of as (
    select as_of_date from {{ ref('int_as_of') }}
),

deadline as (
    select step, sort_order, deadline_days from {{ ref('complaint_step') }}
),

complaint as (
    select
        complaint.received_date,
        complaint.reconsidered_date,
        complaint.reconsideration_outcome,
        complaint.forwarded_date,
        coalesce(decision.complaint_guidance_date, decision.decision_date) as notice_date,
        coalesce(
            {{ days_between('coalesce(decision.complaint_guidance_date, decision.decision_date)',
                'complaint.received_date') }} > (select deadline.deadline_days from deadline where deadline.step = 'klage'),
            false
        ) as is_late,
        (select deadline.deadline_days from deadline where deadline.step = 'svar') as answer_days
    from {{ ref('stg_complaint') }} as complaint
    left join {{ ref('stg_decision') }} as decision
        on complaint.decision_id = decision.decision_id and decision.is_current
    where complaint.is_current and coalesce(decision.appeal_body, 'klagenaevnet') = 'klagenaevnet'
),

run as (
    select 'klage' as step, notice_date as from_date, received_date as to_date, true as is_dated
    from complaint
    where notice_date is not null
    union all
    select 'genvurdering', received_date, coalesce(reconsidered_date, forwarded_date), true
    from complaint
    where not is_late
    union all
    select 'svar', reconsidered_date, forwarded_date, false
    from complaint
    where reconsideration_outcome = 'delvist_medhold'
    union all
    select
        'videresendelse',
        case
            when is_late then received_date
            when reconsideration_outcome = 'delvist_medhold' then {{ add_days('reconsidered_date', 'answer_days') }}
            else reconsidered_date
        end,
        forwarded_date,
        true
    from complaint
    where is_late or reconsideration_outcome in ('fastholdt', 'delvist_medhold')
),

calendar as (
    {{ month_spine(
        '(select ' ~ month_start('min(received_date)') ~ ' from complaint)', '(select as_of_date from as_of)'
    ) }}
),

month as (
    select calendar.month, least({{ month_end('calendar.month') }}, as_of.as_of_date) as last_day
    from calendar
    cross join as_of
)

select
    month.month,
    deadline.step,
    deadline.deadline_days,
    cast(count(*) filter (
        where run.is_dated and run.to_date between month.month and month.last_day
    ) as integer) as taken_count,
    cast(count(*) filter (
        where run.is_dated and run.to_date between month.month and month.last_day
            and {{ days_between('run.from_date', 'run.to_date') }} <= deadline.deadline_days
    ) as integer) as in_time_count,
    cast(count(*) filter (
        where run.from_date <= month.last_day and (run.to_date is null or run.to_date > month.last_day)
    ) as integer) as open_count,
    cast(count(*) filter (
        where run.from_date <= month.last_day and (run.to_date is null or run.to_date > month.last_day)
            and {{ days_between('run.from_date', 'month.last_day') }} > deadline.deadline_days
    ) as integer) as overdue_count
from month
cross join deadline
left join run on deadline.step = run.step
group by month.month, deadline.step, deadline.sort_order, deadline.deadline_days
order by month.month, deadline.sort_order
