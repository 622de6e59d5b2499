-- one row per month of a year with agreed places, area and offer type; ALL is the total.
-- Agreed are the places of adopted budget; in use are the days of the month divided by its days.
with area as (
    from (values ('Nord', 'Øst'), ('Syd', 'Vest')) as named (district_id, area_id)
),

agreed as (
    select budget.fiscal_year, unnest(generate_series(make_date(budget.fiscal_year, 1, 1),
        make_date(budget.fiscal_year, 12, 1), interval 1 month))::date as month,
        coalesce(area.area_id, budget.district_id, 'UKENDT') as area_id, budget.offer_type, budget.full_year_places as expected_places,
        budget.full_year_places * budget.unit_price_kr as year_kr, null::double as actual_places,
        budget.decided_date as frozen_at
    from budget
    left join area using (district_id)
    where budget_type = 'vedtaget' and full_year_places is not null
),

used as (
    select year(day) as fiscal_year, month_of(day) as month, area.area_id, offer_type, null as expected_places,
        null as year_kr, count(*)::double / day(last_day(any_value(day))) as actual_places, null::date as frozen_at
    from stay_day
    inner join area using (district_id)
    where is_ours and day <= as_of() and year(day) in (2023, 2024)
    group by all
),

figure as (
    from agreed union all from used
),

doubled as (
    select *, offer_type not in ('special_sfo_klub', 'enkeltintegration') as is_in_total from figure
    union all
    select * replace (null as offer_type), offer_type not in ('special_sfo_klub', 'enkeltintegration') from figure
),

summed as (
    select fiscal_year, month, area_id, offer_type, max(frozen_at) as frozen_at,
        sum(expected_places) filter (where is_in_total or offer_type is not null) as expected_places,
        sum(year_kr) filter (where is_in_total or offer_type is not null)::double as priced_kr,
        sum(actual_places) filter (where is_in_total or offer_type is not null) as actual_places
    from doubled
    group by fiscal_year, month, offer_type, cube (area_id)
)

select fiscal_year, month, coalesce(area_id, 'ALL') as area_id, coalesce(offer_type, 'ALL') as offer_type,
    expected_places, round(priced_kr / nullif(expected_places, 0), 2) as expected_unit_price_kr,
    coalesce(round(actual_places, 4), if(month <= as_of(), 0, null)) as actual_places, frozen_at
from summed
