{#- Fails with every combination of the grain's columns that more than one row has. -#}
{% test unique_grain(model, grain) %}
select
    {{ grain | join(', ') }},
    count(*) as row_count
from {{ model }}
group by {{ grain | join(', ') }}
having count(*) > 1
{% endtest %}
