-- one row per origin and spell, as believed at that origin; an end that was not yet known is blank
{% set columns = [
    'placement_id', 'child_id', 'birth_month', 'district_school_id', 'district_id', 'paying_municipality',
    'institution_id', 'offer_type', 'rate_group', 'start_date', 'planned_end_date', 'grade', 'decision_id',
    'review_due_date', 'review_outcome', 'return_plan_date', 'special_cause', 'registered_date'
] %}
{% set origin = ['origin_date', 'cut_off_date', 'is_current'] %}
{% set provenance = ['known_date', 'edition_date', 'is_first_shown_after_origin'] %}
with believed as (
    {{ believed_rows(
        'placeringer',
        'placement',
        key=['placement_id'],
        columns=columns + ['end_date', 'end_reason', 'end_registered_date'],
        known_on='content.registered_date'
    ) }}
),

content as (
    {{ delivered_contents(
        'placeringer',
        'placement',
        key=['placement_id'],
        columns=['placement_id', 'end_date', 'end_reason', 'end_registered_date']
    ) }}
),

delivered_end as (
    select
        placement_id,
        end_date,
        end_reason,
        end_registered_date,
        min(first_edition_date) as first_shown_date
    from content
    where end_date is not null
    group by placement_id, end_date, end_reason, end_registered_date
),

end_first_shown as (
    select
        placement_id,
        end_date,
        min(first_shown_date) as first_shown_date
    from delivered_end
    group by placement_id, end_date
),

-- an end registered up to the cut-off that only a later edition shows
later_end as (
    select
        believed.origin_date,
        believed.placement_id,
        delivered_end.end_date,
        delivered_end.end_reason,
        delivered_end.end_registered_date,
        row_number() over (
            partition by believed.origin_date, believed.placement_id
            order by delivered_end.first_shown_date, delivered_end.end_date
        ) as showing_rank
    from believed
    inner join delivered_end
        on believed.placement_id = delivered_end.placement_id
        and delivered_end.first_shown_date > believed.cut_off_date
        and delivered_end.end_registered_date <= believed.cut_off_date
        and (believed.end_date is null or delivered_end.end_registered_date > believed.edition_date)
),

ended as (
    select
        {{ prefixed('believed', origin + columns + provenance) }},
        coalesce(later_end.end_date, believed.end_date) as end_date,
        case when later_end.end_date is null then believed.end_reason else later_end.end_reason end as end_reason,
        case
            when later_end.end_date is null then believed.end_registered_date else later_end.end_registered_date
        end as end_registered_date,
        least(believed.edition_date, coalesce(believed.end_date, believed.edition_date)) as grade_reference_date
    from believed
    left join later_end
        on believed.origin_date = later_end.origin_date
        and believed.placement_id = later_end.placement_id
        and later_end.showing_rank = 1
),

dated as (
    select
        {{ prefixed('ended', origin + columns + provenance) }},
        ended.end_date,
        ended.end_reason,
        ended.end_registered_date,
        ended.grade_reference_date,
        {{ earlier_date('ended.end_registered_date', 'end_first_shown.first_shown_date') }} as end_known_date
    from ended
    left join end_first_shown
        on ended.placement_id = end_first_shown.placement_id and ended.end_date = end_first_shown.end_date
)

select
    {{ (origin + columns) | join(',\n    ') }},
    {% for column in ['end_date', 'end_reason', 'end_registered_date', 'end_known_date'] -%}
    case when end_known_date <= cut_off_date then {{ column }} end as {{ column }},
    {% endfor -%}
    grade_reference_date,
    {{ provenance | join(',\n    ') }}
from dated
