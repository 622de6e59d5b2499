-- one row per origin and pseudonym: the label of the child, a delivered key that is the same whatever the pseudonyms
-- pseudonyms that have stood on the same spell or referral are one child, however many others lie between; not where the
-- supplier has numbered the cases anew
with recursive child_case as (
    select
        stg.origin_date,
        holder.child_id,
        -- spells sort before referrals, so that a child with a spell is named by one
        '1' || {{ numbered_case('holder') }} as case_key
    from {{ ref('stg_placement') }} as stg
    inner join {{ ref('int_case_holder') }} as holder
        on holder.source = 'placeringer'
        and stg.placement_id = holder.case_id
        and (holder.first_edition_date <= stg.cut_off_date or holder.child_id = stg.child_id)
    union
    select
        stg.origin_date,
        holder.child_id,
        '2' || {{ numbered_case('holder') }} as case_key
    from {{ ref('stg_referral') }} as stg
    inner join {{ ref('int_case_holder') }} as holder
        on holder.source = 'indstillinger'
        and stg.referral_id = holder.case_id
        and (holder.first_edition_date <= stg.cut_off_date or holder.child_id = stg.child_id)
),

first_case as (
    select
        origin_date,
        child_id,
        min(case_key) as case_key
    from child_case
    group by origin_date, child_id
),

other_pseudonym as (
    select distinct
        one.origin_date,
        one.child_id,
        other.child_id as other_child_id
    from child_case as one
    inner join child_case as other
        on one.origin_date = other.origin_date
        and one.case_key = other.case_key
        and one.child_id <> other.child_id
),

same_child as (
    select
        origin_date,
        child_id,
        child_id as same_child_id
    from first_case
    union
    select
        same_child.origin_date,
        same_child.child_id,
        other_pseudonym.other_child_id
    from same_child
    inner join other_pseudonym
        on same_child.origin_date = other_pseudonym.origin_date
        and same_child.same_child_id = other_pseudonym.child_id
)

select
    same_child.origin_date,
    same_child.child_id,
    substring(min(first_case.case_key), 2) as child_label
from same_child
inner join first_case
    on same_child.origin_date = first_case.origin_date and same_child.same_child_id = first_case.child_id
group by same_child.origin_date, same_child.child_id
