-- one row per observed day, institution or the whole municipality, source and indicator
with absent as (
    from (
        select month as observed_date, institution_id, 'sygefravaer' as indicator,
            pupil_count * school_days * sick_pct / 100 as numerator, pupil_count * school_days as denominator
        from absence
        union all
        select month, institution_id, 'lovligt_fravaer', pupil_count * school_days * lawful_pct / 100,
            pupil_count * school_days
        from absence
        union all
        select month, institution_id, 'ulovligt_fravaer', pupil_count * school_days * unlawful_pct / 100,
            pupil_count * school_days
        from absence
        union all
        select month, institution_id, 'fravaer_over_10_pct', over_10_count, pupil_count from absence
        union all
        select month, institution_id, 'ulovligt_fravaer_over_15_pct', over_15_count, pupil_count from absence
    )
    select 'fravaer' as source, *
),

content as (
    select 'trivsel' as source, make_date(cast(left(school_year, 4) as integer) + 1, 3, 20) as observed_date,
        institution_id, 'trivsel_' || indicator as indicator, score * answer_count as numerator,
        answer_count as denominator
    from (unpivot well_being on social, faglig, stoette_inspiration, ro_orden, generel into name indicator value score)
),

schools as (
    from absent
    union all
    from content
),

counted as (
    select 'noegletal' as source, day_of(opgoerelsesdato) as observed_date,
        coalesce(nullif(institutionsnummer, ''), 'ALL') as institution_id,
        coalesce(nullif(distrikt, ''), 'ALL') as district_id, indikator as indicator, kroner(taeller) as numerator,
        kroner(naevner) as denominator
    from indicator
),

together as (
    select source, observed_date, institution_id, 'ALL' as district_id, indicator, numerator, denominator from schools
    union all
    select source, observed_date, 'ALL', 'ALL', indicator, sum(numerator), sum(denominator)
    from schools
    group by source, observed_date, indicator
    union all
    from counted
)

select source, observed_date, institution_id, district_id, indicator,
    round(numerator, 4) as numerator, round(denominator, 4) as denominator,
    round(numerator::double / coalesce(denominator, 1), 6) as value
from together
