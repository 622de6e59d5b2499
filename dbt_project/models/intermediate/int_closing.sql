-- one row per origin and institution that closes: its last day, told by a last day of all its rows
select
    origin_date,
    institution_id,
    max(valid_to) as closing_date
from {{ ref('int_institution') }}
group by origin_date, institution_id
having count(*) = count(valid_to)
