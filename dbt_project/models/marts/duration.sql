-- one row per offer type, and the total: how long children stay, by Kaplan and Meier
-- a stay is the days of one child in one offer type without a break; it is open to the as-of day unless it has ended. A
-- stay that began before the register's first month is followed from that month, as those that ended earlier are not in it
with as_of as (
    select * from {{ ref('int_as_of') }}
),

spell as (
    select
        placement.child_label,
        placement.offer_type,
        placement.is_in_total,
        placement.start_date,
        least(coalesce(placement.end_date, {{ end_of_time() }}), as_of.as_of_date) as last_date,
        coalesce(placement.end_date <= as_of.as_of_date, false) as is_ended
    from {{ ref('int_placement') }} as placement
    inner join as_of on placement.start_date <= as_of.as_of_date
    where placement.is_current and placement.is_paid_by_us
),

run as (
    select
        spell.*,
        coalesce(
            spell.start_date > {{ add_days('max(spell.last_date) over before', 1) }}, true
        ) as is_first
    from spell
    window before as (
        partition by spell.child_label, spell.offer_type
        order by spell.start_date, spell.last_date rows between unbounded preceding and 1 preceding
    )
),

numbered as (
    select
        *,
        count(*) filter (where is_first) over (
            partition by child_label, offer_type order by start_date, last_date rows unbounded preceding
        ) as stay_number
    from run
),

stay as (
    select
        offer_type,
        is_in_total,
        min(start_date) as start_date,
        max(last_date) as last_date,
        max_by(is_ended, last_date) as is_ended
    from numbered
    group by child_label, offer_type, is_in_total, stay_number
),

followed as (
    select
        stay.offer_type,
        stay.is_in_total,
        {{ days_inclusive('stay.start_date', 'stay.last_date') }} as stay_days,
        greatest(0, {{ days_between('stay.start_date', 'as_of.first_month') }}) as followed_from_days,
        stay.is_ended
    from stay
    cross join as_of
    where stay.last_date >= as_of.first_month
),

counted as (
    select offer_type, stay_days, followed_from_days, is_ended from followed
    union all
    select 'ALL', stay_days, followed_from_days, is_ended from followed where is_in_total
),

change as (
    select offer_type, followed_from_days as day, 1 as entered_count, 0 as left_count, 0 as ended_count from counted
    union all
    select offer_type, stay_days, 0, 1, cast(is_ended as integer) from counted
),

-- those followed past a day are at risk on the next: who enters on a day counts from the day after
day_total as (
    select
        offer_type,
        day,
        sum(entered_count) as entered_count,
        sum(left_count) as left_count,
        sum(ended_count) as ended_count
    from change
    group by offer_type, day
),

at_risk as (
    select
        offer_type,
        day,
        ended_count,
        sum(entered_count - left_count) over (
            partition by offer_type order by day rows between unbounded preceding and 1 preceding
        ) as at_risk_count
    from day_total
),

-- the share still there after each day: the product of the shares that stayed on, none left being nothing ever after
curve as (
    select
        offer_type,
        day,
        case
            when min(at_risk_count - ended_count) over so_far = 0 then 0
            else exp(sum(ln(greatest(at_risk_count - ended_count, 1) / cast(at_risk_count as double))) over so_far)
        end as staying_share
    from at_risk
    where ended_count > 0
    window so_far as (partition by offer_type order by day rows unbounded preceding)
),

total as (
    select
        offer_type,
        count(*) as stays_count,
        count(*) filter (where is_ended) as ended_count,
        max(stay_days) as longest_days,
        avg(stay_days) filter (where is_ended) as mean_ended_days
    from counted
    group by offer_type
),

reached as (
    select
        total.offer_type,
        {% for name, share in {'first_quarter': 0.75, 'median': 0.5, 'third_quarter': 0.25}.items() -%}
        min(curve.day) filter (where curve.staying_share <= {{ share }} + 1e-9) as {{ name }}_days,
        {% endfor -%}
        {% for years in [1, 2, 3] -%}
        case
            when total.longest_days >= {{ 365 * years }}
                then coalesce(min(curve.staying_share) filter (where curve.day <= {{ 365 * years }}), 1)
        end as still_there_{{ years }}_year_share{{ ',' if not loop.last }}
        {% endfor %}
    from total
    left join curve on total.offer_type = curve.offer_type
    group by total.offer_type, total.longest_days
)

select
    total.offer_type,
    cast(total.stays_count as integer) as stays_count,
    cast(total.ended_count as integer) as ended_count,
    cast(total.stays_count - total.ended_count as integer) as open_count,
    cast(round(total.mean_ended_days, 1) as decimal(12, 1)) as mean_ended_days,
    {% for name in ['first_quarter', 'median', 'third_quarter'] -%}
    cast(reached.{{ name }}_days as integer) as {{ name }}_days,
    {% endfor -%}
    {% for years in [1, 2, 3] -%}
    cast(round(reached.still_there_{{ years }}_year_share, 6) as decimal(9, 6)) as still_there_{{ years }}_year_share{{ ',' if not loop.last }}
    {% endfor %}
from total
inner join reached on total.offer_type = reached.offer_type
order by total.offer_type
