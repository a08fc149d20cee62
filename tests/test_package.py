"""What is shipped: the wheel holds everything that the program reads, and says what it is."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
import venv
import zipfile
from pathlib import Path

import pytest
from conftest import ROOT

import dtmforms


def built(folder: Path) -> Path:
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    [wheel] = folder.glob("*.whl")
    return wheel


def test_the_wheel_holds_templates_words_policy_and_fonts(tmp_path: Path) -> None:
    wheel = built(tmp_path)
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


@pytest.mark.sampled("bundles")
@pytest.mark.parametrize("tool", ["pipx", "uv"])
def test_the_wheel_is_installed_by_tools_for_programs(tool: str, tmp_path: Path) -> None:
    """As they come from the index, with the versions of the lock."""
    venv.create(tmp_path / "tools", with_pip=True)
    bin_ = tmp_path / "tools" / ("Scripts" if os.name == "nt" else "bin")
    subprocess.run([bin_ / "pip", "install", "--quiet", tool], check=True, capture_output=True)
    locked = re.findall(r"^[\w.-]+==[^\s;]+", (ROOT / "requirements.lock").read_text(encoding="utf-8"), re.MULTILINE)
    (tmp_path / "locked.txt").write_text("\n".join(locked), encoding="utf-8")
    installs = {
        "pipx": ["install", "--python", sys.executable, f"--pip-args=--constraint={tmp_path}/locked.txt"],
        "uv": ["tool", "install", "--python", sys.executable, "--constraints", str(tmp_path / "locked.txt")],
    }
    places = {"PIPX_HOME": "home", "PIPX_BIN_DIR": "bin", "UV_TOOL_DIR": "home", "UV_TOOL_BIN_DIR": "bin"}
    environment = os.environ | {name: str(tmp_path / place) for name, place in places.items()}
    environment.pop("PYTHONPATH", None)
    subprocess.run(
        [bin_ / tool, *installs[tool], str(built(tmp_path))], env=environment, check=True, capture_output=True
    )
    program = tmp_path / "bin" / "dtmforms"
    said = subprocess.run([program, "--version"], env=environment, capture_output=True, text=True, check=True)
    assert said.stdout == f"dtmforms, version {dtmforms.__version__}\n"
    checked = [str(program), "check", str(ROOT / "scripts" / "demo_agreement.yaml")]
    assert subprocess.run(checked, env=environment, capture_output=True, check=False).returncode == 0
    for shell in ("bash", "zsh", "fish"):
        asked = [str(program), "completion", shell]
        assert f"_DTMFORMS_COMPLETE={shell}_complete" in subprocess.run(asked, capture_output=True, text=True).stdout
