-- one row per fiscal year, month, area and offer type, and their totals: the places promised and those in use
-- what is agreed is the adopted budget; it is frozen, so what is decided later does not move it
with as_of as (
    select * from {{ ref('int_as_of') }}
),

agreed as (
    select
        budget.fiscal_year,
        case
            when budget.district_id = 'ALL' then 'UKENDT' else coalesce(district.area_id, budget.district_id)
        end as area_id,
        budget.offer_type,
        offer_type.is_in_total,
        budget.adopted_full_year_places,
        budget.adopted_planned_kr,
        budget.adopted_date
    from {{ ref('int_budget_cell') }} as budget
    inner join as_of on budget.origin_date = as_of.as_of_date
    inner join {{ ref('offer_type') }} as offer_type on budget.offer_type = offer_type.offer_type
    left join {{ ref('int_district') }} as district
        on budget.origin_date = district.origin_date and budget.district_id = district.district_id
    where budget.adopted_full_year_places is not null
),

spine as (
    select spine.month
    from (
        {{ month_spine(
            "(select " ~ first_of_january('min(fiscal_year)') ~ " from agreed)",
            "(select " ~ date_of_year('max(fiscal_year)', 12, 1) ~ " from agreed)"
        ) }}
    ) as spine
),

expected as (
    select
        agreed.fiscal_year,
        spine.month,
        agreed.area_id,
        agreed.offer_type,
        agreed.is_in_total,
        agreed.adopted_full_year_places as expected_places,
        agreed.adopted_planned_kr as year_kr,
        cast(null as integer) as days_count,
        agreed.adopted_date as frozen_at
    from agreed
    inner join spine on agreed.fiscal_year = {{ year_of('spine.month') }}
),

actual as (
    select
        {{ year_of('placement_month.month') }} as fiscal_year,
        placement_month.month,
        district.area_id,
        placement_month.offer_type,
        placement_month.is_in_total,
        cast(null as decimal(12, 4)) as expected_places,
        cast(null as decimal(18, 2)) as year_kr,
        placement_month.days_count,
        cast(null as date) as frozen_at
    from {{ ref('int_placement_month') }} as placement_month
    cross join as_of
    inner join {{ ref('int_district') }} as district
        on as_of.as_of_date = district.origin_date and placement_month.district_id = district.district_id
    where
        placement_month.is_paid_by_us
        and placement_month.days_count > 0
        and placement_month.month <= as_of.as_of_month
        and placement_month.start_date <= as_of.as_of_date
        and {{ year_of('placement_month.month') }} in (select agreed.fiscal_year from agreed)
),

figure as (
    select * from expected
    union all
    select * from actual
),

summed as (
    select
        fiscal_year,
        month,
        {{ or_all('area_id') }} as area_id,
        {{ or_all('offer_type') }} as offer_type,
        {% for column in ['expected_places', 'days_count'] -%}
        case
            when grouping(offer_type) = 1 then sum({{ column }}) filter (where is_in_total)
            else sum({{ column }})
        end as {{ column }},
        {% endfor -%}
        case
            when grouping(offer_type) = 1 then sum(year_kr) filter (where is_in_total) else sum(year_kr)
        end as unit_price_base_kr,
        sum(year_kr) as year_kr,
        max(frozen_at) as frozen_at
    from figure
    group by fiscal_year, month, cube (area_id, offer_type)
)

select
    summed.fiscal_year,
    summed.month,
    summed.area_id,
    summed.offer_type,
    cast(summed.expected_places as decimal(12, 4)) as expected_places,
    {{ kr("summed.unit_price_base_kr / nullif(summed.expected_places, 0)") }} as expected_unit_price_kr,
    {{ kr(
        "cast(summed.year_kr as double) * " ~ days_inclusive('summed.month', month_end('summed.month'))
        ~ " / " ~ days_in_year('summed.month')
    ) }} as expected_kr,
    cast(round(
        cast(coalesce(summed.days_count, case when summed.month <= as_of.as_of_month then 0 end) as double)
        / {{ days_inclusive('summed.month', month_end('summed.month')) }}, 4
    ) as decimal(12, 4)) as actual_places,
    summed.frozen_at,
    case when summed.frozen_at is not null then 'kommunalbestyrelsen (vedtaget budget)' end as agreed_by,
    summed.fiscal_year as price_level_year
from summed
cross join as_of
order by summed.fiscal_year, summed.month, summed.area_id, summed.offer_type
