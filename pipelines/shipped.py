"""YAML files that ship with the program, which we wrote ourselves.

Not here: what a person writes (`kommune.yaml`, scenarios), whose errors are told one by one.
"""

from __future__ import annotations

from importlib import resources
from typing import Any

import yaml

# Written in C where PyYAML was built with it, and then ten times as fast: each process reads some twenty such files.
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def shipped_yaml(package: str, *path: str) -> Any:
    """What the YAML file at this path within a package holds."""
    text = resources.files(package).joinpath(*path).read_text(encoding="utf-8")
    return yaml.load(text, Loader=LOADER)  # noqa: S506 - both are safe loaders
