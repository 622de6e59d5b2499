-- one row per month from the first decision (an empty register of complaints says there were none) to the as-of day
with calendar as (
    select unnest(generate_series(date '2023-04-01', date '2024-04-01', interval 1 month))::date as month
)

select
    month,
    (select count(*) from complaint where month_of(received_date) = month) as received_count,
    (select count(*) from complaint where month_of(reconsidered_date) = month and genvurdering_udfald = 'medhold')
        as reconsidered_in_favour_count,
    (select count(*) from complaint where month_of(forwarded_date) = month) as forwarded_count,
    (select count(*) from complaint where month_of(board_date) = month and naevn_udfald = 'stadfaestet')
        as board_confirmed_count,
    (select count(*) from complaint where month_of(board_date) = month and naevn_udfald = 'aendret')
        as board_changed_count,
    (select count(*) from complaint where month_of(board_date) = month and naevn_udfald = 'hjemvist')
        as board_remitted_count,
    (select count(*) from complaint where month_of(board_date) = month and naevn_udfald = 'afvist')
        as board_dismissed_count,
    (select count(*) from complaint where month_of(board_date) = month and naevn_udfald = 'trukket')
        as board_withdrawn_count
from calendar
order by month
