-- one row per origin, institution and period of validity
select
    origin_date,
    institution_id,
    valid_from,
    valid_to,
    institution_name,
    institution_type,
    owner,
    coalesce(district_id, 'UKENDT') as district_id,
    area_id,
    cluster_id,
    successor_id,
    place_count,
    is_first_shown_after_origin
from {{ ref('stg_institution') }}
