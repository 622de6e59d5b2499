-- one row per vintage, month, district and offer type with children: where the child-months come from
{{ config(alias='provenance') }}

select
    provenance_row.vintage_id,
    provenance_row.scenario,
    provenance_row.month,
    provenance_row.district_id,
    provenance_row.offer_type,
    provenance_row.child_months,
    provenance_row.historic_share,
    provenance_row.known_share,
    provenance_row.decided_share,
    provenance_row.pending_share,
    provenance_row.simulated_share
from {{ source('forecast_run', 'provenance') }} as provenance_row
inner join {{ ref('forecast_vintage') }} as vintage on provenance_row.vintage_id = vintage.vintage_id
order by
    provenance_row.vintage_id,
    provenance_row.month,
    provenance_row.district_id,
    provenance_row.offer_type
