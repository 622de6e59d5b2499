{#- Fails with every row whose parts do not sum to the whole, to the øre; rows without a whole are left out. -#}
{% test parts_sum_to(model, whole, parts) %}
select {{ whole }}
from {{ model }}
where {{ whole }} <> {{ parts | join(' + ') }}
{% endtest %}
