-- one row per origin, offer type, service and period: the plain average of the day prices in force
with rate as (
    select
        int_rate.origin_date,
        int_rate.offer_type,
        int_rate.service,
        int_rate.valid_from,
        int_rate.valid_to,
        int_rate.kr_per_day
    from {{ ref('int_rate') }} as int_rate
    inner join {{ ref('settlement_form') }} as settlement_form
        on int_rate.settlement_form = settlement_form.settlement_form
    where settlement_form.is_charged_by_day
),

break_day as (
    select origin_date, offer_type, service, valid_from as from_date
    from rate
    union
    select origin_date, offer_type, service, {{ add_days('valid_to', 1) }} as from_date
    from rate
    where valid_to is not null
),

averaged as (
    select
        break_day.origin_date,
        break_day.offer_type,
        break_day.service,
        break_day.from_date,
        -- summed as decimals, so that the order of rows cannot move the last digit
        cast(sum(cast(rate.kr_per_day as decimal(28, 10))) as double) / count(*) as kr_per_day
    from break_day
    inner join rate
        on break_day.origin_date = rate.origin_date
        and break_day.offer_type = rate.offer_type
        and break_day.service = rate.service
        and {{ is_within('break_day.from_date', 'rate.valid_from', 'rate.valid_to') }}
    group by break_day.origin_date, break_day.offer_type, break_day.service, break_day.from_date
)

-- where no price is in force the last average carries on
select
    origin_date,
    offer_type,
    service,
    from_date as valid_from,
    {{ add_days('lead(from_date) over (partition by origin_date, offer_type, service order by from_date)', -1) }}
        as valid_to,
    kr_per_day
from averaged
