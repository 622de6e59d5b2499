-- one row per fiscal year, grant area, district and offer type, and their totals: the budget on the as-of day
with cell as (
    select
        budget.fiscal_year,
        budget.grant_area,
        case when budget.district_id = 'ALL' then 'UKENDT' else budget.district_id end as district_id,
        case when budget.offer_type = 'ALL' then 'ikke_fordelt' else budget.offer_type end as offer_type,
        as_of.as_of_date,
        budget.adopted_kr,
        budget.supplementary_kr,
        budget.reallocated_kr,
        budget.carried_over_kr,
        budget.corrected_kr,
        budget.reserved_kr,
        budget.expected_change_kr,
        budget.expected_corrected_kr,
        budget.planned_full_year_places,
        budget.planned_kr,
        budget.price_level_year,
        coalesce(offer_type.is_in_total, true) as is_in_total
    from {{ ref('int_budget_cell') }} as budget
    inner join {{ ref('int_as_of') }} as as_of on budget.origin_date = as_of.as_of_date
    left join {{ ref('offer_type') }} as offer_type on budget.offer_type = offer_type.offer_type
),

summed as (
    select
        fiscal_year,
        {{ or_all('grant_area') }} as grant_area,
        {{ or_all('district_id') }} as district_id,
        {{ or_all('offer_type') }} as offer_type,
        as_of_date as as_of,
        {% for column in [
            'adopted_kr', 'supplementary_kr', 'reallocated_kr', 'carried_over_kr', 'corrected_kr', 'reserved_kr',
            'expected_change_kr', 'expected_corrected_kr'
        ] -%}
        cast(sum({{ column }}) as decimal(18, 2)) as {{ column }},
        {% endfor -%}
        {% for column in ['planned_full_year_places', 'planned_kr'] -%}
        case
            when grouping(offer_type) = 1 then sum({{ column }}) filter (where is_in_total)
            else sum({{ column }})
        end as {{ column }},
        {% endfor -%}
        max(price_level_year) as price_level_year
    from cell
    group by fiscal_year, as_of_date, cube (grant_area, district_id, offer_type)
)

select
    fiscal_year,
    grant_area,
    district_id,
    offer_type,
    as_of,
    adopted_kr,
    supplementary_kr,
    reallocated_kr,
    carried_over_kr,
    corrected_kr,
    reserved_kr,
    expected_change_kr,
    expected_corrected_kr,
    cast(planned_full_year_places as decimal(12, 4)) as planned_full_year_places,
    {{ kr('planned_kr / nullif(planned_full_year_places, 0)') }} as planned_unit_price_kr,
    price_level_year
from summed
order by fiscal_year, grant_area, district_id, offer_type
