"""The dbt models as assets: the management-information layer, and the outlook over the forecast.

Not here: the models themselves (`dbt_project/`), how dbt is run (`dbt_runner`).
"""

from collections.abc import Iterator, Mapping
from typing import Any

import dagster as dg
from dagster_dbt import DagsterDbtTranslator, DagsterDbtTranslatorSettings, dbt_assets
from dagster_dbt.asset_utils import get_asset_check_key_for_test

from pipelines.dbt_runner import build, parsed_project
from pipelines.errors import FindingError, InternalError
from pipelines.expectation_figures.example import freeze_example
from pipelines.faults import of_the_disk, readably
from pipelines.progress import Progress
from pipelines.resources import Workspace

OUTLOOK = "tag:outlook tag:meta"
UNIT_TESTS = "test_type:unit"  # prove the rules, not the data: they run with the tests, not with every run


class StationTranslator(DagsterDbtTranslator):
    """Groups models by their station: staging, intermediate, marts, outlook."""

    def get_group_name(self, dbt_resource_props: Mapping[str, Any]) -> str:
        """The folder of the model below `models/`; seeds are a group of their own."""
        path = dbt_resource_props["fqn"]
        return path[1] if len(path) > 2 else "seeds"  # noqa: PLR2004 - project, folder, name


TRANSLATOR = StationTranslator(
    settings=DagsterDbtTranslatorSettings(enable_asset_checks=True, enable_source_tests_as_checks=False)
)


def manifest() -> Mapping[str, Any]:
    """The parsed project as Dagster reads it."""
    content: Mapping[str, Any] = parsed_project().writable_manifest().to_dict()
    return content


MANIFEST = manifest()


@dbt_assets(manifest=MANIFEST, exclude=OUTLOOK, dagster_dbt_translator=TRANSLATOR, name="models", pool="warehouse")
@readably
def models(
    context: dg.AssetExecutionContext, workspace: dg.ResourceParam[Workspace], progress: dg.ResourceParam[Progress]
) -> Iterator[Any]:
    """Staging, intermediate and mart models with their tests."""
    with progress.step("Byg ledelsesinformation") as step:
        entries = _built(workspace, ["fqn:*"], [*OUTLOOK.split(), UNIT_TESTS])
        step.rows = _rows_built(workspace, ("mart",))
    yield from _results(entries, context)


@dbt_assets(manifest=MANIFEST, select=OUTLOOK, dagster_dbt_translator=TRANSLATOR, name="outlook", pool="warehouse")
@readably
def outlook(
    context: dg.AssetExecutionContext, workspace: dg.ResourceParam[Workspace], progress: dg.ResourceParam[Progress]
) -> Iterator[Any]:
    """The published face of the forecast and the metadata."""
    yield from _results(build_outlook(workspace, progress), context)


def build_knowledge(workspace: Workspace, progress: Progress) -> None:
    """Build what a backtest reads: what was known on each origin, and the places that came."""
    with progress.step("Byg det kendte på hver dag"):
        _built(workspace, ["+intermediate", "+activity_monthly"], [*OUTLOOK.split(), "resource_type:test", UNIT_TESTS])


def build_outlook(workspace: Workspace, progress: Progress) -> list[Any]:
    """Build the published face of the forecast as one step of the run; one entry a model and test."""
    with progress.step("Byg fremskrivningens tabeller") as step:
        known_from = workspace.settings.example_figures_known_from
        if known_from is not None:
            with workspace.warehouse() as connection:
                freeze_example(connection, known_from)
        entries = _built(workspace, OUTLOOK.split(), [UNIT_TESTS])
        step.rows = _rows_built(workspace, ("forecast", "meta"))
    return entries


def _built(workspace: Workspace, select: list[str], exclude: list[str]) -> list[Any]:
    """The entries of a dbt build; FindingError names tests that fail, InternalError models that cannot be built."""
    entries = list(build(workspace.data, select, exclude).result)
    broken = [entry for entry in entries if entry.status == "error"]
    if broken:
        names = ", ".join(sorted(entry.node.name for entry in broken))
        told = (of_the_disk(entry, str(entry.message)) for entry in broken)
        raise next(
            filter(None, told),
            InternalError(
                f"{len(broken)} modeller kunne ikke bygges: {names}.",
                f"{len(broken)} models could not be built: {names}.",
            ),
        )
    failed = sorted(entry.node.name for entry in entries if entry.status == "fail")
    if failed:
        raise FindingError(
            f"{len(failed)} prøver i datalageret fejlede; intet er offentliggjort: {', '.join(failed)}",
            f"{len(failed)} tests of the warehouse failed; nothing is published: {', '.join(failed)}",
        )
    return entries


def _results(entries: list[Any], context: dg.AssetExecutionContext) -> Iterator[Any]:
    """One materialisation a model, one check result a test."""
    for entry in entries:
        node = MANIFEST["nodes"].get(entry.node.unique_id)
        if node is None or entry.status == "skipped":
            continue
        if node["resource_type"] == "test":
            yield from _check_results(entry, context)
        elif node["resource_type"] in ("model", "seed"):
            yield dg.MaterializeResult(TRANSLATOR.get_asset_key(node), metadata={"seconds": entry.execution_time})


def _check_results(entry: Any, context: dg.AssetExecutionContext) -> Iterator[dg.AssetCheckResult]:
    key = get_asset_check_key_for_test(MANIFEST, TRANSLATOR, entry.node.unique_id, project=None)
    if key is not None and key in context.selected_asset_check_keys:
        yield dg.AssetCheckResult(
            asset_key=key.asset_key,
            check_name=key.name,
            passed=entry.status == "pass",
            severity=dg.AssetCheckSeverity.WARN,
            metadata={"failures": entry.failures or 0},
        )


def _rows_built(workspace: Workspace, schemas: tuple[str, ...]) -> int:
    with workspace.warehouse() as connection:
        found = connection.execute(
            "select coalesce(sum(estimated_size), 0) from duckdb_tables() where list_contains(?, schema_name)",
            [list(schemas)],
        ).fetchone()
    return int(found[0]) if found else 0
