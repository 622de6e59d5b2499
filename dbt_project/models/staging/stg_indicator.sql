-- one row per indicator, census date, institution and district, as known on the as-of day
with known as (
    {{ latest_rows_by_key(
        'noegletal',
        'indicator',
        key=['indicator', 'census_date', 'institution_id', 'district_id'],
        columns=[
            'indicator', 'census_date', 'institution_id', 'district_id', 'numerator', 'denominator'
        ]
    ) }}
)

select * from known
