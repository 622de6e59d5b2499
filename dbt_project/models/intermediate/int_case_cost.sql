-- one row per referral that starts a place: what it costs the year it is decided and the year after, from its first day,
-- and the same in the as-of year and the year after it
-- a pending case is priced as its wished offer from the day after the as-of day; classes at average, frames at nothing
with known_case as (
    select
        referral_case.referral_id,
        coalesce(referral_case.visitation_round, 'uden runde') as visitation_round,
        {{ month_start('coalesce(referral_case.decision_date, referral_case.origin_date)') }} as decision_month,
        coalesce(referral_case.granted_offer_type, referral_case.requested_offer_type, 'ikke_fordelt') as offer_type,
        coalesce(referral_case.granted_institution_id, 'ukendt') as institution_id,
        coalesce(referral_case.granted_rate_group, 'ukendt') as rate_group,
        coalesce(
            referral_case.granted_from, referral_case.decision_date, {{ add_days('referral_case.origin_date', 1) }}
        ) as start_date,
        referral_case.decision_id is null as is_pending,
        referral_case.origin_date
    from {{ ref('int_referral_case') }} as referral_case
    inner join {{ ref('referral_type') }} as referral_type
        on referral_case.referral_type = referral_type.referral_type and referral_type.starts_place
    left join {{ ref('decision_outcome') }} as outcome on referral_case.outcome = outcome.outcome
    where referral_case.is_current
        and referral_case.status <> 'withdrawn'
        and (referral_case.decision_id is null or outcome.gives_place)
),

charge as (
    select
        known_case.referral_id,
        case
            when settlement_form.is_charged_by_day then price.kr_per_day
            when settlement_form.is_charged_by_class then price.kr_per_day / price.children_per_class
            else 0
        end as kr_per_day,
        {{ shared_days(
            'price.valid_from', 'price.valid_to',
            'known_case.start_date', last_of_december(year_of('known_case.decision_month'))
        ) }} as days_this_year,
        {{ shared_days(
            'price.valid_from', 'price.valid_to',
            'greatest(known_case.start_date, ' ~ first_of_january(year_of('known_case.decision_month') ~ ' + 1') ~ ')',
            last_of_december(year_of('known_case.decision_month') ~ ' + 1')
        ) }} as days_next_year,
        {% for column, later in {'days_as_of_year': '', 'days_year_after': ' + 1'}.items() -%}
        {{ shared_days(
            'price.valid_from', 'price.valid_to',
            'greatest(known_case.start_date, ' ~ first_of_january(year_of('known_case.origin_date') ~ later) ~ ')',
            last_of_december(year_of('known_case.origin_date') ~ later)
        ) }} as {{ column }}{{ ',' if not loop.last }}
        {% endfor %}
    from known_case
    inner join {{ ref('int_combination_price') }} as price
        on known_case.origin_date = price.origin_date
        and known_case.institution_id = price.institution_id
        and known_case.offer_type = price.offer_type
        and known_case.rate_group = price.rate_group
    inner join {{ ref('settlement_form') }} as settlement_form
        on price.settlement_form = settlement_form.settlement_form
),

cost as (
    select
        referral_id,
        sum(cast(kr_per_day * days_this_year as decimal(28, 10))) as cost_this_year_kr,
        sum(cast(kr_per_day * days_next_year as decimal(28, 10))) as cost_next_year_kr,
        sum(cast(kr_per_day * days_as_of_year as decimal(28, 10))) as cost_as_of_year_kr,
        sum(cast(kr_per_day * days_year_after as decimal(28, 10))) as cost_year_after_kr
    from charge
    group by referral_id
)

select
    known_case.referral_id,
    known_case.visitation_round,
    known_case.decision_month,
    known_case.offer_type,
    known_case.start_date,
    known_case.is_pending,
    {{ kr('coalesce(cost.cost_this_year_kr, 0)') }} as cost_this_year_kr,
    {{ kr('coalesce(cost.cost_next_year_kr, 0)') }} as cost_next_year_kr,
    {{ kr('coalesce(cost.cost_as_of_year_kr, 0)') }} as cost_as_of_year_kr,
    {{ kr('coalesce(cost.cost_year_after_kr, 0)') }} as cost_year_after_kr
from known_case
left join cost on known_case.referral_id = cost.referral_id
