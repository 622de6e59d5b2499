-- one row per voucher line for a place and month of service; a bill over several months is cut by days, to the øre
with bill as (
    select
        voucher_id,
        voucher_line,
        provider_id,
        placement_id,
        amount_kr,
        coalesce(service_from, service_to, posting_month) as service_from,
        coalesce(
            service_to,
            {{ month_end('coalesce(service_from, posting_month)') }}
        ) as service_to
    from {{ ref('int_posting') }}
    where spend_kind in ('placement', 'transport')
),

spine as (
    select spine.month
    from (
        {{ month_spine(
            "(select " ~ month_start('min(service_from)') ~ " from bill)", "(select max(service_to) from bill)"
        ) }}
    ) as spine
),

running as (
    select
        bill.voucher_id,
        bill.voucher_line,
        bill.provider_id,
        bill.placement_id,
        spine.month,
        bill.service_from,
        {{ kr(
            "cast(bill.amount_kr as double) * "
            ~ days_inclusive('bill.service_from', 'least(bill.service_to, ' ~ month_end('spine.month') ~ ')')
            ~ " / " ~ days_inclusive('bill.service_from', 'bill.service_to')
        ) }} as amount_to_here_kr
    from bill
    inner join spine
        on spine.month <= bill.service_to and {{ month_end('spine.month') }} >= bill.service_from
)

select
    voucher_id,
    voucher_line,
    provider_id,
    placement_id,
    {{ month_start('service_from') }} as first_month,
    month,
    cast(amount_to_here_kr - coalesce(
        lag(amount_to_here_kr) over (partition by voucher_id, voucher_line order by month), 0
    ) as decimal(18, 2)) as amount_kr
from running
