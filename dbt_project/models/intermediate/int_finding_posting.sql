-- one row per check and voucher line that it finds on the as-of day; the case is named by its delivered key
with as_of as (
    select * from {{ ref('int_as_of') }}
),

institution as (
    select *
    from {{ ref('int_institution') }}
    where origin_date in (select as_of.as_of_date from as_of)
)

select
    'POSTING_UNMAPPED_ACCOUNT' as check_code,
    'omkostninger' as source,
    voucher_id || ' ' || cast(voucher_line as varchar) as case_key
from {{ ref('int_posting') }}
where grant_area = 'umappet'
union all
select 'POSTING_EXCLUDED_ACCOUNT', 'omkostninger', posting.voucher_id || ' ' || cast(posting.voucher_line as varchar)
from {{ ref('stg_posting') }} as posting
left join {{ ref('int_posting') }} as counted
    on posting.voucher_id = counted.voucher_id and posting.voucher_line = counted.voucher_line
where counted.voucher_id is null
union all
select 'POSTING_WITHOUT_PLACEMENT', 'omkostninger', voucher_id || ' ' || cast(voucher_line as varchar)
from {{ ref('int_posting') }}
where delivered_placement_id is not null and placement_id is null
union all
select 'POSTING_UNKNOWN_PROVIDER', 'omkostninger', posting.voucher_id || ' ' || cast(posting.voucher_line as varchar)
from {{ ref('int_posting') }} as posting
left join institution on posting.delivered_institution_id = institution.institution_id
where posting.delivered_institution_id is not null and institution.institution_id is null
