-- one row per origin and institution, method and planned start, as believed at that origin
{{ believed_rows(
    'forloeb',
    'programme',
    key=['institution_id', 'method', 'planned_start_date'],
    columns=[
        'institution_id', 'method', 'initiative', 'planned_start_date', 'planned_end_date',
        'actual_start_date', 'actual_end_date', 'programme_status'
    ]
) }}
