"""Runs the suites: asks Great Expectations in bulk, and for counts only where something does not hold.

Not here: what a suite demands (`promised` and one module per source), how a breach blocks (the pipelines decide).
Great Expectations' own results print offending values, so only `success` and counts are ever read from them. It takes
seconds to import and is imported when the first suite runs.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from importlib import import_module
from types import ModuleType
from typing import Any

import pandas as pd

from expectations.check import Check, Measure
from expectations.promised import prepared, presence_checks, promised_checks
from expectations.result import CheckResult, SuiteContext

COUNTS_ONLY = {"result_format": "SUMMARY", "partial_unexpected_count": 0}

OWNERS: Mapping[str, str] = {
    "institutioner": "skole- og dagtilbudsafdelingen",
    "placeringer": "visitationsenheden",
    "takster": "økonomiafdelingen",
    "budget": "økonomiafdelingen",
    "omkostninger": "økonomiafdelingen",
    "befolkning": "økonomiafdelingen",
    "kontoplan": "økonomiafdelingen",
    "kapacitet": "visitationsenheden",
    "indstillinger": "visitationsenheden",
    "visitationer": "visitationsenheden",
    "klager": "visitationsenheden",
    "elevtal": "skole- og dagtilbudsafdelingen",
    "fravaer": "skole- og dagtilbudsafdelingen",
    "trivsel": "skole- og dagtilbudsafdelingen",
    "indsatsplan": "skole- og dagtilbudsafdelingen",
    "forloeb": "skole- og dagtilbudsafdelingen",
    "noegletal": "PPR",
    "statusanalyse": "skole- og dagtilbudsafdelingen",
}


class SuiteError(Exception):
    """A suite could not be run; names source and check, never a value."""


def run_suites(contracts: Iterable[Mapping[str, Any]], context: SuiteContext) -> list[CheckResult]:
    """The results of all delivered sources, in the order of the contracts; an absent source gives none."""
    return [
        result
        for contract in contracts
        if contract["source"] in context.frames
        for result in run_suite(contract, context.frames[contract["source"]], context)
    ]


def run_suite(contract: Mapping[str, Any], frame: pd.DataFrame, context: SuiteContext) -> list[CheckResult]:
    """The results of one source's suite, in the order of its checks.

    `frame` has the rows that count now with the contract's fields as columns. An empty frame is only asked whether it
    may be empty: every other rule holds for no rows.
    """
    checks = suite_checks(contract, frame, context)
    verdicts = validate(contract["source"], checks, frame) if checks else []
    return [result_of(contract["source"], check, *verdict) for check, verdict in zip(checks, verdicts, strict=True)]


def suite_checks(contract: Mapping[str, Any], frame: pd.DataFrame, context: SuiteContext) -> list[Check]:
    """All checks of a source: those of its contract, then those only a person knows."""
    presence = presence_checks(contract)
    if frame.empty:
        return presence
    rows = prepared(contract, frame)
    own = import_module(f"expectations.{contract['source']}").checks(rows, context)
    return [*presence, *promised_checks(contract, rows, context), *own]


def validate(source: str, checks: Sequence[Check], frame: pd.DataFrame) -> list[tuple[bool, int, int]]:
    """Per check (holds, rows or units that do not, rows or units looked at)."""
    library = great_expectations()
    batch = batch_of(library, source, checks, frame)
    holds = successes(library, batch, source, checks, "BOOLEAN_ONLY")
    broken = [check for check in checks if not holds[check.rule.code][0] and check.measure.extent is None]
    counts = successes(library, batch, source, broken, COUNTS_ONLY) if broken else {}
    return [verdict_on(check, counts.get(check.rule.code, holds[check.rule.code]), len(frame)) for check in checks]


def verdict_on(check: Check, answer: tuple[bool, int, int], rows: int) -> tuple[bool, int, int]:
    """The verdict with its counts: of units for rules about the table, else of rows."""
    success, failed, looked_at = answer
    if check.measure.extent is not None:
        missing, units = check.measure.extent
        return success, 0 if success else missing, units
    return (True, 0, rows) if success else (False, failed, looked_at)


def great_expectations() -> ModuleType:
    """The library, imported at first use without its usage statistics."""
    os.environ["GX_ANALYTICS_ENABLED"] = "false"
    return import_module("great_expectations")


def batch_of(library: ModuleType, source: str, checks: Sequence[Check], frame: pd.DataFrame) -> Any:
    """One batch in an in-memory context: the rows' own columns and one column per rule, named by its code."""
    context = library.get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False}
    ruled = {c.rule.code: c.measure.column for c in checks if c.measure.column is not None}
    keys = sorted({name for c in checks for name in named_columns(c.measure)})
    rows = pd.concat([frame[keys].reset_index(drop=True), pd.DataFrame(ruled)], axis="columns")
    asset = context.data_sources.add_pandas(source).add_dataframe_asset(source)
    return asset.add_batch_definition_whole_dataframe(source).get_batch({"dataframe": rows})


def named_columns(measure: Measure) -> list[str]:
    """The columns of the delivery that the expectation names itself."""
    single = [measure.arguments["column"]] if "column" in measure.arguments else []
    return [*single, *measure.arguments.get("column_list", [])]


def successes(
    library: ModuleType, batch: Any, source: str, checks: Sequence[Check], result_format: Any
) -> dict[str, tuple[bool, int, int]]:
    """By check code: (holds, unexpected rows, rows); the counts are 0 where the library was asked for none."""
    suite = library.ExpectationSuite(source, expectations=[expectation(library, check) for check in checks])
    answers = {}
    for answer in batch.validate(suite, result_format=result_format).results:
        code = answer.expectation_config.meta["check_code"]
        if answer.exception_info.get("raised_exception", True):
            raise SuiteError(f"{source}: {code} kunne ikke afprøves / could not be tested")
        counts = (answer.result.get("unexpected_count", 0), answer.result.get("element_count", 0))
        answers[code] = (bool(answer.success), *counts)
    return answers


def expectation(library: ModuleType, check: Check) -> Any:
    """The library's expectation for a check, marked with its code and severity."""
    arguments = dict(check.measure.arguments)
    if check.measure.column is not None:
        arguments["column"] = check.rule.code
    severity = "critical" if check.rule.severity == "kritisk" else "warning"
    kind = getattr(library.expectations, check.measure.expectation)
    return kind(**arguments, severity=severity, meta={"check_code": check.rule.code})


def result_of(source: str, check: Check, success: bool, failed: int, looked_at: int) -> CheckResult:
    """The result in words: the rule where it holds, else how many break it and in which columns."""
    rule = check.rule
    held = CheckResult(
        source, rule.code, rule.severity, success, failed, looked_at, rule.da, rule.en, rule.consequence_da,
        rule.consequence_en, OWNERS[source], rule.question,
    )  # fmt: skip
    if success:
        return held
    where = "".join(f" ({', '.join(names)})" for names in [check.measure.guilty_parts()] if names)
    among_da, among_en = (
        (f" for {failed} af {looked_at}", f" for {failed} of {looked_at}") if looked_at > 1 else ("", "")
    )
    return replace(
        held,
        message_da=f"Ikke opfyldt{among_da}: {rule.da}{where}",
        message_en=f"Does not hold{among_en}: {rule.en}{where}",
        broken_rows=check.measure.broken_rows(),
    )
