-- Months of service in kroner, rounded to the øre per spell, month and service as bills are.
create table cost_month as
select placement_id, month_of(day) as month, is_ours, provider_id, district_id, offer_type, is_in_total, start_date,
    service, false as is_notice, round(sum(kr_per_day), 2)::decimal(18, 2) as cost_kr
from charge_day
group by all
union all
select placement_id, month_of(day), is_ours, provider_id, district_id, offer_type, is_in_total, start_date,
    service, true, round(sum(kr_per_day), 2)::decimal(18, 2)
from notice_charge_day
where day <= horizon()
group by all;

-- an own class or frame shared by our days there; nobody of ours there: the provider's own district
create table own_cost_month as
with shared as (
    select own.month, own.provider_id, own.offer_type, own.cost_kr, stay.district_id,
        count(stay.day) over (
            partition by own.month, own.provider_id, own.offer_type order by stay.district_id
        ) / nullif(count(stay.day) over (partition by own.month, own.provider_id, own.offer_type), 0) as share_to_here
    from own_offer_month as own
    left join stay_day as stay
        on stay.is_ours and stay.start_date <= as_of() and stay.provider_id = own.provider_id
        and stay.offer_type = own.offer_type and month_of(stay.day) = own.month
),

cut as (
    select distinct month, provider_id, offer_type, district_id,
        round(round(cost_kr, 2) * coalesce(share_to_here, 1), 2)::decimal(18, 2) as to_here
    from shared
)

select cut.month, cut.provider_id, cut.offer_type, coalesce(cut.district_id, institution.district_id) as district_id,
    to_here - coalesce(
        lag(to_here) over (partition by cut.month, cut.provider_id, cut.offer_type order by cut.district_id), 0
    ) as cost_kr
from cut
inner join institution on cut.provider_id = institution.institution_id and institution.valid_to is null;

-- the area of an offer type in a year is the one of that year's budget; a year without any budget takes the nearest
create table offer_area as
with budgeted as (
    select fiscal_year, offer_type, grant_area, sum(abs(amount_kr)) as budgeted_kr
    from budget
    where offer_type is not null
    group by all
),

chosen as (
    select year.fiscal_year, budgeted.offer_type, budgeted.grant_area,
        row_number() over (
            partition by year.fiscal_year, budgeted.offer_type
            order by (
                select coalesce(sum(amount_kr), 0) from posting
                where posting.offer_type = budgeted.offer_type and own_grant_area = budgeted.grant_area
                    and posting_date > as_of() - interval 12 month
            ) desc
        ) as preference
    from (select unnest(range(2020, 2026)) as fiscal_year) as year
    inner join budgeted on budgeted.fiscal_year = case when year.fiscal_year <= 2023 then 2023 else 2024 end
)

select fiscal_year, offer_type, grant_area from chosen where preference = 1;

-- a posting's area by the chart of accounts; its place by its placement, else its provider
create table placed_posting as
select posting.*,
    if(account.account_code is null, 'umappet', posting.own_grant_area) as grant_area,
    coalesce(placement.district_id, institution.district_id, 'UKENDT') as district_id,
    coalesce(posting.offer_type, placement.offer_type, 'ikke_fordelt') as shown_offer_type,
    coalesce(institution.institution_id, 'ukendt') as provider_id,
    placement.placement_id is not null as has_placement,
    case
        when fiscal_year < year(posting_date) then make_date(fiscal_year, 12, 1) else month_of(posting_date)
    end as month
from posting
left join account on posting.account_code = account.account_code
left join placement on posting.placement_id = placement.placement_id
left join (
    select distinct institution_id, district_id from institution
) as institution on posting.institution_id = institution.institution_id
where coalesce(account.is_included, true);
