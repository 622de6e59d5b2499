"""The data dictionary says what the contracts and the published file say."""

from pathlib import Path

import duckdb
import pytest

from pipelines.sources.contract import Contract, load_contracts
from pipelines.sources.dictionary import (
    DICTIONARY,
    deliveries_part,
    published_part,
    source_section,
    split_dictionary,
    write_dictionary,
)

CONTRACT = Contract.model_validate(
    {
        "source": "fugle", "table": "bird", "title": "Fugle", "grain": "én række pr. fugl", "kind": "period",
        "required": False, "may_be_empty": True, "without_it": {"da": "Uden fugle er her stille.", "en": "No birds."},
        "columns": [
            {"name": "ring", "field": "ring_id", "type": "text", "title": "Ringens nummer", "key": True,
             "required": True, "aliases": ["ringnr"]},
            {"name": "slags", "field": "kind", "type": "code", "title": "Slags", "codes": ["due", "ugle"]},
            {"name": "alder", "field": "age", "type": "int", "title": "Alder | år", "minimum": 0, "maximum": 9},
            {"name": "noter", "field": "notes", "type": "text", "title": "Noter", "privacy": "text"},
        ],
    }
)  # fmt: skip

SECTION = """\
## `fugle` – Fugle

Én række pr. fugl. Periode: udgavens egen måned; en genlevering erstatter måneden. Frivillig. Må være tom.

Uden fugle er her stille. I databasen: `raw.bird`.

| kolonne | indhold | type | værdier | i databasen | beskyttelse |
| --- | --- | --- | --- | --- | --- |
| `ring`\\* (k) (også ringnr) | Ringens nummer | tekst |  | `ring_id` |  |
| `slags` | Slags | kode | due, ugle | `kind` |  |
| `alder` | Alder \\| år | helt tal | 0–9 | `age` |  |
| `noter` | Noter | tekst |  | – | fri tekst; bliver i restricted |
"""


@pytest.fixture
def published(tmp_path: Path) -> Path:
    path = tmp_path / "analyse.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute("create schema mart")
        connection.execute("create table mart.capacity (place_count integer, note varchar)")
        connection.execute("comment on table mart.capacity is 'En række pr. tilbud'")
        connection.execute("comment on column mart.capacity.place_count is 'Antal pladser'")
    return path


def test_a_source_is_told_as_its_contract_has_it() -> None:
    assert source_section(CONTRACT) == SECTION


def test_every_source_and_column_is_told() -> None:
    text = deliveries_part(load_contracts().values())
    for contract in load_contracts().values():
        assert f"## `{contract.source}` – {contract.title}" in text
        assert all(f"`{column.name}`" in text for column in contract.columns)


def test_the_committed_dictionary_is_up_to_date_with_the_contracts() -> None:
    committed = split_dictionary(DICTIONARY.read_text(encoding="utf-8"))[0]
    assert committed.strip() == deliveries_part(load_contracts().values()).strip(), (
        "Kør `python -m pipelines.sources.dictionary`."
    )


def test_published_tables_are_told_from_their_comments(published: Path) -> None:
    assert published_part(published).splitlines() == [
        "# Offentliggjorte tabeller",
        "",
        "## `mart.capacity`",
        "",
        "En række pr. tilbud",
        "",
        "| kolonne | type | indhold |",
        "| --- | --- | --- |",
        "| `place_count` | integer | Antal pladser |",
        "| `note` | varchar |  |",
    ]


def test_without_a_published_file_its_part_is_kept(tmp_path: Path, published: Path) -> None:
    path = tmp_path / "docs" / "data-dictionary.md"
    write_dictionary(path, None)
    assert "Skrives fra en offentliggjort fil" in path.read_text(encoding="utf-8")
    write_dictionary(path, published)
    told = path.read_text(encoding="utf-8")
    assert "Antal pladser" in told
    write_dictionary(path, None)
    assert path.read_text(encoding="utf-8") == told
