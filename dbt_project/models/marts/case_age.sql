-- one row per kind of case, offer type and age in steps of 30 days, and the total over offer types: what waits for the
-- visitation unit on the as-of day
with aged as (
    select
        *,
        30 * greatest(-3, least(12, cast(floor(waited_days / 30.0) as integer))) as waited_from_days
    from {{ ref('int_open_case') }}
)

select
    aged.case_kind,
    {{ or_all('aged.offer_type') }} as offer_type,
    aged.waited_from_days,
    cast(count(*) as integer) as case_count,
    cast(count(*) filter (where aged.is_late) as integer) as late_count,
    cast(count(*) filter (where aged.is_returned) as integer) as returned_count,
    cast(sum(aged.cost_as_of_year_kr) as decimal(18, 2)) as cost_this_year_kr,
    cast(sum(aged.cost_year_after_kr) as decimal(18, 2)) as cost_next_year_kr,
    as_of.fiscal_year as price_level_year
from aged
cross join {{ ref('int_as_of') }} as as_of
group by aged.case_kind, aged.waited_from_days, as_of.fiscal_year, rollup (aged.offer_type)
order by 1, 2, 3
