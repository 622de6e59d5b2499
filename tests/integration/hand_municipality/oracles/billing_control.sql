-- one row per month of service and provider; ALL is the total. A bill over several months is cut by its days,
-- each month to the øre of the running total.
with bill as (
    select voucher_id, voucher_line, provider_id, has_placement, placement_id, amount_kr,
        coalesce(service_from, month_of(posting_date)) as first_day,
        coalesce(service_to, last_day(posting_date)) as last_day_of_bill
    from placed_posting
    where not is_one_off and account_type not like '7%'
        and (account_code = '32206' or has_placement or (institution_id is not null and offer_type is not null))
),

billed_day as (
    select *, unnest(generate_series(first_day, last_day_of_bill, interval 1 day))::date as day from bill
),

billed_month as (
    select voucher_id, voucher_line, provider_id, if(has_placement, placement_id, null) as placement_id,
        month_of(day) as month,
        round(amount_kr::double * (max(day) - first_day + 1) / (last_day_of_bill - first_day + 1), 2)::decimal(18, 2)
            as to_here
    from billed_day
    group by voucher_id, voucher_line, provider_id, has_placement, placement_id, month_of(day), amount_kr, first_day,
        last_day_of_bill
),

billed as (
    select month, provider_id, placement_id,
        to_here - coalesce(lag(to_here) over (partition by voucher_id, voucher_line order by month), 0) as billed_kr
    from billed_month
),

owed as (
    select month, provider_id, placement_id, sum(cost_kr) as expected_kr,
        coalesce(sum(cost_kr) filter (where is_notice), 0) as notice_kr
    from cost_month
    where is_ours and start_date <= as_of() and month <= as_of()
    group by all
),

line as (
    select month, provider_id, billed_kr, 0 as expected_kr, 0 as notice_kr, 0 as unbilled, 0 as own_kr
    from billed
    where month between date '2020-08-01' and as_of()
    union all
    select month, provider_id, 0, expected_kr, notice_kr,
        if(exists (from billed where billed.month = owed.month and billed.placement_id = owed.placement_id), 0, 1), 0
    from owed
    union all
    select month, provider_id, 0, 0, 0, 0, cost_kr
    from own_cost_month
    where month <= as_of() and cost_kr <> 0
)

select month, coalesce(provider_id, 'ALL') as provider_id, sum(billed_kr) as billed_kr, sum(expected_kr) as expected_kr,
    sum(billed_kr) - sum(expected_kr) as difference_kr, sum(notice_kr) as notice_kr,
    sum(unbilled) as unbilled_placements_count, sum(own_kr) as own_offer_kr,
    sum(billed_kr) - sum(expected_kr) - sum(own_kr) as unexplained_kr
from line
group by month, cube (provider_id)
