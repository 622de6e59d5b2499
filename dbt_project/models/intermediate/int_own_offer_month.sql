-- one row per month, provider and offer type paid by class or frame: children, classes and what they cost us
with as_of as (
    select * from {{ ref('int_as_of') }}
),

spine as (
    select
        spine.month,
        {{ month_end('spine.month') }} as month_end
    from (
        {{ month_spine('(select first_month from as_of)', '(select last_month from as_of)') }}
    ) as spine
),

present as (
    select
        placement_month.month,
        placement_month.provider_id,
        placement_month.offer_type,
        count(distinct placement_month.child_label) as children_count
    from {{ ref('int_placement_month') }} as placement_month
    cross join as_of
    where placement_month.is_present_last_day and placement_month.start_date <= as_of.as_of_date
    group by placement_month.month, placement_month.provider_id, placement_month.offer_type
),

charged as (
    select
        spine.month,
        own_offer.provider_id,
        own_offer.offer_type,
        own_offer.service,
        own_offer.settlement_form,
        own_offer.children_per_class,
        coalesce(present.children_count, 0) as children_count,
        case
            when settlement_form.is_charged_by_class
                then ceil(coalesce(present.children_count, 0) * 1.0 / own_offer.children_per_class)
        end as classes_count,
        case
            when settlement_form.is_charged_by_class
                then ceil(coalesce(present.children_count, 0) * 1.0 / own_offer.children_per_class)
            else 1
        end
        * cast(own_offer.kr_per_year as double)
        * {{ shared_days('own_offer.valid_from', 'own_offer.valid_to', 'spine.month', 'spine.month_end') }}
        / {{ days_in_year('spine.month') }} as cost_kr
    from spine
    inner join {{ ref('int_own_offer') }} as own_offer
        on own_offer.valid_from <= spine.month_end
        and (own_offer.valid_to is null or own_offer.valid_to >= spine.month)
    inner join as_of on own_offer.origin_date = as_of.as_of_date
    inner join {{ ref('settlement_form') }} as settlement_form
        on own_offer.settlement_form = settlement_form.settlement_form
    left join present
        on spine.month = present.month
        and own_offer.provider_id = present.provider_id
        and own_offer.offer_type = present.offer_type
)

select
    month,
    provider_id,
    offer_type,
    cast(max(children_count) as integer) as children_count,
    cast(max(classes_count) as integer) as classes_count,
    max(children_per_class) as children_per_class,
    {{ kr('sum(cast(cost_kr as decimal(28, 10)))') }} as cost_kr
from charged
group by month, provider_id, offer_type
