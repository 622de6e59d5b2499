-- one row per vintage and adjustment by hand of a cell; rows are only added
{{ config(alias='adjustment') }}

select
    adjustment_row.vintage_id,
    adjustment_row.adjustment_id,
    adjustment_row.fiscal_year,
    adjustment_row.grant_area,
    adjustment_row.district_id,
    adjustment_row.offer_type,
    adjustment_row.first_month,
    adjustment_row.last_month,
    adjustment_row.amount_kr,
    adjustment_row.full_year_places,
    adjustment_row.unit_price_kr,
    adjustment_row.factor,
    coalesce(
        adjustment_row.amount_kr,
        (total.mean_kr - coalesce(adjusted.mean_kr, 0)) * (adjustment_row.factor - 1)
        * coalesce(adjustment_row.year_share, 1)
    )::decimal(18, 2) as effect_kr,
    adjustment_row.reason,
    adjustment_row.evidence,
    adjustment_row.made_by,
    adjustment_row.made_at,
    adjustment_row.expires,
    adjustment_row.withdrawn_at,
    adjustment_row.fiscal_year as price_level_year
from {{ source('forecast_run', 'adjustment') }} as adjustment_row
inner join {{ ref('forecast_vintage') }} as vintage on adjustment_row.vintage_id = vintage.vintage_id
{% for alias, component in [('total', 'total'), ('adjusted', 'adjustment')] %}
left join {{ ref('forecast_fiscal_year') }} as {{ alias }}
    on
        adjustment_row.vintage_id = {{ alias }}.vintage_id
        and vintage.scenario = {{ alias }}.scenario
        and adjustment_row.fiscal_year = {{ alias }}.fiscal_year
        and adjustment_row.grant_area = {{ alias }}.grant_area
        and adjustment_row.district_id = {{ alias }}.district_id
        and adjustment_row.offer_type = {{ alias }}.offer_type
        and {{ alias }}.component = '{{ component }}'
{% endfor %}
order by
    adjustment_row.vintage_id,
    adjustment_row.fiscal_year,
    adjustment_row.grant_area,
    adjustment_row.district_id,
    adjustment_row.offer_type,
    adjustment_row.made_at,
    adjustment_row.reason,
    adjustment_row.adjustment_id
