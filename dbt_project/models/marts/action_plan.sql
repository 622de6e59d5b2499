-- one row per status date, fiscal year and initiative; initiative ALL is the whole plan
with plan as (
    select * from {{ ref('stg_action_plan') }} where is_current
),

initiative as (
    select
        status_date,
        fiscal_year,
        initiative,
        initiative_name,
        allocated_kr,
        committed_kr,
        spent_kr,
        temperature,
        phase,
        schools_started_count,
        schools_planned_count,
        institutions_started_count,
        institutions_planned_count,
        main_deliverable,
        expected_effect,
        planned_saving_kr,
        realised_saving_kr,
        risks
    from plan
    union all
    select
        status_date,
        fiscal_year,
        'ALL',
        'I alt',
        sum(allocated_kr),
        sum(committed_kr),
        sum(spent_kr),
        null,
        null,
        sum(schools_started_count),
        sum(schools_planned_count),
        sum(institutions_started_count),
        sum(institutions_planned_count),
        null,
        null,
        sum(planned_saving_kr),
        sum(realised_saving_kr),
        null
    from plan
    group by status_date, fiscal_year
)

select
    status_date,
    fiscal_year,
    initiative,
    initiative_name,
    cast(allocated_kr as decimal(18, 2)) as allocated_kr,
    cast(committed_kr as decimal(18, 2)) as committed_kr,
    cast(spent_kr as decimal(18, 2)) as spent_kr,
    case
        when allocated_kr <> 0 then cast(cast(committed_kr as double) / allocated_kr as decimal(9, 6))
    end as committed_share,
    case
        when allocated_kr <> 0 then cast(cast(spent_kr as double) / allocated_kr as decimal(9, 6))
    end as spent_share,
    temperature,
    phase,
    cast(schools_started_count as integer) as schools_started_count,
    cast(schools_planned_count as integer) as schools_planned_count,
    cast(institutions_started_count as integer) as institutions_started_count,
    cast(institutions_planned_count as integer) as institutions_planned_count,
    main_deliverable,
    expected_effect,
    cast(planned_saving_kr as decimal(18, 2)) as planned_saving_kr,
    cast(realised_saving_kr as decimal(18, 2)) as realised_saving_kr,
    risks,
    fiscal_year as price_level_year
from initiative
order by status_date, fiscal_year, initiative
