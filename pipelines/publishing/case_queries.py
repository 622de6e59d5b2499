"""The questions about referrals, decisions and complaints, in SQL; the first line of each says what a row is.

Parameters: `$fiscal_year` and `$as_of`. Not here: what is asked about money and places (`queries`).
"""

from __future__ import annotations

REFERRALS = """
-- one row per month of the year and the year before
select
    year(month) as year, month(month) as month,
    received_count as received, granted_count as granted, alternative_count as alternative,
    refused_count as refused, returned_count as returned, withdrawn_count as withdrawn,
    within_deadline_count as in_time,
    granted_count + alternative_count + refused_count - within_deadline_count as late
from mart.referral_monthly
where
    district_id = 'ALL' and referral_type = 'ALL'
    and year(month) in ($fiscal_year, $fiscal_year - 1)
order by month
"""

CASE_TIMES = """
-- one row per year: the days to its final decisions and starts from January to the month of the as-of day
select
    year(month) as fiscal_year,
    max_by(median_case_days_to_date, month) as median_days,
    max_by(p90_case_days_to_date, month) as p90_days,
    sum(started_count)::integer as started,
    max_by(median_start_days_to_date, month) as median_start_days,
    max_by(p90_start_days_to_date, month) as p90_start_days
from mart.referral_monthly
where
    district_id = 'ALL' and referral_type = 'ALL'
    and year(month) in ($fiscal_year, $fiscal_year - 1) and month(month) <= month($as_of)
group by year(month)
having max(month(month)) = month($as_of)
order by fiscal_year
"""

RECONSIDERED = """
-- one row: complaints reconsidered from January to the month of the as-of day, and those of them in time
select coalesce(sum(taken_count), 0)::integer as taken, coalesce(sum(in_time_count), 0)::integer as in_time
from mart.complaint_clock
where step = 'genvurdering' and year(month) = $fiscal_year and month <= $as_of
"""

COMPLAINTS = """
-- one row per month of the year and the year before: what became of complaints, and the steps taken in time and late
with clock as (
    select
        month,
        sum(in_time_count) filter (where step = 'klage') as asked_in_time,
        sum(taken_count - in_time_count) filter (where step = 'klage') as asked_late,
        sum(in_time_count) filter (where step = 'genvurdering') as reconsidered_in_time,
        sum(taken_count - in_time_count) filter (where step = 'genvurdering') as reconsidered_late,
        sum(in_time_count) filter (where step = 'videresendelse') as sent_in_time,
        sum(taken_count - in_time_count) filter (where step = 'videresendelse') as sent_late
    from mart.complaint_clock
    group by month
)

select
    year(complaint.month) as year, month(complaint.month) as month,
    received_count as received, reconsidered_in_favour_count as in_favour, forwarded_count as forwarded,
    board_confirmed_count as confirmed, board_changed_count as changed, board_remitted_count as remitted,
    board_dismissed_count + board_withdrawn_count as closed,
    coalesce(asked_in_time, 0) as asked_in_time, coalesce(asked_late, 0) as asked_late,
    coalesce(reconsidered_in_time, 0) as reconsidered_in_time, coalesce(reconsidered_late, 0) as reconsidered_late,
    coalesce(sent_in_time, 0) as sent_in_time, coalesce(sent_late, 0) as sent_late
from mart.complaint_monthly as complaint
left join clock on complaint.month = clock.month
where year(complaint.month) in ($fiscal_year, $fiscal_year - 1)
order by complaint.month
"""
