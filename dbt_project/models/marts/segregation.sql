-- one row per census date, measure, view, home district and grade; ALL in a dimension is the total
-- no row where the input lacks what the measure needs
with as_of as (
    select as_of_date from {{ ref('int_as_of') }}
),

institution as (
    select
        institution.institution_id,
        institution.institution_type,
        institution.owner,
        institution.valid_from,
        institution.valid_to
    from {{ ref('int_institution') }} as institution
    inner join as_of on institution.origin_date = as_of.as_of_date
),

-- the municipality's own districts are those its population is counted in
home_district as (
    select distinct population.district_id
    from {{ ref('int_population') }} as population
    inner join as_of on population.origin_date = as_of.as_of_date
),

-- the institution's row in force on the census date, else its last one
census_row as (
    select
        pupil.census_date,
        pupil.district_id,
        pupil.grade,
        pupil.class_type,
        pupil.pupil_count,
        institution.institution_type,
        institution.owner,
        row_number() over (
            partition by
                pupil.census_date, pupil.institution_id, pupil.district_id, pupil.grade, pupil.class_type
            order by
                institution.valid_from <= pupil.census_date
                and coalesce(institution.valid_to, pupil.census_date) >= pupil.census_date desc,
                institution.valid_from desc
        ) as institution_rank
    from {{ ref('stg_pupil_count') }} as pupil
    inner join institution on pupil.institution_id = institution.institution_id
),

pupil as (
    select
        census_row.census_date,
        coalesce(home_district.district_id, 'UKENDT') as district_id,
        home_district.district_id is not null as is_resident,
        census_row.owner = 'egen' as is_in_own_school,
        cast(census_row.grade as integer) as grade,
        school_kind.is_municipal_school,
        school_kind.is_special_school or census_row.class_type = 'specialklasse' as is_special,
        census_row.pupil_count
    from census_row
    inner join {{ ref('school_kind') }} as school_kind
        on census_row.institution_type = school_kind.institution_type
    left join home_district on census_row.district_id = home_district.district_id
    where census_row.institution_rank = 1
),

census as (
    select census_date, bool_or(not is_municipal_school) as has_private_schools
    from pupil
    group by census_date
),

-- a child in a special place is counted once, in the district of its first spell
placed_child as (
    select
        census.census_date,
        placement.child_label,
        placement.district_id,
        {{ grade_on('census.census_date', 'placement.grade', 'placement.grade_reference_date') }} as grade,
        row_number() over (
            partition by census.census_date, placement.child_label
            order by placement.start_date, placement.placement_id
        ) as spell_rank
    from census
    cross join as_of
    inner join {{ ref('int_placement') }} as placement
        on placement.origin_date = as_of.as_of_date
        and placement.start_date <= census.census_date
        and coalesce(placement.end_date, census.census_date) >= census.census_date
    inner join {{ ref('segregated_offer') }} as segregated_offer
        on placement.offer_type = segregated_offer.offer_type
    where placement.is_paid_by_us
),

counted as (
    select
        'stil' as measure, 'school_owner' as perspective, census_date, district_id, grade,
        case when is_special then pupil_count else 0 end as special_count,
        pupil_count as pupils_count
    from pupil
    where is_municipal_school and is_in_own_school
    union all
    select
        'stil', 'residence', census_date, district_id, grade,
        case when is_special then pupil_count else 0 end,
        pupil_count
    from pupil
    where is_municipal_school and is_resident
    union all
    select
        'all_pupils', 'residence', pupil.census_date, pupil.district_id, pupil.grade,
        case when pupil.is_special then pupil.pupil_count else 0 end,
        pupil.pupil_count
    from pupil
    inner join census on pupil.census_date = census.census_date
    where census.has_private_schools and pupil.is_resident and pupil.grade <= 9
    union all
    -- ordinary pupils are paid by their home municipality, special pupils by whoever pays their place
    select 'stil', 'payer', census_date, district_id, grade, 0, pupil_count
    from pupil
    where is_municipal_school and is_resident and not is_special
    union all
    select 'stil', 'payer', census_date, district_id, grade, 1, 1
    from placed_child
    where spell_rank = 1 and grade is not null
),

total as (
    select
        census_date,
        measure,
        perspective,
        coalesce(district_id, 'ALL') as district_id,
        coalesce(cast(grade as varchar), 'ALL') as grade,
        sum(special_count) as special_count,
        sum(pupils_count) as pupils_count
    from counted
    group by
        grouping sets (
            (census_date, measure, perspective, district_id, grade),
            (census_date, measure, perspective, district_id),
            (census_date, measure, perspective, grade),
            (census_date, measure, perspective)
        )
),

-- a register of places that does not reach back to the census cannot give the payer's share
derivable as (
    select census_date, measure, perspective
    from counted
    group by census_date, measure, perspective
    having perspective <> 'payer' or (sum(special_count) > 0 and sum(pupils_count) > sum(special_count))
)

select
    total.census_date,
    total.measure,
    total.perspective as view,
    total.district_id,
    total.grade,
    cast(total.special_count as integer) as special_count,
    cast(total.pupils_count as integer) as pupils_count,
    cast(cast(total.special_count as double) / total.pupils_count as decimal(9, 6)) as share
from total
inner join derivable
    on total.census_date = derivable.census_date
    and total.measure = derivable.measure
    and total.perspective = derivable.perspective
where total.pupils_count > 0
order by total.census_date, total.measure, total.perspective, total.district_id, total.grade
