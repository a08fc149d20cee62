"""`workbook`: agreements for people whose tool is Excel, both ways, as a user runs it."""

from __future__ import annotations

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
from conftest import RECORDS, REFERENCE, load_sample

from dtmforms.agreement.check import check
from dtmforms.cli.main import run

DEMO = str(RECORDS["en"])
ALL = [str(path) for path in RECORDS.values()]
FILE = "agreements.xlsx"


@pytest.fixture(autouse=True)
def inside_an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def edit(**cells: Any) -> None:
    """Change cells of the workbook, each given as `Sheet!A1`."""
    book = openpyxl.load_workbook(FILE)
    for place, value in cells.items():
        title, _, cell = place.partition("!")
        book[title][cell] = value
    book.save(FILE)


def answers(capsys: pytest.CaptureFixture[str]) -> list[Any]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def written(folder: str) -> dict[str, Any]:
    return {path.stem: check(path.read_bytes()).record for path in Path(folder).iterdir()}


def test_records_go_into_a_workbook_and_come_back(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["workbook", "from", *ALL, "-o", FILE]) == 0
    assert run(["workbook", "to-records", FILE, "-o", "out"]) == 0
    assert written("out") == {load_sample(language).reference: load_sample(language) for language in RECORDS}
    assert f"{FILE}: Agreements!A2 -> {Path('out') / REFERENCE}.yaml (written)" in capsys.readouterr().out


def test_an_empty_workbook_that_is_filled_in_becomes_a_record(demo: Any) -> None:
    assert run(["workbook", "new", "--language", "fr", "-o", FILE]) == 0
    run(["workbook", "from", DEMO, "-o", "filled.xlsx", "--language", "fr"])
    empty, filled = openpyxl.load_workbook(FILE), openpyxl.load_workbook("filled.xlsx")
    for sheet in empty:
        assert [cell.value for cell in sheet[1]] == [cell.value for cell in filled[sheet.title][1]]
        for row in filled[sheet.title].iter_rows(min_row=2):
            for cell in row:
                sheet[cell.coordinate] = cell.value
    empty.save(FILE)
    assert run(["workbook", "to-records", FILE, "-o", "out"]) == 0
    assert written("out") == {REFERENCE: demo}


def test_without_a_place_files_go_into_the_usual_folder() -> None:
    assert run(["workbook", "new"]) == 0
    assert run(["workbook", "from", DEMO, "--force"]) == 0
    assert run(["workbook", "to-records", "filled/agreements.xlsx"]) == 0
    assert sorted(path.name for path in Path("filled").iterdir()) == [f"{REFERENCE}.yaml", "agreements.xlsx"]


def test_the_words_are_in_the_records_language_unless_told_otherwise() -> None:
    for arguments, title in (
        ([ALL[1]], "Accords"),
        (ALL, "Agreements"),
        ([*ALL, "--language", "ar"], "الاتفاقات"),
    ):
        run(["workbook", "from", *arguments, "-o", FILE, "--force"])
        assert openpyxl.load_workbook(FILE).sheetnames[1] == title


def test_every_problem_is_named_by_sheet_and_cell_and_good_agreements_are_written(
    capsys: pytest.CaptureFixture[str],
) -> None:
    run(["workbook", "from", *ALL, "-o", FILE])
    edit(**{"Focal points!F2": 258825550101, "Datasets!E2": None, "Agreements!P2": "soon"})
    capsys.readouterr()
    assert run(["workbook", "to-records", FILE, "-o", "out"]) == 3
    said = capsys.readouterr()
    assert [line for line in said.err.splitlines() if "warning" not in line] == [
        f"{FILE}: Agreements!P2: “soon” is no day; write year-month-day, as 2026-10-02",
        f"{FILE}: Datasets!E2: missing; write it",
        f"{FILE}: Focal points!F2: a number stands here, where text must be: Excel has changed it, a telephone number "
        "loses its + and its zeros that way; give the cell the format Text, and type it again, every digit",
    ]
    assert f"{FILE}: Agreements!A2: invalid" in said.out
    assert sorted(written("out")) == ["BFA-SAHEL-ROSEAU-EHA", "COL-2026-MAREAS-VBG"]


def test_nothing_is_written_while_the_workbook_as_a_whole_is_wrong(capsys: pytest.CaptureFixture[str]) -> None:
    run(["workbook", "from", *ALL, "-o", FILE])
    edit(**{"Datasets!A2": "ANOTHER", "Agreements!D3": None})
    assert run(["workbook", "to-records", FILE, "-o", "out"]) == 3
    said = capsys.readouterr()
    assert "Datasets!A2: “ANOTHER” is no reference" in said.err
    assert "Agreements!D3: missing; write it" in said.err
    assert "nothing is written before the workbook as a whole is right" in said.out
    assert not Path("out").exists()


def test_json_is_one_line_for_each_agreement(capsys: pytest.CaptureFixture[str]) -> None:
    run(["workbook", "from", *ALL, "-o", FILE])
    edit(**{"Agreements!D3": None})
    capsys.readouterr()
    assert run(["workbook", "to-records", FILE, "-o", "out", "--json"]) == 3
    told = answers(capsys)
    assert {answer["schema"] for answer in told} == {"dtmforms/workbook-to-records/1"}
    assert [(answer["reference"], answer["valid"], answer.get("outcome")) for answer in told] == [
        (REFERENCE, True, "written"),
        ("BFA-SAHEL-ROSEAU-EHA", False, None),
        ("COL-2026-MAREAS-VBG", True, "written"),
    ]
    assert "Agreements!D3" in [finding["cell"] for finding in told[1]["findings"]]


def test_twice_is_the_same_as_once(capsys: pytest.CaptureFixture[str]) -> None:
    for outcome in ("written", "unchanged"):
        capsys.readouterr()
        assert run(["workbook", "from", DEMO, "-o", FILE, "--json"]) == 0
        assert run(["workbook", "to-records", FILE, "-o", "out", "--json"]) == 0
        assert [answer["outcome"] for answer in answers(capsys)] == [outcome, outcome]


def test_records_that_differ_are_all_named_and_replaced_with_force_only(capsys: pytest.CaptureFixture[str]) -> None:
    run(["workbook", "from", *ALL, "-o", FILE])
    run(["workbook", "to-records", FILE, "-o", "out"])
    for path in Path("out").iterdir():
        path.write_text("edited by hand", encoding="utf-8")
    capsys.readouterr()
    assert run(["workbook", "to-records", FILE, "-o", "out"]) == 6
    assert capsys.readouterr().err.count("--force to replace it") == 3
    assert run(["workbook", "to-records", FILE, "-o", "out", "--force"]) == 0
    assert all(written("out").values())


def test_two_references_that_would_share_a_file_are_refused(capsys: pytest.CaptureFixture[str]) -> None:
    values = yaml.safe_load(Path(DEMO).read_text(encoding="utf-8"))
    for name, reference in (("a.yaml", "MOZ/1"), ("b.yaml", "MOZ 1")):
        Path(name).write_text(yaml.safe_dump(values | {"reference": reference}, allow_unicode=True), encoding="utf-8")
    assert run(["workbook", "from", "a.yaml", "b.yaml", "-o", FILE]) == 0
    assert run(["workbook", "to-records", FILE, "-o", "out"]) == 3
    assert "give each its own reference" in capsys.readouterr().err


def test_invalid_records_and_a_reference_twice_make_no_workbook(capsys: pytest.CaptureFixture[str]) -> None:
    Path("bad.yaml").write_text("reference: X\n", encoding="utf-8")
    shutil.copy(DEMO, "twin.yaml")
    assert run(["workbook", "from", "bad.yaml", DEMO, "twin.yaml", "missing.yaml", "-o", FILE]) == 6
    said = capsys.readouterr().err
    assert "bad.yaml:1: format of the record (schema): missing" in said
    assert "twin.yaml: has the same reference as" in said
    assert "missing.yaml: cannot be read" in said
    assert not Path(FILE).exists()


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["new", "-o", "a.xls"], 2),
        (["new", "-o", "-", "--json"], 2),
        (["new", "--language", "xx"], 2),
        (["from"], 2),
        (["from", DEMO, "-o", "folder/"], 2),
        (["to-records", DEMO], 6),
        (["to-records", "missing.xlsx"], 6),
        (["to-records"], 2),
        (["frmo"], 2),
    ],
)
def test_exit_codes(arguments: list[str], code: int, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["workbook", *arguments]) == code
    assert capsys.readouterr().err


@pytest.mark.parametrize("command", ["new", "from", "to-records"])
def test_every_help_has_examples(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["workbook", command, "--help"]) == 0
    assert f"Examples:\n    dtmforms workbook {command}" in capsys.readouterr().out


def test_standard_output_takes_the_workbook_and_standard_input_gives_it(
    capfdbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch, demo: Any
) -> None:
    assert run(["workbook", "from", DEMO, "-o", "-"]) == 0
    data = capfdbinary.readouterr().out
    assert zipfile.is_zipfile(io.BytesIO(data))
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))
    assert run(["workbook", "to-records", "-", "-o", "-"]) == 0
    assert check(capfdbinary.readouterr().out).record == demo


@pytest.mark.sampled("documents in LibreOffice")
@pytest.mark.program("soffice")
def test_libreoffice_saves_it_anew_and_nothing_is_lost(
    tmp_path: Path, as_calc_shows: Callable[..., Any], demo: Any
) -> None:
    odd = ["=1+1", "_x000D_", "a_x0041_", "<r><t>x</t></r>", " a ", "0012", "two\nlines", '"Telephone call"']
    values = demo.values()
    values |= {"operation": odd[0], "subject": odd[1], "data_access_request": odd[5], "purpose": odd[6]}
    values["table_b"]["low"]["method"] = [odd[7], "Telephone call", *odd[2:5]]
    Path("odd.yaml").write_text(yaml.safe_dump(values, allow_unicode=True), encoding="utf-8")
    assert run(["workbook", "from", "odd.yaml", *ALL[1:], "-o", FILE, "--language", "ar"]) == 0
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", "xlsx", "--outdir", "saved", FILE]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    assert Path("saved", FILE).read_bytes() != Path(FILE).read_bytes()
    assert run(["workbook", "to-records", str(Path("saved", FILE)), "-o", "out"]) == 0
    records = written("out")
    assert records.pop(REFERENCE).values() == values
    assert records == {load_sample(language).reference: load_sample(language) for language in ("fr", "es")}
    assert as_calc_shows is not None


EDITS = """<?xml version="1.0" encoding="UTF-8"?>
<script:module xmlns:script="http://openoffice.org/2000/script" script:name="Edits" script:language="StarBasic">
Sub Edit(source, target)
    Dim unseen(0) As New com.sun.star.beans.PropertyValue
    unseen(0).Name = "Hidden" : unseen(0).Value = True
    book = StarDesktop.loadComponentFromURL(source, "_blank", 0, unseen())
    people = book.Sheets.getByName("Focal points")
    people.getCellRangeByName("F2").setFormula("+258 82 555 0199")
    people.getCellRangeByName("F3").setFormula("258825550100")
    book.Sheets.getByName("Agreements").getCellRangeByName("P2").setFormula("2026-10-02")
    Dim xlsx(0) As New com.sun.star.beans.PropertyValue
    xlsx(0).Name = "FilterName" : xlsx(0).Value = "Calc MS Excel 2007 XML"
    book.storeToURL(target, xlsx())
    book.close(True)
End Sub
</script:module>
"""
LIBRARY = """<?xml version="1.0" encoding="UTF-8"?>
<library:library xmlns:library="http://openoffice.org/2000/library" library:name="Standard" library:readonly="false"
 library:passwordprotected="false"><library:element library:name="Edits"/></library:library>
"""


@pytest.mark.sampled("documents in LibreOffice")
@pytest.mark.program("soffice")
def test_what_is_edited_in_libreoffice_is_read(
    tmp_path: Path, as_calc_shows: Callable[..., Any], capsys: pytest.CaptureFixture[str], demo: Any
) -> None:
    """A telephone number and a day that were typed are read; one that became a number is refused."""
    run(["workbook", "from", DEMO, "-o", FILE])
    as_calc_shows(tmp_path / FILE, tmp_path)  # makes the profile, with a library for macros
    basic = tmp_path / "profile" / "user" / "basic" / "Standard"
    (basic / "Edits.xba").write_text(EDITS, encoding="utf-8")
    (basic / "script.xlb").write_text(LIBRARY, encoding="utf-8")
    source, target = (tmp_path / FILE).as_uri(), (tmp_path / "edited.xlsx").as_uri()
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", f'macro:///Standard.Edits.Edit("{source}","{target}")']
    subprocess.run(command, check=False, capture_output=True, timeout=120)
    capsys.readouterr()
    assert run(["workbook", "to-records", "edited.xlsx", "-o", "out"]) == 3
    errors = [line for line in capsys.readouterr().err.splitlines() if "warning" not in line]
    assert [line.split(":")[1].strip() for line in errors] == ["Focal points!F3"]
    book = openpyxl.load_workbook("edited.xlsx")
    book["Focal points"]["F3"] = "+258 82 555 0100"
    book.save("edited.xlsx")
    assert run(["workbook", "to-records", "edited.xlsx", "-o", "out"]) == 0
    [record] = written("out").values()
    assert record.table_c.iom.primary.mobile == "+258 82 555 0199"
    assert record.risk_assessment.assessed_on.isoformat() == "2026-10-02"
    assert record.table_b == demo.table_b


def test_no_other_command_loads_what_reads_and_writes_workbooks() -> None:
    code = "import sys; from dtmforms.cli.main import run; run(sys.argv[1:]); sys.exit('xlsxwriter' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code, "check", DEMO], check=False, capture_output=True)
    assert (done.returncode, done.stderr) == (0, b"")
