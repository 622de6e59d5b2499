-- one row per origin, spell, service and period within the days that are paid: the price of a day
with paid_spell as (
    select
        origin_date,
        placement_id,
        child_label,
        institution_id,
        offer_type,
        rate_group,
        start_date,
        coalesce(notice_to, end_date) as paid_to
    from {{ ref('int_placement') }}
),

priced as (
    select
        spell.origin_date,
        spell.placement_id,
        spell.child_label,
        spell.offer_type,
        price.service,
        greatest(spell.start_date, price.valid_from) as valid_from,
        least(spell.paid_to, price.valid_to) as valid_to,
        price.unit,
        price.amount_kr,
        price.kr_per_day,
        price.is_type_average,
        price.settlement_form
    from paid_spell as spell
    inner join {{ ref('int_combination_price') }} as price
        on spell.origin_date = price.origin_date
        and spell.institution_id = price.institution_id
        and spell.offer_type = price.offer_type
        and spell.rate_group = price.rate_group
        and {{ overlaps('spell.start_date', 'spell.paid_to', 'price.valid_from', 'price.valid_to') }}
),

-- days on which a child holds a place that replaces a service of its other places (leisure)
replacing as (
    select
        placement.origin_date,
        placement.child_label,
        offer_type.replaces_service as service,
        placement.start_date,
        max(coalesce(placement.end_date, {{ end_of_time() }})) over (
            partition by placement.origin_date, placement.child_label, offer_type.replaces_service
            order by placement.start_date, placement.placement_id rows unbounded preceding
        ) as covered_to,
        lead(placement.start_date) over (
            partition by placement.origin_date, placement.child_label, offer_type.replaces_service
            order by placement.start_date, placement.placement_id
        ) as next_start,
        row_number() over (
            partition by placement.origin_date, placement.child_label, offer_type.replaces_service
            order by placement.start_date, placement.placement_id
        ) as place_number
    from {{ ref('int_placement') }} as placement
    inner join {{ ref('offer_type') }} as offer_type
        on placement.offer_type = offer_type.offer_type and offer_type.replaces_service is not null
),

not_replaced as (
    select
        origin_date,
        child_label,
        service,
        date '1900-01-01' as from_date,
        {{ add_days('start_date', -1) }} as to_date
    from replacing
    where place_number = 1
    union all
    select
        origin_date,
        child_label,
        service,
        {{ add_days('covered_to', 1) }} as from_date,
        {{ add_days('next_start', -1) }} as to_date
    from replacing
    where
        covered_to < {{ end_of_time() }}
        and (next_start is null or next_start > {{ add_days('covered_to', 1) }})
),

replaced_child as (
    select distinct
        origin_date,
        child_label,
        service
    from replacing
),

marked as (
    select
        priced.*,
        replaced_child.service is not null and offer_type.replaces_service is null as is_replaced
    from priced
    inner join {{ ref('offer_type') }} as offer_type on priced.offer_type = offer_type.offer_type
    left join replaced_child
        on priced.origin_date = replaced_child.origin_date
        and priced.child_label = replaced_child.child_label
        and priced.service = replaced_child.service
)

select
    origin_date,
    placement_id,
    service,
    valid_from,
    valid_to,
    unit,
    amount_kr,
    kr_per_day,
    is_type_average,
    settlement_form
from marked
where not is_replaced
union all
select
    marked.origin_date,
    marked.placement_id,
    marked.service,
    greatest(marked.valid_from, not_replaced.from_date) as valid_from,
    least(marked.valid_to, not_replaced.to_date) as valid_to,
    marked.unit,
    marked.amount_kr,
    marked.kr_per_day,
    marked.is_type_average,
    marked.settlement_form
from marked
inner join not_replaced
    on marked.origin_date = not_replaced.origin_date
    and marked.child_label = not_replaced.child_label
    and marked.service = not_replaced.service
    and {{ overlaps('marked.valid_from', 'marked.valid_to', 'not_replaced.from_date', 'not_replaced.to_date') }}
where marked.is_replaced
