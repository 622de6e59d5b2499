-- Activity by month, booked spend by month and the budget position from the newest edition, with the same totals as
-- the pipeline's marts. Expects the tables of plain_load.sql and the variables `as_of` and `municipality`.
create table activity_monthly as
with spell as (
    select
        placement_id, cpr, institution_id, district_id, offer_type, start_date,
        least(coalesce(end_date, getvariable('as_of')), getvariable('as_of')) as last_date, end_date,
        offer_type not in ('special_sfo_klub', 'enkeltintegration') as is_in_total
    from placement
    where
        edition = (select max(edition) from placement)
        and ltrim(paying_municipality, '0') = getvariable('municipality')
        and start_date <= getvariable('as_of')
),

month as (
    select unnest(generate_series(date '2016-01-01', getvariable('as_of'), interval 1 month))::date as month
),

stay as (
    select
        month.month, spell.*,
        date_diff('day', greatest(start_date, month.month), least(last_date, last_day(month.month))) + 1 as days_count
    from spell
    inner join month on spell.start_date <= last_day(month.month) and spell.last_date >= month.month
)

select
    month, coalesce(institution_id, 'ALL') as provider_id, coalesce(district_id, 'ALL') as district_id,
    coalesce(offer_type, 'ALL') as offer_type,
    count(distinct cpr) filter (where last_date >= last_day(month)) as children_count,
    cast(
        case when grouping(offer_type) = 1 then sum(days_count) filter (where is_in_total) else sum(days_count) end
        / (make_date(year(month) + 1, 1, 1) - make_date(year(month), 1, 1)) as decimal(12, 4)
    ) as full_year_places,
    count(*) filter (where start_date >= month) as starts_count,
    count(*) filter (where end_date <= last_day(month)) as ends_count
from stay
group by month, cube (institution_id, district_id, offer_type);

create table spend_monthly as
with placed as (
    select distinct on (placement_id) placement_id, district_id, offer_type
    from placement
    where edition = (select max(edition) from placement)
),

included as (
    select account_code, bool_or(is_included) as is_included
    from account
    where edition = (select max(edition) from account)
    group by account_code
)

select
    fiscal_year, month, coalesce(grant_area, 'ALL') as grant_area, coalesce(district_id, 'ALL') as district_id,
    coalesce(offer_type, 'ALL') as offer_type, sum(amount_kr) as booked_kr
from (
    select
        posting.fiscal_year, date_trunc('month', posting.posting_date)::date as month, posting.grant_area,
        coalesce(placed.district_id, 'UKENDT') as district_id,
        coalesce(posting.offer_type, placed.offer_type, 'ikke_fordelt') as offer_type, posting.amount_kr
    from posting
    left join placed on posting.placement_id = placed.placement_id
    left join included on posting.account_code = included.account_code
    where coalesce(included.is_included, true) and posting.posting_date <= getvariable('as_of')
)
group by fiscal_year, month, cube (grant_area, district_id, offer_type);

create table budget_position as
select
    fiscal_year, coalesce(grant_area, 'ALL') as grant_area, coalesce(district, 'ALL') as district_id,
    coalesce(offer, 'ALL') as offer_type,
    sum(amount_kr) filter (where budget_type = 'vedtaget') as adopted_kr,
    sum(amount_kr) filter (where budget_type not in ('forventet_aendring', 'reserveret')) as corrected_kr,
    sum(amount_kr) as expected_corrected_kr
from (
    select
        *, coalesce(district_id, 'UKENDT') as district, coalesce(offer_type, 'ikke_fordelt') as offer
    from budget
    where edition = (select max(edition) from budget) and decided_date <= getvariable('as_of')
)
group by fiscal_year, cube (grant_area, district, offer);
