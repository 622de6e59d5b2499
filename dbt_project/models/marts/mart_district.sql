-- one row per district as the municipality is organised on the as-of day
{{ config(alias='district') }}

with as_of as (
    select as_of_date from {{ ref('int_as_of') }}
),

own_institution as (
    select institution.district_id, count(distinct institution.institution_id) as institution_count
    from {{ ref('int_institution') }} as institution
    inner join as_of on institution.origin_date = as_of.as_of_date
    where
        institution.owner = 'egen'
        and institution.valid_from <= as_of.as_of_date
        and coalesce(institution.valid_to, as_of.as_of_date) >= as_of.as_of_date
    group by institution.district_id
)

select
    district.district_id,
    district.area_id,
    cast(coalesce(own_institution.institution_count, 0) as integer) as own_institution_count
from {{ ref('int_district') }} as district
inner join as_of on district.origin_date = as_of.as_of_date
left join own_institution on district.district_id = own_institution.district_id
order by district.district_id
