"""What commands answer in each language of the user: the same codes and values, and no word of another language's."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import yaml
from conftest import RECORDS

from dtmforms.cli.main import run
from dtmforms.cli.table import WIDTH, width
from dtmforms.language import LANGUAGES
from dtmforms.language.labels import labels
from dtmforms.language.reports import report_words
from dtmforms.language.spoken import speak

DEMO = str(RECORDS["en"])
REF = "MOZ-CD-HCT-CP"
SENTENCES = ("message", "error", "reason", "notes", "problems", "conflicts")
"""What an answer has in words; `findings` of a batch too, which are codes in other answers."""
OTHERS = [language for language in LANGUAGES if language != "en"]
ANSWERS = [
    ["check", "odd.yaml"],
    ["compare", DEMO, "new.yaml"],
    ["fill", DEMO, "--register", "r.sqlite3", "--force"],
    ["register", "history", REF],
    ["register", "show", REF],
    ["register", "status"],
    ["register", "verify", "--last", "0" * 64],
    ["register", "who", "jmacuacua@iom.example"],
    ["register", "import", "other.jsonl"],
    ["ingest", "form.pdf", "--against", "new.yaml"],
    ["ingest", "form.pdf", "other.pdf", "--xlsx", "returns.xlsx", "--force"],
    ["batch", "records", "-o", "out", "--only", "form"],
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Records with something to be said of each, a register in which something is open, late and told otherwise by
    another office, and returns."""
    folder = tmp_path_factory.mktemp("folder")
    with pytest.MonkeyPatch.context() as there:
        there.chdir(folder)
        there.setenv("DTMFORMS_REGISTER", "r.sqlite3")
        values = yaml.safe_load(Path(DEMO).read_text(encoding="utf-8"))
        table_c = {**values["table_c"], "iom": {**values["table_c"]["iom"], "secondary": None}}
        written("odd.yaml", values | {"data_access_request": None, "purpose": ""})
        written("new.yaml", values | {"table_c": table_c, "purpose": "Something else."})
        written("records/odd.yaml", values | {"data_access_request": None})
        for act in (
            ["add", DEMO, "--on", "2026-10-01"],
            ["revise", REF, "new.yaml", "--on", "2026-10-02"],
            ["suspend", REF, "--why", "unrest", "--on", "2026-10-03", "--until", "2099-01-01"],
            ["add", DEMO, "--on", "2026-10-09", "--register", "other.sqlite3"],
            ["export", "-o", "other.jsonl", "--register", "other.sqlite3"],
        ):
            assert run(["register", *act]) == 0
        assert run(["form", DEMO, "-o", "form.pdf"]) == 0
        Path("other.pdf").write_bytes(b"none")
    return folder


def written(name: str, values: dict[str, Any]) -> None:
    Path(name).parent.mkdir(exist_ok=True)
    Path(name).write_text(yaml.safe_dump(values, allow_unicode=True), encoding="utf-8")


@pytest.fixture(autouse=True)
def in_the_folder(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    monkeypatch.setenv("DTMFORMS_REGISTER", "r.sqlite3")


def answered(language: str, command: list[str], capsys: pytest.CaptureFixture[str]) -> tuple[int, list[Any], str]:
    """The exit code, the lines of JSON, and what is said beside them."""
    capsys.readouterr()
    code = run(["--messages", language, *command, "--json"])
    said = capsys.readouterr()
    return code, [json.loads(line) for line in said.out.splitlines()], said.err


def without_sentences(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: without_sentences(part) for key, part in value.items() if key not in SENTENCES}
    if isinstance(value, list):
        return [without_sentences(part) for part in value if not (isinstance(part, str) and " " in part)]
    return value


@pytest.mark.sampled("answers in every language")
@pytest.mark.parametrize("language", OTHERS)
@pytest.mark.parametrize("command", ANSWERS, ids=lambda command: " ".join(Path(word).name for word in command))
def test_codes_and_values_are_the_same_in_every_language_and_sentences_are_not(
    command: list[str], language: str, capsys: pytest.CaptureFixture[str]
) -> None:
    answered("en", command, capsys)  # what is written, is written for the first time
    english, other = (answered(one, command, capsys) for one in ("en", language))
    assert other[0] == english[0]
    assert without_sentences(other[1]) == without_sentences(english[1])
    assert not english[2] or not {*english[2].splitlines()} & {*other[2].splitlines()}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_table_of_all_agreements_fits_a_terminal(language: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--messages", language, "register", "status"]) == 0
    assert max(map(width, capsys.readouterr().out.splitlines())) <= WIDTH


@pytest.mark.parametrize("language", OTHERS)
def test_a_partner_is_asked_in_the_agreements_language_and_the_user_told_in_their_own(language: str) -> None:
    assert (
        run(["--messages", language, "ingest", "form.pdf", "--against", "new.yaml", "--xlsx", "asked.xlsx", "--force"])
        == 0
    )
    speak(language)
    words = report_words("returns")
    speak("en")
    book = openpyxl.load_workbook("asked.xlsx")
    assert book.sheetnames == [*words["sheets"].values()]
    headings, *asked = book[words["sheets"]["to_ask"]].iter_rows(values_only=True)
    assert list(headings) == [*words["to_ask"].values()]
    [of_partner] = [str(row[4]) for row in asked if row[7] == "other_terms"]
    assert of_partner.startswith("The form was made for terms")
    found = [str(cell.value) for cell in book.worksheets[0][2]][-1]
    assert of_partner not in found


@pytest.mark.parametrize("language", OTHERS)
def test_what_an_earlier_run_of_a_batch_found_is_said_in_the_language_of_this_one(language: str) -> None:
    assert run(["batch", "records", "-o", "again", "--only", "form"]) == 0
    rows = []
    for one in ("en", language):
        assert run(["--messages", one, "batch", "records", "-o", "again", "--only", "form"]) == 0
        rows.append(json.loads(Path("again/batch-report.jsonl").read_text(encoding="utf-8")))
    english, other = rows
    assert english["outcome"] == other["outcome"] == "unchanged"
    assert without_sentences(english) == without_sentences(other)
    assert english["findings"] != other["findings"]
    speak(language)
    title = report_words("batch")["sheets"]["documents"]
    speak("en")
    assert openpyxl.load_workbook("again/batch-report.xlsx").sheetnames[0] == title


@pytest.mark.parametrize("language", OTHERS)
def test_a_workbook_of_all_agreements_has_the_words_of_the_user(language: str) -> None:
    assert run(["--messages", language, "register", "status", "--xlsx", "all.xlsx", "--force"]) == 0
    speak(language)
    words = report_words("status")
    speak("en")
    sheet = openpyxl.load_workbook("all.xlsx")[words["sheets"]["agreements"]]
    headings, row = sheet.iter_rows(values_only=True)
    assert list(headings) == [column["heading"] for column in words["columns"].values()]
    assert row[headings.index(words["columns"]["revision_to_sign"]["heading"])] == words["read_me"]["yes"]
    assert bool(sheet.sheet_view.rightToLeft) == labels(language).right_to_left


# In one job


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_check_has_told_is_counted_by_the_commands_that_follow(
    language: str, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    values = yaml.safe_load(Path(DEMO).read_text(encoding="utf-8"))
    written("late.yaml", values | {"data_access_request": None})
    assert run(["--messages", language, "check", "late.yaml"]) == 0
    told = [line for line in capsys.readouterr().err.splitlines() if "late.yaml" in line]
    assert told
    for command in (
        ["fill", "late.yaml", "-o", f"{tmp_path}/late.docx"],
        ["workbook", "from", "late.yaml", "-o", f"{tmp_path}/late.xlsx"],
        ["register", "add", "late.yaml", "--register", f"{tmp_path}/late.sqlite3"],
    ):
        assert run(["--messages", language, *command]) == 0
        said = capsys.readouterr().err.splitlines()
        assert not {*said} & {*told}
        assert len([line for line in said if "dtmforms check late.yaml" in line]) == 1
