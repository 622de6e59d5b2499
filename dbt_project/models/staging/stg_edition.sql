-- one row per source and edition: the delivery that counts and the last day it speaks for
select
    delivery_id,
    source,
    edition,
    edition_date,
    version,
    sha256
from {{ source('raw', 'current_delivery') }}
where edition_date is not null
