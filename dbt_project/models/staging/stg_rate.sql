-- one row per origin and price and period of validity, as believed at that origin
-- a price is known from its publication, else from 1 October before it takes effect
{{ believed_rows(
    'takster',
    'rate',
    key=['institution_id', 'offer_type', 'rate_group', 'service', 'valid_from'],
    columns=[
        'institution_id', 'offer_type', 'rate_group', 'service', 'valid_from', 'valid_to', 'unit', 'amount_kr',
        'notice_days', 'notice_to_month_end', 'price_level_year', 'settlement_form', 'children_per_class',
        'published_date'
    ],
    known_on='coalesce(content.published_date, ' ~ october_before('content.valid_from') ~ ')'
) }}
