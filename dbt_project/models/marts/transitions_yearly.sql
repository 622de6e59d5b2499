-- one row per school year and grade; ALL is all grades together
-- intake and exit compare the count day with the one a year before, return follows the year through
with as_of as (
    select as_of_date, first_month from {{ ref('int_as_of') }}
),

special_spell as (
    select
        placement.child_label,
        placement.start_date,
        coalesce(placement.end_date, {{ date_of_year(9999, 12, 31) }}) as last_date,
        placement.end_date,
        placement.end_reason = 'tilbage_til_almen' as is_return,
        placement.grade,
        placement.grade_reference_date
    from {{ ref('int_placement') }} as placement
    inner join as_of on placement.origin_date = as_of.as_of_date
    inner join {{ ref('segregated_offer') }} as segregated_offer
        on placement.offer_type = segregated_offer.offer_type
    where placement.is_paid_by_us
),

school_year as (
    select
        start_year,
        {{ date_of_year('start_year', 8, 1) }} as first_date,
        {{ date_of_year('start_year', 9, 5) }} as count_date,
        {{ date_of_year('start_year + 1', 7, 31) }} as last_date
    from (
        select distinct {{ school_year_of('month') }} as start_year
        from (
            {{ month_spine(
                '(select ' ~ month_start('min(start_date)') ~ ' from special_spell)',
                '(select as_of_date from as_of)'
            ) }}
        ) as calendar
    ) as spelled
),

-- children in a special place on the ministry's count day, each once
counted_child as (
    select
        school_year.start_year,
        spell.child_label,
        min({{ grade_on('school_year.count_date', 'spell.grade', 'spell.grade_reference_date') }}) as grade
    from school_year
    cross join as_of
    inner join special_spell as spell
        on spell.start_date <= school_year.count_date and spell.last_date >= school_year.count_date
    where school_year.count_date <= as_of.as_of_date
    group by school_year.start_year, spell.child_label
),

counted_year as (
    select distinct start_year from counted_child
),

intake as (
    select this_year.start_year, this_year.grade - 1 as grade, count(*) as intake_count
    from counted_child as this_year
    inner join counted_year as earlier_year on this_year.start_year = earlier_year.start_year + 1
    left join counted_child as last_year
        on this_year.child_label = last_year.child_label and this_year.start_year = last_year.start_year + 1
    where last_year.child_label is null and this_year.grade >= 1
    group by this_year.start_year, this_year.grade - 1
),

census as (
    select
        census_date,
        start_year,
        row_number() over (
            partition by start_year
            order by abs({{ days_between(date_of_year('start_year', 9, 5), 'census_date') }}), census_date
        ) as census_rank
    from (
        select distinct
            census_date,
            {{ school_year_of('census_date') }} as start_year
        from {{ ref('segregation') }}
    ) as dated
),

ordinary_pupil as (
    select
        census.start_year + 1 as start_year,
        cast(segregation.grade as integer) as grade,
        sum(segregation.pupils_count - segregation.special_count) as ordinary_count
    from {{ ref('segregation') }} as segregation
    inner join census on segregation.census_date = census.census_date and census.census_rank = 1
    where
        segregation.measure = 'stil'
        and segregation.view = 'residence'
        and segregation.district_id = 'ALL'
        and segregation.grade not in ('10', 'ALL')
    group by census.start_year, segregation.grade
),

-- of the children in a special place a year before: those still there and those back in ordinary teaching
followed_child as (
    select
        last_year.start_year + 1 as start_year,
        last_year.grade,
        this_year.child_label is null as is_back
    from counted_child as last_year
    inner join school_year on last_year.start_year + 1 = school_year.start_year
    cross join as_of
    left join counted_child as this_year
        on last_year.child_label = this_year.child_label and last_year.start_year + 1 = this_year.start_year
    where
        school_year.count_date <= as_of.as_of_date
        and last_year.grade is not null
        and (
            this_year.child_label is not null
            or exists (
                select 1
                from special_spell as spell
                where
                    spell.child_label = last_year.child_label
                    and spell.is_return
                    and spell.end_date >= {{ date_of_year('last_year.start_year', 9, 5) }}
                    and spell.end_date < school_year.count_date
            )
        )
),

leaving as (
    select start_year, grade, count(*) as followed_count, count(*) filter (where is_back) as exit_count
    from followed_child
    group by start_year, grade
),

-- the stock on 1 August of school years that are over, and those of it who went back during the year
stock_child as (
    select
        school_year.start_year,
        spell.child_label,
        min({{ grade_on('school_year.first_date', 'spell.grade', 'spell.grade_reference_date') }}) as grade,
        bool_or(coalesce(spell.is_return and spell.end_date <= school_year.last_date, false)) as is_returned
    from school_year
    cross join as_of
    inner join special_spell as spell
        on spell.start_date <= school_year.first_date and spell.last_date >= school_year.first_date
    where school_year.last_date <= as_of.as_of_date
    group by school_year.start_year, spell.child_label
),

returned as (
    select start_year, grade, count(*) as stock_count, count(*) filter (where is_returned) as return_count
    from stock_child
    where grade is not null
    group by start_year, grade
),

grade_figure as (
    select start_year, grade, 'intake' as figure, intake_count as figure_count from intake
    union all
    select start_year, grade, 'ordinary', ordinary_count from ordinary_pupil
    union all
    select start_year, grade, 'followed', followed_count from leaving
    union all
    select start_year, grade, 'exit', exit_count from leaving
    union all
    select start_year, grade, 'stock', stock_count from returned
    union all
    select start_year, grade, 'return', return_count from returned
),

total as (
    select
        start_year,
        coalesce(cast(grade as varchar), 'ALL') as grade,
        coalesce(sum(figure_count) filter (where figure = 'intake'), 0) as intake_count,
        coalesce(sum(figure_count) filter (where figure = 'ordinary'), 0) as ordinary_count,
        coalesce(sum(figure_count) filter (where figure = 'followed'), 0) as followed_count,
        coalesce(sum(figure_count) filter (where figure = 'exit'), 0) as exit_count,
        coalesce(sum(figure_count) filter (where figure = 'stock'), 0) as stock_count,
        coalesce(sum(figure_count) filter (where figure = 'return'), 0) as return_count
    from grade_figure
    group by grouping sets ((start_year, grade), (start_year))
),

-- further back a register holds only the spells that lasted until it began, which would look like no one leaves
comparable_year as (
    select this_year.start_year
    from counted_year as this_year
    inner join counted_year as earlier_year on this_year.start_year = earlier_year.start_year + 1
    cross join as_of
    where {{ date_of_year('earlier_year.start_year', 9, 5) }} >= as_of.first_month
)

select
    {{ school_year_label('total.start_year') }} as school_year,
    total.grade,
    case
        when total.ordinary_count > 0
            then cast(cast(total.intake_count as double) / total.ordinary_count as decimal(9, 6))
    end as intake_rate,
    case
        when total.followed_count > 0
            then cast(cast(total.exit_count as double) / total.followed_count as decimal(9, 6))
    end as exit_rate,
    case
        when total.stock_count > 0
            then cast(cast(total.return_count as double) / total.stock_count as decimal(9, 6))
    end as return_rate,
    cast(total.intake_count as integer) as intake_count,
    cast(total.ordinary_count as integer) as ordinary_count,
    cast(total.exit_count as integer) as exit_count,
    cast(total.followed_count as integer) as followed_count,
    cast(total.return_count as integer) as return_count,
    cast(total.stock_count as integer) as stock_count,
    true as is_approximation
from total
inner join comparable_year on total.start_year = comparable_year.start_year
order by total.start_year, total.grade
