-- one row per origin, fiscal year, grant area, district and offer type of the budget; ALL: not split there
with entry as (
    select
        stg.origin_date,
        stg.fiscal_year,
        stg.grant_area,
        coalesce(stg.district_id, 'ALL') as district_id,
        coalesce(stg.offer_type, 'ALL') as offer_type,
        stg.budget_type,
        budget_type.is_in_corrected,
        stg.amount_kr,
        stg.full_year_places,
        stg.full_year_places * coalesce(stg.unit_price_kr, stg.amount_kr / nullif(stg.full_year_places, 0))
            as planned_kr,
        stg.price_level_year,
        stg.decided_date
    from {{ ref('stg_budget_entry') }} as stg
    inner join {{ ref('budget_type') }} as budget_type on stg.budget_type = budget_type.budget_type
    where not budget_type.waits_for_decision or stg.decided_date <= stg.cut_off_date
)

select
    origin_date,
    fiscal_year,
    grant_area,
    district_id,
    offer_type,
    {% for budget_type, column in [
        ('vedtaget', 'adopted_kr'), ('tillaegsbevilling', 'supplementary_kr'), ('omplacering', 'reallocated_kr'),
        ('overfoersel', 'carried_over_kr')
    ] -%}
    {{ kr("coalesce(sum(amount_kr) filter (where budget_type = '" ~ budget_type ~ "'), 0)") }} as {{ column }},
    {% endfor -%}
    {{ kr("coalesce(sum(amount_kr) filter (where is_in_corrected), 0)") }} as corrected_kr,
    {{ kr("coalesce(sum(amount_kr) filter (where budget_type = 'reserveret'), 0)") }} as reserved_kr,
    {{ kr("coalesce(sum(amount_kr) filter (where budget_type = 'forventet_aendring'), 0)") }} as expected_change_kr,
    {{ kr("sum(amount_kr)") }} as expected_corrected_kr,
    cast(sum(full_year_places) as decimal(12, 4)) as planned_full_year_places,
    {{ kr("sum(planned_kr) / nullif(sum(full_year_places), 0)") }} as planned_unit_price_kr,
    max(price_level_year) as price_level_year,
    min(decided_date) filter (where budget_type = 'vedtaget') as adopted_date,
    {{ kr("sum(planned_kr)") }} as planned_kr,
    cast(sum(full_year_places) filter (where budget_type = 'vedtaget') as decimal(12, 4)) as adopted_full_year_places,
    {{ kr("sum(planned_kr) filter (where budget_type = 'vedtaget')") }} as adopted_planned_kr
from entry
group by origin_date, fiscal_year, grant_area, district_id, offer_type
