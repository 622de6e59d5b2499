import polars as pl

from pipelines.synthetic.registers import Late, Register

ROWS = pl.DataFrame(
    {
        "klage_id": ["K2", "K1"],
        "modtaget_dato": [100, 90],
        "naevn_dato": [150, 120],
        "naevn_udfald": ["aendret", "stadfaestet"],
        "known": [100, 90],
        "board": [150, 120],
    }
)
COMPLAINTS = Register("klager", ROWS, (Late("board", ("naevn_dato", "naevn_udfald")),))


def test_an_extract_shows_only_what_is_known_that_day():
    assert COMPLAINTS.cut(95)["klage_id"].to_list() == ["K1"]


def test_a_field_entered_later_is_blank_until_its_day():
    cut = COMPLAINTS.cut(120)
    assert cut.select("klage_id", "naevn_udfald").rows() == [("K1", "stadfaestet"), ("K2", None)]


def test_a_register_changes_when_a_row_or_a_late_field_becomes_known():
    assert COMPLAINTS.changes_between(100, 120)
    assert not COMPLAINTS.changes_between(120, 149)
