-- one row per check across sources and case that it finds on the as-of day: the delivered key that names it, the source
-- whose row has that key, and the kroner at stake where they are known
with found as (
    select * from {{ ref('int_finding_placement') }}
    union all
    select * from {{ ref('int_finding_posting') }}
    union all
    select * from {{ ref('int_finding_reference') }}
    union all
    select * from {{ ref('int_finding_register') }}
),

posted as (
    select
        {{ row_key('posting', ['voucher_id', 'voucher_line']) }} as case_key,
        amount_kr
    from {{ ref('stg_posting') }} as posting
),

year_cost as (
    select
        placement_month.placement_id as case_key,
        sum(placement_month.cost_kr) as amount_kr
    from {{ ref('int_placement_month') }} as placement_month
    inner join {{ ref('int_as_of') }} as as_of on {{ year_of('placement_month.month') }} = as_of.fiscal_year
    group by placement_month.placement_id
)

select
    found.check_code,
    found.source,
    found.case_key,
    case when finding_text.key_source = 'egen' then found.source else finding_text.key_source end as key_source,
    {{ kr('coalesce(posted.amount_kr, year_cost.amount_kr)') }} as amount_kr
from found
inner join {{ ref('finding_text') }} as finding_text on found.check_code = finding_text.check_code
left join posted on finding_text.amount = 'posteret' and found.case_key = posted.case_key
left join year_cost on finding_text.amount = 'aarets_pris' and found.case_key = year_cost.case_key
