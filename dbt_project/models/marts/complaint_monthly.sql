-- one row per month; each step of a complaint counts in the month it happened
with as_of as (
    select as_of_date from {{ ref('int_as_of') }}
),

complaint as (
    select * from {{ ref('stg_complaint') }} where is_current
),

-- a decision that is sent back to its sender decides nothing, and nobody can complain of it
final_decision as (
    select decision.decision_date
    from {{ ref('stg_decision') }} as decision
    inner join {{ ref('decision_outcome') }} as decision_outcome on decision.outcome = decision_outcome.outcome
    where decision.is_current and decision_outcome.is_final
),

event as (
    select decision_date as event_date, 'afgjort' as event_kind from final_decision
    union all
    select received_date, 'modtaget' from complaint
    union all
    select reconsidered_date, 'genvurderet_' || reconsideration_outcome from complaint
    union all
    select forwarded_date, 'videresendt' from complaint
    union all
    select board_date, 'naevn_' || board_outcome from complaint
),

known_event as (
    select {{ month_start('event.event_date') }} as month, event.event_kind
    from event
    cross join as_of
    where event.event_date <= as_of.as_of_date
),

-- an empty delivery of complaints says that there were none since the first decision
delivered as (
    select count(*) > 0 as is_delivered
    from {{ ref('stg_origin') }}
    where is_current and source = 'klager' and latest_delivery_id is not null
),

first_date as (
    select min(event_date) as event_date
    from (
        select event_date from event where event_kind <> 'afgjort'
        union all
        select decision.decision_date
        from {{ ref('stg_decision') }} as decision
        cross join delivered
        where decision.is_current and delivered.is_delivered
    ) as dated
),

calendar as (
    {{ month_spine('(select ' ~ month_start('event_date') ~ ' from first_date)', '(select as_of_date from as_of)') }}
),

month_total as (
    select
        calendar.month,
        count(*) filter (where known_event.event_kind = 'modtaget') as received_count,
        count(*) filter (where known_event.event_kind = 'genvurderet_medhold') as reconsidered_in_favour_count,
        count(*) filter (where known_event.event_kind = 'videresendt') as forwarded_count,
        count(*) filter (where known_event.event_kind = 'naevn_stadfaestet') as board_confirmed_count,
        count(*) filter (where known_event.event_kind = 'naevn_aendret') as board_changed_count,
        count(*) filter (where known_event.event_kind = 'naevn_hjemvist') as board_remitted_count,
        count(*) filter (where known_event.event_kind = 'naevn_afvist') as board_dismissed_count,
        count(*) filter (where known_event.event_kind = 'naevn_trukket') as board_withdrawn_count,
        count(*) filter (where known_event.event_kind = 'afgjort') as decision_count
    from calendar
    left join known_event on calendar.month = known_event.month
    group by calendar.month
),

year_to_date as (
    select
        *,
        sum(received_count) over so_far as received_to_date,
        sum(decision_count) over so_far as decided_to_date
    from month_total
    window so_far as (partition by {{ year_of('month') }} order by month)
)

select
    month,
    cast(received_count as integer) as received_count,
    cast(reconsidered_in_favour_count as integer) as reconsidered_in_favour_count,
    cast(forwarded_count as integer) as forwarded_count,
    cast(board_confirmed_count as integer) as board_confirmed_count,
    cast(board_changed_count as integer) as board_changed_count,
    cast(board_remitted_count as integer) as board_remitted_count,
    cast(board_dismissed_count as integer) as board_dismissed_count,
    cast(board_withdrawn_count as integer) as board_withdrawn_count,
    cast(decision_count as integer) as decision_count,
    case
        when decided_to_date > 0
            then cast(cast(received_to_date as double) / decided_to_date as decimal(9, 6))
    end as complaint_rate_to_date
from year_to_date
order by month
