-- one row per voucher line, as known on the as-of day
{{ latest_rows_by_key(
    'omkostninger',
    'posting',
    key=['voucher_id', 'voucher_line'],
    columns=[
        'voucher_id', 'voucher_line', 'posting_date', 'fiscal_year', 'service_from', 'service_to',
        'account_code', 'account_type', 'grant_area', 'institution_id', 'offer_type', 'placement_id',
        'amount_kr', 'is_one_off', 'special_cause'
    ],
    known_on='content.posting_date'
) }}
