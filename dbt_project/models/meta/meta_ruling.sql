-- one row per thing that a person decided about a file that waited, or about rows of one file with one code
{{ config(alias='ruling') }}

select
    ruling.ruling_id,
    ruling.made_at,
    ruling.made_by,
    ruling.action,
    ruling.source,
    ruling.edition,
    ruling.file_name,
    ruling.code,
    cast(array_length(ruling.row_numbers) as integer) as row_count,
    ruling.reason,
    current_delivery.sha256 is not null as is_file_in_use
from {{ source('control', 'ruling') }} as ruling
left join {{ source('raw', 'current_delivery') }} as current_delivery on ruling.sha256 = current_delivery.sha256
order by ruling.ruling_id
