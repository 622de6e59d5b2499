-- no cost is lost where a place has no grant area, nor doubled where a type has several
select
    mart.committed_kr,
    known.cost_kr
from (
    select coalesce(sum(committed_kr), 0) as committed_kr
    from {{ ref('spend_monthly') }}
    where grant_area = 'ALL' and district_id = 'ALL' and offer_type = 'ALL'
) as mart
cross join (
    select coalesce(sum(cost_kr), 0) as cost_kr
    from (
        select placement_month.cost_kr
        from {{ ref('int_placement_month') }} as placement_month
        cross join {{ ref('int_as_of') }} as as_of
        where placement_month.is_paid_by_us and placement_month.start_date <= as_of.as_of_date
        union all
        select cost_kr from {{ ref('int_own_offer_month') }}
    ) as cost
) as known
where mart.committed_kr <> known.cost_kr
