-- one row per month and spell that is paid for in it, as known on the as-of day, registered future included
with as_of as (
    select * from {{ ref('int_as_of') }}
),

placement as (
    select
        placement.*,
        least(coalesce(placement.end_date, as_of.horizon_date), as_of.horizon_date) as last_date,
        least(coalesce(placement.notice_to, placement.end_date, as_of.horizon_date), as_of.horizon_date) as paid_to
    from {{ ref('int_placement') }} as placement
    cross join as_of
    where placement.is_current
),

spine as (
    select
        spine.month,
        {{ month_end('spine.month') }} as month_end
    from (
        {{ month_spine('(select first_month from as_of)', '(select last_month from as_of)') }}
    ) as spine
),

spell_month as (
    select
        spine.month,
        spine.month_end,
        placement.*,
        greatest(placement.start_date, spine.month) as first_day,
        least(placement.last_date, spine.month_end) as last_day
    from placement
    inner join spine on placement.start_date <= spine.month_end and placement.paid_to >= spine.month
),

price as (
    select
        price.placement_id,
        price.service,
        price.valid_from,
        price.valid_to,
        price.kr_per_day,
        price.is_type_average,
        service.is_paid_in_notice
    from {{ ref('int_placement_price') }} as price
    inner join as_of on price.origin_date = as_of.as_of_date
    inner join {{ ref('service') }} as service on price.service = service.service
    inner join {{ ref('settlement_form') }} as settlement_form
        on price.settlement_form = settlement_form.settlement_form and settlement_form.is_charged_by_day
),

charge as (
    select
        spell_month.placement_id,
        spell_month.month,
        price.service,
        bool_or(price.is_type_average) as is_type_average,
        {{ kr("sum(cast(price.kr_per_day * case when spell_month.last_day >= spell_month.first_day then "
            ~ shared_days('price.valid_from', 'price.valid_to', 'spell_month.first_day', 'spell_month.last_day')
            ~ " else 0 end as decimal(28, 10)))") }} as stay_kr,
        {{ kr("sum(cast(price.kr_per_day"
            ~ " * case when price.is_paid_in_notice and spell_month.notice_from is not null then "
            ~ shared_days(
                'price.valid_from',
                'price.valid_to',
                'greatest(spell_month.notice_from, spell_month.month)',
                'least(spell_month.notice_to, spell_month.month_end)'
            ) ~ " else 0 end as decimal(28, 10)))") }} as notice_kr
    from spell_month
    inner join price
        on spell_month.placement_id = price.placement_id
        and price.valid_from <= spell_month.month_end
        and (price.valid_to is null or price.valid_to >= spell_month.month)
    group by spell_month.placement_id, spell_month.month, price.service
),

cost as (
    select
        placement_id,
        month,
        bool_or(is_type_average) as is_type_average,
        sum(stay_kr) filter (where service = 'undervisning') as teaching_kr,
        sum(stay_kr) filter (where service = 'fritid') as leisure_kr,
        sum(stay_kr) filter (where service = 'befordring') as transport_kr,
        sum(notice_kr) as notice_kr,
        sum(stay_kr + notice_kr) as cost_kr
    from charge
    group by placement_id, month
)

select
    spell_month.month,
    spell_month.placement_id,
    spell_month.child_label,
    spell_month.provider_id,
    spell_month.institution_type,
    spell_month.district_id,
    spell_month.offer_type,
    spell_month.is_paid_by_us,
    spell_month.is_in_total,
    spell_month.is_in_own_place,
    spell_month.start_date,
    spell_month.end_date,
    spell_month.first_day,
    spell_month.last_day,
    cast(greatest(0, {{ days_inclusive('spell_month.first_day', 'spell_month.last_day') }}) as integer) as days_count,
    spell_month.last_date >= spell_month.month_end and spell_month.start_date <= spell_month.month_end
        as is_present_last_day,
    {{ full_year_places(
        'greatest(0, ' ~ days_inclusive('spell_month.first_day', 'spell_month.last_day') ~ ')', 'spell_month.month'
    ) }} as full_year_places,
    coalesce(cost.is_type_average, false) as is_type_average,
    {% for column in ['teaching_kr', 'leisure_kr', 'transport_kr', 'notice_kr', 'cost_kr'] -%}
    {{ kr('coalesce(cost.' ~ column ~ ', 0)') }} as {{ column }}{{ ',' if not loop.last }}
    {% endfor %}
from spell_month
left join cost on spell_month.placement_id = cost.placement_id and spell_month.month = cost.month
