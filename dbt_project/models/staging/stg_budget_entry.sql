-- one row per origin and budget entry, as believed at that origin
{{ believed_rows(
    'budget',
    'budget_entry',
    key=['budget_id'],
    columns=[
        'budget_id', 'fiscal_year', 'grant_area', 'offer_type', 'district_id', 'institution_id',
        'may_carry_over', 'budget_type', 'decided_date', 'full_year_places', 'unit_price_kr', 'amount_kr',
        'price_level_year', 'special_cause', 'budget_text'
    ],
    known_on='content.decided_date'
) }}
