-- one row per source of which something can be read on the as-of day and measure (rows, and kroner where it has them):
-- what came in, and where it is; difference is what cannot be accounted for. Of a source whose editions all came later
-- nothing had come in, and all that is known is known from a later one
with edition as (
    select * from {{ ref('int_known_edition') }}
),

aside as (
    select
        delivery_id,
        coalesce(sum(amount_kr), 0) as aside_kr
    from {{ source('raw', 'set_aside') }}
    group by delivery_id
),

delivered as (
    select
        edition.source,
        sum(standing.rows_in) as delivered_rows,
        sum(standing.rows_quarantined) as aside_rows,
        sum(total.loaded_kr + coalesce(aside.aside_kr, 0)) as delivered_kr,
        sum(coalesce(aside.aside_kr, 0)) as aside_kr,
        -- of what was loaded, what does not count yet because it names what only a later edition shows
        coalesce(sum(unknown.row_count), 0) as unknown_rows,
        coalesce(sum(unknown.row_count) filter (where edition.edition_date < edition.latest_edition_date), 0)
            as unknown_replaced_rows
    from edition
    inner join {{ source('raw', 'standing_delivery') }} as standing on edition.delivery_id = standing.delivery_id
    left join {{ source('raw', 'delivery_total') }} as total on edition.delivery_id = total.delivery_id
    left join aside on edition.delivery_id = aside.delivery_id
    left join {{ source('control', 'unknown_reference_rows') }} as unknown on edition.delivery_id = unknown.delivery_id
    group by edition.source
),

held as (
    {% for source_name, table in staged_sources().items() -%}
    {{ rows_in_raw(source_name, table, 'amount_kr' if source_name in ['omkostninger', 'budget'] else '0') }}
    {{ 'union all' if not loop.last }}
    {% endfor %}
),

staged as (
    {% for source_name, table in staged_sources().items() -%}
    select
        origin.source,
        count(*) filter (where stg.edition_date > origin.cut_off_date) as later_rows,
        {% if source_name in ['omkostninger', 'budget'] -%}
        coalesce(sum(stg.amount_kr) filter (where stg.edition_date > origin.cut_off_date), 0) as later_kr,
        {%- else -%}
        0 as later_kr,
        {%- endif %}
        count(*) as staged_rows
    from {{ ref('stg_origin') }} as origin
    inner join {{ ref('stg_' ~ table) }} as stg
        on {{ 'origin.origin_date = stg.origin_date' if source_name not in period_only() else 'true' }}
    where origin.source = '{{ source_name }}' and origin.is_current
    group by origin.source
    {{ 'union all' if not loop.last }}
    {% endfor %}
),

excluded_posting as (
    select
        count(*) as excluded_rows,
        coalesce(sum(posting.amount_kr), 0) as excluded_kr
    from {{ ref('stg_posting') }} as posting
    inner join {{ ref('int_posting_account') }} as account
        on posting.voucher_id = account.voucher_id and posting.voucher_line = account.voucher_line
    where not account.is_included
),

undecided_budget as (
    select coalesce(sum(entry.amount_kr), 0) as excluded_kr
    from {{ ref('stg_budget_entry') }} as entry
    inner join {{ ref('budget_type') }} as budget_type on entry.budget_type = budget_type.budget_type
    where entry.is_current and budget_type.waits_for_decision and entry.decided_date > entry.cut_off_date
),

in_mart as (
    select 'placeringer' as source, 'rows' as measure, count(*) as in_marts, 0 as excluded
    from {{ ref('int_placement') }}
    where is_current
    union all
    select 'indstillinger', 'rows', sum(mart.received_count), max(ahead.row_count)
    from {{ ref('referral_monthly') }} as mart
    cross join (
        select count(*) as row_count from {{ ref('stg_referral') }} where is_current and received_date > cut_off_date
    ) as ahead
    where mart.district_id = 'ALL' and mart.referral_type = 'ALL'
    union all
    select
        'visitationer',
        'rows',
        sum(mart.granted_count + mart.alternative_count + mart.refused_count + mart.returned_count),
        max(ahead.row_count)
    from {{ ref('referral_monthly') }} as mart
    cross join (
        select count(*) as row_count from {{ ref('stg_decision') }} where is_current and decision_date > cut_off_date
    ) as ahead
    where mart.district_id = 'ALL' and mart.referral_type = 'ALL'
    union all
    select 'omkostninger', 'rows', count(*), max(excluded_posting.excluded_rows)
    from {{ ref('int_posting') }}
    cross join excluded_posting
    union all
    select 'omkostninger', 'kr', sum(mart.booked_kr), max(excluded_posting.excluded_kr)
    from {{ ref('spend_monthly') }} as mart
    cross join excluded_posting
    where mart.grant_area = 'ALL' and mart.district_id = 'ALL' and mart.offer_type = 'ALL'
    union all
    select 'budget', 'kr', sum(mart.expected_corrected_kr), max(undecided_budget.excluded_kr)
    from {{ ref('budget_position') }} as mart
    cross join undecided_budget
    where mart.grant_area = 'ALL' and mart.district_id = 'ALL' and mart.offer_type = 'ALL'
),

readable as (
    select source from delivered
    union
    select source from staged
),

part as (
    select
        readable.source,
        'rows' as measure,
        coalesce(delivered.delivered_rows, 0) as delivered,
        coalesce(delivered.aside_rows + delivered.unknown_rows, 0) as set_aside,
        held.replaced_rows - coalesce(delivered.unknown_replaced_rows, 0) as replaced,
        coalesce(staged.later_rows, 0) as known_from_later,
        coalesce(in_mart.excluded, 0) as excluded,
        coalesce(in_mart.in_marts, staged.staged_rows, 0) as in_marts
    from readable
    inner join held on readable.source = held.source
    left join delivered on readable.source = delivered.source
    left join staged on readable.source = staged.source
    left join in_mart on readable.source = in_mart.source and in_mart.measure = 'rows'
    union all
    select
        readable.source,
        'kr',
        coalesce(delivered.delivered_kr, 0),
        coalesce(delivered.aside_kr, 0),
        held.replaced_kr,
        coalesce(staged.later_kr, 0),
        coalesce(in_mart.excluded, 0),
        coalesce(in_mart.in_marts, 0)
    from readable
    inner join held on readable.source = held.source
    inner join in_mart on readable.source = in_mart.source and in_mart.measure = 'kr'
    left join delivered on readable.source = delivered.source
    left join staged on readable.source = staged.source
)

select
    source,
    measure,
    {% for column in ['delivered', 'set_aside', 'replaced', 'known_from_later', 'excluded', 'in_marts'] -%}
    cast({{ column }} as decimal(18, 2)) as {{ column }},
    {% endfor -%}
    cast(delivered - set_aside - replaced + known_from_later - excluded - in_marts as decimal(18, 2)) as difference
from part
