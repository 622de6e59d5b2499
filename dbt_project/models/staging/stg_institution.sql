-- one row per origin and institution and period of validity, as believed at that origin
{{ believed_rows(
    'institutioner',
    'institution',
    key=['institution_id', 'valid_from'],
    columns=[
        'institution_id', 'valid_from', 'valid_to', 'institution_name', 'institution_type', 'owner',
        'district_id', 'area_id', 'cluster_id', 'successor_id', 'place_count'
    ],
    falls_back=true
) }}
