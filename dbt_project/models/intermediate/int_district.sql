-- one row per origin and district that any source names: the area it belongs to
with district as (
    select origin_date, district_id from {{ ref('int_institution') }}
    union
    select origin_date, district_id from {{ ref('stg_placement') }}
    union
    select origin_date, district_id from {{ ref('stg_population') }}
    union
    select origin_date, district_id from {{ ref('stg_referral') }}
    union
    select origin_date, district_id from {{ ref('stg_budget_entry') }}
    where district_id is not null
),

area_in_force as (
    select
        origin_date,
        district_id,
        area_id,
        row_number() over (partition by origin_date, district_id order by count(*) desc, area_id) as frequency_rank
    from {{ ref('int_institution') }}
    where area_id is not null and {{ is_within('origin_date', 'valid_from', 'valid_to') }}
    group by origin_date, district_id, area_id
)

select
    district.origin_date,
    district.district_id,
    coalesce(area_in_force.area_id, district.district_id) as area_id
from district
left join area_in_force
    on district.origin_date = area_in_force.origin_date
    and district.district_id = area_in_force.district_id
    and area_in_force.frequency_rank = 1
