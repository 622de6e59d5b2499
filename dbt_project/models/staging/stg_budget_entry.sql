-- one row per origin and budget entry, as believed at that origin; a renamed grant area has its name of the as-of day
{% set columns = [
    'budget_id', 'fiscal_year', 'grant_area', 'offer_type', 'district_id', 'institution_id', 'may_carry_over',
    'budget_type', 'decided_date', 'full_year_places', 'unit_price_kr', 'amount_kr', 'price_level_year',
    'special_cause', 'budget_text'
] %}

with believed as (
    {{ believed_rows('budget', 'budget_entry', key=['budget_id'], columns=columns, known_on='content.decided_date') }}
)

select
    believed.origin_date,
    believed.cut_off_date,
    believed.is_current,
    {{ prefixed('believed', columns | reject('equalto', 'grant_area')) }},
    coalesce(area.name, believed.grant_area) as grant_area,
    believed.known_date,
    believed.edition_date,
    believed.is_first_shown_after_origin
from believed
left join {{ source('control', 'grant_area_name') }} as area on believed.grant_area = area.delivered_name
