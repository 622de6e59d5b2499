{#- The value of a dimension in a row of a cube: its own, or ALL where the cube has summed over it. -#}
{% macro or_all(column) -%} case when grouping({{ column }}) = 1 then 'ALL' else {{ column }} end {%- endmacro %}
