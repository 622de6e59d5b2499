-- one row per origin and complaint, as believed at that origin; steps that had not been taken yet are blank
with believed as (
    {{ believed_rows(
        'klager',
        'complaint',
        key=['complaint_id'],
        columns=[
            'complaint_id', 'decision_id', 'received_date', 'reconsidered_date', 'reconsideration_outcome',
            'forwarded_date', 'board_date', 'board_outcome'
        ],
        known_on='content.received_date'
    ) }}
),

content as (
    {{ delivered_contents(
        'klager',
        'complaint',
        key=['complaint_id'],
        columns=['complaint_id', 'reconsidered_date', 'reconsideration_outcome', 'forwarded_date', 'board_date',
            'board_outcome']
    ) }}
),

-- each step is known from its own day, also when only a later edition shows it; the first showing counts
later_step as (
    select
        believed.origin_date,
        believed.complaint_id,
        {%- for date, outcome in [
            ('reconsidered_date', 'reconsideration_outcome'), ('board_date', 'board_outcome')
        ] %}
        min_by(content.{{ date }}, content.first_edition_date)
            filter (where content.{{ date }} <= believed.cut_off_date) as {{ date }},
        min_by(content.{{ outcome }}, content.first_edition_date)
            filter (where content.{{ date }} <= believed.cut_off_date) as {{ outcome }},
        {%- endfor %}
        min_by(content.forwarded_date, content.first_edition_date)
            filter (where content.forwarded_date <= believed.cut_off_date) as forwarded_date
    from believed
    inner join content
        on believed.complaint_id = content.complaint_id and content.first_edition_date > believed.cut_off_date
    group by believed.origin_date, believed.complaint_id
),

dated as (
    select
        believed.origin_date,
        believed.cut_off_date,
        believed.is_current,
        believed.complaint_id,
        believed.decision_id,
        believed.received_date,
        believed.known_date,
        believed.edition_date,
        believed.is_first_shown_after_origin,
        coalesce(believed.reconsidered_date, later_step.reconsidered_date) as reconsidered_date,
        coalesce(believed.reconsideration_outcome, later_step.reconsideration_outcome) as reconsideration_outcome,
        coalesce(believed.forwarded_date, later_step.forwarded_date) as forwarded_date,
        coalesce(believed.board_date, later_step.board_date) as board_date,
        coalesce(believed.board_outcome, later_step.board_outcome) as board_outcome
    from believed
    left join later_step
        on believed.origin_date = later_step.origin_date and believed.complaint_id = later_step.complaint_id
)

select
    origin_date,
    cut_off_date,
    is_current,
    complaint_id,
    decision_id,
    received_date,
    case when reconsidered_date <= cut_off_date then reconsidered_date end as reconsidered_date,
    case when reconsidered_date <= cut_off_date then reconsideration_outcome end as reconsideration_outcome,
    case when forwarded_date <= cut_off_date then forwarded_date end as forwarded_date,
    case when board_date <= cut_off_date then board_date end as board_date,
    case when board_date <= cut_off_date then board_outcome end as board_outcome,
    known_date,
    edition_date,
    is_first_shown_after_origin
from dated
