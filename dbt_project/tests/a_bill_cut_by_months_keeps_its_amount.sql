-- the months of a voucher line sum to the line, to the øre
select
    posting.voucher_id,
    posting.voucher_line
from {{ ref('int_posting') }} as posting
inner join {{ ref('int_posting_service_month') }} as month_part
    on posting.voucher_id = month_part.voucher_id and posting.voucher_line = month_part.voucher_line
group by posting.voucher_id, posting.voucher_line, posting.amount_kr
having sum(month_part.amount_kr) <> posting.amount_kr
