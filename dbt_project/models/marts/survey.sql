-- one row per year, area, respondent group, question and answer
with as_of as (
    select as_of_date from {{ ref('int_as_of') }}
),

survey as (
    select answer_row.*
    from {{ ref('stg_survey') }} as answer_row
    inner join as_of on answer_row.origin_date = as_of.as_of_date
)

select
    survey_year,
    survey_area,
    respondent_group,
    question,
    answer,
    cast(answer_count as integer) as answer_count,
    case
        when sum(answer_count) over question_of_group > 0
            then cast(
                cast(answer_count as double) / sum(answer_count) over question_of_group as decimal(9, 6)
            )
    end as answer_share
from survey
window question_of_group as (partition by survey_year, survey_area, respondent_group, question)
order by survey_year, survey_area, respondent_group, question, answer
