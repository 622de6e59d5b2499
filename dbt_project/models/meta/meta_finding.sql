-- one row per source, check and message: what the gate, the suites and the checks across sources found
{{ config(alias='finding') }}

with finding as (
    select
        source, check_code, question, severity, finding_count, cast(null as decimal(18, 2)) as amount_kr, owner,
        message_da, message_en, consequence_da, consequence_en
    from {{ source('control', 'finding') }}
    union
    select
        source, check_code, question, severity, finding_count, amount_kr, owner, message_da, message_en,
        consequence_da, consequence_en
    from {{ ref('int_finding') }}
),

edition_before as (
    select
        source,
        check_code,
        finding_count,
        row_number() over (partition by source, check_code order by edition_date desc) as edition_rank
    from {{ ref('int_finding_trend') }}
),

listed as (
    select source, check_code from {{ ref('int_finding_case') }}
    union
    select source, check_code from {{ source('control', 'finding_row') }}
)

select
    finding.source,
    finding.check_code,
    finding.question,
    finding.severity,
    finding.finding_count,
    edition_before.finding_count as previous_count,
    finding.amount_kr,
    case when finding.amount_kr is not null then as_of.fiscal_year end as price_level_year,
    finding.owner,
    finding.message_da,
    finding.message_en,
    finding.consequence_da,
    finding.consequence_en,
    case when listed.source is not null then {{ working_list('finding') }} end as working_list
from finding
cross join {{ ref('int_as_of') }} as as_of
left join edition_before
    on finding.source = edition_before.source
    and finding.check_code = edition_before.check_code
    and edition_before.edition_rank = 2
left join listed on finding.source = listed.source and finding.check_code = listed.check_code
order by finding.source, finding.check_code, finding.message_da
