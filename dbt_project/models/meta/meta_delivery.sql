-- one row per delivered file that speaks for a day up to the as-of day, or that supplied facts known by then
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

-- a file that was delivered again unchanged says nothing new; of one that was judged again the last word holds
told as (
    select
        delivery.*,
        row_number() over (
            partition by delivery.file_name, delivery.sha256 order by delivery.delivery_id desc
        ) as newness
    from {{ source('raw', 'delivery') }} as delivery
    where delivery.outcome <> 'NOOP'
)

select
    told.source,
    told.edition,
    told.edition_date,
    told.version,
    told.file_name,
    case when unknown.row_count > 0 then 'QUARANTINE' else told.outcome end as outcome,
    edition.delivery_id is not null as is_in_use,
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
left join {{ ref('stg_edition') }} as edition on told.delivery_id = edition.delivery_id
-- rows that name an institution which only a later edition shows were kept aside on the day
left join {{ source('control', 'unknown_reference_rows') }} as unknown on told.delivery_id = unknown.delivery_id
where
    told.newness = 1
    and (
        told.edition_date <= coalesce(cut_off.cut_off_date, as_of.as_of_date)
        or supplying_edition.edition_date is not null
    )
order by told.source, told.edition_date, told.version, told.file_name, told.sha256
