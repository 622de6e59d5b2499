"""How a municipality's files differ from the contract: names of columns, parts of cells, words for values.

Text in, text out: a file in a dialect is afterwards judged like any other. What holds on the file's day is chosen by
`guidance`. Not here: where the dialect is declared
(`pipelines.municipality`), single wrong values (`corrections`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import polars as pl

from pipelines.municipality import ColumnName, ValueTranslation
from pipelines.sources.column_names import header_names
from pipelines.sources.contract import Contract


def spoken(contract: Contract, names: Sequence[ColumnName], day: date) -> Contract:
    """The contract with what its columns are called in files of that day."""
    declared: dict[str, tuple[str, ...]] = {}
    for entry in names:
        declared[entry.kolonne] = (*declared.get(entry.kolonne, ()), *entry.spellings(day))
    return contract.calling(declared)


def with_parts(cells: pl.DataFrame, names: Sequence[ColumnName], day: date, read_as: Mapping[str, str]) -> pl.DataFrame:
    """The cells with only the part that is the value, of columns that were read under the name that says so."""
    parts = {
        entry.kolonne: part_of(pl.col(entry.kolonne), entry)
        for entry in names
        if entry.takes_a_part
        and entry.holds_on(day)
        and read_as.get(entry.kolonne) in header_names(entry.spellings(day))
    }
    return cells.with_columns(**parts) if parts else cells


def part_of(cell: pl.Expr, name: ColumnName) -> pl.Expr:
    """The piece between separators, without some signs, and only so many signs of it; null where there is no such."""
    text = cell.str.strip_chars()
    if name.stykke is not None and name.skilletegn:
        text = text.str.split(name.skilletegn).list.get(name.stykke - 1, null_on_oob=True).str.strip_chars()
    for sign in name.uden:
        text = text.str.replace_all(sign, "", literal=True)
    return text if name.tegn is None else text.str.head(name.tegn)


def translated(cells: pl.DataFrame, values: Sequence[ValueTranslation]) -> pl.DataFrame:
    """The cells with the values that the municipality's own words stand for; capitals make no difference."""
    meanings: dict[str, dict[str, str]] = {}
    for entry in values:
        if entry.kolonne in cells.columns:
            meanings.setdefault(entry.kolonne, {})[entry.fra.lower()] = entry.til
    return cells.with_columns(**{column: meant(pl.col(column), words) for column, words in meanings.items()})


def meant(cell: pl.Expr, words: Mapping[str, str]) -> pl.Expr:
    """What a cell means by these words, which are in lower case; itself where it is none of them."""
    word = cell.str.strip_chars().str.to_lowercase().fill_null("")
    return pl.when(word.is_in(list(words))).then(word.replace_strict(words, default="")).otherwise(cell)
