"""Small literal deliveries, and a landing of them into an empty warehouse."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import duckdb
import pytest

from pipelines.settings import DataDirectory
from pipelines.sources.landing import land
from pipelines.sources.ledger import DeliveryReport

INSTITUTIONS = """\
institutionsnummer;gyldig_fra;navn;institutionstype;ejer;distrikt;omraade
101001;01-08-2010;Skolen ved Åen;folkeskole;egen;Nord;Område 1
101002;01-08-2010;Skolen på Bakken;folkeskole;egen;Syd;Område 2
"""

REFERRAL_HEADER = (
    "indstilling_id;cpr;modtaget_dato;indstillende_institution;distriktsskole;bopaelsdistrikt;"
    "indstillingstype;visitationsrunde;klassetrin"
)
REFERRALS = (
    "I1;010115-4001;03-09-2026;101001;101001;Nord;ny;Åben runde;3",
    "I2;020216-5002;04-09-2026;101002;101002;Syd;ny;Åben runde;2",
    "I3;030314-6003;05-09-2026;101001;101001;Nord;aendring;Åben runde;4",
)

POSTING_HEADER = "bilagsnummer;bilagslinje;bogfoeringsdato;konto;art;bevillingsomraade;beloeb;tekst"
POSTINGS = (
    "B1;1;01-09-2026;3220800;40;Special;4.000,00;Takst",
    "B1;2;02-09-2026;3220800;40;Special;4.000,56;Takst",
    "B2;1;03-09-2026;3220800;40;Special;4.984,00;Takst",
)


def text(*lines: str) -> str:
    """A CSV of these lines, each ended by a newline."""
    return "".join(line + "\n" for line in lines)


@pytest.fixture
def warehouse() -> duckdb.DuckDBPyConnection:
    return duckdb.connect(":memory:")


@pytest.fixture
def data(tmp_path: Path) -> DataDirectory:
    return DataDirectory(tmp_path / "var")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "deliveries"
    path.mkdir()
    (path / "institutioner_202609.csv").write_text(INSTITUTIONS, encoding="utf-8")
    return path


Land = Callable[[], Mapping[str, DeliveryReport]]


@pytest.fixture
def landed(warehouse: duckdb.DuckDBPyConnection, folder: Path, data: DataDirectory) -> Land:
    """Land the folder and give the reports by file name."""
    return lambda: {entry.file: entry for entry in land(warehouse, folder, data, "run-1")}
