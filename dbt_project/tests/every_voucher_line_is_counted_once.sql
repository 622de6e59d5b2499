-- the kroner inside the chart of accounts and those it excludes are all that was posted
select
    delivered.amount_kr as delivered_kr,
    counted.amount_kr as counted_kr,
    excluded.amount_kr as excluded_kr
from (select coalesce(sum(amount_kr), 0) as amount_kr from {{ ref('stg_posting') }}) as delivered
cross join (select coalesce(sum(amount_kr), 0) as amount_kr from {{ ref('int_posting') }}) as counted
cross join (
    select coalesce(sum(stg.amount_kr), 0) as amount_kr
    from {{ ref('stg_posting') }} as stg
    left join {{ ref('int_posting') }} as inside
        on stg.voucher_id = inside.voucher_id and stg.voucher_line = inside.voucher_line
    where inside.voucher_id is null
) as excluded
where delivered.amount_kr <> counted.amount_kr + excluded.amount_kr
