-- Every day of every spell, one by one, and what it costs; to 31 December 2025, the end of next year.
create macro horizon() as date '2025-12-31';

create table stay_day as
select placement.*, institution_id in (select institution_id from institution) as is_known_provider,
    if(institution_id in (select institution_id from institution), institution_id, 'ukendt') as provider_id,
    unnest(generate_series(start_date, least(coalesce(end_date, horizon()), horizon()), interval 1 day))::date as day
from placement;

-- where two prices of one service overlap the latest first day wins; the last one carries on
create table own_price_day as
select placement_id, day, service, kr_per_day, settlement_form, notice_days, to_month_end
from (
    select day.placement_id, day.day, rate.*,
        row_number() over (
            partition by day.placement_id, day.day, rate.service
            order by coalesce(rate.valid_to >= day.day, true) desc, rate.valid_from desc
        ) as preference
    from (
        select placement_id, institution_id, offer_type, rate_group,
            unnest(generate_series(start_date, greatest(coalesce(end_date, horizon()), horizon()), interval 1 day))::date
                as day
        from placement
    ) as day
    inner join rate
        on day.institution_id = rate.institution_id and day.offer_type = rate.offer_type
        and day.rate_group = rate.rate_group and rate.valid_from <= day.day
)
where preference = 1;

create table type_average_day as
select day, offer_type, service, avg(kr_per_day) as kr_per_day
from (
    select calendar.day, rate.offer_type, rate.service, rate.kr_per_day,
        row_number() over (
            partition by calendar.day, institution_id, offer_type, rate_group, service order by valid_from desc
        ) as preference
    from (select unnest(generate_series(date '2020-01-01', horizon(), interval 1 day))::date as day) as calendar
    inner join rate
        on rate.valid_from <= calendar.day and coalesce(rate.valid_to >= calendar.day, true)
        and rate.settlement_form = 'takst'
)
where preference = 1
group by day, offer_type, service;

create table price_day as
select placement_id, day, service, kr_per_day, settlement_form, notice_days, to_month_end, false as is_type_average
from own_price_day
union all
select stay_day.placement_id, stay_day.day, type_average_day.service, type_average_day.kr_per_day, 'takst', null, null, true
from stay_day
inner join type_average_day on stay_day.day = type_average_day.day and stay_day.offer_type = type_average_day.offer_type
where not exists (
    from own_price_day
    where own_price_day.placement_id = stay_day.placement_id and own_price_day.day = stay_day.day
        and own_price_day.service in ('undervisning', 'fritid')
);

-- notice: days given, counted from the day the end was registered; none at age-out
create table notice_day as
select placement.*, if(institution_id in (select institution_id from institution), institution_id, 'ukendt') as provider_id,
    unnest(generate_series(end_date + 1, notice_to, interval 1 day))::date as day
from placement
inner join (
    select placement_id,
        if(to_month_end, last_day(end_registered_date + notice_days), end_registered_date + notice_days) as notice_to
    from placement
    inner join own_price_day using (placement_id)
    where own_price_day.day = placement.end_date and service = 'undervisning' and settlement_form = 'takst'
        and notice_days > 0 and end_reason <> 'aldersophoer'
) as given using (placement_id)
where notice_to > end_date and not exists (
    from placement as next_spell
    where next_spell.cpr = placement.cpr and next_spell.institution_id = placement.institution_id
        and next_spell.placement_id <> placement.placement_id
        and next_spell.start_date <= given.notice_to and coalesce(next_spell.end_date > placement.end_date, true)
);

-- one row per day, spell and service that is charged by the day
create table charge_day as
select stay_day.*, price_day.service, price_day.kr_per_day, false as is_notice
from stay_day
inner join price_day on stay_day.placement_id = price_day.placement_id and stay_day.day = price_day.day
where price_day.settlement_form = 'takst' and not (
    price_day.service = 'fritid' and stay_day.offer_type <> 'special_sfo_klub' and exists (
        from stay_day as leisure
        where leisure.cpr = stay_day.cpr and leisure.day = stay_day.day and leisure.offer_type = 'special_sfo_klub'
    )
);

create table notice_charge_day as
select notice_day.*, own_price_day.service, own_price_day.kr_per_day
from notice_day
inner join own_price_day on notice_day.placement_id = own_price_day.placement_id and notice_day.day = own_price_day.day
where own_price_day.settlement_form = 'takst' and own_price_day.service <> 'befordring';

-- own classes and frames: months of the year for the classes needed on the month's last day, whoever pays for the child
create table own_offer_month as
select spine.month, rate.institution_id as provider_id, rate.offer_type, rate.settlement_form,
    present.children_count,
    if(rate.settlement_form = 'klasse', ceil(present.children_count / rate.children_per_class), 1)
        * rate.amount_kr::double * day(last_day(spine.month)) / days_of_year(spine.month) as cost_kr
from (select unnest(generate_series(date '2020-08-01', date '2025-12-01', interval 1 month))::date as month) as spine
inner join rate on rate.settlement_form in ('klasse', 'ramme') and rate.valid_from <= spine.month
cross join lateral (
    select count(distinct cpr) as children_count
    from stay_day
    where stay_day.day = last_day(spine.month) and stay_day.provider_id = rate.institution_id
        and stay_day.offer_type = rate.offer_type
) as present;
