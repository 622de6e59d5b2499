"""What a release of rows will come to, tried on the file before it is promised.

A row may have more wrong with it than the code it is released from, and two rows of one key cannot both be right, so
the file is judged as the next run will judge it. Nothing is written. Not here: what a person may ask for (`verdicts`),
who released what (`rulings`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import duckdb

from pipelines.municipality import Municipality
from pipelines.privacy.pseudonyms import open_vault
from pipelines.settings import DataDirectory
from pipelines.sources.codes import RefusalError
from pipelines.sources.contract import load_contracts
from pipelines.sources.deliveries import parse_name
from pipelines.sources.guidance import guidance_of
from pipelines.sources.hidden_numbers import without_hidden_numbers
from pipelines.sources.reader import open_reader
from pipelines.sources.records import ROW
from pipelines.sources.references import known_values
from pipelines.sources.restricted_files import kept_delivery
from pipelines.sources.rulings import Rulings
from pipelines.sources.values import CODE


def rows_left_aside(
    connection: duckdb.DuckDBPyConnection,
    data: DataDirectory,
    municipality: Municipality,
    file: tuple[str, str],
    asked: Mapping[str, Sequence[int]],
) -> dict[int, str]:
    """By number the code of each row that stays aside in a file (sha256 and name) when also `asked` is released.

    RefusalError when the file can no longer be read as `municipality` says, or its copy is gone.
    """
    sha256, file_name = file
    name = parse_name(file_name)
    if name is None:
        raise AssertionError(f"{file_name} was loaded and has no name")
    before = Rulings(connection).released_rows(sha256)
    released = {code: [*before.get(code, ()), *asked.get(code, ())] for code in {*before, *asked}}
    contract = load_contracts()[name.source]
    known = known_values(connection, contract)
    path = kept_delivery(data, sha256, file_name)
    if not path.is_file():
        raise RefusalError("UNREADABLE")
    with open_vault(data) as vault, open_reader(data.restricted / "modtaget") as reader:
        assessment = reader.assess(path, name, known, guidance_of(name, municipality, released))
        aside = without_hidden_numbers(assessment, contract, vault).aside
    return dict(aside.select(ROW, CODE).iter_rows())
