{#-
Fails where the components of a cell do not sum to its component `total`. `tolerance` allows half an øre for each
component that is rounded by itself.
-#}
{% test components_sum_to_total(model, within, value, tolerance=0.06) %}
select
    {{ within | join(', ') }}
from {{ model }}
group by {{ within | join(', ') }}
having
    abs(
        coalesce(sum({{ value }}) filter (where component = 'total'), 0)
        - coalesce(sum({{ value }}) filter (where component <> 'total'), 0)
    ) > {{ tolerance }}
{% endtest %}
