"""What the documentation says is so: links lead somewhere, commands run as they stand there, pictures are small."""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path

import pytest
import yaml
from conftest import RECORDS, ROOT
from PIL import Image

import dtmforms
from dtmforms.cli.main import run

PAGES = [ROOT / "README.md", ROOT / "SECURITY.md", *sorted((ROOT / "docs").glob("*.md"))]
LINK = re.compile(r"\]\(([^()\s]+)\)")
BLOCK = re.compile(r"^```\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_leads_to_a_file_and_a_heading(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    lost = []
    for link in LINK.findall(text):
        place, _, heading = link.partition("#")
        if "://" in place:
            continue
        path = (page.parent / place).resolve() if place else page
        if not path.exists() or (heading and heading not in headings(path)):
            lost.append(link)
    assert lost == []


def headings(path: Path) -> set[str]:
    """The anchors of a page, as GitHub makes them."""
    found = re.findall(r"^#+ (.*)$", path.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", one.lower()).replace(" ", "-") for one in found}


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """What lies in a folder in which somebody follows a page: a valid record, what came back, what was signed."""
    monkeypatch.chdir(tmp_path)
    for variable in ("DTMFORMS_REGISTER", "DTMFORMS_TRUST"):
        monkeypatch.delenv(variable, raising=False)
    values = yaml.safe_load(RECORDS["en"].read_text(encoding="utf-8"))
    shutil.copy(RECORDS["en"], "agreement.yaml")
    Path("missions").mkdir()
    shutil.copy(RECORDS["en"], "missions")
    values["table_c"]["requesting_organization"]["primary"] |= {
        "name": "Ngozi Eze",
        "email": "n.eze@harbour-trust.example",
    }
    Path("return.pdf").write_bytes(dtmforms.form(dtmforms.load(yaml.safe_dump(values).encode())))
    Path("returned").mkdir()
    shutil.copy("return.pdf", "returned")
    for shade, name in enumerate(("signed.pdf", "letter.pdf", "note.pdf")):
        Image.new("L", (40, 40), shade).save(name)
    for name, language in (("nigeria", "en"), ("chad", "fr")):
        register = dtmforms.Register(f"{name}.sqlite3")
        register.add(dtmforms.load(RECORDS[language]))
        Path(f"{name}.jsonl").write_bytes(register.export())
    shutil.copy("nigeria.sqlite3", "mission.sqlite3")
    return tmp_path


@pytest.mark.parametrize("name", ["coordinator.md", "headquarters.md", "country_team.md"])
def test_the_commands_of_a_page_run_one_after_the_other(
    name: str, office: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    blocks = BLOCK.findall((ROOT / "docs" / name).read_text(encoding="utf-8"))
    lines = [line for block in blocks for line in block.splitlines() if line]
    assert lines
    for line in lines:
        program, *arguments = shlex.split(line)
        assert program == "dtmforms"
        code = run(arguments)
        assert code == 0, f"{line}\n{capsys.readouterr().err}"
    assert office == Path.cwd()


def test_the_three_commands_of_the_readme_are_those_of_an_agreement(office: Path) -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    block = next(block for block in BLOCK.findall(text) if "dtmforms start" in block)
    commands = [re.split(r" {3,}", line)[0] for line in block.splitlines()]
    assert [shlex.split(command)[1] for command in commands] == ["new", "check", "start"]
    assert run(shlex.split(commands[0].replace("agreement.yaml", "new.yaml"))[1:]) == 0
    for command in commands[1:]:
        assert run(shlex.split(command)[1:]) == 0
    assert (office / "filled" / "register.sqlite3").is_file()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_wheel_is_called_as_this_version_is(page: Path) -> None:
    named = set(re.findall(r"dtmforms-([\d.]+)-py3-none-any\.whl", page.read_text(encoding="utf-8")))
    assert named <= {dtmforms.__version__}


def test_pictures_are_small_and_each_is_shown() -> None:
    pictures = {path.name: path.stat().st_size for path in (ROOT / "docs" / "pictures").glob("*.png")}
    shown = {Path(link).name for page in PAGES for link in LINK.findall(page.read_text(encoding="utf-8"))}
    assert {name for name, size in pictures.items() if size >= 100_000} == set()
    assert {*pictures} <= shown
