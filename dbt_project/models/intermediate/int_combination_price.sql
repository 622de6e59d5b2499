-- one row per origin, institution, offer type and rate group that a case names, service and period: the price of a day
-- the last own price carries on; on days when neither teaching nor leisure has an own price, the type's average stands
-- in for each service without one
{% set combination = ['origin_date', 'institution_id', 'offer_type', 'rate_group'] %}
with combination as (
    select {{ combination | join(', ') }}
    from {{ ref('int_placement') }}
    union
    select
        origin_date,
        coalesce(granted_institution_id, 'ukendt') as institution_id,
        coalesce(granted_offer_type, requested_offer_type) as offer_type,
        coalesce(granted_rate_group, 'ukendt') as rate_group
    from {{ ref('int_referral_case') }}
    where coalesce(granted_offer_type, requested_offer_type) is not null
),

own_price as (
    select
        {{ prefixed('rate', combination) }},
        rate.service,
        rate.valid_from,
        case
            when lead(rate.valid_from) over (
                partition by {{ prefixed('rate', combination) }}, rate.service order by rate.valid_from
            ) is not null then rate.valid_to
        end as valid_to,
        rate.unit,
        rate.amount_kr,
        rate.kr_per_day,
        rate.settlement_form,
        rate.children_per_class
    from {{ ref('int_rate') }} as rate
    inner join combination using ({{ combination | join(', ') }})
),

-- teaching and leisure are priced together, any other service for itself
scope as (
    select service, case when is_core then 'core' else service end as price_scope
    from {{ ref('service') }}
),

scoped_price as (
    select
        {{ prefixed('own_price', combination) }},
        scope.price_scope,
        own_price.valid_from,
        max(coalesce(own_price.valid_to, {{ end_of_time() }})) over (
            partition by {{ prefixed('own_price', combination) }}, scope.price_scope
            order by own_price.valid_from rows unbounded preceding
        ) as covered_to,
        lead(own_price.valid_from) over (
            partition by {{ prefixed('own_price', combination) }}, scope.price_scope order by own_price.valid_from
        ) as next_from,
        row_number() over (
            partition by {{ prefixed('own_price', combination) }}, scope.price_scope order by own_price.valid_from
        ) as price_number
    from own_price
    inner join scope on own_price.service = scope.service
),

gap as (
    select
        {{ combination | join(', ') }},
        price_scope,
        date '1900-01-01' as from_date,
        {{ add_days('valid_from', -1) }} as to_date
    from scoped_price
    where price_number = 1
    union all
    select
        {{ combination | join(', ') }},
        price_scope,
        {{ add_days('covered_to', 1) }} as from_date,
        {{ add_days('next_from', -1) }} as to_date
    from scoped_price
    where next_from > {{ add_days('covered_to', 1) }}
    union all
    select
        {{ prefixed('combination', combination) }},
        unpriced.price_scope,
        date '1900-01-01' as from_date,
        cast(null as date) as to_date
    from combination
    cross join (select distinct price_scope from scope) as unpriced
    left join scoped_price using ({{ combination | join(', ') }}, price_scope)
    where scoped_price.valid_from is null
),

average_price as (
    select
        {{ prefixed('gap', combination) }},
        type_price.service,
        greatest(gap.from_date, service_gap.from_date, type_price.valid_from) as valid_from,
        least(gap.to_date, service_gap.to_date, type_price.valid_to) as valid_to,
        type_price.kr_per_day
    from gap
    inner join gap as service_gap
        on {% for column in combination %}gap.{{ column }} = service_gap.{{ column }}
        and {% endfor %}{{ overlaps('gap.from_date', 'gap.to_date', 'service_gap.from_date', 'service_gap.to_date') }}
    inner join scope on service_gap.price_scope = scope.price_scope
    inner join {{ ref('int_type_price') }} as type_price
        on gap.origin_date = type_price.origin_date
        and gap.offer_type = type_price.offer_type
        and scope.service = type_price.service
        and {{ overlaps('gap.from_date', 'gap.to_date', 'type_price.valid_from', 'type_price.valid_to') }}
        and {{ overlaps('service_gap.from_date', 'service_gap.to_date', 'type_price.valid_from', 'type_price.valid_to') }}
    where gap.price_scope = 'core'
)

select
    {{ combination | join(', ') }},
    service,
    valid_from,
    valid_to,
    unit,
    amount_kr,
    kr_per_day,
    false as is_type_average,
    settlement_form,
    children_per_class
from own_price
union all
select
    {{ combination | join(', ') }},
    service,
    valid_from,
    valid_to,
    'dag' as unit,
    {{ kr('kr_per_day') }} as amount_kr,
    kr_per_day,
    true as is_type_average,
    'takst' as settlement_form,
    cast(null as integer) as children_per_class
from average_price
