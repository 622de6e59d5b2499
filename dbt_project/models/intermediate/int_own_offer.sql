-- one row per origin, provider, offer type, service and period: an own offer that is paid by class or by frame
-- the last price carries on until the institution closes
with priced as (
    select
        rate.origin_date,
        rate.institution_id as provider_id,
        rate.offer_type,
        rate.service,
        rate.valid_from,
        max(rate.valid_to) as valid_to,
        rate.settlement_form,
        case
            when settlement_form.is_charged_by_class then max(rate.amount_kr * unit_days.units_per_year)
            else sum(rate.amount_kr * unit_days.units_per_year)
        end as kr_per_year,
        max(rate.children_per_class) as children_per_class
    from {{ ref('int_rate') }} as rate
    inner join {{ ref('unit_days') }} as unit_days on rate.unit = unit_days.unit
    inner join {{ ref('settlement_form') }} as settlement_form
        on rate.settlement_form = settlement_form.settlement_form and not settlement_form.is_charged_by_day
    group by
        rate.origin_date, rate.institution_id, rate.offer_type, rate.service, rate.valid_from, rate.settlement_form,
        settlement_form.is_charged_by_class
),

carried_on as (
    select
        priced.*,
        lead(valid_from) over (
            partition by origin_date, provider_id, offer_type, service order by valid_from
        ) as next_from
    from priced
)

select
    carried_on.origin_date,
    carried_on.provider_id,
    carried_on.offer_type,
    carried_on.service,
    carried_on.valid_from,
    least(
        case when carried_on.next_from is not null then coalesce(carried_on.valid_to, carried_on.next_from) end,
        {{ add_days('carried_on.next_from', -1) }},
        closing.closing_date
    ) as valid_to,
    carried_on.settlement_form,
    {{ kr('carried_on.kr_per_year') }} as kr_per_year,
    carried_on.children_per_class
from carried_on
left join {{ ref('int_closing') }} as closing
    on carried_on.origin_date = closing.origin_date and carried_on.provider_id = closing.institution_id
