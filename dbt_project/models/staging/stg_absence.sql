-- one row per institution and month, as known on the as-of day
{{ latest_rows_by_key(
    'fravaer',
    'absence',
    key=['institution_id', 'month'],
    columns=[
        'institution_id', 'month', 'pupil_count', 'school_days', 'sick_pct', 'lawful_pct', 'unlawful_pct',
        'over_10_pct_count', 'over_15_pct_unlawful_count'
    ]
) }}
