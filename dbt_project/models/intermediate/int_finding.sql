-- one row per source and check across sources that found something on the as-of day: how many, how many kroner, and what
-- it means
with counted as (
    select
        source,
        check_code,
        cast(count(*) as integer) as finding_count,
        {{ kr('sum(amount_kr)') }} as amount_kr
    from {{ ref('int_finding_case') }}
    group by source, check_code
)

select
    counted.source,
    counted.check_code,
    finding_text.question,
    finding_text.severity,
    counted.finding_count,
    counted.amount_kr,
    finding_text.owner,
    replace(finding_text.message_da, '{n}', cast(counted.finding_count as varchar)) as message_da,
    replace(finding_text.message_en, '{n}', cast(counted.finding_count as varchar)) as message_en,
    finding_text.consequence_da,
    finding_text.consequence_en
from counted
inner join {{ ref('finding_text') }} as finding_text on counted.check_code = finding_text.check_code
