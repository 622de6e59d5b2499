-- one row per census date, measure, view, home district and grade; ALL is the total
with schooled as (
    select pupil.*, institution.owner,
        institution.institution_type in ('folkeskole', 'specialskole', 'dagbehandling', 'intern_skole') as is_municipal,
        pupil.class_type = 'specialklasse' or institution.institution_type in ('specialskole', 'dagbehandling', 'intern_skole')
            as is_special
    from pupil
    inner join institution on pupil.institution_id = institution.institution_id
),

-- the grade delivered holds on 30 April 2024 or on the last day of an ended spell, and rises each 1 August
placed as (
    select distinct census_date, cpr, district_id,
        cast(grade as integer)
            - (year(least(coalesce(end_date, as_of()), as_of())) - (month(least(coalesce(end_date, as_of()), as_of())) < 8)::integer)
            + (year(census_date) - (month(census_date) < 8)::integer) as grade
    from placement
    cross join (select distinct census_date from pupil)
    where is_ours and offer_type in ('specialklasse', 'specialskole', 'dagbehandling', 'intern_skole')
        and start_date <= census_date and coalesce(end_date >= census_date, true)
),

one_pupil_group as (
    select census_date, 'stil' as measure, 'school_owner' as view, district_id, cast(grade as integer) as grade,
        if(is_special, pupil_count, 0) as special_count, pupil_count as pupils_count
    from schooled
    where is_municipal and owner = 'egen'
    union all
    select census_date, 'stil', 'residence', district_id, cast(grade as integer), if(is_special, pupil_count, 0), pupil_count
    from schooled
    where is_municipal
    union all
    select census_date, 'all_pupils', 'residence', district_id, cast(grade as integer), if(is_special, pupil_count, 0),
        pupil_count
    from schooled
    where cast(grade as integer) between 0 and 9
    union all
    select census_date, 'stil', 'payer', district_id, cast(grade as integer), 0, pupil_count
    from schooled
    where is_municipal and not is_special
    union all
    select census_date, 'stil', 'payer', district_id, grade, 1, 1 from placed
)

select census_date, measure, view, coalesce(district_id, 'ALL') as district_id,
    coalesce(cast(grade as varchar), 'ALL') as grade, sum(special_count) as special_count,
    sum(pupils_count) as pupils_count, round(sum(special_count)::double / sum(pupils_count), 6) as share
from one_pupil_group
group by census_date, measure, view, cube (district_id, grade)
