-- one row per origin and district that any source names: the area it belongs to
-- a district without an institution in force belongs where those that carry its institutions on stand
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

standing as (
    select
        institution.origin_date,
        institution.district_id,
        institution.area_id,
        false as is_carried_on
    from {{ ref('int_institution') }} as institution
    where {{ is_within('institution.origin_date', 'institution.valid_from', 'institution.valid_to') }}
    union all
    select
        institution.origin_date,
        institution.district_id,
        today.today_area_id,
        true
    from {{ ref('int_institution') }} as institution
    inner join {{ ref('int_institution_today') }} as today
        on institution.origin_date = today.origin_date and institution.institution_id = today.institution_id
    where institution.valid_to < institution.origin_date and institution.institution_id <> today.today_institution_id
),

area_of_district as (
    select
        origin_date,
        district_id,
        area_id,
        row_number() over (
            partition by origin_date, district_id order by is_carried_on, count(*) desc, area_id
        ) as frequency_rank
    from standing
    where area_id is not null
    group by origin_date, district_id, area_id, is_carried_on
)

select
    district.origin_date,
    district.district_id,
    coalesce(area_of_district.area_id, district.district_id) as area_id
from district
left join area_of_district
    on district.origin_date = area_of_district.origin_date
    and district.district_id = area_of_district.district_id
    and area_of_district.frequency_rank = 1
