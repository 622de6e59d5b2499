-- one row per month, district and referral type; ALL in a dimension is the total
with as_of as (
    select as_of_date from {{ ref('int_as_of') }}
),

referral as (
    select referral_id, received_date, district_id, referral_type, withdrawn_date
    from {{ ref('stg_referral') }}
    where is_current
),

decision as (
    select
        decision.referral_id,
        decision.decision_date,
        decision.outcome,
        referral.received_date,
        coalesce(referral.district_id, 'UKENDT') as district_id,
        coalesce(referral.referral_type, 'ukendt') as referral_type
    from {{ ref('stg_decision') }} as decision
    left join referral on decision.referral_id = referral.referral_id
    where decision.is_current
),

-- a referral sent back to its sender stays open: only a grant, an alternative or a refusal is final
final_decision as (
    select decision.*
    from decision
    inner join {{ ref('decision_outcome') }} as decision_outcome on decision.outcome = decision_outcome.outcome
    where decision_outcome.is_final
),

first_final_decision as (
    select referral_id, min(decision_date) as decision_date from final_decision group by referral_id
),

closed_referral as (
    select
        referral.district_id,
        referral.referral_type,
        greatest(
            referral.received_date,
            least(
                coalesce(first_final_decision.decision_date, referral.withdrawn_date),
                coalesce(referral.withdrawn_date, first_final_decision.decision_date)
            )
        ) as closed_date
    from referral
    left join first_final_decision on referral.referral_id = first_final_decision.referral_id
    where coalesce(first_final_decision.decision_date, referral.withdrawn_date) is not null
),

-- a place that began before it was granted waited for nothing, and counts on the day of the decision
started as (
    select
        grant_start.district_id,
        grant_start.referral_type,
        grant_start.decision_date,
        greatest(grant_start.decision_date, grant_start.start_date) as start_date
    from {{ ref('int_grant_start') }} as grant_start
    inner join as_of on grant_start.origin_date = as_of.as_of_date
),

event as (
    select
        district_id,
        referral_type,
        received_date as event_date,
        'modtaget' as event_kind,
        null as case_days,
        null as start_days
    from referral
    union all
    select district_id, referral_type, decision_date, outcome, null, null
    from decision
    union all
    select
        district_id, referral_type, decision_date, 'sagstid', {{ days_between('received_date', 'decision_date') }}, null
    from final_decision
    union all
    select district_id, referral_type, start_date, 'start', null, {{ days_between('decision_date', 'start_date') }}
    from started
    union all
    select district_id, referral_type, withdrawn_date, 'trukket', null, null
    from referral
    where withdrawn_date is not null
    union all
    select district_id, referral_type, closed_date, 'lukket', null, null
    from closed_referral
),

known_event as (
    select
        {{ month_start('event.event_date') }} as month,
        event.district_id,
        event.referral_type,
        event.event_kind,
        event.case_days,
        event.start_days,
        event.case_days <= municipality.case_deadline_days as is_within_deadline
    from event
    cross join as_of
    cross join {{ source('control', 'municipality') }} as municipality
    where event.event_date <= as_of.as_of_date
),

month_total as (
    select
        month,
        coalesce(district_id, 'ALL') as district_id,
        coalesce(referral_type, 'ALL') as referral_type,
        count(*) filter (where event_kind = 'modtaget') as received_count,
        count(*) filter (where event_kind = 'bevilget') as granted_count,
        count(*) filter (where event_kind = 'bevilget_alternativ') as alternative_count,
        count(*) filter (where event_kind = 'afslag') as refused_count,
        count(*) filter (where event_kind = 'tilbagesendt') as returned_count,
        count(*) filter (where event_kind = 'trukket') as withdrawn_count,
        count(*) filter (where event_kind = 'lukket') as closed_count,
        count(*) filter (where event_kind = 'start') as started_count,
        count(*) filter (where is_within_deadline) as within_deadline_count,
        percentile_cont(0.5) within group (order by case_days) as median_case_days,
        percentile_cont(0.9) within group (order by case_days) as p90_case_days
    from known_event
    group by
        grouping sets (
            (month, district_id, referral_type), (month, district_id), (month, referral_type), (month)
        )
),

cell as (
    select distinct district_id, referral_type from month_total
),

first_month as (
    select min(month) as month from known_event
),

calendar as (
    {{ month_spine('(select month from first_month)', '(select as_of_date from as_of)') }}
),

-- every final decision and every start in each month of its year from its own on
known_so_far as (
    select
        calendar.month,
        known_event.district_id,
        known_event.referral_type,
        known_event.case_days,
        known_event.start_days
    from calendar
    inner join known_event
        on year(calendar.month) = year(known_event.month) and calendar.month >= known_event.month
    where known_event.case_days is not null or known_event.start_days is not null
),

year_to_date as (
    select
        month,
        coalesce(district_id, 'ALL') as district_id,
        coalesce(referral_type, 'ALL') as referral_type,
        percentile_cont(0.5) within group (order by case_days) as median_case_days,
        percentile_cont(0.9) within group (order by case_days) as p90_case_days,
        percentile_cont(0.5) within group (order by start_days) as median_start_days,
        percentile_cont(0.9) within group (order by start_days) as p90_start_days
    from known_so_far
    group by
        grouping sets (
            (month, district_id, referral_type), (month, district_id), (month, referral_type), (month)
        )
)

select
    calendar.month,
    cell.district_id,
    cell.referral_type,
    cast(coalesce(month_total.received_count, 0) as integer) as received_count,
    cast(coalesce(month_total.granted_count, 0) as integer) as granted_count,
    cast(coalesce(month_total.alternative_count, 0) as integer) as alternative_count,
    cast(coalesce(month_total.refused_count, 0) as integer) as refused_count,
    cast(coalesce(month_total.returned_count, 0) as integer) as returned_count,
    cast(coalesce(month_total.withdrawn_count, 0) as integer) as withdrawn_count,
    cast(
        sum(coalesce(month_total.received_count, 0) - coalesce(month_total.closed_count, 0)) over (
            partition by cell.district_id, cell.referral_type
            order by calendar.month
        ) as integer
    ) as open_count,
    cast(month_total.median_case_days as decimal(12, 2)) as median_case_days,
    cast(month_total.p90_case_days as decimal(12, 2)) as p90_case_days,
    cast(coalesce(month_total.within_deadline_count, 0) as integer) as within_deadline_count,
    cast(year_to_date.median_case_days as decimal(12, 2)) as median_case_days_to_date,
    cast(year_to_date.p90_case_days as decimal(12, 2)) as p90_case_days_to_date,
    cast(coalesce(month_total.started_count, 0) as integer) as started_count,
    cast(year_to_date.median_start_days as decimal(12, 2)) as median_start_days_to_date,
    cast(year_to_date.p90_start_days as decimal(12, 2)) as p90_start_days_to_date
from calendar
cross join cell
left join month_total
    on calendar.month = month_total.month
    and cell.district_id = month_total.district_id
    and cell.referral_type = month_total.referral_type
left join year_to_date
    on calendar.month = year_to_date.month
    and cell.district_id = year_to_date.district_id
    and cell.referral_type = year_to_date.referral_type
order by calendar.month, cell.district_id, cell.referral_type
