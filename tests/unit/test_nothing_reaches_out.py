"""What others' programs would send or open by themselves is off, and our pages fetch nothing from anywhere."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]


def test_neither_dagster_nor_dbt_tells_its_makers_what_is_run():
    assert yaml.safe_load((ROOT / "dagster.yaml").read_text())["telemetry"] == {"enabled": False}
    flags = yaml.safe_load((ROOT / "dbt_project" / "dbt_project.yml").read_text())["flags"]
    assert flags["send_anonymous_usage_stats"] is False


def test_dagsters_pages_are_opened_for_this_machine_alone_and_in_operation_only_to_be_read():
    told = (ROOT / "docs" / "drift.md").read_text()
    served = re.findall(r"`(dagster-webserver [^`]*)`", told)
    assert served
    assert all("-h 127.0.0.1" in command and "--read-only" in command for command in served)
    for name in ("Containerfile", "pladsprognose.service", "pladsprognose-gennemsyn.service"):
        assert "webserver" not in (ROOT / "deployment" / name).read_text()
    assert "-h 127.0.0.1" in re.search(r"exec .*dagster dev.*", (ROOT / "Makefile").read_text())[0]


@pytest.mark.parametrize("folder", ["review", "publishing"])
def test_a_page_names_no_script_picture_or_style_of_another_place(folder):
    templates = [path for path in (ROOT / "pipelines" / folder).rglob("*") if path.suffix in {".html", ".css", ".js"}]
    assert templates
    ours = r"""<script(?! src="/[a-z-]+\.js" defer>)"""
    reach = re.compile(
        r"""(?:src|srcset|action)\s*=\s*["']?\s*(?:https?:)?//|url\(\s*["']?(?:https?:)?//|@import|""" + ours
    )
    assert {path.name: reach.findall(path.read_text()) for path in templates if reach.search(path.read_text())} == {}
