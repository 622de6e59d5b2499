-- one row per case of a register and pseudonym that an edition has shown it with: since when, and under which numbering
-- a few cases come again with another pseudonym, as numbers are corrected; where many do in one edition the supplier has
-- numbered the cases anew, and what stood on a case before says nothing of who stands on it now
with content as (
    select 'placeringer' as source, placement_id as case_id, child_id, first_edition_date
    from ({{ delivered_contents('placeringer', 'placement', ['placement_id'], ['placement_id', 'child_id']) }}) as placement
    union all
    select 'indstillinger', referral_id, child_id, first_edition_date
    from ({{ delivered_contents('indstillinger', 'referral', ['referral_id'], ['referral_id', 'child_id']) }}) as referral
),

holder as (
    select
        source,
        case_id,
        child_id,
        min(first_edition_date) as first_edition_date
    from content
    group by source, case_id, child_id
),

placed as (
    select
        *,
        first_edition_date > min(first_edition_date) over (partition by source, case_id) as is_another
    from holder
),

edition as (
    select
        source,
        first_edition_date as edition_date,
        count(*) filter (where is_another) as another_count,
        sum(count(*) filter (where not is_another)) over (
            partition by source order by first_edition_date rows between unbounded preceding and 1 preceding
        ) as case_count
    from placed
    group by source, first_edition_date
),

renumbering as (
    select source, edition_date
    from edition
    where another_count > greatest({{ var('most_cases_of_another_child') }},
        case_count * {{ var('largest_share_of_another_child') }})
)

select
    placed.source,
    placed.case_id,
    placed.child_id,
    placed.first_edition_date,
    coalesce(bool_or(placed.is_another and placed.first_edition_date = renumbering.edition_date), false)
        as is_renumbered,
    count(renumbering.edition_date) as numbering
from placed
left join renumbering
    on placed.source = renumbering.source and placed.first_edition_date >= renumbering.edition_date
group by placed.source, placed.case_id, placed.child_id, placed.first_edition_date
