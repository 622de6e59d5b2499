-- one row per vintage of the forecast up to the as-of day
{{ config(alias='vintage') }}

with as_of as (
    select as_of_date from {{ ref('int_as_of') }}
)

select
    vintage.vintage_id,
    vintage.as_of_date,
    vintage.created_at,
    vintage.data_fingerprint,
    vintage.code_version,
    vintage.seed,
    vintage.scenario,
    case when approval.vintage_id is null then 'draft' else 'approved' end as status,
    vintage.made_by,
    approval.approved_by,
    approval.approved_at,
    coalesce(approval.is_demonstration, false) or coalesce(municipality.is_made_up, false) as is_demonstration,
    vintage.previous_vintage_id,
    vintage.method_summary
from {{ source('forecast_run', 'vintage') }} as vintage
inner join as_of on vintage.as_of_date <= as_of.as_of_date
cross join {{ source('control', 'municipality') }} as municipality
left join {{ source('forecast_run', 'approval') }} as approval on vintage.vintage_id = approval.vintage_id
order by vintage.as_of_date, vintage.scenario, vintage.vintage_id
