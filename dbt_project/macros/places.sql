{#- Places of each provider and offer type in the months of `spine`, in force on the month's `day`, as believed today. -#}
{% macro places_in_force(day) %}
    select
        spine.month,
        capacity.provider_id,
        capacity.offer_type,
        capacity.place_count
    from spine
    cross join as_of
    inner join {{ ref('int_capacity') }} as capacity
        on as_of.as_of_date = capacity.origin_date
        and {{ is_within(day, 'capacity.valid_from', 'capacity.valid_to') }}
    qualify
        row_number() over (
            partition by spine.month, capacity.provider_id, capacity.offer_type order by capacity.valid_from desc
        ) = 1
{% endmacro %}
