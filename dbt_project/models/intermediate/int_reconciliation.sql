-- one row per month of the ledger and grant area, and ALL for the month: what its lines became, and the sender's total
with month as (
    select
        known.edition,
        known.edition_date,
        known.delivery_id,
        total.loaded_kr,
        total.delivered_kr,
        total.control_kr
    from {{ ref('int_known_edition') }} as known
    left join {{ source('raw', 'delivery_total') }} as total on known.delivery_id = total.delivery_id
    where known.source = 'omkostninger'
),

aside as (
    select
        delivery_id,
        coalesce(sum(amount_kr), 0) as aside_kr,
        count(*) filter (where amount_kr is null) as unread_count
    from {{ source('raw', 'set_aside') }}
    group by delivery_id
),

-- lines that a later month shows again
held as (
    select
        month.edition,
        content.amount_kr,
        row_number() over (
            partition by content.voucher_id, content.voucher_line order by month.edition_date desc
        ) > 1 as is_replaced
    from month
    inner join {{ source('raw', 'posting_shown') }} as shown on month.delivery_id = shown.delivery_id
    inner join {{ source('raw', 'posting') }} as content on shown.row_hash = content.row_hash
),

replaced as (
    select
        edition,
        sum(amount_kr) as replaced_kr
    from held
    where is_replaced
    group by edition
),

line as (
    select
        stg.edition_date,
        coalesce(posting.grant_area, stg.grant_area) as grant_area,
        stg.amount_kr,
        posting.voucher_id is not null as is_counted
    from {{ ref('stg_posting') }} as stg
    left join {{ ref('int_posting') }} as posting
        on stg.voucher_id = posting.voucher_id and stg.voucher_line = posting.voucher_line
),

area as (
    select
        month.edition,
        line.grant_area,
        coalesce(sum(line.amount_kr) filter (where line.is_counted), 0) as booked_kr,
        coalesce(sum(line.amount_kr) filter (where not line.is_counted), 0) as excluded_kr
    from month
    inner join line on month.edition_date = line.edition_date
    group by month.edition, line.grant_area
),

whole as (
    select
        edition,
        sum(booked_kr) as booked_kr,
        sum(excluded_kr) as excluded_kr
    from area
    group by edition
),

cell as (
    select
        month.edition,
        month.edition_date,
        area.grant_area,
        area.booked_kr,
        area.excluded_kr,
        0 as aside_kr,
        0 as replaced_kr,
        0 as corrected_kr,
        null as control_kr,
        0 as unread_count
    from month
    inner join area on month.edition = area.edition
    union all
    select
        month.edition,
        month.edition_date,
        'ALL',
        coalesce(whole.booked_kr, 0),
        coalesce(whole.excluded_kr, 0),
        coalesce(aside.aside_kr, 0),
        coalesce(replaced.replaced_kr, 0),
        month.loaded_kr + coalesce(aside.aside_kr, 0)
        - coalesce(month.delivered_kr, month.loaded_kr + coalesce(aside.aside_kr, 0)),
        month.control_kr,
        coalesce(aside.unread_count, 0)
    from month
    left join whole on month.edition = whole.edition
    left join aside on month.delivery_id = aside.delivery_id
    left join replaced on month.edition = replaced.edition
),

-- every area's part of a month is reconciled when the month is: there is one control total for all of it
standing as (
    select
        edition,
        case
            when control_kr is null then 'uden_kontrolsum'
            when unread_count = 0 and booked_kr + excluded_kr + aside_kr + replaced_kr - corrected_kr = control_kr
                then 'afstemt'
            else 'ikke_afstemt'
        end as reconciliation
    from cell
    where grant_area = 'ALL'
)

select
    cell.edition,
    cell.edition_date,
    cell.grant_area,
    {{ kr('cell.booked_kr') }} as booked_kr,
    {{ kr('cell.excluded_kr') }} as excluded_kr,
    {{ kr('cell.aside_kr') }} as set_aside_kr,
    {{ kr('cell.replaced_kr') }} as replaced_kr,
    {{ kr('cell.corrected_kr') }} as corrected_kr,
    {{ kr('cell.control_kr') }} as control_kr,
    {{ year_of('cell.edition_date') }} as price_level_year,
    standing.reconciliation
from cell
inner join standing on cell.edition = standing.edition
