-- one row per spell that we pay for and day its yearly review is or was due, as the editions up to the as-of day tell
-- a day that was moved before anything came of it is none; a year after a review that keeps the place the next is due
with as_of as (
    select as_of_date from {{ ref('int_as_of') }}
),

placement as (
    select placement.*
    from {{ ref('int_placement') }} as placement
    where placement.is_current and placement.is_paid_by_us
),

content as (
    {{ delivered_contents(
        'placeringer',
        'placement',
        key=['placement_id'],
        columns=['placement_id', 'review_due_date', 'review_outcome']
    ) }}
),

shown as (
    select
        content.placement_id,
        content.review_due_date,
        max_by(content.review_outcome, content.first_edition_date) as review_outcome
    from content
    inner join {{ ref('stg_origin') }} as origin
        on origin.source = 'placeringer'
        and origin.is_current
        and content.first_edition_date <= origin.cut_off_date
    where content.review_due_date is not null
    group by content.placement_id, content.review_due_date
),

delivered as (
    select
        shown.placement_id,
        shown.review_due_date,
        shown.review_outcome,
        row_number() over (partition by shown.placement_id order by shown.review_due_date desc) = 1 as is_last
    from shown
    inner join placement on shown.placement_id = placement.placement_id
    where shown.review_outcome is not null or shown.review_due_date = placement.review_due_date
),

due as (
    select placement_id, review_due_date, review_outcome
    from delivered
    union all
    select
        delivered.placement_id,
        cast({{ dateadd('year', 1, 'delivered.review_due_date') }} as date),
        null
    from delivered
    where delivered.is_last and delivered.review_outcome = 'fortsaet'
)

select
    due.placement_id,
    placement.provider_id,
    placement.district_id,
    placement.offer_type,
    due.review_due_date,
    due.review_outcome,
    due.review_outcome is null and coalesce(placement.end_date, as_of.as_of_date) >= as_of.as_of_date as is_open,
    due.review_outcome is null
    and coalesce(placement.end_date, as_of.as_of_date) >= as_of.as_of_date
    and due.review_due_date < as_of.as_of_date as is_overdue
from due
inner join placement on due.placement_id = placement.placement_id
cross join as_of
where due.review_outcome is not null
    or coalesce(placement.end_date, due.review_due_date) >= due.review_due_date
