"""The store: what is added is read back whole, a conflict adds nothing, and a changed line stops everything."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from judged import APRIL, SPECIAL, act, adjustment, withdrawal

from pipelines.audit import AUDIT_FILE
from pipelines.errors import JudgementError
from pipelines.judgements.store import ConflictError, add, read_judgements
from pipelines.operations.backup import write_backup
from pipelines.operations.restore import restore_backup
from pipelines.settings import DataDirectory

SECRET = bytes(range(32))


@pytest.fixture
def data(tmp_path: Path) -> DataDirectory:
    return DataDirectory(tmp_path / "var")


def added(data, *acts):
    for one in acts:
        add(data, one, read_judgements(data).last)
    return acts


def audited(data):
    return [json.loads(line) for line in (data.restricted / AUDIT_FILE).read_bytes().splitlines()]


def test_what_is_read_back_is_what_was_said(data):
    acts = added(
        data,
        adjustment(places=Decimal("1.50"), unit_price_kr=Decimal("312533.22"), evidence="https://kommunen.dk/sag?id=1"),
        adjustment(factor=Decimal("0.95"), text="Ærø »<b>&\n\u2028 to linjer"),
        act(kind="comment", table="budget"),
    )
    assert tuple(read_judgements(data).acts) == acts
    assert read_judgements(data).acts[0].expires == date(2024, 12, 31)


def test_every_act_is_in_the_audit_file_with_who_what_and_why(data):
    (made,) = added(data, adjustment())
    added(data, withdrawal(made, by="chef"))
    lines = audited(data)
    assert [(line["by"], line["action"], line["reason"]) for line in lines] == [
        ("controller", "adjustment", "En skole lukker i maj"), ("chef", "withdrawal", "Skolen lukker ikke"),
    ]  # fmt: skip
    assert lines[0]["cell"] == list(SPECIAL)
    assert (lines[0]["amount_kr"], lines[1]["about"]) == ("500000", made.act_id)


def test_two_who_began_from_the_same_line_do_not_overwrite_each_other(data):
    added(data, act(kind="comment"))
    seen = read_judgements(data).last
    mine, theirs = adjustment(by="en"), adjustment(by="to")
    add(data, theirs, seen)
    with pytest.raises(ConflictError) as refused:
        add(data, mine, seen)
    assert refused.value.acts == (theirs,)
    assert len(read_judgements(data).acts) == len(audited(data)) == 2
    add(data, mine, read_judgements(data).last)
    assert len(read_judgements(data).adjustments) == 2


def test_another_cell_or_a_comment_meanwhile_is_no_conflict(data):
    add(data, act(kind="comment"), "")
    add(data, adjustment(cell=SPECIAL._replace(district_id="Nord")), "")
    add(data, adjustment(), "")
    assert len(read_judgements(data).acts) == 3


def test_a_line_that_is_not_there_any_more_is_a_conflict_with_nobody(data):
    with pytest.raises(ConflictError) as refused:
        add(data, adjustment(), "f" * 64)
    assert refused.value.acts == ()
    assert not data.judgements.read_bytes()


def test_a_last_line_that_was_cut_off_never_counted_and_the_next_act_stands(data):
    added(data, adjustment())
    whole = data.judgements.read_bytes()
    added(data, act(kind="comment"))
    data.judgements.write_bytes(data.judgements.read_bytes()[:-40])
    assert len(read_judgements(data).acts) == 1
    added(data, act(kind="comment", text="Igen"))
    assert [one.text for one in read_judgements(data).acts] == ["En skole lukker i maj", "Igen"]
    assert data.judgements.read_bytes().startswith(whole)


@pytest.mark.parametrize("change", [
    lambda lines: [lines[0].replace(b"500000", b"900000"), *lines[1:]],
    lambda lines: lines[1:],
    lambda lines: [lines[1], lines[0], lines[2]],
    lambda lines: [b"{}", *lines[1:]],
])  # fmt: skip
def test_a_line_that_was_changed_removed_or_moved_stops_what_would_use_it(data, change):
    added(data, adjustment(), act(kind="comment"), act(kind="comment"))
    lines = data.judgements.read_bytes().splitlines()
    data.judgements.write_bytes(b"".join(line + b"\n" for line in change(lines)))
    with pytest.raises(JudgementError, match=r"Linje . i judgements"):
        read_judgements(data)
    with pytest.raises(JudgementError, match="sikkerhedskopi"):
        add(data, adjustment(), "")


def test_a_backup_carries_it_and_it_goes_on_from_its_last_line(data, tmp_path):
    (tmp_path / "elsewhere").mkdir()
    (made,) = added(data, adjustment())
    backup = write_backup(data, tmp_path / "elsewhere", SECRET)
    restored = DataDirectory(tmp_path / "restored")
    restore_backup(backup.path, restored, SECRET)
    add(restored, withdrawal(made), read_judgements(data).last)
    assert [one.state(APRIL) for one in read_judgements(restored).adjustments] == ["withdrawn"]
