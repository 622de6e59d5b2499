-- one row per register that began less than a year before the as-of day; ends, refusals and withdrawals give the day
-- away, since they cannot be seen before it, and a few may have found their way in
-- (`forecasting.given.records` says what the forecast then does not count)
with as_of as (
    select * from {{ ref('int_as_of') }}
),

seen as (
    select
        'placeringer' as source,
        placement.end_date as seen_date
    from {{ ref('int_placement') }} as placement
    inner join as_of on placement.end_date <= as_of.as_of_date
    where placement.is_current
    union all
    select
        'indstillinger' as source,
        received_date
    from {{ ref('int_referral_case') }}
    where is_current and status in ('refused', 'withdrawn')
),

begun as (
    select
        source,
        quantile_disc(seen_date, 0.02) as first_date,
        count(*) as seen_count
    from seen
    group by source
)

select
    'REGISTER_YOUNG' as check_code,
    register.source,
    register.source as case_key
from (values ('placeringer', 1), ('indstillinger', 5)) as register (source, fewest)
cross join as_of
left join begun on register.source = begun.source
where
    (begun.seen_count >= register.fewest and {{ days_between('begun.first_date', 'as_of.as_of_date') }} < 365)
    or (register.source = 'placeringer' and begun.source is null)
