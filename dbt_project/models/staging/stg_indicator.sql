-- one row per indicator, census date, institution and district, as known on the as-of day
{{ latest_rows_by_key(
    'noegletal',
    'indicator',
    key=['indicator', 'census_date', 'institution_id', 'district_id'],
    columns=[
        'indicator', 'census_date', 'institution_id', 'district_id', 'numerator', 'denominator'
    ]
) }}
