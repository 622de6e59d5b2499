-- one row per month, district and referral type that occurs; ALL is the total
with calendar as (
    select unnest(generate_series(date '2023-02-01', date '2024-04-01', interval 1 month))::date as month
),

cell as (
    select distinct d.district_id, t.referral_type
    from (select district_id, referral_type from referral union all select 'ALL', 'ALL') as d
    inner join (
        select district_id, referral_type from referral
        union all select 'ALL', 'ALL'
        union all select 'ALL', referral_type from referral
        union all select district_id, 'ALL' from referral
    ) as t on d.district_id = t.district_id
),

in_cell as (
    select cell.district_id as cell_district, cell.referral_type as cell_type, referral.*
    from cell
    inner join referral
        on cell.district_id in ('ALL', referral.district_id) and cell.referral_type in ('ALL', referral.referral_type)
),

decided as (
    select in_cell.cell_district, in_cell.cell_type, in_cell.received_date, decision.decision_date, decision.outcome
    from in_cell
    inner join decision on in_cell.referral_id = decision.referral_id
)

select
    calendar.month,
    cell.district_id,
    cell.referral_type,
    (select count(*) from in_cell where cell_district = cell.district_id and cell_type = cell.referral_type
        and month_of(received_date) = calendar.month) as received_count,
    (select count(*) from decided where cell_district = cell.district_id and cell_type = cell.referral_type
        and month_of(decision_date) = calendar.month and outcome = 'bevilget') as granted_count,
    (select count(*) from decided where cell_district = cell.district_id and cell_type = cell.referral_type
        and month_of(decision_date) = calendar.month and outcome = 'bevilget_alternativ') as alternative_count,
    (select count(*) from decided where cell_district = cell.district_id and cell_type = cell.referral_type
        and month_of(decision_date) = calendar.month and outcome = 'afslag') as refused_count,
    (select count(*) from decided where cell_district = cell.district_id and cell_type = cell.referral_type
        and month_of(decision_date) = calendar.month and outcome = 'tilbagesendt') as returned_count,
    (select count(*) from in_cell where cell_district = cell.district_id and cell_type = cell.referral_type
        and month_of(withdrawn_date) = calendar.month) as withdrawn_count,
    (
        select count(*) from in_cell
        where cell_district = cell.district_id and cell_type = cell.referral_type
            and received_date <= last_day(calendar.month)
            and coalesce(withdrawn_date > last_day(calendar.month), true)
            and not exists (
                from decision
                where decision.referral_id = in_cell.referral_id and decision.outcome <> 'tilbagesendt'
                    and decision.decision_date <= last_day(calendar.month)
            )
    ) as open_count,
    (select quantile_cont(decision_date - received_date, 0.5) from decided
        where cell_district = cell.district_id and cell_type = cell.referral_type
            and month_of(decision_date) = calendar.month and outcome <> 'tilbagesendt') as median_case_days,
    (select quantile_cont(decision_date - received_date, 0.9) from decided
        where cell_district = cell.district_id and cell_type = cell.referral_type
            and month_of(decision_date) = calendar.month and outcome <> 'tilbagesendt') as p90_case_days
from calendar
cross join cell
order by all
