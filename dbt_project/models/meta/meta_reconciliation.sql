-- one row per month of the ledger and grant area, and ALL for the month, held against the sender's control total
{{ config(alias='reconciliation') }}

select
    edition,
    edition_date,
    grant_area,
    booked_kr,
    excluded_kr,
    set_aside_kr,
    replaced_kr,
    corrected_kr,
    control_kr,
    price_level_year,
    reconciliation
from {{ ref('int_reconciliation') }}
order by edition, grant_area
