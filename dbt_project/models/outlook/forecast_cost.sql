-- one row per vintage, month of service, district and offer type; ALL in a dimension is the total
{{ config(alias='cost') }}

select
    cost_row.vintage_id,
    cost_row.scenario,
    cost_row.month,
    cost_row.district_id,
    cost_row.offer_type,
    cost_row.mean_kr,
    cost_row.p025_kr,
    cost_row.p10_kr,
    cost_row.p50_kr,
    cost_row.p90_kr,
    cost_row.p975_kr,
    cost_row.booked_kr,
    cost_row.unbilled_kr,
    cost_row.known_kr,
    cost_row.decided_kr,
    cost_row.pending_kr,
    cost_row.expected_intake_kr,
    cost_row.transport_kr,
    {{ year_of('cost_row.month') }} as price_level_year
from {{ source('forecast_run', 'cost') }} as cost_row
inner join {{ ref('forecast_vintage') }} as vintage on cost_row.vintage_id = vintage.vintage_id
order by
    cost_row.vintage_id,
    cost_row.month,
    cost_row.district_id,
    cost_row.offer_type
