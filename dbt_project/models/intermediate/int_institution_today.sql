-- one row per origin and institution: which institution carries it on by that day, and where that one stands
-- one that has closed is followed through its successors to the first that has not closed, or that names no one
with recursive newest as (
    select
        *,
        row_number() over (
            partition by origin_date, institution_id order by valid_from > origin_date, abs({{ days_between(
                'valid_from', 'origin_date'
            ) }})
        ) as recency
    from {{ ref('int_institution') }}
),

standing as (
    select
        origin_date,
        institution_id,
        district_id,
        area_id,
        case when valid_to < origin_date then successor_id end as successor_id
    from newest
    where recency = 1
),

carried as (
    select origin_date, institution_id, institution_id as today_id, 0 as steps_count
    from standing
    union all
    select carried.origin_date, carried.institution_id, successor.institution_id, carried.steps_count + 1
    from carried
    inner join standing
        on carried.origin_date = standing.origin_date and carried.today_id = standing.institution_id
    inner join standing as successor
        on standing.origin_date = successor.origin_date and standing.successor_id = successor.institution_id
    -- institutions that name each other have no end to come to
    where carried.steps_count < 10
),

last_step as (
    select
        origin_date,
        institution_id,
        max_by(today_id, steps_count) as today_id
    from carried
    group by origin_date, institution_id
)

select
    last_step.origin_date,
    last_step.institution_id,
    last_step.today_id as today_institution_id,
    standing.district_id as today_district_id,
    standing.area_id as today_area_id
from last_step
inner join standing
    on last_step.origin_date = standing.origin_date and last_step.today_id = standing.institution_id
