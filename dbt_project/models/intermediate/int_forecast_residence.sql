-- one row per fiscal year, grant area, offer type and district of the children: the shown forecast's kroner
-- what is booked in one district for children of many is cut by their shares, and adds up to it on the øre
{{ config(tags=['outlook']) }}

with share as (
    select
        residence.*,
        sum(share) over (partition by offer_type, booked_district_id) as whole,
        sum(share) over (
            partition by offer_type, booked_district_id order by district_id rows unbounded preceding
        ) - share as share_before
    from {{ ref('residence_share') }} as residence
)

select
    fiscal.fiscal_year,
    fiscal.grant_area,
    coalesce(share.district_id, fiscal.district_id) as district_id,
    fiscal.offer_type,
    sum(case
        when share.district_id is null then fiscal.mean_kr
        else {{ part_of_year_kr('fiscal.mean_kr', 'share.share_before', 'share.share', 'share.whole') }}
    end) as mean_kr
from {{ source('forecast_run', 'fiscal_year') }} as fiscal
inner join {{ source('control', 'shown_vintage') }} as shown on fiscal.vintage_id = shown.vintage_id
left join share on fiscal.offer_type = share.offer_type and fiscal.district_id = share.booked_district_id
where
    fiscal.component = 'total' and fiscal.grant_area <> 'ALL'
    and fiscal.district_id <> 'ALL' and fiscal.offer_type <> 'ALL'
group by 1, 2, 3, 4
