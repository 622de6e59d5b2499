-- one row per voucher line, as known on the as-of day; a renamed grant area has its name of that day
{% set columns = [
    'voucher_id', 'voucher_line', 'posting_date', 'fiscal_year', 'service_from', 'service_to', 'account_code',
    'account_type', 'grant_area', 'institution_id', 'offer_type', 'placement_id', 'amount_kr', 'is_one_off',
    'special_cause'
] %}

with believed as (
    {{ latest_rows_by_key(
        'omkostninger',
        'posting',
        key=['voucher_id', 'voucher_line'],
        columns=columns,
        known_on='content.posting_date'
    ) }}
)

select
    {{ prefixed('believed', columns | reject('equalto', 'grant_area')) }},
    coalesce(area.name, believed.grant_area) as grant_area,
    believed.known_date,
    believed.edition_date
from believed
left join {{ source('control', 'grant_area_name') }} as area on believed.grant_area = area.delivered_name
