-- one row per observed day, institution, home district, source and indicator; ALL in a dimension is not split by it
with as_of as (
    select as_of_date from {{ ref('int_as_of') }}
),

absence as (
    select *, month as observed_date, pupil_count * school_days as pupil_days from {{ ref('stg_absence') }}
),

-- the survey closes on 20 March of the school year
well_being as (
    select
        answer.*,
        {{ date_of_year('cast(left(answer.school_year, 4) as integer) + 1', 3, 20) }} as observed_date
    from {{ ref('stg_well_being') }} as answer
    inner join as_of on answer.origin_date = as_of.as_of_date
),

absence_sign as (
    select observed_date, institution_id, 'sygefravaer' as indicator, pupil_days * sick_pct / 100 as numerator,
        pupil_days as denominator
    from absence
    union all
    select observed_date, institution_id, 'lovligt_fravaer', pupil_days * lawful_pct / 100, pupil_days from absence
    union all
    select observed_date, institution_id, 'ulovligt_fravaer', pupil_days * unlawful_pct / 100, pupil_days from absence
    union all
    select observed_date, institution_id, 'fravaer_over_10_pct', over_10_pct_count, pupil_count from absence
    union all
    select observed_date, institution_id, 'ulovligt_fravaer_over_15_pct', over_15_pct_unlawful_count, pupil_count
    from absence
),

well_being_sign as (
    select observed_date, institution_id, 'trivsel_social' as indicator, social_score * answer_count as numerator,
        answer_count as denominator
    from well_being
    union all
    select observed_date, institution_id, 'trivsel_faglig', academic_score * answer_count, answer_count from well_being
    union all
    select observed_date, institution_id, 'trivsel_stoette_inspiration', support_score * answer_count, answer_count
    from well_being
    union all
    select observed_date, institution_id, 'trivsel_ro_orden', order_score * answer_count, answer_count from well_being
    union all
    select observed_date, institution_id, 'trivsel_generel', general_score * answer_count, answer_count from well_being
),

school_sign as (
    select 'fravaer' as source, * from absence_sign where numerator is not null
    union all
    select 'trivsel', * from well_being_sign where numerator is not null
),

sign as (
    select source, observed_date, institution_id, 'ALL' as district_id, indicator, numerator, denominator
    from school_sign
    union all
    select source, observed_date, 'ALL', 'ALL', indicator, sum(numerator), sum(denominator)
    from school_sign
    group by source, observed_date, indicator
    union all
    select
        'noegletal',
        census_date,
        coalesce(institution_id, 'ALL'),
        coalesce(district_id, 'ALL'),
        indicator,
        numerator,
        denominator
    from {{ ref('stg_indicator') }}
)

select
    {{ month_start('sign.observed_date') }} as month,
    sign.observed_date,
    sign.institution_id,
    sign.district_id,
    sign.source,
    sign.indicator,
    cast(sign.numerator as decimal(18, 4)) as numerator,
    cast(sign.denominator as decimal(18, 4)) as denominator,
    case
        when sign.denominator is null then cast(sign.numerator as decimal(18, 6))
        when sign.denominator <> 0
            then cast(cast(sign.numerator as double) / sign.denominator as decimal(18, 6))
    end as value
from sign
order by sign.observed_date, sign.institution_id, sign.district_id, sign.source, sign.indicator
