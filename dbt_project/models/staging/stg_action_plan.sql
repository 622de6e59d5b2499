-- one row per origin and status date, fiscal year and initiative, as believed at that origin
{{ believed_rows(
    'indsatsplan',
    'action_plan',
    key=['status_date', 'fiscal_year', 'initiative'],
    columns=[
        'status_date', 'fiscal_year', 'initiative', 'initiative_name', 'allocated_kr', 'committed_kr',
        'spent_kr', 'temperature', 'phase', 'schools_started_count', 'schools_planned_count',
        'institutions_started_count', 'institutions_planned_count', 'main_deliverable', 'expected_effect',
        'planned_saving_kr', 'risks', 'realised_saving_kr'
    ]
) }}
