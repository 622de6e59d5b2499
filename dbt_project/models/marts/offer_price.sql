-- one row per provider, offer type, rate group, service and period: the price of a place, from the as-of year on
-- the last own price carries on; provider ALL is the type's plain average, for places nobody has given a price
with as_of as (
    select
        as_of_date,
        as_of_month,
        {{ first_of_january(year_of('as_of_date')) }} as first_date
    from {{ ref('int_as_of') }}
),

own_price as (
    select
        rate.institution_id as provider_id,
        rate.offer_type,
        rate.rate_group,
        rate.service,
        rate.valid_from,
        case
            when lead(rate.valid_from) over (
                partition by rate.institution_id, rate.offer_type, rate.rate_group, rate.service
                order by rate.valid_from
            ) is not null then rate.valid_to
        end as valid_to,
        rate.unit,
        rate.amount_kr,
        rate.kr_per_day,
        rate.settlement_form,
        rate.children_per_class,
        rate.notice_days,
        rate.notice_to_month_end,
        rate.price_level_year
    from {{ ref('int_rate') }} as rate
    inner join as_of on rate.origin_date = as_of.as_of_date
),

average_price as (
    select
        'ALL' as provider_id,
        type_price.offer_type,
        'ALL' as rate_group,
        type_price.service,
        type_price.valid_from,
        type_price.valid_to,
        'dag' as unit,
        {{ kr('type_price.kr_per_day') }} as amount_kr,
        type_price.kr_per_day,
        'takst' as settlement_form,
        cast(null as integer) as children_per_class,
        cast(null as integer) as notice_days,
        cast(null as boolean) as notice_to_month_end,
        {{ year_of('type_price.valid_from') }} as price_level_year
    from {{ ref('int_type_price') }} as type_price
    inner join as_of on type_price.origin_date = as_of.as_of_date
),

price as (
    select * from own_price
    union all
    select * from average_price
),

in_force as (
    select distinct institution.institution_id as provider_id
    from {{ ref('int_institution') }} as institution
    inner join as_of
        on institution.origin_date = as_of.as_of_date
        and {{ is_within('as_of.as_of_date', 'institution.valid_from', 'institution.valid_to') }}
    union all
    select 'ALL' as provider_id
)

select
    price.provider_id,
    price.offer_type,
    price.rate_group,
    price.service,
    price.valid_from,
    price.valid_to,
    price.unit,
    price.amount_kr,
    cast(round(price.kr_per_day, 6) as decimal(18, 6)) as kr_per_day,
    price.settlement_form,
    price.children_per_class,
    own_offer.children_count as class_children_count,
    price.notice_days,
    price.notice_to_month_end,
    price.price_level_year,
    settlement_form.is_charged_by_day,
    settlement_form.is_charged_by_class,
    not service.is_core as is_transport,
    settlement_form.is_charged_by_day and service.is_paid_in_notice as is_paid_in_notice
from price
cross join as_of
inner join in_force on price.provider_id = in_force.provider_id
inner join {{ ref('settlement_form') }} as settlement_form on price.settlement_form = settlement_form.settlement_form
inner join {{ ref('service') }} as service on price.service = service.service
left join {{ ref('int_own_offer_month') }} as own_offer
    on as_of.as_of_month = own_offer.month
    and price.provider_id = own_offer.provider_id
    and price.offer_type = own_offer.offer_type
where coalesce(price.valid_to, {{ end_of_time() }}) >= as_of.first_date
order by price.provider_id, price.offer_type, price.rate_group, price.service, price.valid_from
