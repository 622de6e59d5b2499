"""What stands under every table of a paper: its sources, its as-of day, its price level and what it assumes.

The words are those of `texts.yml` (`basis_of`, `assumes`), by the table's code.
"""

from __future__ import annotations

from dataclasses import replace

from pipelines.publishing.content import Prognosis, Style
from pipelines.publishing.numbers import date_text
from pipelines.publishing.table import MONEY_KINDS, Table

OWN_YEARS = ("kommende_aar", "forseglede")
"""Tables whose rows are years, each in its own prices."""
EXPECTED = ("bevillingsomraader", "tilbudstyper", "bestanddele", "kommende_aar", "aktivitet", "maaneder",
            "forventningstal", "sammenhaeng", "forventning_omraader", "aarsager", "siden_sidst")  # fmt: skip
"""Tables of which something is expected, and of which an assumption therefore is said."""


def with_basis(table: Table, prognosis: Prognosis, style: Style) -> Table:
    """The table with the line that stands under it."""
    said = [style.text("basis", "sources", sources=style.text("basis_of", table.code)),
            style.text("basis", "as_of", date=date_text(prognosis.vintage.as_of, style.language))]  # fmt: skip
    if any(column.kind in MONEY_KINDS for column in table.columns):
        code = "own_years" if table.code in OWN_YEARS else "prices"
        said.append(style.text("basis", code, year=prognosis.fiscal_year))
    if table.code in EXPECTED:
        figures = prognosis.expectations if table.code == "forventningstal" else None
        code = f"{table.code}_unfrozen" if figures and figures.version is None else table.code
        said.append(style.text("basis", "assumes", assumes=style.text("assumes", code)))
    return replace(table, basis=" ".join(said))
