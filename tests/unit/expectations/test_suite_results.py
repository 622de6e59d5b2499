"""What a result says, and what it never says."""

import logging
import os
import subprocess
import sys
from typing import Any

import pytest
from pandas import DataFrame, Series

from expectations.check import Check, Measure, Rule, every_row, share_of
from expectations.result import SuiteContext
from expectations.runner import OWNERS, SuiteError, run_suite, run_suites, validate
from pipelines.sources.contract import load_contracts

CANARY = "kanariefugl"


def result(source: str, code: str, frame: DataFrame, context: SuiteContext) -> Any:
    return {r.check_code: r for r in run_suite(load_contracts()[source].model_dump(), frame, context)}[code]


def test_a_breach_says_how_many_rows_and_in_which_column(frame_of: Any, context_with: Any) -> None:
    frame = frame_of("placeringer", {1: {"end_reason": "ukendt"}})
    found = result("placeringer", "CODE", frame, context_with(placeringer=frame))
    assert found.message_da == "Ikke opfyldt for 1 af 2: Koder findes i kodelisten (slutaarsag)"
    assert found.message_en == "Does not hold for 1 of 2: Codes are in the code list (slutaarsag)"
    assert (found.severity, found.blocks, found.owner) == ("kritisk", True, "visitationsenheden")


def test_a_rule_that_holds_is_said_as_it_is(context_with: Any) -> None:
    context = context_with()
    found = result("budget", "NO_ADOPTED_BUDGET", context.frames["budget"], context)
    assert (found.success, found.failed_count, found.blocks) == (True, 0, False)
    assert found.message_da == "Der er et vedtaget budget for opgørelsesdagens år"


def test_a_warning_does_not_block(frame_of: Any, context_with: Any) -> None:
    frame = frame_of("indsatsplan", {0: {"spent_kr": 1001}})
    found = result("indsatsplan", "SPENT_OVER_ALLOCATED", frame, context_with())
    assert (found.success, found.severity, found.blocks) == (False, "advarsel", False)


def test_values_of_a_delivery_are_never_shown(
    frame_of: Any, context_with: Any, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    row = {"offer_type": CANARY, "placement_id": CANARY, "district_id": CANARY, "institution_id": CANARY}
    frame = frame_of("placeringer", {0: row, 1: row})
    results = run_suites([c.model_dump() for c in load_contracts().values()], context_with(placeringer=frame))
    shown = capsys.readouterr()
    assert sum(not r.success for r in results) >= 4
    assert CANARY not in repr(results) + shown.out + shown.err + caplog.text


def test_an_absent_source_gives_no_results(context_with: Any) -> None:
    frames = {"budget": context_with().frames["budget"]}
    context = SuiteContext(context_with().as_of, {}, frames)
    results = run_suites([c.model_dump() for c in load_contracts().values()], context)
    assert {r.source for r in results} == {"budget"}
    assert all(r.success for r in results)


@pytest.mark.parametrize("source", sorted(load_contracts()))
def test_a_delivery_with_its_required_columns_only_can_be_tested(source: str, frame_of: Any, context_with: Any) -> None:
    contract = load_contracts()[source]
    optional = {c.field: None for c in contract.warehouse_columns if not (c.required or c.key)}
    frame = frame_of(source, dict.fromkeys(range(18), optional))
    results = run_suite(contract.model_dump(), frame, SuiteContext(context_with().as_of, {}, {source: frame}))
    assert "REQUIRED" not in {r.check_code for r in results if not r.success}


@pytest.mark.parametrize("source", sorted(load_contracts()))
def test_every_source_has_an_owner_and_every_rule_its_words(source: str, context_with: Any) -> None:
    results = run_suite(load_contracts()[source].model_dump(), context_with().frames[source], context_with())
    assert all(r.owner == OWNERS[source] and r.message_da and r.message_en and r.consequence_da for r in results)


def test_a_share_of_no_rows_holds() -> None:
    nobody = Series([False, False])
    rule = Rule("SHARE", "advarsel", "da", "en", "følge", "consequence")
    assert validate("proeve", [Check(rule, share_of(nobody, nobody, 0.9))], DataFrame(index=[0, 1])) == [(True, 0, 0)]


def test_a_check_that_cannot_be_run_names_its_code_and_not_the_row() -> None:
    rule = Rule("MISSING", "kritisk", "da", "en", "følge", "consequence")
    broken = Measure("ExpectColumnMaxToBeBetween", {"min_value": 1}, column=Series([CANARY, CANARY]), extent=(1, 1))
    with pytest.raises(SuiteError) as caught:
        validate("proeve", [Check(rule, broken)], DataFrame(index=[0, 1]))
    assert "MISSING" in str(caught.value)
    assert CANARY not in str(caught.value)


def test_rows_are_counted_one_by_one() -> None:
    rule = Rule("ROWS", "kritisk", "da", "en", "følge", "consequence")
    holds = Series([True, False, False])
    assert validate("proeve", [Check(rule, every_row(holds))], DataFrame(index=[0, 1, 2])) == [(False, 2, 3)]


def test_the_library_is_imported_at_first_use_and_sends_nothing() -> None:
    code = (
        "import sys, os, expectations.runner as r; assert 'great_expectations' not in sys.modules; "
        "r.great_expectations(); assert os.environ['GX_ANALYTICS_ENABLED'] == 'false'"
    )
    environment = {name: value for name, value in os.environ.items() if name != "GX_ANALYTICS_ENABLED"}
    subprocess.run([sys.executable, "-c", code], check=True, env=environment)
