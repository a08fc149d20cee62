"""Where `templates/` lies: beside the package in a checkout, inside of it when installed."""

from __future__ import annotations

from functools import cache
from pathlib import Path


@cache
def template_path(name: str) -> Path:
    """The path of a file of `templates/`."""
    package = Path(__file__).parent
    beside = package.parent / "templates"
    return (beside if beside.is_dir() else package / "templates") / name
