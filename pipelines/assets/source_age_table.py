"""`meta.source` of the published file: how old each source is, by how often it has come until now.

Not here: what an age is (`sources.freshness`), what a page says of a late one (`review`).
"""

from __future__ import annotations

from datetime import date

import duckdb

from pipelines.sources.freshness import source_ages

EDITIONS = """
select source, list(distinct edition order by edition)
from published.meta.delivery
where edition is not null and outcome in ('ACCEPT', 'ACCEPT_WARN', 'QUARANTINE', 'NOOP')
group by source
order by source
"""
COMMENTS = {
    "source": "Kilde",
    "edition": "Den nyeste udgave (ååååmm)",
    "months_old": "Måneder fra udgavens måned til filens",
    "usual_months": "Måneder, der plejer at gå mellem to udgaver; tom, når en ny kun kommer, fordi noget er ændret",
    "is_late": "Om en ny udgave efter det burde være kommet",
}


def write_source_ages(connection: duckdb.DuckDBPyConnection, as_of: date) -> None:
    """One row per source that has come by the as-of day, in the attached file `published`."""
    ages = source_ages(dict(connection.execute(EDITIONS).fetchall()), as_of)
    connection.execute("""
        create table published.meta.source (
            source varchar not null, edition integer not null, months_old integer not null,
            usual_months integer, is_late boolean not null
        )""")
    if ages:
        rows = [(source, *age, age.is_late) for source, age in ages.items()]
        connection.executemany("insert into published.meta.source values (?, ?, ?, ?, ?)", rows)
    connection.execute(
        "comment on table published.meta.source is 'Hvor gammel hver kilde er på filens dag: én række pr. kilde'"
    )
    for column, text in COMMENTS.items():
        connection.execute(f"comment on column published.meta.source.{column} is '{text}'")
