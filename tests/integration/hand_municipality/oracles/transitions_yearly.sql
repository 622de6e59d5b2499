-- one row per school year that has a count day a year before, and grade at the earlier count day; ALL is all grades
with special as (
    select *, coalesce(end_date, date '9999-12-31') as last_date,
        try_cast(grade as integer)
            - (year(least(coalesce(end_date, as_of()), as_of())) - (month(least(coalesce(end_date, as_of()), as_of())) < 8)::integer)
            as grade_less_year
    from placement
    where is_ours and offer_type in ('specialklasse', 'specialskole', 'dagbehandling', 'intern_skole')
),

-- a child of a school year: in a special place on 5 September
child_year as (
    select start_year, cpr, min(grade_less_year + start_year) as grade
    from special
    cross join (values (2020), (2021), (2022), (2023)) as school_year (start_year)
    where start_date <= make_date(start_year, 9, 5) and last_date >= make_date(start_year, 9, 5)
    group by start_year, cpr
),

figure as (
    select this.start_year, this.grade - 1 as grade, 'intake' as name, count(*) as value
    from child_year as this
    where not exists (from child_year as before where before.cpr = this.cpr and before.start_year = this.start_year - 1)
        and this.grade >= 1
    group by this.start_year, this.grade
    union all
    select year(pupil.census_date) + 1, cast(pupil.grade as integer), 'ordinary', sum(pupil_count)
    from pupil
    inner join institution on pupil.institution_id = institution.institution_id
    where institution_type = 'folkeskole' and class_type = 'almen' and pupil.grade <> '10'
    group by all
    union all
    select before.start_year + 1, before.grade, if(this.cpr is null, 'back', 'still'), count(*)
    from child_year as before
    left join child_year as this on before.cpr = this.cpr and this.start_year = before.start_year + 1
    where this.cpr is not null or exists (
        from special
        where special.cpr = before.cpr and end_reason = 'tilbage_til_almen'
            and end_date between make_date(before.start_year, 9, 5) and make_date(before.start_year + 1, 9, 4)
    )
    group by all
    union all
    select start_year, grade_less_year + start_year, 'stock', count(distinct cpr)
    from special
    cross join (values (2020), (2021), (2022)) as over_year (start_year)
    where start_date <= make_date(start_year, 8, 1) and last_date >= make_date(start_year, 8, 1)
    group by all
    union all
    select start_year, grade_less_year + start_year, 'returned', count(distinct cpr)
    from special
    cross join (values (2020), (2021), (2022)) as over_year (start_year)
    where start_date <= make_date(start_year, 8, 1) and last_date >= make_date(start_year, 8, 1)
        and end_reason = 'tilbage_til_almen' and end_date <= make_date(start_year + 1, 7, 31)
    group by all
),

summed as (
    select start_year, coalesce(cast(grade as varchar), 'ALL') as grade,
        coalesce(sum(value) filter (where name = 'intake'), 0) as intake,
        coalesce(sum(value) filter (where name = 'ordinary'), 0) as ordinary,
        coalesce(sum(value) filter (where name = 'back'), 0) as back,
        coalesce(sum(value) filter (where name = 'still'), 0) as still,
        coalesce(sum(value) filter (where name = 'stock'), 0) as stock,
        coalesce(sum(value) filter (where name = 'returned'), 0) as returned
    from figure
    where start_year between 2021 and 2023
    group by start_year, rollup (grade)
)

select start_year || '/' || (start_year + 1) % 100 as school_year, grade,
    round(intake / nullif(ordinary, 0), 6) as intake_rate,
    round(back / nullif(back + still, 0), 6) as exit_rate,
    round(returned / nullif(stock, 0), 6) as return_rate,
    true as is_approximation
from summed
