"""The hand-written municipality's ledger as two other systems would have written it, read without a line of code."""

from __future__ import annotations

import csv
import io
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

import duckdb
import pytest
from hand_deliveries import DELIVERIES

pytestmark = pytest.mark.xdist_group("hand_municipality")
EXAMPLES = Path(__file__).resolve().parents[2] / "examples" / "dialekter"
EXAMPLE_FILE = "omkostninger_202404.csv"
Row = Mapping[str, str]
CENTRES = {"Specialundervisning": "PC2208", "Specialdagtilbud": "PC2825"}
OFFERS = {"specialskole": "Spec.skole", "specialklasse": "Spec.klasse"}


def dotted(day: str) -> str:
    return day.replace("-", ".")


def iso(day: str) -> str:
    return "-".join(reversed(day.split("-")))


def opus(row: Row) -> dict[str, str]:
    amount = row["beloeb"]
    return {
        "Belegnr.": row["bilagsnummer"], "Pos.": row["bilagslinje"].zfill(3),
        "Beløb i rapp.valuta": f"{amount[1:]}-" if amount.startswith("-") else amount,
        "Hovedkonto": f"{row['konto']}001", "Artskonto": f"{row['art']}000000",
        "Profitcenter": CENTRES[row["bevillingsomraade"]].lower(), "Leverandør": row["institutionsnummer"],
        "Tilbud": OFFERS.get(row["tilbudstype"], row["tilbudstype"]), "Ydelsesnr.": row["placering_id"],
        "Bogf.dato": dotted(row["bogfoeringsdato"]), "Regnskabsår": row["regnskabsaar"],
        "Ydelse fra": dotted(row["periode_fra"]), "Ydelse til": dotted(row["periode_til"]),
        "Engangspost": "X" if row["engangspost"] == "ja" else "", "Årsag": row["saerlig_aarsag"], "Tekst": row["tekst"],
    }  # fmt: skip


def prisme(row: Row) -> dict[str, str]:
    account = row["konto"]
    return {
        "Kontostreng": f"{account[0]}.{account[1:3]}.{account[3:]}.1-02024-{row['art']}",
        "Bilag": row["bilagsnummer"], "Linje": row["bilagslinje"], "Beløb": row["beloeb"].replace(".", ""),
        "Bogføringsdato": iso(row["bogfoeringsdato"]), "År": row["regnskabsaar"],
        "Periode start": iso(row["periode_fra"]), "Periode slut": iso(row["periode_til"]),
        "Bevilling": row["bevillingsomraade"], "Sted": row["institutionsnummer"], "Type": row["tilbudstype"].title(),
        "Placering": row["placering_id"], "Engangspost": row["engangspost"].title(), "Mærke": row["saerlig_aarsag"],
        "Tekst": row["tekst"],
    }  # fmt: skip


def rewritten(path: Path, dialect: Callable[[Row], dict[str, str]]) -> str:
    """The file in a dialect, its trailer left as it is."""
    lines = path.read_text(encoding="utf-8").splitlines()
    trailer = [line for line in lines if line.startswith("SLUT;")]
    rows = [dialect(row) for row in csv.DictReader(lines[: len(lines) - len(trailer)], delimiter=";")]
    text = io.StringIO()
    writer = csv.DictWriter(text, fieldnames=list(rows[0]), delimiter=";", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue() + "".join(f"{line}\n" for line in trailer)


def marts(data_dir: Path) -> dict[str, list[tuple[object, ...]]]:
    with duckdb.connect(str(data_dir / "published" / "analyse.duckdb"), read_only=True) as connection:
        tables = connection.execute("select table_name from duckdb_tables() where schema_name = 'mart'").fetchall()
        return {table: connection.execute(f"from mart.{table} order by all").fetchall() for (table,) in tables}


@pytest.mark.parametrize(("name", "dialect"), [("opus", opus), ("prisme", prisme)])
def test_the_example_is_written_in_the_dialect(name, dialect):
    text = rewritten(DELIVERIES / EXAMPLE_FILE, dialect)
    assert (EXAMPLES / name / EXAMPLE_FILE).read_text(encoding="utf-8") == text


@pytest.mark.parametrize(("name", "dialect"), [("opus", opus), ("prisme", prisme)])
def test_a_ledger_in_a_dialect_gives_the_same_marts_as_the_plain_one(name, dialect, hand_data_dir, command, tmp_path):
    deliveries, data_dir = tmp_path / "leverancer", tmp_path / "data"
    shutil.copytree(DELIVERIES, deliveries)
    for file in deliveries.glob("omkostninger_*.csv"):
        file.write_text(rewritten(file, dialect), encoding="utf-8")
    with (deliveries / "kommune.yaml").open("a", encoding="utf-8") as settings:
        settings.write((EXAMPLES / name / "kommune.yaml").read_text(encoding="utf-8"))

    answer = command(
        "run", "--deliveries", str(deliveries), "--as-of", "2024-04-30", "--data-dir", str(data_dir), "--quiet"
    )

    assert answer.returncode == 0, answer.stderr
    assert len(marts(data_dir)["spend_monthly"]) > 10
    assert marts(data_dir) == marts(hand_data_dir)
