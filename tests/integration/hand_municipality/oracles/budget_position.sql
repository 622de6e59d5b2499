-- one row per fiscal year, grant area, district and offer type; ALL is the total, what is not split is UKENDT and ikke_fordelt
with entry as (
    select *, coalesce(district_id, 'UKENDT') as shown_district, coalesce(offer_type, 'ikke_fordelt') as shown_type,
        coalesce(offer_type not in ('special_sfo_klub', 'enkeltintegration'), true) as is_in_total
    from budget
)

select fiscal_year, coalesce(grant_area, 'ALL') as grant_area, coalesce(shown_district, 'ALL') as district_id,
    coalesce(shown_type, 'ALL') as offer_type, as_of() as as_of,
    coalesce(sum(amount_kr) filter (where budget_type = 'vedtaget'), 0) as adopted_kr,
    coalesce(sum(amount_kr) filter (where budget_type = 'tillaegsbevilling'), 0) as supplementary_kr,
    coalesce(sum(amount_kr) filter (where budget_type = 'omplacering'), 0) as reallocated_kr,
    coalesce(sum(amount_kr) filter (where budget_type = 'overfoersel'), 0) as carried_over_kr,
    coalesce(sum(amount_kr) filter (where budget_type not in ('forventet_aendring', 'reserveret')), 0) as corrected_kr,
    coalesce(sum(amount_kr) filter (where budget_type = 'reserveret'), 0) as reserved_kr,
    coalesce(sum(amount_kr) filter (where budget_type = 'forventet_aendring'), 0) as expected_change_kr,
    sum(amount_kr) as expected_corrected_kr,
    sum(full_year_places) filter (where is_in_total or shown_type is not null) as planned_full_year_places,
    sum(full_year_places * unit_price_kr) filter (where is_in_total or shown_type is not null)
        / sum(full_year_places) filter (where is_in_total or shown_type is not null) as planned_unit_price_kr
from (
    select * from entry
    union all by name
    select * replace (null as shown_type) from entry
)
group by fiscal_year, shown_type, cube (grant_area, shown_district)
