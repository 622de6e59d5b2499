-- one row per month; each step of a complaint counts in the month it happened
with as_of as (
    select as_of_date from {{ ref('int_as_of') }}
),

complaint as (
    select * from {{ ref('stg_complaint') }} where is_current
),

event as (
    select received_date as event_date, 'modtaget' as event_kind from complaint
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
        select event_date from event
        union all
        select decision.decision_date
        from {{ ref('stg_decision') }} as decision
        cross join delivered
        where decision.is_current and delivered.is_delivered
    ) as dated
),

calendar as (
    {{ month_spine('(select ' ~ month_start('event_date') ~ ' from first_date)', '(select as_of_date from as_of)') }}
)

select
    calendar.month,
    cast(count(*) filter (where known_event.event_kind = 'modtaget') as integer) as received_count,
    cast(count(*) filter (where known_event.event_kind = 'genvurderet_medhold') as integer)
        as reconsidered_in_favour_count,
    cast(count(*) filter (where known_event.event_kind = 'videresendt') as integer) as forwarded_count,
    cast(count(*) filter (where known_event.event_kind = 'naevn_stadfaestet') as integer) as board_confirmed_count,
    cast(count(*) filter (where known_event.event_kind = 'naevn_aendret') as integer) as board_changed_count,
    cast(count(*) filter (where known_event.event_kind = 'naevn_hjemvist') as integer) as board_remitted_count,
    cast(count(*) filter (where known_event.event_kind = 'naevn_afvist') as integer) as board_dismissed_count,
    cast(count(*) filter (where known_event.event_kind = 'naevn_trukket') as integer) as board_withdrawn_count
from calendar
left join known_event on calendar.month = known_event.month
group by calendar.month
order by calendar.month
