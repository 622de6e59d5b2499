-- one row per origin and institution and school year, as believed at that origin
{{ latest_rows_by_key(
    'trivsel',
    'well_being',
    key=['institution_id', 'school_year'],
    columns=[
        'institution_id', 'school_year', 'answer_count', 'social_score', 'academic_score', 'support_score',
        'order_score', 'general_score'
    ],
    every_origin=true
) }}
