-- one row per status date, year and initiative, and the plan as a whole
with line as (
    select day_of(statusdato) as status_date, cast(budgetaar as integer) as fiscal_year, indsats as initiative,
        kroner(afsat) as allocated_kr, kroner(disponeret) as committed_kr, kroner(forbrugt) as spent_kr,
        temperatur as temperature, nullif(fase, '') as phase,
        try_cast(skoler_i_gang as integer) as schools_started_count,
        try_cast(skoler_planlagt as integer) as schools_planned_count,
        try_cast(institutioner_i_gang as integer) as institutions_started_count,
        try_cast(institutioner_planlagt as integer) as institutions_planned_count,
        nullif(hovedleverance, '') as main_deliverable, nullif(forventet_effekt, '') as expected_effect,
        kroner(planlagt_besparelse) as planned_saving_kr, kroner(opnaaet_besparelse) as realised_saving_kr,
        nullif(risici, '') as risks
    from action_plan
)

select * from line
union all
select status_date, fiscal_year, 'ALL', sum(allocated_kr), sum(committed_kr), sum(spent_kr), null, null,
    sum(schools_started_count), sum(schools_planned_count), sum(institutions_started_count),
    sum(institutions_planned_count), null, null, sum(planned_saving_kr), sum(realised_saving_kr), null
from line
group by status_date, fiscal_year
