-- one row per place, run of months on the same bills and reason: bills that do not fit the place's price times days, and
-- months whose bill is missing; also bills for a place nobody knows. Months are those that the register and ledger cover
with as_of as (
    select * from {{ ref('int_as_of') }}
),

-- before the ledger's first month no bill can be told to be missing, nor one that its last delivery came too early for
ledger as (
    select
        ledger.first_month,
        ledger.last_date
    from {{ ref('int_ledger') }} as ledger
    inner join as_of on ledger.origin_date = as_of.as_of_date
),

placement as (
    select
        *,
        coalesce(notice_to, end_date, {{ end_of_time() }}) as paid_to
    from {{ ref('int_placement') }}
    where is_current
),

bill as (
    select
        service_month.placement_id,
        service_month.month,
        min(service_month.first_month) as bill_month,
        sum(service_month.amount_kr) as billed_kr,
        string_agg(distinct service_month.voucher_id, ' ' order by service_month.voucher_id) as voucher_ids
    from {{ ref('int_posting_service_month') }} as service_month
    cross join ledger
    inner join as_of
        on service_month.month between greatest(as_of.first_month, ledger.first_month) and as_of.as_of_month
    where service_month.placement_id is not null
    group by service_month.placement_id, service_month.month
),

-- a provider that names places on its bills is to bill every place, from its first such bill on
billing_provider as (
    select placement.provider_id, min(bill.month) as first_month
    from bill
    inner join placement on bill.placement_id = placement.placement_id
    group by placement.provider_id
),

last_bill as (
    select placement_id, max(month) as month from bill group by placement_id
),

owed as (
    select
        placement_month.placement_id,
        placement_month.month,
        placement_month.cost_kr,
        placement_month.transport_kr,
        placement_month.notice_kr,
        placement_month.is_type_average
    from {{ ref('int_placement_month') }} as placement_month
    inner join ledger on placement_month.month >= ledger.first_month
    inner join as_of
        on placement_month.month <= as_of.as_of_month and placement_month.start_date <= as_of.as_of_date
    where placement_month.is_paid_by_us
),

-- own classes and frames are not paid by the child: no bill of a child's can be held against them
own_offer as (
    select distinct price.placement_id
    from {{ ref('int_placement_price') }} as price
    inner join as_of on price.origin_date = as_of.as_of_date
    inner join {{ ref('settlement_form') }} as settlement_form
        on price.settlement_form = settlement_form.settlement_form
    where not settlement_form.is_charged_by_day
),

together as (
    select
        coalesce(bill.placement_id, owed.placement_id) as placement_id,
        coalesce(bill.bill_month, owed.month) as bill_month,
        min(coalesce(bill.month, owed.month)) as first_month,
        max(coalesce(bill.month, owed.month)) as last_month,
        count(bill.month) > 0 as is_billed,
        string_agg(distinct bill.voucher_ids, ' ' order by bill.voucher_ids) as voucher_ids,
        coalesce(sum(bill.billed_kr), 0) as billed_kr,
        coalesce(sum(owed.cost_kr), 0) as cost_kr,
        coalesce(sum(owed.transport_kr), 0) as transport_kr,
        coalesce(sum(owed.notice_kr), 0) as notice_kr,
        coalesce(bool_or(owed.is_type_average), false) as is_type_average
    from bill
    full outer join owed on bill.placement_id = owed.placement_id and bill.month = owed.month
    group by coalesce(bill.placement_id, owed.placement_id), coalesce(bill.bill_month, owed.month)
),

-- transport may be billed by another; a price by the month may be billed by whole months instead of days
held as (
    select
        together.*,
        placement.provider_id,
        placement.start_date,
        placement.end_date,
        placement.paid_to,
        placement.is_paid_by_us,
        own_offer.placement_id is not null as is_own_offer,
        together.cost_kr - case
            when abs(together.billed_kr - together.cost_kr + together.transport_kr)
                < abs(together.billed_kr - together.cost_kr)
                then together.transport_kr
            else 0
        end as expected_kr,
        (30.41667 * ({{ datediff('together.first_month', 'together.last_month', 'month') }} + 1))
        / {{ days_inclusive('together.first_month', month_end('together.last_month')) }} as whole_months_share
    from together
    inner join placement on together.placement_id = placement.placement_id
    left join own_offer on together.placement_id = own_offer.placement_id
),

-- half a per cent, and never less than a krone
judged as (
    select
        held.*,
        greatest(1, 0.005 * held.expected_kr) as tolerance_kr,
        least(
            abs(held.billed_kr - held.expected_kr),
            abs(held.billed_kr - held.expected_kr * held.whole_months_share)
        ) <= greatest(1, 0.005 * held.expected_kr) as is_fit
    from held
),

reasoned as (
    select
        judged.*,
        case
            when judged.is_billed and not judged.is_paid_by_us and judged.billed_kr > 0 then 'anden_betaler'
            when not judged.is_paid_by_us or judged.is_fit then null
            when not judged.is_billed
                then case
                    when
                        not judged.is_own_offer
                        and billing_provider.first_month <= judged.first_month
                        and (
                            last_bill.month > judged.last_month
                            or {{ add_days(month_end('judged.last_month'), 60) }} <= ledger.last_date
                        )
                        then 'mangler'
                end
            when judged.last_month < {{ month_start('judged.start_date') }} then 'foer_start'
            when judged.first_month > judged.paid_to then 'efter_slut'
            when judged.is_own_offer or judged.is_type_average or judged.expected_kr = 0 then null
            when abs(judged.billed_kr - judged.transport_kr) <= judged.tolerance_kr then 'mangler'
            when judged.notice_kr > 0 and judged.billed_kr - judged.expected_kr >= judged.notice_kr - judged.tolerance_kr
                then 'varsel_to_gange'
            when judged.billed_kr > judged.expected_kr and judged.paid_to < {{ month_end('judged.last_month') }}
                then 'efter_slut'
            else 'forkert_takst'
        end as reason
    from judged
    cross join ledger
    left join billing_provider on judged.provider_id = billing_provider.provider_id
    left join last_bill on judged.placement_id = last_bill.placement_id
)

select
    placement_id,
    provider_id,
    reason,
    first_month,
    last_month,
    voucher_ids,
    cast(billed_kr as decimal(18, 2)) as billed_kr,
    cast(
        case when reason = 'anden_betaler' then 0 when reason = 'mangler' then cost_kr else expected_kr end
        as decimal(18, 2)
    ) as expected_kr
from reasoned
where reason is not null
union all
select
    posting.delivered_placement_id,
    posting.provider_id,
    'ukendt_plads',
    posting.service_month,
    posting.service_month,
    string_agg(distinct posting.voucher_id, ' ' order by posting.voucher_id),
    cast(sum(posting.amount_kr) as decimal(18, 2)),
    cast(0 as decimal(18, 2))
from {{ ref('int_posting') }} as posting
where posting.delivered_placement_id is not null and posting.placement_id is null
group by posting.delivered_placement_id, posting.provider_id, posting.service_month
