{#-
What was believed on a day. This is the one home of the rule.

A fact is known from the earlier of its knowledge date and the last day of the first edition that shows it. `known_on`
is the SQL of the knowledge date on a row; without it a row is known from its edition. Fields that are entered later
(ends, withdrawals, steps of a complaint) are blanked by the model, which alone knows them.
-#}

{#- The distinct contents of a source, each with the first edition that showed it and the first that showed its key. -#}
{% macro delivered_contents(source_name, table, key, columns) %}
    select
        content.row_hash,
        {{ prefixed('content', columns) }},
        first_edition.first_edition_date,
        min(first_edition.first_edition_date) over (partition by {{ prefixed('content', key) }}) as first_shown_date
    from {{ source('raw', table) }} as content
    inner join (
        select
            shown.row_hash,
            min(edition.edition_date) as first_edition_date
        from {{ source('raw', table ~ '_shown') }} as shown
        inner join {{ ref('stg_edition') }} as edition on shown.delivery_id = edition.delivery_id
        where edition.source = '{{ source_name }}'
        group by shown.row_hash
    ) as first_edition on content.row_hash = first_edition.row_hash
{% endmacro %}

{#-
A snapshot source at every origin: all rows of the latest edition up to the cut-off, and rows that no edition up to
the cut-off shows but whose knowledge date lies before it, from the first edition that shows them. Reference data
(`falls_back`) without an edition up to the cut-off is read from the earliest edition.
-#}
{% macro believed_rows(source_name, table, key, columns, known_on=none, falls_back=false) %}
    with content as (
        {{ delivered_contents(source_name, table, key, columns) }}
    ),

    origin as (
        select
            origin_date,
            cut_off_date,
            is_current,
            latest_delivery_id,
            latest_edition_date,
            {% if falls_back -%}
            coalesce(latest_delivery_id, earliest_delivery_id) as read_delivery_id,
            coalesce(latest_edition_date, earliest_edition_date) as read_edition_date
            {%- else -%}
            latest_delivery_id as read_delivery_id,
            latest_edition_date as read_edition_date
            {%- endif %}
        from {{ ref('stg_origin') }}
        where source = '{{ source_name }}'
    )

    select
        origin.origin_date,
        origin.cut_off_date,
        origin.is_current,
        {{ prefixed('content', columns) }},
        {{ earlier_date(known_on, 'content.first_shown_date') }} as known_date,
        origin.read_edition_date as edition_date,
        origin.latest_delivery_id is null as is_first_shown_after_origin
    from origin
    inner join {{ source('raw', table ~ '_shown') }} as shown on origin.read_delivery_id = shown.delivery_id
    inner join content on shown.row_hash = content.row_hash
    {% if known_on %}
    union all
    select
        origin.origin_date,
        origin.cut_off_date,
        origin.is_current,
        {{ prefixed('content', columns) }},
        {{ earlier_date(known_on, 'content.first_shown_date') }} as known_date,
        content.first_shown_date as edition_date,
        true as is_first_shown_after_origin
    from origin
    inner join content
        on content.first_edition_date = content.first_shown_date
        and content.first_shown_date > origin.cut_off_date
        and {{ known_on }} <= origin.cut_off_date
    {% endif %}
{% endmacro %}

{#-
A source whose editions each hold their own part (period and yearly sources): every key from the latest edition up to
the cut-off that shows it, else, when known by its own date, from the first later one. `every_origin` keeps the rows of
each origin apart; else only the current as-of day is read and no origin is shown.
-#}
{% macro latest_rows_by_key(source_name, table, key, columns, known_on=none, every_origin=false) %}
    with content as (
        {{ delivered_contents(source_name, table, key, columns) }}
    ),

    shown_at_origin as (
        select
            origin.origin_date,
            origin.cut_off_date,
            {{ prefixed('content', columns) }},
            {{ earlier_date(known_on, 'content.first_shown_date') }} as known_date,
            edition.edition_date,
            row_number() over (
                partition by origin.origin_date, {{ prefixed('content', key) }}
                order by
                    edition.edition_date > origin.cut_off_date,
                    abs({{ days_between('edition.edition_date', 'origin.cut_off_date') }})
            ) as edition_rank
        from {{ ref('stg_origin') }} as origin
        inner join {{ ref('stg_edition') }} as edition on origin.source = edition.source
        inner join {{ source('raw', table ~ '_shown') }} as shown on edition.delivery_id = shown.delivery_id
        inner join content on shown.row_hash = content.row_hash
        where origin.source = '{{ source_name }}'
        {%- if not every_origin %} and origin.is_current{% endif %}
    )

    select
        {% if every_origin %}origin_date,{% endif %}
        {{ columns | join(',\n        ') }},
        known_date,
        edition_date
    from shown_at_origin
    where edition_rank = 1 and known_date <= cut_off_date
{% endmacro %}

{% macro prefixed(alias, columns) -%}
    {%- for column in columns -%}
        {{ alias }}.{{ column }}{{ ', ' if not loop.last }}
    {%- endfor -%}
{%- endmacro %}

{#- The earlier of two dates where the first may be unknown or not apply. -#}
{% macro earlier_date(known_on, first_shown) -%}
    {%- if known_on -%} least(coalesce({{ known_on }}, {{ first_shown }}), {{ first_shown }})
    {%- else -%} {{ first_shown }}
    {%- endif -%}
{%- endmacro %}
