-- one row per voucher line whose account is in the chart in force on its day: what the chart says of it
with account as (
    select
        posting.voucher_id,
        posting.voucher_line,
        account.account_function,
        coalesce(account.is_included, true) as is_included,
        row_number() over (
            partition by posting.voucher_id, posting.voucher_line order by account.valid_from desc
        ) as preference
    from {{ ref('stg_posting') }} as posting
    inner join {{ ref('stg_account') }} as account
        on posting.account_code = account.account_code
        and account.is_current
        and {{ is_within('posting.posting_date', 'account.valid_from', 'account.valid_to') }}
)

select
    voucher_id,
    voucher_line,
    account_function,
    is_included
from account
where preference = 1
