{#- Places of each provider and offer type in the months of `spine`, in force on the month's `day`; capacity as believed. -#}
{% macro places_in_force(day) %}
    select
        spine.month,
        capacity.institution_id as provider_id,
        capacity.offer_type,
        capacity.place_count
    from spine
    inner join {{ ref('stg_capacity') }} as capacity
        on capacity.is_current and capacity.valid_from <= {{ day }}
    qualify
        row_number() over (
            partition by spine.month, capacity.institution_id, capacity.offer_type order by capacity.valid_from desc
        ) = 1
{% endmacro %}
