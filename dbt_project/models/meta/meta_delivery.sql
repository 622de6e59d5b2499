-- one row per delivered file that speaks for a day up to the as-of day, that supplied facts known by then, or whose
-- name says no day
{{ config(alias='delivery') }}

{% set staging_models = {
    'befolkning': 'stg_population', 'budget': 'stg_budget_entry', 'elevtal': 'stg_pupil_count',
    'forloeb': 'stg_programme', 'fravaer': 'stg_absence', 'indsatsplan': 'stg_action_plan',
    'indstillinger': 'stg_referral', 'institutioner': 'stg_institution', 'kapacitet': 'stg_capacity',
    'klager': 'stg_complaint', 'kontoplan': 'stg_account', 'noegletal': 'stg_indicator',
    'omkostninger': 'stg_posting', 'placeringer': 'stg_placement', 'statusanalyse': 'stg_survey',
    'takster': 'stg_rate', 'trivsel': 'stg_well_being', 'visitationer': 'stg_decision'
} %}

with as_of as (
    select as_of_date from {{ ref('int_as_of') }}
),

cut_off as (
    select source, cut_off_date from {{ ref('stg_origin') }} where is_current
),

supplying_edition as (
    {% for source_name, model in staging_models.items() -%}
    select distinct '{{ source_name }}' as source, edition_date from {{ ref(model) }}
    {{ 'union all' if not loop.last }}
    {% endfor %}
),

last_word as (
    select max(delivery_id) as delivery_id
    from {{ source('raw', 'delivery') }}
    group by file_name, sha256
),

-- of a file that was judged again the last word holds; known bytes under a new name were met, not taken again
told as (
    select
        delivery.delivery_id, delivery.source, delivery.edition, delivery.edition_date, delivery.version,
        delivery.file_name, delivery.sha256, delivery.outcome, delivery.rows_in, delivery.rows_loaded,
        delivery.rows_quarantined, delivery.rows_ignored, delivery.reasons, delivery.warnings
    from {{ source('raw', 'delivery') }} as delivery
    where delivery.delivery_id in (
        select last_word.delivery_id from last_word
    )
    union all
    select distinct
        null, again.source, again.edition, again.edition_date, again.version,
        again.file_name, again.sha256, 'NOOP', standing.rows_in, 0,
        0, standing.rows_in, '{}', '{}'
    from {{ source('raw', 'reappearance') }} as again
    inner join {{ source('raw', 'standing_delivery') }} as standing on again.sha256 = standing.sha256
    where not exists (
        select 1
        from {{ source('raw', 'delivery') }} as delivery
        where delivery.file_name = again.file_name and delivery.sha256 = again.sha256
    )
)

select
    told.source,
    told.edition,
    told.edition_date,
    told.version,
    told.file_name,
    case when unknown.row_count > 0 then 'QUARANTINE' else told.outcome end as outcome,
    edition.sha256 is not null as is_in_use,
    told.rows_in,
    told.rows_loaded - coalesce(unknown.row_count, 0) as rows_loaded,
    told.rows_quarantined + coalesce(unknown.row_count, 0) as rows_quarantined,
    told.rows_ignored,
    case
        when unknown.row_count > 0 then {{ with_count('told.reasons', 'REF_PROVIDER', 'unknown.row_count') }}
        else told.reasons
    end as reasons,
    told.warnings,
    told.sha256
from told
cross join as_of
left join cut_off on told.source = cut_off.source
left join supplying_edition
    on told.source = supplying_edition.source and told.edition_date = supplying_edition.edition_date
left join {{ ref('stg_edition') }} as edition
    on told.source = edition.source
    and told.edition = edition.edition
    and told.version = edition.version
    and told.sha256 = edition.sha256
-- rows that name an institution which only a later edition shows were kept aside on the day
left join {{ source('control', 'unknown_reference_rows') }} as unknown on told.delivery_id = unknown.delivery_id
where
    told.edition_date is null
    or told.edition_date <= coalesce(cut_off.cut_off_date, as_of.as_of_date)
    or supplying_edition.edition_date is not null
order by told.source, told.edition_date, told.version, told.file_name, told.sha256
