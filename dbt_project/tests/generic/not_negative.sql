{#- Fails with every row in which one of the columns is below zero; empty is allowed. -#}
{% test not_negative(model, columns) %}
select {{ columns | join(', ') }}
from {{ model }}
where {{ columns | join(' < 0 or ') }} < 0
{% endtest %}
