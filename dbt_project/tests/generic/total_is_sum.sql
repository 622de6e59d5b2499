{#-
Fails where the ALL row of a dimension is not the sum of the dimension's other rows, within `tolerance`.
`within` names the columns that stay fixed; `condition` says which rows are additive.
-#}
{% test total_is_sum(model, within, dimension, values, condition='true', tolerance=0) %}
select
    {{ within | join(', ') }}
from {{ model }}
where {{ condition }}
group by {{ within | join(', ') }}
having
    {% for value in values -%}
    abs(
        coalesce(sum({{ value }}) filter (where {{ dimension }} = 'ALL'), 0)
        - coalesce(sum({{ value }}) filter (where {{ dimension }} <> 'ALL'), 0)
    ) > {{ tolerance }}
    {{ 'or' if not loop.last }}
    {% endfor %}
{% endtest %}
