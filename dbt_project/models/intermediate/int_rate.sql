-- one row per origin, institution, offer type, rate group, service and period in which one price holds
-- where delivered periods overlap, the row with the latest first day wins
{% set combination = ['origin_date', 'institution_id', 'offer_type', 'rate_group', 'service'] %}
with delivered as (
    select
        {{ combination | join(', ') }},
        valid_from,
        valid_to,
        unit,
        amount_kr,
        coalesce(settlement_form, 'takst') as settlement_form,
        children_per_class,
        coalesce(notice_days, 0) as notice_days,
        coalesce(notice_to_month_end, false) as notice_to_month_end,
        price_level_year
    from {{ ref('stg_rate') }}
    where valid_to is null or valid_to >= valid_from
),

break_day as (
    select {{ combination | join(', ') }}, valid_from as from_date
    from delivered
    union
    select {{ combination | join(', ') }}, {{ add_days('valid_to', 1) }} as from_date
    from delivered
    where valid_to is not null
),

segment as (
    select
        {{ combination | join(', ') }},
        from_date,
        {{ add_days('lead(from_date) over (partition by ' ~ combination | join(', ') ~ ' order by from_date)', -1) }}
            as to_date
    from break_day
),

winning as (
    select
        {{ prefixed('segment', combination) }},
        segment.from_date,
        segment.to_date,
        max(delivered.valid_from) as row_valid_from
    from segment
    inner join delivered
        on {% for column in combination %}segment.{{ column }} = delivered.{{ column }}
        and {% endfor %}{{ is_within('segment.from_date', 'delivered.valid_from', 'delivered.valid_to') }}
    group by {{ prefixed('segment', combination) }}, segment.from_date, segment.to_date
),

marked as (
    select
        winning.*,
        case
            when lag(row_valid_from) over (partition by {{ combination | join(', ') }} order by from_date)
                = row_valid_from then 0
            else 1
        end as is_new_stretch
    from winning
),

stretch as (
    select
        marked.*,
        sum(is_new_stretch) over (
            partition by {{ combination | join(', ') }} order by from_date rows unbounded preceding
        ) as stretch_number
    from marked
),

period as (
    select
        {{ combination | join(', ') }},
        row_valid_from,
        min(from_date) as valid_from,
        case when count(*) = count(to_date) then max(to_date) end as valid_to
    from stretch
    group by {{ combination | join(', ') }}, row_valid_from, stretch_number
)

select
    {{ prefixed('period', combination) }},
    period.valid_from,
    period.valid_to,
    delivered.unit,
    delivered.amount_kr,
    delivered.settlement_form,
    delivered.children_per_class,
    delivered.notice_days,
    delivered.notice_to_month_end,
    delivered.price_level_year,
    {{ kr_per_day('delivered.amount_kr', 'unit_days') }} as kr_per_day
from period
inner join delivered
    on {% for column in combination %}period.{{ column }} = delivered.{{ column }}
    and {% endfor %}period.row_valid_from = delivered.valid_from
inner join {{ ref('unit_days') }} as unit_days on delivered.unit = unit_days.unit
