-- one row per vintage whose scenario has a goal: the frame, and the lever at which it holds
{{ config(alias='goal') }}

select
    goal_row.vintage_id,
    goal_row.scenario,
    goal_row.fiscal_year,
    goal_row.grant_area,
    goal_row.lever,
    goal_row.from_date,
    goal_row.certainty,
    goal_row.frame_kr,
    goal_row.unchanged_kr,
    goal_row.factor,
    goal_row.cost_kr,
    goal_row.sentence_da,
    goal_row.sentence_en,
    goal_row.fiscal_year as price_level_year
from {{ source('forecast_run', 'goal') }} as goal_row
inner join {{ ref('forecast_vintage') }} as vintage on goal_row.vintage_id = vintage.vintage_id
order by
    goal_row.vintage_id
