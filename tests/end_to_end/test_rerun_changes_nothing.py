"""The same deliveries, day and seed once more: the same vintage and no new rows.

That another data directory gives the same is shown by the runs as of a day, each of which has its own.
"""

import shutil

import pytest

pytestmark = pytest.mark.xdist_group("rerun")

HAND = "tests/integration/hand_municipality/deliveries"


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


def test_no_published_table_is_empty(first):
    empty = [table for table, rows in first.tables().items() if not rows]

    assert set(empty) <= {"forecast.adjustment", "forecast.accuracy", "forecast.event_test"}
