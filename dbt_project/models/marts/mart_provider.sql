-- one row per institution and period in which its name, type, owner and place in the organisation are the same
{{ config(alias='provider') }}

with as_of as (
    select as_of_date from {{ ref('int_as_of') }}
)

select
    institution.institution_id as provider_id,
    institution.valid_from,
    institution.valid_to,
    institution.institution_name as provider_name,
    institution.institution_type,
    institution.owner,
    institution.district_id,
    institution.area_id,
    institution.cluster_id,
    institution.successor_id,
    institution.place_count,
    today.today_institution_id as today_provider_id,
    today.today_district_id,
    today.today_area_id,
    institution.valid_from <= as_of.as_of_date
    and coalesce(institution.valid_to, as_of.as_of_date) >= as_of.as_of_date as is_in_force
from {{ ref('int_institution') }} as institution
inner join as_of on institution.origin_date = as_of.as_of_date
inner join {{ ref('int_institution_today') }} as today
    on institution.origin_date = today.origin_date and institution.institution_id = today.institution_id
order by institution.institution_id, institution.valid_from
