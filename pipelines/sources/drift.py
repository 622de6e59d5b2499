"""What an edition lacks that the edition before it had: columns that are gone, grant areas that have another name.

Read from what has been landed up to the cut-offs, so the order of arrival changes nothing. Not here: required columns,
without which a file is refused (`table`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import duckdb

from pipelines.municipality import AreaRename
from pipelines.sources.column_names import is_sayable
from pipelines.sources.contract import load_contracts
from pipelines.sources.findings import CutOff, Finding, owner_of
from pipelines.sources.naming import naming_advice

EDITIONS = """
-- one row per file that counts of a source, newest first, with the columns it had
select edition, columns, unknown_columns from raw.current_delivery
where source = ? and edition_date <= ? and len(columns) > 0
order by edition desc limit 2
"""
AREAS = """
-- one row per fiscal year and grant area of the newest budget
select content.fiscal_year, content.grant_area
from raw.current_delivery as delivery
inner join raw.budget_entry_shown as shown on delivery.delivery_id = shown.delivery_id
inner join raw.budget_entry as content on shown.row_hash = content.row_hash
where delivery.source = 'budget' and delivery.edition = (
    select max(edition) from raw.current_delivery where source = 'budget' and edition_date <= ?
)
group by all
"""


def drift_findings(
    connection: duckdb.DuckDBPyConnection, cut_off: CutOff, renames: Sequence[AreaRename]
) -> list[Finding]:
    """Columns that the newest edition of a source no longer has, and areas of the newest budget year with new names."""
    found = [finding for source in load_contracts() for finding in columns_gone(connection, source, cut_off)]
    return sorted([*found, *areas_renamed(connection, cut_off, renames)])


def columns_gone(connection: duckdb.DuckDBPyConnection, source: str, cut_off: CutOff) -> Iterator[Finding]:
    """One finding for each column that the edition before had."""
    editions = connection.execute(EDITIONS, [source, cut_off(source)]).fetchall()
    if len(editions) < 2:  # noqa: PLR2004 - an edition and the one before
        return
    (now, columns, unknown), (before, had, known_unknown) = editions
    new_names = [name for name in unknown if name not in known_unknown]
    for column in sorted(set(had) - set(columns)):
        advice = naming_advice(source, [column], new_names)
        yield Finding(
            source, "COLUMN_GONE", "advarsel", 1, owner_of(load_contracts()[source]),
            f"Kolonnen »{column}« var med i {before} og mangler i {now}.{advice['unknown_da']}",
            f'Column "{column}" was there in {before} and is missing in {now}.{advice["unknown_en"]}',
            "Det, der bygger på kolonnen, regnes uden den.", "What builds on the column is worked out without it.",
        )  # fmt: skip


def areas_renamed(
    connection: duckdb.DuckDBPyConnection, cut_off: CutOff, renames: Sequence[AreaRename]
) -> Iterator[Finding]:
    """A finding where the newest budget year has areas that no earlier year has, and lacks some of the year before."""
    years: dict[int, set[str]] = {}
    for year, area in connection.execute(AREAS, [cut_off("budget")]).fetchall():
        years.setdefault(year, set()).add(area)
    if len(years) < 2:  # noqa: PLR2004 - a year and the one before
        return
    newest, before = sorted(years, reverse=True)[:2]
    told = {name for entry in renames for name in (entry.fra, entry.til)}
    earlier = set().union(*(areas for year, areas in years.items() if year != newest))
    new = sorted(filter(is_sayable, years[newest] - earlier - told))
    gone = sorted(filter(is_sayable, years[before] - years[newest] - told))
    if new and gone:
        new_names, old_names = (", ".join(f"»{name}«" for name in names) for names in (new, gone))
        line = f'{{fra: "{gone[0]}", til: "{new[0]}", gyldig_fra: {newest}-01-01}}'
        yield Finding(
            "budget", "GRANT_AREA_RENAMED", "advarsel", len(new), "Budgetansvarlig",
            f"I budgettet for {newest} er {new_names} nyt, og {old_names} er der ikke mere. Er det samme område, "
            f"så skriv i kommune.yaml under omdoebte_omraader: {line}",
            f"In the budget of {newest} {new_names} is new, and {old_names} is gone. If it is the same area, write in "
            f"kommune.yaml under omdoebte_omraader: {line}",
            "Områdets år kan ikke sammenlignes, og bogføring under det gamle navn har intet budget.",
            "The area's years cannot be compared, and postings under the old name have no budget.",
        )  # fmt: skip
