-- one row per origin and decision, as believed at that origin
{{ believed_rows(
    'visitationer',
    'decision',
    key=['decision_id'],
    columns=[
        'decision_id', 'referral_id', 'decision_date', 'outcome', 'offer_type', 'institution_id',
        'rate_group', 'valid_from', 'valid_to', 'legal_basis', 'appeal_body', 'complaint_guidance_date',
        'registered_date'
    ],
    known_on='content.registered_date'
) }}
