-- one row per origin and pseudonym: the label of the child, a delivered key that is the same whatever the pseudonyms
-- pseudonyms that have stood on the same spell or referral are one child
with placement_content as (
    {{ delivered_contents('placeringer', 'placement', key=['placement_id'], columns=['placement_id', 'child_id']) }}
),

referral_content as (
    {{ delivered_contents('indstillinger', 'referral', key=['referral_id'], columns=['referral_id', 'child_id']) }}
),

-- spells sort before referrals, so that a child with a spell is named by one
child_case as (
    select
        stg.origin_date,
        content.child_id,
        '1' || stg.placement_id as case_key
    from {{ ref('stg_placement') }} as stg
    inner join placement_content as content
        on stg.placement_id = content.placement_id
        and (content.first_edition_date <= stg.cut_off_date or content.child_id = stg.child_id)
    union
    select
        stg.origin_date,
        content.child_id,
        '2' || stg.referral_id as case_key
    from {{ ref('stg_referral') }} as stg
    inner join referral_content as content
        on stg.referral_id = content.referral_id
        and (content.first_edition_date <= stg.cut_off_date or content.child_id = stg.child_id)
    union
    -- pseudonyms that landing found to be one child, once an edition up to the cut-off had shown it
    select
        stg.origin_date,
        alias.child_id,
        '1' || stg.placement_id as case_key
    from {{ ref('stg_placement') }} as stg
    inner join {{ source('raw', 'child_alias') }} as alias on stg.placement_id = alias.placement_id
    inner join {{ ref('stg_edition') }} as edition
        on alias.delivery_id = edition.delivery_id and edition.edition_date <= stg.cut_off_date
),

first_case as (
    select
        origin_date,
        child_id,
        min(case_key) as case_key
    from child_case
    group by origin_date, child_id
),

-- the first case of all pseudonyms that share a case
shared_case as (
    select
        child_case.origin_date,
        child_case.case_key,
        min(first_case.case_key) as first_case_key
    from child_case
    inner join first_case
        on child_case.origin_date = first_case.origin_date and child_case.child_id = first_case.child_id
    group by child_case.origin_date, child_case.case_key
)

select
    child_case.origin_date,
    child_case.child_id,
    substring(min(shared_case.first_case_key), 2) as child_label
from child_case
inner join shared_case
    on child_case.origin_date = shared_case.origin_date and child_case.case_key = shared_case.case_key
group by child_case.origin_date, child_case.child_id
