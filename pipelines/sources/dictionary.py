"""The data dictionary: what a municipality delivers, and what it can read afterwards.

The deliveries part is made from the contracts, the published part from the comments in a published DuckDB file, so
that neither can say anything else than the product does. Made by

    python -m pipelines.sources.dictionary [published/analyse.duckdb]

Without a published file the part about published tables is left as it was.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import duckdb

from pipelines.sources.contract import Column, Contract, load_contracts

DICTIONARY = Path(__file__).resolve().parents[2] / "docs" / "data-dictionary.md"
PUBLISHED_HEADING = "# Offentliggjorte tabeller"
NOT_YET = f"{PUBLISHED_HEADING}\n\nSkrives fra en offentliggjort fil: `python -m pipelines.sources.dictionary <fil>`.\n"

TYPES = {
    "date": "dato",
    "int": "helt tal",
    "amount": "beløb i kr., to decimaler",
    "number": "tal, højst fire decimaler",
    "pct": "procent, 0–100",
    "text": "tekst",
    "code": "kode",
    "bool": "ja/nej",
    "cpr": "personnummer",
    "municipality": "kommunekode",
    "school_year": "skoleår som 2025/26",
}
PRIVACY = {
    "open": "",
    "id": "erstattes af et tilfældigt barn_id, før noget skrives",
    "quasi": "indirekte kendetegn",
    "text": "fri tekst; bliver i restricted",
}
KINDS = {
    "snapshot": "Øjebliksbillede: alt kendt på udgavens sidste dag; en senere udgave erstatter det, der regnes med nu.",
    "period": "Periode: udgavens egen måned; en genlevering erstatter måneden.",
    "yearly": "Årlig: en senere udgave erstatter rækker med samme nøgle.",
}
INTRODUCTION = """\
# Dataordbog

Siden er lavet af programmet: leverancerne af kontrakterne i `pipelines/sources/contracts`, de offentliggjorte
tabeller af beskrivelserne i den offentliggjorte fil. Ret dem dér og ikke her.

Kolonner med * er krævede, (k) er en del af nøglen. Til- og fradatoer er inklusive.

# Leverancer
"""


def deliveries_part(contracts: Iterable[Contract]) -> str:
    """The chapter about deliveries in Markdown, one section a source in the contracts' order."""
    return "\n".join([INTRODUCTION, *(source_section(contract) for contract in contracts)])


def source_section(contract: Contract) -> str:
    """One source: what a row is, whether it is required, what is lost without it, and its columns."""
    standing = "Krævet." if contract.required else "Frivillig."
    empty = " Må være tom." if contract.may_be_empty else ""
    lines = [
        f"## `{contract.source}` – {contract.title}",
        "",
        f"{sentence(contract.grain)} {KINDS[contract.kind]} {standing}{empty}",
        "",
        f"{contract.without_it['da']} I databasen: `raw.{contract.table}`.",
        "",
        *table(
            ["kolonne", "indhold", "type", "værdier", "i databasen", "beskyttelse"], map(column_row, contract.columns)
        ),
        "",
    ]
    return "\n".join(lines)


def column_row(column: Column) -> list[str]:
    """One line of a source's table."""
    marks = ("\\*" if column.required else "") + (" (k)" if column.key else "")
    stored = "–" if column.privacy == "text" else f"`{column.field}`"
    aliases = f" (også {', '.join(column.aliases)})" if column.aliases else ""
    return [
        f"`{column.name}`{marks}{aliases}",
        column.title,
        TYPES[column.type],
        values_text(column),
        stored,
        PRIVACY[column.privacy],
    ]


def values_text(column: Column) -> str:
    """The values a column may hold: its code list or its bounds."""
    if column.codes:
        return ", ".join(column.codes)
    low, high = column.minimum, column.maximum
    if low is not None and high is not None:
        return f"{low}–{high}"
    return f"mindst {low}" if low is not None else f"højst {high}" if high is not None else ""


def published_part(database: Path) -> str:
    """The chapter about published tables in Markdown, from the comments of the file."""
    with duckdb.connect(str(database), read_only=True) as connection:
        tables = connection.execute(PUBLISHED_TABLES).fetchall()
        columns = connection.execute(PUBLISHED_COLUMNS).fetchall()
    sections = [
        "\n".join(
            [
                f"## `{schema}.{name}`",
                "",
                comment or "",
                "",
                *table(["kolonne", "type", "indhold"], [row[2:] for row in columns if row[:2] == (schema, name)]),
                "",
            ]
        )
        for schema, name, comment in tables
    ]
    return "\n".join([PUBLISHED_HEADING, "", *sections])


PUBLISHED_TABLES = """
select schema_name, table_name, comment from duckdb_tables() where not internal
union all
select schema_name, view_name, comment from duckdb_views() where not internal
order by 1, 2"""
PUBLISHED_COLUMNS = """
select schema_name, table_name, '`' || column_name || '`', lower(data_type), coalesce(comment, '')
from duckdb_columns() where not internal
order by schema_name, table_name, column_index"""


def table(heading: list[str], rows: Iterable[Iterable[str]]) -> Iterator[str]:
    """A Markdown table; a bar inside a cell is escaped."""
    for cells in ([heading], [["---"] * len(heading)], rows):
        for row in cells:
            yield "| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |"


def sentence(text: str) -> str:
    """A phrase as a sentence."""
    return text[:1].upper() + text[1:] + "."


def split_dictionary(text: str) -> tuple[str, str]:
    """The deliveries part and the published part of a written dictionary."""
    deliveries, heading, published = text.partition(PUBLISHED_HEADING)
    return deliveries, heading + published if heading else NOT_YET


def write_dictionary(path: Path, database: Path | None) -> None:
    """Write the dictionary; the published part is kept when no published file is given."""
    before = path.read_text(encoding="utf-8") if path.is_file() else ""
    published = published_part(database) if database else split_dictionary(before)[1]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"{deliveries_part(load_contracts().values())}\n{published}", encoding="utf-8")


def main(arguments: list[str]) -> None:
    """Write `docs/data-dictionary.md`, with the published tables of the file named first."""
    database = Path(arguments[0]) if arguments else None
    if database is not None and not database.is_file():
        raise SystemExit(f"»{database}« findes ikke. Angiv en offentliggjort DuckDB-fil.")
    write_dictionary(DICTIONARY, database)


if __name__ == "__main__":
    main(sys.argv[1:])
