-- one row per origin and institution, offer type and first day, as believed at that origin
{{ believed_rows(
    'kapacitet',
    'capacity',
    key=['institution_id', 'offer_type', 'valid_from'],
    columns=[
        'institution_id', 'offer_type', 'valid_from', 'place_count'
    ]
) }}
