import shutil

from pipelines.unattended.drop_folder import Looked, look


def looks(folder, *changes):
    """What each look saw, with a change made before it."""
    last, seen = Looked(), []
    for change in changes:
        change()
        movement, last = look(folder, Looked.of(last.kept_text()))
        seen.append(movement)
    return seen


def nothing():
    pass


def test_a_file_that_grows_is_left_until_two_looks_see_the_same(tmp_path):
    file = tmp_path / "placeringer_202504.csv"

    assert looks(
        tmp_path,
        nothing,
        lambda: file.write_text("a"),
        lambda: file.write_text("ab"),
        nothing,
        nothing,
        lambda: (tmp_path / "budget_202504.csv").write_text("b"),
        nothing,
    ) == ["empty", "moving", "moving", "still", "taken", "moving", "still"]


def test_unfinished_files_and_documents_are_not_deliveries(tmp_path):
    def write():
        for name in ("placeringer_202504.csv.part", ".skjult", "README.md", "~$budget_202504.xlsx"):
            (tmp_path / name).write_text("x")

    assert looks(tmp_path, write, nothing) == ["empty", "empty"]


def test_a_changed_kommune_yaml_is_run_with_again(tmp_path):
    (tmp_path / "budget_202504.csv").write_text("b")
    settings = tmp_path / "kommune.yaml"

    assert looks(tmp_path, nothing, nothing, lambda: settings.write_text("enhed: mio"), nothing, nothing) == [
        "moving", "still", "moving", "still", "taken",
    ]  # fmt: skip


def test_a_folder_that_was_emptied_and_filled_with_the_same_is_not_run_with_twice(tmp_path):
    file, away = tmp_path / "budget_202504.csv", tmp_path.parent / "away.csv"
    file.write_text("b")

    assert looks(
        tmp_path, nothing, nothing, lambda: shutil.move(file, away), lambda: shutil.move(away, file), nothing
    ) == ["moving", "still", "empty", "taken", "taken"]
