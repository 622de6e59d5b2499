"""Whether all that came in can be accounted for: in the marts, set aside, replaced by a later edition or left out.

Asked of `intermediate.int_conservation` in every run, before the forecast; a single row or øre that has gone stops it.
Not here: the rows of a file (each report adds up by itself), the sums of single models (dbt).
"""

from __future__ import annotations

from decimal import Decimal

import dagster as dg
import duckdb

from pipelines.errors import FindingError
from pipelines.faults import readably
from pipelines.numbers import format_decimal
from pipelines.resources import Workspace

LOSSES = """
select source, measure, delivered, set_aside, replaced, known_from_later, excluded, in_marts, difference
from intermediate.int_conservation
where difference <> 0
order by source, measure desc
"""
UNITS = {"rows": (("rækker", "rows"), 0), "kr": (("kr.", "kr."), 2)}


@dg.asset_check(asset=["intermediate", "int_conservation"], name="intet_er_tabt", blocking=True, pool="warehouse")
@readably
def nothing_is_lost(workspace: dg.ResourceParam[Workspace]) -> dg.AssetCheckResult:
    """Rows and kroner in are rows and kroner somewhere; FindingError where they are not."""
    with workspace.warehouse() as connection:
        stop_on_loss(connection)
    return dg.AssetCheckResult(passed=True)


def stop_on_loss(connection: duckdb.DuckDBPyConnection) -> None:
    """FindingError with every source that does not add up, and where its rows and kroner are."""
    losses = [_loss(*row) for row in connection.execute(LOSSES).fetchall()]
    if losses:
        da, en = ("\n".join(f"  {line}" for line in lines) for lines in zip(*losses, strict=True))
        raise FindingError(
            f"Regnskabet over det modtagne går ikke op, så intet nyt er offentliggjort:\n{da}\n"
            "Kør `pladsprognose run` med --full-refresh, som læser alt forfra. Går det stadig ikke op, så meld det til "
            "dem, der driver programmet, med denne besked.",
            f"What came in cannot be accounted for, so nothing new is published:\n{en}\n"
            "Run `pladsprognose run` with --full-refresh, which reads everything anew. If it still does not add up, "
            "report it to those who run the program, with this message.",
        )


def _loss(source: str, measure: str, *parts: Decimal) -> tuple[str, str]:
    """What has gone of a source, in Danish and English."""
    (unit, unit_en), places = UNITS[measure]
    *known, difference = (format_decimal(part, places) for part in parts)
    delivered, set_aside, replaced, later, excluded, in_marts = known
    da = (
        f"{source}: {difference} {unit} kan ikke findes igen. Modtaget {delivered}, sat til side {set_aside}, "
        f"afløst af en senere udgave {replaced}, kendt fra en senere udgave {later}, uden for området {excluded}, "
        f"i tabellerne {in_marts}."
    )
    en = (
        f"{source}: {difference} {unit_en} cannot be found. Received {delivered}, kept aside {set_aside}, "
        f"replaced by a later edition {replaced}, known from a later edition {later}, out of scope {excluded}, "
        f"in the tables {in_marts}."
    )
    return da, en
