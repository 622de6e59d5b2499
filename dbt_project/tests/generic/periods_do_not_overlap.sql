{#- Fails where a period of validity begins before the one before it has ended; an open end is null. -#}
{% test periods_do_not_overlap(model, within) %}
select {{ within | join(', ') }}
from (
    select
        {{ within | join(', ') }},
        valid_from,
        valid_to,
        lead(valid_from) over (partition by {{ within | join(', ') }} order by valid_from) as next_from
    from {{ model }}
) as period
where valid_to < valid_from or next_from <= coalesce(valid_to, {{ end_of_time() }})
{% endtest %}
