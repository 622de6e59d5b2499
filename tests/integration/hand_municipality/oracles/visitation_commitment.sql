-- one row per round, month of decision and offer type; ALL is the total. A grant costs from its first day;
-- a pending case is priced as the wished offer's average from the day after the as-of day.
with final as (
    select referral_id, arg_max(decision_id, decision_date) as decision_id
    from decision
    where outcome <> 'tilbagesendt'
    group by referral_id
),

known as (
    select referral.referral_id, referral.visitation_round,
        month_of(coalesce(decision.decision_date, as_of())) as decision_month,
        coalesce(decision.offer_type, referral.requested_offer_type) as offer_type,
        decision.institution_id, decision.rate_group, coalesce(decision.valid_from, as_of() + 1) as first_day,
        decision.decision_id is null as is_pending
    from referral
    left join final on referral.referral_id = final.referral_id
    left join decision on final.decision_id = decision.decision_id
    where referral.referral_type <> 'revisitation' and referral.withdrawn_date is null
        and coalesce(decision.outcome <> 'afslag', true)
),

day_of_case as (
    select *, unnest(generate_series(first_day, make_date(year(decision_month) + 1, 12, 31), interval 1 day))::date as day
    from known
),

own as (
    select referral_id, day, service,
        if(settlement_form = 'klasse', kr_per_day / children_per_class, if(settlement_form = 'ramme', 0, kr_per_day))
            as kr_per_day
    from (
        select case_day.referral_id, case_day.day, rate.*,
            row_number() over (
                partition by case_day.referral_id, case_day.day, rate.service
                order by coalesce(rate.valid_to >= case_day.day, true) desc, rate.valid_from desc
            ) as preference
        from day_of_case as case_day
        inner join rate
            on case_day.institution_id = rate.institution_id and case_day.offer_type = rate.offer_type
            and case_day.rate_group = rate.rate_group and rate.valid_from <= case_day.day
    )
    where preference = 1
),

charged as (
    select referral_id, day, kr_per_day from own
    union all
    select case_day.referral_id, case_day.day, average.kr_per_day
    from day_of_case as case_day
    inner join type_average_day as average on case_day.day = average.day and case_day.offer_type = average.offer_type
    where not exists (from own where own.referral_id = case_day.referral_id and own.day = case_day.day)
),

costed as (
    select known.*,
        round(coalesce((
            select sum(kr_per_day) from charged
            where charged.referral_id = known.referral_id and year(day) = year(decision_month)
        ), 0), 2)::decimal(18, 2) as this_year,
        round(coalesce((
            select sum(kr_per_day) from charged
            where charged.referral_id = known.referral_id and year(day) = year(decision_month) + 1
        ), 0), 2)::decimal(18, 2) as next_year
    from known
)

select coalesce(visitation_round, 'ALL') as round, decision_month, coalesce(offer_type, 'ALL') as offer_type,
    count(*) filter (where not is_pending) as decided_places,
    coalesce(sum(this_year) filter (where not is_pending), 0) as cost_this_year_kr,
    coalesce(sum(next_year) filter (where not is_pending), 0) as cost_next_year_kr,
    count(*) filter (where is_pending) as pending_places,
    coalesce(sum(this_year) filter (where is_pending), 0) as pending_cost_this_year_kr
from costed
group by decision_month, cube (visitation_round, offer_type)
