"""The questions the packs ask of the published file, in SQL; the first line of each says what a row is.

Parameters: `$period` (first of the month), `$first_month`, `$fiscal_year`. Every
query orders its rows.
"""

from __future__ import annotations

from pipelines.publishing.residence import at_home

SOURCE = """
-- one row: the day the file is as of, its data, and the forecast made with it
select
    publication.as_of_date as as_of, publication.data_fingerprint,
    vintage.code_version, coalesce(vintage.is_demonstration, false) as is_demonstration
from meta.publication as publication
left join forecast.vintage as vintage on publication.vintage_id = vintage.vintage_id
"""

AREAS = """
-- one row per district with its area
select district_id, area_id
from mart.district
order by area_id, district_id
"""

OFFER_TYPES = """
-- one row per offer type the municipality has
select offer_type, is_in_total
from mart.offer_type
where is_offered
order by sort_order nulls last, offer_type
"""

USE = """
-- one row per month, district and offer type: children on the last day, places in use on average
select
    month, district_id, offer_type, children_count as children,
    full_year_places * (make_date(year(month) + 1, 1, 1) - make_date(year(month), 1, 1)) / day(last_day(month))
        as places
from mart.activity_monthly
where
    provider_id = 'ALL' and district_id <> 'ALL' and offer_type <> 'ALL'
    and month between $first_month and $period
order by month, district_id, offer_type
"""

EXPECTED = """
-- one row per area and offer type with an expectation figure of its own, and the day it was frozen if it was agreed on
select area_id, offer_type, expected_places, case when version is not null then frozen_at end as frozen_at
from mart.expectation_figure
where month = $period and area_id <> 'ALL' and offer_type <> 'ALL' and expected_places is not null
order by area_id, offer_type
"""

MONEY = f"""
-- one row per district and offer type with a budget of the year: the budget, and the cost and bookings so far
-- what is booked in one district for children of many goes where they live, as the cost of their places does
with posted as (
    select district_id, offer_type, committed_kr, booked_kr
    from mart.spend_monthly
    where
        fiscal_year = $fiscal_year and month <= $period
        and grant_area = 'ALL' and district_id <> 'ALL' and offer_type <> 'ALL'
),

{at_home("posted", "committed_kr", "booked_kr")},

spend as (
    select
        district_id, offer_type, sum(committed_kr) as committed_kr,
        cast(round(sum(booked_kr), 2) as decimal(18, 2)) as booked_kr
    from at_home
    group by district_id, offer_type
)

select
    budget.district_id, budget.offer_type, budget.expected_corrected_kr as budget_kr,
    coalesce(spend.committed_kr, 0) as committed_kr, coalesce(spend.booked_kr, 0) as booked_kr
from mart.budget_position as budget
left join spend on budget.district_id = spend.district_id and budget.offer_type = spend.offer_type
where
    budget.fiscal_year = $fiscal_year and budget.grant_area = 'ALL'
    and budget.district_id <> 'ALL' and budget.offer_type <> 'ALL'
order by budget.district_id, budget.offer_type
"""

SIGNS = """
-- one row per counted sign, census and district
select indicator, observed_date as day, district_id, numerator as part, denominator as whole
from mart.early_signs
where
    source = 'noegletal' and institution_id = 'ALL' and district_id <> 'ALL'
    and indicator in (
        'ppr_sager', 'ppr_ventetid_dage', 'skolevaegring', 'bekymring_dagtilbud', 'karakter_2_eller_derunder_9kl'
    )
    and observed_date <= last_day($period)
union all
-- reviews with a deadline in the month, of those who live in an area: who does not is then no remainder
select 'revisitationer' as indicator, last_day(month) as day, district_id, sum(due_count) as part, null as whole
from mart.review_monthly
where
    month in ($period, $last_year) and provider_id = 'ALL' and offer_type = 'ALL' and area_id <> 'ALL'
    and district_id in (select district_id from mart.district where area_id <> 'UKENDT')
group by month, district_id
order by indicator, day, district_id
"""

CARRIED_ON = """
-- one row per institution that is closed at the end of the month: what it was, and which one carries it on
select
    provider_id, today_provider_id, arg_max(institution_type, valid_from) as institution_type,
    arg_max(cluster_id, valid_from) as cluster_id
from mart.provider
where today_provider_id <> provider_id
group by provider_id, today_provider_id
having max(coalesce(valid_to, last_day($period))) < last_day($period)
order by provider_id
"""

SCHOOL_SIGNS = """
-- one row per school and sign: absence of the last 25 months, well-being of every survey
select source, indicator, month, observed_date as day, institution_id, numerator as part, denominator as whole
from mart.early_signs
where
    (source = 'fravaer' and month between $first_month and $period)
    or (source = 'trivsel' and observed_date <= last_day($period))
order by source, indicator, day, institution_id
"""

INSTITUTIONS = """
-- one row per own institution in force at the end of the month
select provider_id, provider_name, institution_type, district_id, cluster_id
from mart.provider
where
    owner = 'egen' and valid_from <= last_day($period)
    and coalesce(valid_to, last_day($period)) >= last_day($period)
order by provider_id
"""

PLACES_AT = """
-- one row per month, institution and offer type that it has places for, children or not
select month, provider_id, offer_type, place_count
from mart.capacity
where month in ($period, $last_year) and provider_id <> 'ALL' and offer_type <> 'ALL' and place_count > 0
order by month, provider_id, offer_type
"""

USE_AT = """
-- one row per month, institution and offer type: children on the last day
select month, provider_id, offer_type, children_count as children
from mart.activity_monthly
where
    provider_id <> 'ALL' and district_id = 'ALL' and offer_type <> 'ALL' and month in ($period, $last_year)
order by month, provider_id, offer_type
"""
