-- one row per census date, institution, home district, grade and class type, as known on the as-of day
{{ latest_rows_by_key(
    'elevtal',
    'pupil_count',
    key=['census_date', 'institution_id', 'district_id', 'grade', 'class_type'],
    columns=[
        'census_date', 'institution_id', 'district_id', 'grade', 'class_type', 'pupil_count'
    ]
) }}
