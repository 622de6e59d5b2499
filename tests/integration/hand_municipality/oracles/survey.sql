-- one row per year, area, group, question and answer
select cast(aar as integer) as survey_year, omraade as survey_area, respondentgruppe as respondent_group,
    spoergsmaal as question, cast(svar as integer) as answer, cast(antal as integer) as answer_count
from survey
