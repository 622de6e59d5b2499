-- one row per origin and vintage, census date, district and age, as believed at that origin
-- an actual count is known from 1 February of its year, a forecast from 1 June of its vintage
{{ believed_rows(
    'befolkning',
    'population',
    key=['vintage_year', 'census_date', 'district_id', 'age'],
    columns=['vintage_year', 'census_date', 'district_id', 'age', 'people_count', 'population_kind'],
    known_on="case when content.population_kind = 'faktisk' then "
        ~ date_of_year(year_of('content.census_date'), 2, 1)
        ~ " else " ~ date_of_year('content.vintage_year', 6, 1) ~ " end"
) }}
