"""What a backtest reads is built before there is a forecast, so no model of it may read one."""

from __future__ import annotations

import re

from published_models import PROJECT

READS = re.compile(r"(ref|source)\('(\w+)'(?:, '(\w+)')?\)")
OF_THE_FORECAST = re.compile(r"tags=\['outlook'\]")
"""Left out when what was known on each day is built (`pipelines.assets.warehouse.build_knowledge`)."""


def model_texts() -> dict[str, str]:
    return {path.stem: path.read_text(encoding="utf-8") for path in (PROJECT / "models").rglob("*.sql")}


def what_is_known(models: dict[str, str]) -> set[str]:
    """The models of the intermediate layer and the monthly activity, with all they read."""
    layer = {path.stem for path in (PROJECT / "models" / "intermediate").rglob("*.sql")}
    waiting = [name for name in {*layer, "activity_monthly"} if not OF_THE_FORECAST.search(models[name])]
    found: set[str] = set()
    while waiting:
        name = waiting.pop()
        found.add(name)
        read = {table for kind, table, _ in READS.findall(models[name]) if kind == "ref"}
        waiting.extend((read & models.keys()) - found)
    return found


def test_what_is_known_reads_no_forecast() -> None:
    models = model_texts()
    readers = {
        name: table
        for name in what_is_known(models)
        for kind, schema, table in READS.findall(models[name])
        if kind == "source" and (schema == "forecast_run" or table == "shown_vintage")
    }
    assert not readers
    assert len(what_is_known(models)) > 40  # the walk has really been through the layers


def test_the_forecasts_own_models_are_told_by_their_tag() -> None:
    models = model_texts()
    assert OF_THE_FORECAST.search(models["int_forecast_residence"])
    assert "int_forecast_residence" not in what_is_known(models)
