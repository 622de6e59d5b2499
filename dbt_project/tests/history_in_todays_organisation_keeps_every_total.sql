-- months whose children, places or kroner in all are not those of the organisation as it was
select today.month
from {{ ref('organisation_monthly') }} as today
cross join {{ ref('int_as_of') }} as as_of
left join {{ ref('activity_monthly') }} as activity
    on today.month = activity.month
    and activity.provider_id = 'ALL'
    and activity.district_id = 'ALL'
    and today.offer_type = activity.offer_type
left join (
    select month, offer_type, sum(booked_kr) as booked_kr, sum(committed_kr) as committed_kr
    from {{ ref('spend_monthly') }}
    where grant_area = 'ALL' and district_id = 'ALL'
    group by month, offer_type
) as spend
    on today.month = spend.month and today.offer_type = spend.offer_type
where today.area_id = 'ALL' and today.provider_id = 'ALL'
    and (
        today.children_count <> coalesce(activity.children_count, 0)
        or today.full_year_places <> coalesce(activity.full_year_places, 0)
        or today.booked_kr <> coalesce(spend.booked_kr, 0)
        or (today.month <= as_of.as_of_month and today.committed_kr <> coalesce(spend.committed_kr, 0))
    )
