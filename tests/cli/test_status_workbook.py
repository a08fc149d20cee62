"""`register status --xlsx`: all agreements as a workbook, for people whose tool is Excel."""

from __future__ import annotations

import datetime
import io
import json
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import yaml
from conftest import RECORDS, STATED, scan

from dtmforms.cli.main import run
from dtmforms.register.overview import openings
from dtmforms.register.projection import Projection

DEMO = str(RECORDS["en"])
REF = "MOZ-CD-HCT-CP"
FILE = "agreements.xlsx"
AS_OF = ("--as-of", "2099-01-01")


def record(name: str, **changes: Any) -> str:
    """The invented record with some of its attributes changed, as a file."""
    values = yaml.safe_load(Path(DEMO).read_text(encoding="utf-8")) | changes
    Path(name).write_text(yaml.safe_dump(values, allow_unicode=True), encoding="utf-8")
    return name


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A register with a signed agreement that lacks IOM's secondary focal point, since a notice of which nobody has
    been told."""
    folder = tmp_path_factory.mktemp("kept")
    table_c = yaml.safe_load(Path(DEMO).read_text(encoding="utf-8"))["table_c"]
    table_c["iom"]["secondary"] = None
    with pytest.MonkeyPatch.context() as there:
        there.chdir(folder)
        there.setenv("DTMFORMS_REGISTER", "register.sqlite3")
        scan("signed.pdf")
        for act in (
            ["add", DEMO, "--on", "2026-10-01"],
            ["sign", REF, "--file", "signed.pdf", *STATED, "--on", "2026-10-05"],
            ["notice", REF, "--record", record("notice.yaml", table_c=table_c), "--on", "2026-11-03"],
        ):
            assert run(["register", *act]) == 0
    return folder


@pytest.fixture(autouse=True)
def in_a_copy_of_its_folder(kept: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(kept, tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DTMFORMS_REGISTER", "register.sqlite3")


def status(*arguments: str) -> int:
    return run(["register", "status", *AS_OF, "--xlsx", *arguments])


def sheet(title: str) -> list[dict[str, Any]]:
    """A sheet's rows, each by its headings; what is empty is left out."""
    headings, *rows = openpyxl.load_workbook(FILE)[title].iter_rows(values_only=True)
    return [{str(key): cell for key, cell in zip(headings, row, strict=True) if cell is not None} for row in rows]


def test_the_agreements_are_a_table_with_what_is_open() -> None:
    assert status(FILE) == 0
    assert sheet("Agreements") == [
        {
            "Reference": REF,
            "Country": "MOZ",
            "Country (name)": "Mozambique",
            "Operation": "Cabo Delgado Conflict",
            "Organization": "Harbour Children's Trust",
            "Subject": "Child protection",
            "Datasets": "Children without an adult of their family (per site)\n"
            "Fear at the water point (per site)\n"
            "Sites where children arrived alone this week (per site)",
            "Language": "en",
            "Revision": 1,
            "Contacts": 2,
            "Signed with the contacts of": datetime.datetime(2026, 10, 1),
            "Current contacts": datetime.datetime(2026, 11, 3),
            "Terms": "TNBW-4ECT",
            "Reassess by": datetime.datetime(2027, 3, 21),
            "Open duties": "contacts 2: written notice (written_notice)\n"
            "contacts 2: handover of the history (handover_history)\n"
            "contacts 2: handover of the agreements (handover_agreements)\n"
            "contacts 2: change of the passwords (passwords_changed)",
            "Reassessment overdue": datetime.datetime(2027, 3, 21),
            "Vacant posts": "secondary focal point of IOM",
            "Missing secondary": "IOM",
        }
    ]


def test_the_first_sheet_says_what_is_open_the_most_serious_first() -> None:
    assert (
        run(["register", "add", record("other.yaml", reference="OTHER", subject="Another"), "--on", "2026-10-02"]) == 0
    )
    assert status(FILE) == 0
    book = openpyxl.load_workbook(FILE)
    assert book.sheetnames == ["What is open", "Agreements", "Figures", "Read me"]
    (title, *_), (about, *_), _, headings, *rows = book["What is open"].iter_rows(values_only=True)
    assert title == "DTM data sharing agreements: what is open"
    assert about == "1 January 2099 · 2 agreements: 2 with something open · red: overdue"
    unsigned, other = (dict(zip(headings, row, strict=True)) for row in rows)
    assert (unsigned["Reference"], unsigned["Most serious"]) == ("OTHER", "Unsigned")
    assert "Unsigned" in str(unsigned["What is open"]).split("\n")
    assert (other["Most serious"], other["Due"]) == ("Reassessment overdue", datetime.datetime(2027, 3, 21))
    assert "Vacant posts: secondary focal point of IOM" in str(other["What is open"]).split("\n")
    assert "Reassessment overdue: 21 March 2027" in str(other["What is open"]).split("\n")
    assert openpyxl.load_workbook(FILE)["What is open"]["I6"].font.b


def test_an_agreement_that_ended_is_not_among_what_is_open() -> None:
    assert run(["register", "end", REF, "--why", "the operation closed", "--on", "2026-11-05"]) == 0
    assert status(FILE) == 0
    assert openpyxl.load_workbook(FILE)["What is open"].max_row == 4


def test_what_happened_to_an_agreement_stands_in_its_column() -> None:
    vacant: dict[str, dict[str, None]] = {"iom": {}, "requesting_organization": {}}
    run(
        [
            "register",
            "add",
            record("other.yaml", reference="OTHER", subject="Another", table_c=vacant),
            "--on",
            "2026-10-02",
        ]
    )
    run(["form", "other.yaml", "-o", "other.pdf"])
    run(["register", "issue", "OTHER", "--file", "other.pdf", "--on", "2026-10-03"])
    back = ("--confirmed-by", "requesting_organization.primary")
    run(["register", "revise", REF, record("new.yaml", purpose="Another purpose"), "--on", "2026-11-03", *back])
    until = ("--until", "2099-12-31")
    run(["register", "suspend", REF, "--why", "the context changed", "--on", "2026-11-04", *until])
    run(["register", "end", REF, "--why", "the operation closed", "--on", "2026-11-05"])
    assert status(FILE) == 0
    other, ended = sheet("Agreements")
    assert (ended["Reference"], other["Reference"]) == (REF, "OTHER")
    assert (ended["Suspended"], ended["Ended"]) == (datetime.datetime(2026, 11, 4), datetime.datetime(2026, 11, 5))
    assert ended["Suspended until"] == datetime.datetime(2099, 12, 31)
    assert ended["Revision to sign"] == "yes"
    assert (other["Unsigned"], other["Waiting for return"]) == ("yes", "yes")
    assert other["Hold sharing"] == "IOM\nrequesting organization"


def test_the_second_sheet_says_the_day_and_what_each_column_means() -> None:
    status(FILE)
    told = sheet("Read me")
    assert told[0] == {"What": "As of", "What it says": datetime.datetime(2099, 1, 1)}
    headings = [cell.value for cell in openpyxl.load_workbook(FILE)["Agreements"][1]]
    assert [row["What"] for row in told][-len(headings) :] == headings
    assert all(row["What it says"] and row["Rule"] for row in told[-len(headings) :])


def test_every_kind_of_what_can_be_open_has_its_column() -> None:
    from dtmforms.register.status_workbook import KINDS

    assert sorted(KINDS) == sorted(openings(Projection(REF), "2026-11-01"))


def test_nobody_is_named_in_it() -> None:
    status(FILE)
    archive = zipfile.ZipFile(FILE)
    text = "".join(archive.read(name).decode() for name in archive.namelist())
    posts = yaml.safe_load(Path(DEMO).read_text(encoding="utf-8"))["table_c"].values()
    for person in (person for side in posts for person in side.values()):
        assert not [value for value in person.values() if value in text]
    assert "@" not in text.replace('formatCode="@"', "")


def test_the_rows_for_eyes_stay_and_a_line_says_where_the_workbook_is(capsys: pytest.CaptureFixture[str]) -> None:
    run(["register", "status", *AS_OF])
    before = capsys.readouterr().out
    status(FILE)
    assert capsys.readouterr().out == before + f"{FILE} (written)\n"


def test_json_says_where_the_workbook_is_and_is_still_one_document(capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert status(FILE, "--json") == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["schema"] == "dtmforms/status/1"
    assert answer["xlsx"] == {"output": FILE, "outcome": "written"}
    assert len(answer["agreements"]) == 1
    run(["register", "status", "--json"])
    assert "xlsx" not in json.loads(capsys.readouterr().out)


def test_twice_is_the_same_as_once(capsys: pytest.CaptureFixture[str]) -> None:
    status(FILE)
    first = Path(FILE).read_bytes()
    capsys.readouterr()
    assert status(FILE, "--json") == 0
    assert json.loads(capsys.readouterr().out)["xlsx"]["outcome"] == "unchanged"
    assert Path(FILE).read_bytes() == first


def test_a_file_that_differs_is_replaced_with_force_only(capsys: pytest.CaptureFixture[str]) -> None:
    Path(FILE).write_bytes(b"another")
    assert status(FILE) == 6
    assert "--force to replace it" in capsys.readouterr().err
    assert Path(FILE).read_bytes() == b"another"
    assert status(FILE, "--force") == 0
    assert sheet("Agreements")


def test_standard_output_takes_the_workbook_alone(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    capfdbinary.readouterr()
    assert status("-") == 0
    said = capfdbinary.readouterr()
    assert zipfile.is_zipfile(io.BytesIO(said.out))
    assert REF.encode() in said.err


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["-", "--json"], "both want standard output"),
        (["agreements.xls"], "ends in .xlsx"),
        (["register.sqlite3"], "ends in .xlsx"),
        (["/"], "ends in .xlsx"),
    ],
)
def test_wrong_usage_says_what_to_do(
    arguments: list[str], told: str, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    before = {path: path.read_bytes() for path in tmp_path.iterdir() if path.is_file()}
    assert status(*arguments) == 2
    assert told in capsys.readouterr().err
    assert before == {path: path.read_bytes() for path in tmp_path.iterdir() if path.is_file()}


@pytest.mark.sampled("documents in LibreOffice")
@pytest.mark.program("soffice")
def test_a_dangerous_text_of_a_record_stays_text_in_a_spreadsheet(
    tmp_path: Path, as_calc_shows: Callable[..., Any]
) -> None:
    texts = {"reference": "+234-CP", "operation": "=1+1", "subject": "@SUM(1)"}
    assert run(["register", "add", record("odd.yaml", **texts), "--on", "2026-10-02"]) == 0
    status(FILE)
    headings, odd, _ = as_calc_shows(tmp_path / FILE, tmp_path)["Agreements"]
    shown = dict(zip(headings, odd, strict=True))
    assert {key: shown[key.capitalize()] for key in texts} == texts
    assert shown["Current contacts"] == "02/10/2026"


@pytest.mark.parametrize("arguments", [["status"], ["history", REF], ["export", "-o", "register.jsonl"]])
def test_no_other_command_loads_what_writes_workbooks(arguments: list[str]) -> None:
    code = "import sys; from dtmforms.cli.main import run; run(sys.argv[1:]); sys.exit('xlsxwriter' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code, "register", *arguments], check=False, capture_output=True)
    assert (done.returncode, done.stderr) == (0, b"")
