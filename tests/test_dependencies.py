"""Every package that is used is named with what it is used for, and every one that is named is used."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parent.parent
USED_BY_ANOTHER = {"python-multipart"}
"""Starlette's own requirement, for files that are sent to the page."""
COMES_WITH_ANOTHER = {"dask": "distributed", "pydantic-core": "pydantic", "pyhanko-certvalidator": "pyhanko"}


@pytest.fixture(scope="module")
def told() -> dict[str, Any]:
    asks = (
        "import json, dependencies as d;"
        "print(json.dumps([{k: sorted(v) for k, v in d.named().items()}, d.reasons(), d.imported()]))"
    )
    said = subprocess.run(
        [sys.executable, "-c", asks], cwd=ROOT / "scripts", check=True, capture_output=True, text=True
    )
    return dict(zip(("named", "reasons", "imported"), json.loads(said.stdout), strict=True))


def test_every_package_has_its_reason_and_its_row(told: dict[str, Any]) -> None:
    page = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8")
    reasons = told["reasons"]
    assert {group: sorted(map(str.lower, rows)) for group, rows in reasons.items()} == told["named"]
    assert [
        name for rows in reasons.values() for name, why in rows.items() if f"| {name} |" not in page or why not in page
    ] == []


def test_every_package_that_is_needed_is_imported(told: dict[str, Any]) -> None:
    assert {*told["named"]["needed"]} - {*told["imported"]} == USED_BY_ANOTHER


def test_every_package_that_is_imported_is_named(told: dict[str, Any]) -> None:
    named = {name for names in told["named"].values() for name in names}
    unnamed = {*told["imported"]} - named
    assert unnamed == {*COMES_WITH_ANOTHER}
    assert {*COMES_WITH_ANOTHER.values()} <= named
