-- one row per fiscal year, provider and reason, and their totals: bills that do not fit
select
    {{ year_of('first_month') }} as fiscal_year,
    {{ or_all('provider_id') }} as provider_id,
    {{ or_all('reason') }} as reason,
    cast(count(*) as integer) as misfit_count,
    cast(sum(billed_kr) as decimal(18, 2)) as billed_kr,
    cast(sum(expected_kr) as decimal(18, 2)) as expected_kr,
    cast(sum(billed_kr - expected_kr) as decimal(18, 2)) as difference_kr,
    {{ year_of('first_month') }} as price_level_year
from {{ ref('int_billing_misfit') }}
group by {{ year_of('first_month') }}, cube (provider_id, reason)
order by 1, 2, 3
