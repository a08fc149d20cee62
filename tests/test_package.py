"""What is shipped: the wheel holds everything that the program reads, and says what it is."""

from __future__ import annotations

import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

from conftest import ROOT

import dtmforms


def test_the_wheel_holds_templates_words_policy_and_fonts(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    [wheel] = tmp_path.glob("*.whl")
    names = set(zipfile.ZipFile(wheel).namelist())
    assert {
        "dtmforms/py.typed",
        "dtmforms/templates/agreement.en.docx",
        "dtmforms/templates/record.yaml",
        "dtmforms/language/fr/form.toml",
        "dtmforms/language/ar/returns.toml",
        "dtmforms/language/en/help.toml",
        "dtmforms/language/es/LC_MESSAGES/click.mo",
        "dtmforms/language/es/LC_MESSAGES/click.po",
        "dtmforms/agreement/rules/words.toml",
        "dtmforms/changes/policy.toml",
        "dtmforms/language/ar/page.toml",
        "dtmforms/page/static/page.css",
        "dtmforms/page/templates/base.html",
        "dtmforms/pdf/write/fonts/NotoSans-Regular.ttf",
        "dtmforms/pdf/write/fonts/NotoSans.LICENSE.txt",
    } <= names


def test_the_changelog_begins_with_this_version() -> None:
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert f"\n## {dtmforms.__version__} " in changelog


def test_every_dependency_is_locked_with_its_hash() -> None:
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8").lower()
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    for requirement in [*project["project"]["dependencies"], *project["dependency-groups"]["dev"]]:
        name = requirement.split(">=")[0].split("[")[0].lower()
        assert f"\n{name}==" in f"\n{lock}", name
    assert lock.count("==") <= lock.count("--hash=sha256:")
