-- one row per voucher line known on the as-of day and inside the chart of accounts, with where and for whom it was paid
with posting as (
    select
        stg.*,
        coalesce(stg.fiscal_year, {{ year_of('stg.service_to') }}, {{ year_of('stg.posting_date') }})
            as accounting_year,
        coalesce(stg.service_to, stg.service_from, stg.posting_date) as service_date
    from {{ ref('stg_posting') }} as stg
),

placement as (
    select placement_id, provider_id, district_id, offer_type
    from {{ ref('int_placement') }}
    where is_current
),

chart as (
    select count(*) > 0 as has_chart
    from {{ ref('stg_account') }}
    where is_current
),

account as (
    select * from {{ ref('int_posting_account') }}
),

institution as (
    select
        site.institution_id,
        site.district_id,
        site.valid_from,
        coalesce(
            {{ add_days(
                'lead(site.valid_from) over (partition by site.institution_id order by site.valid_from)', -1
            ) }},
            {{ end_of_time() }}
        ) as next_row_from,
        row_number() over (partition by site.institution_id order by site.valid_from) = 1 as is_first
    from {{ ref('int_institution') }} as site
    inner join {{ ref('int_as_of') }} as as_of on site.origin_date = as_of.as_of_date
),

art_kind as (
    select code_prefix, spend_kind
    from {{ ref('account_kind') }}
    where column_name = 'account_type'
),

function_kind as (
    select code_prefix, spend_kind
    from {{ ref('account_kind') }}
    where column_name = 'account_function'
),

placed as (
    select
        posting.voucher_id,
        posting.voucher_line,
        posting.posting_date,
        posting.accounting_year,
        posting.service_from,
        posting.service_to,
        posting.service_date,
        posting.account_code,
        posting.amount_kr,
        posting.special_cause,
        coalesce(posting.is_one_off, false) as is_one_off,
        posting.placement_id as delivered_placement_id,
        placement.placement_id,
        posting.institution_id as delivered_institution_id,
        case when chart.has_chart and account.account_function is null and account.is_included is null
            then 'umappet' else posting.grant_area end as grant_area,
        coalesce(account.is_included, true) as is_included,
        case
            when posting.institution_id is null then coalesce(placement.provider_id, 'ukendt')
            else coalesce(institution.institution_id, 'ukendt')
        end as provider_id,
        coalesce(placement.district_id, institution.district_id, 'UKENDT') as district_id,
        coalesce(posting.offer_type, placement.offer_type, 'ikke_fordelt') as offer_type,
        art_kind.spend_kind as art_kind,
        function_kind.spend_kind as function_kind,
        coalesce(
            placement.placement_id is not null
            or (institution.institution_id is not null and posting.offer_type is not null),
            false
        ) as is_for_placement
    from posting
    cross join chart
    left join account
        on posting.voucher_id = account.voucher_id
        and posting.voucher_line = account.voucher_line
    left join placement on posting.placement_id = placement.placement_id
    left join institution
        on posting.institution_id = institution.institution_id
        and posting.service_date <= institution.next_row_from
        and (posting.service_date >= institution.valid_from or institution.is_first)
    left join art_kind on posting.account_type like art_kind.code_prefix || '%'
    -- an account number begins with its function: that tells the kind where no chart does
    left join function_kind
        on replace(replace(coalesce(account.account_function, posting.account_code), '.', ''), ' ', '')
        like function_kind.code_prefix || '%'
)

select
    placed.voucher_id,
    placed.voucher_line,
    placed.posting_date,
    case
        when {{ year_of('placed.posting_date') }} > placed.accounting_year
            then {{ date_of_year('placed.accounting_year', 12, 1) }}
        when {{ year_of('placed.posting_date') }} < placed.accounting_year
            then {{ first_of_january('placed.accounting_year') }}
        else {{ month_start('placed.posting_date') }}
    end as posting_month,
    placed.accounting_year as fiscal_year,
    placed.service_from,
    placed.service_to,
    {{ month_start('placed.service_date') }} as service_month,
    placed.grant_area,
    placed.district_id,
    coalesce(district.area_id, placed.district_id) as area_id,
    placed.provider_id,
    placed.offer_type,
    placed.placement_id,
    placed.amount_kr,
    placed.is_one_off,
    placed.special_cause,
    case
        when placed.is_one_off then 'one_off'
        else coalesce(
            placed.art_kind, placed.function_kind, case when placed.is_for_placement then 'placement' end, 'other'
        )
    end as spend_kind,
    placed.account_code,
    placed.delivered_placement_id,
    placed.delivered_institution_id
from placed
cross join {{ ref('int_as_of') }} as as_of
left join {{ ref('int_district') }} as district
    on as_of.as_of_date = district.origin_date and placed.district_id = district.district_id
where placed.is_included
