-- one row per fiscal year and heading of the municipality's own report, and their total: known places at price x days
-- a place belongs to the first heading that fits its offer type, institution type and service; what fits none is left out
with cost as (
    {% for service, columns in {
        'undervisning': 'teaching_kr + notice_kr', 'fritid': 'leisure_kr', 'befordring': 'transport_kr'
    }.items() %}
    select
        month,
        offer_type,
        institution_type,
        '{{ service }}' as service,
        {{ 'days_count' if service == 'undervisning' else 'cast(null as integer)' }} as days_count,
        {{ columns }} as cost_kr
    from {{ ref('int_placement_month') }}
    where is_paid_by_us
    union all
    {% endfor %}
    select
        own_cost.month,
        own_cost.offer_type,
        own_type.institution_type,
        'undervisning' as service,
        cast(null as integer) as days_count,
        own_cost.cost_kr
    from {{ ref('int_own_offer_cost') }} as own_cost
    left join (
        select
            institution.institution_id,
            max_by(institution.institution_type, institution.valid_from) as institution_type
        from {{ ref('int_institution') }} as institution
        inner join {{ ref('int_as_of') }} as as_of on institution.origin_date = as_of.as_of_date
        group by institution.institution_id
    ) as own_type on own_cost.provider_id = own_type.institution_id
),

kind as (
    select distinct
        offer_type,
        institution_type,
        service
    from cost
),

heading as (
    select
        kind.offer_type,
        kind.institution_type,
        kind.service,
        category.category,
        category.sort_order,
        row_number() over (
            partition by kind.offer_type, kind.institution_type, kind.service
            order by category.sort_order
        ) as choice
    from kind
    inner join {{ source('control', 'report_category') }} as category
        on coalesce(category.offer_type, kind.offer_type) = kind.offer_type
        and coalesce(category.institution_type, kind.institution_type, '') = coalesce(kind.institution_type, '')
        and coalesce(category.service, kind.service) = kind.service
),

headed as (
    select
        {{ year_of('cost.month') }} as fiscal_year,
        heading.category,
        heading.sort_order,
        cost.days_count,
        cost.cost_kr
    from cost
    inner join heading
        on cost.offer_type = heading.offer_type
        and cost.institution_type is not distinct from heading.institution_type
        and cost.service = heading.service
        and heading.choice = 1
)

select
    fiscal_year,
    {{ or_all('category') }} as category,
    cast(case when grouping(category) = 1 then 0 else min(sort_order) end as integer) as sort_order,
    case
        when sum(days_count) is not null
            then {{ full_year_places('sum(days_count)', first_of_january('fiscal_year')) }}
    end as full_year_places,
    cast(sum(cost_kr) as decimal(18, 2)) as cost_kr,
    fiscal_year as price_level_year
from headed
group by fiscal_year, cube (category)
order by fiscal_year, sort_order, category
