-- one row per origin and year, area, respondent group, question and answer, as believed at that origin
{{ latest_rows_by_key(
    'statusanalyse',
    'survey',
    key=['survey_year', 'survey_area', 'respondent_group', 'question', 'answer'],
    columns=[
        'survey_year', 'survey_area', 'respondent_group', 'question', 'answer', 'answer_count'
    ],
    every_origin=true
) }}
