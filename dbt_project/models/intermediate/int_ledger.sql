-- one row per origin: the first month of the ledger and the last day that it speaks for, no later than its cut-off and no
-- later than what had been delivered; a bill that could not have come yet is not a missing one
select
    origin.origin_date,
    {{ month_start('min(posting.posting_date)') }} as first_month,
    least(
        origin.cut_off_date,
        coalesce(greatest(origin.latest_edition_date, max(posting.posting_date)), origin.cut_off_date)
    ) as last_date
from {{ ref('stg_origin') }} as origin
left join {{ ref('int_posting') }} as posting on posting.posting_date <= origin.cut_off_date
where origin.source = 'omkostninger'
group by origin.origin_date, origin.cut_off_date, origin.latest_edition_date
