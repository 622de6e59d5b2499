-- one row per origin and account and period of validity, as believed at that origin
{{ believed_rows(
    'kontoplan',
    'account',
    key=['account_code', 'valid_from'],
    columns=[
        'account_code', 'valid_from', 'valid_to', 'account_function', 'account_grouping', 'account_dranst',
        'is_included'
    ]
) }}
