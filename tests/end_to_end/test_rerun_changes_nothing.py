"""The same deliveries, day and seed give the same vintage, whether in the same data directory or in another."""

import shutil

import pytest

pytestmark = pytest.mark.xdist_group("rerun")

HAND = "tests/integration/hand_municipality/deliveries"
WHEN = frozenset({"created_at", "received_at", "approved_at", "run_id"})


@pytest.fixture(scope="module")
def deliveries(examples, tmp_path_factory):
    """The hand-written municipality with everything simulated, so that a draw that moves is seen."""
    folder = tmp_path_factory.mktemp("simulated") / "deliveries"
    shutil.copytree(examples.parent / HAND, folder)
    settings = folder / "kommune.yaml"
    text = settings.read_text(encoding="utf-8")
    assert text.count(": nej") == 2
    settings.write_text(text.replace(": nej", ": ja"), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def first(run, deliveries, tmp_path_factory):
    return run(deliveries, "2024-04-30", tmp_path_factory.mktemp("first"))


def test_a_rerun_in_the_same_place_leaves_every_table_as_it_was(run, deliveries, first):
    before = first.tables()

    after = run(deliveries, "2024-04-30", first.data_dir).tables()

    assert after.keys() == before.keys()
    for table, rows in before.items():
        if table != "meta.delivery":  # the files were received once more, and taken as the same bytes
            assert after[table] == rows, table
    assert len(after["forecast.vintage"]) == 1


def test_a_run_in_another_place_gives_the_same_tables(run, deliveries, first, tmp_path):
    before = first.tables(without_columns=WHEN)

    after = run(deliveries, "2024-04-30", tmp_path / "other").tables(without_columns=WHEN)

    for table, rows in before.items():
        if table != "meta.delivery":
            assert after[table] == rows, table


def test_no_published_table_is_empty(first):
    empty = [table for table, rows in first.tables().items() if not rows]

    assert set(empty) <= {"forecast.adjustment", "forecast.accuracy", "forecast.event_test"}
