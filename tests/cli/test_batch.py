"""Many agreements at once, as a user runs it: what is made, kept and refused, and a second run."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pytest
import yaml
from conftest import RECORDS, ROOT, STATED

from dtmforms.cli.main import run

DEMO = yaml.safe_load(RECORDS["en"].read_text(encoding="utf-8"))
REPORTS = {"batch-report.xlsx", "batch-report.jsonl", ".dtmforms-batch.jsonl", ".dtmforms.lock"}


def write(folder: str, *names: str, **changes: Any) -> None:
    """Records of these names, which are their references too."""
    for name in names:
        place = Path(folder) / f"{name}.yaml"
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(yaml.safe_dump(DEMO | {"reference": Path(name).name} | changes), encoding="utf-8")


def made(folder: str) -> dict[str, bytes]:
    """The documents of a folder by their names."""
    paths = [path for path in Path(folder).rglob("*") if path.is_file() and path.name not in REPORTS]
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


def outcomes(folder: str) -> dict[str, str]:
    lines = (Path(folder) / "batch-report.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    return {row["output"] or row["item"]: row["outcome"] for row in rows}


@pytest.fixture(autouse=True)
def in_a_folder_with_records(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("DTMFORMS_REGISTER", raising=False)
    write("missions", "A", "moz/B", "moz/north/C")


def batch(*arguments: str) -> int:
    return run(["batch", "missions", "-o", "out", *arguments])


def test_every_record_of_a_folder_gets_its_documents() -> None:
    assert batch() == 0
    assert sorted(made("out")) == [f"{name}-{kind}" for name in "ABC" for kind in ("agreement.docx", "form.pdf")]
    assert set(outcomes("out").values()) == {"written"}


def test_the_documents_are_those_of_fill_and_form() -> None:
    batch()
    run(["fill", "missions/A.yaml", "-o", "one.docx"])
    run(["form", "missions/A.yaml", "-o", "one.pdf"])
    assert made("out")["A-agreement.docx"] == Path("one.docx").read_bytes()
    assert made("out")["A-form.pdf"] == Path("one.pdf").read_bytes()


def test_a_bad_record_is_named_and_stops_no_other(capsys: pytest.CaptureFixture[str]) -> None:
    write("missions", "bad", purpose="")
    Path("missions/worse.json").write_bytes(b"\xff{")
    assert batch() == 3
    assert len(made("out")) == 6
    assert outcomes("out") | {"bad.yaml": "refused", "worse.json": "refused"} == outcomes("out")
    said = capsys.readouterr().err
    assert "bad.yaml:" in said
    assert "purpose" in said
    sheet = openpyxl.load_workbook("out/batch-report.xlsx")["Documents"]
    assert [cell.value for cell in sheet[2]][4] == "refused"


def test_what_was_found_has_its_code_and_keeps_it_where_nothing_is_made_anew() -> None:
    write("missions", "D", data_access_request=None)
    for outcome in ("written", "unchanged"):
        assert batch() == 0
        lines = (Path("out") / "batch-report.jsonl").read_text(encoding="utf-8").splitlines()
        rows = [row for row in map(json.loads, lines) if row["item"] == "D.yaml"]
        assert [row["outcome"] for row in rows] == [outcome] * 2
        for row in rows:
            [finding], [said] = row["found"], row["findings"]
            assert finding["code"] == "no_data_access_request"
            assert finding["message"] in said


def test_two_records_for_one_file_are_not_written_over_each_other() -> None:
    write("missions", "other/a")
    assert batch() == 3
    assert outcomes("out")["other/a.yaml"] == "refused"
    assert len(made("out")) == 6


def test_a_second_run_touches_nothing() -> None:
    batch()
    before = {path: path.stat() for path in Path("out").iterdir() if path.name not in REPORTS}
    assert batch() == 0
    assert set(outcomes("out").values()) == {"unchanged"}
    assert all(path.stat().st_mtime_ns == stat.st_mtime_ns for path, stat in before.items())


def test_a_changed_record_gets_its_two_documents_and_no_other() -> None:
    batch()
    before = made("out")
    write("missions", "moz/B", purpose="Another purpose.")
    assert batch() == 0
    changed = {name for name, data in made("out").items() if before[name] != data}
    assert changed == {"B-agreement.docx", "B-form.pdf"}
    assert {name for name, outcome in outcomes("out").items() if outcome == "written"} == changed


def test_a_template_of_the_mission_makes_the_word_documents_anew_and_no_form() -> None:
    batch()
    mission = docx.Document(str(ROOT / "templates" / "agreement.en.docx"))
    mission.styles["Normal"].font.name = "Georgia"
    mission.save("ours.docx")
    assert batch("--template", "ours.docx") == 0
    assert {name for name, outcome in outcomes("out").items() if outcome == "written"} == {
        f"{name}-agreement.docx" for name in "ABC"
    }


def test_what_somebody_edited_is_kept_and_named(capsys: pytest.CaptureFixture[str]) -> None:
    batch()
    Path("out/A-agreement.docx").write_bytes(b"edited by hand")
    write("missions", "A", purpose="Another purpose.")
    assert batch() == 6
    assert Path("out/A-agreement.docx").read_bytes() == b"edited by hand"
    assert outcomes("out")["A-agreement.docx"] == "kept"
    assert outcomes("out")["A-form.pdf"] == "written"
    assert "A-agreement.docx: was edited by hand" in capsys.readouterr().err
    assert batch() == 6
    assert batch("--force") == 0
    assert outcomes("out")["A-agreement.docx"] == "written"
    assert batch() == 0


def test_a_file_that_no_batch_made_is_kept() -> None:
    Path("out").mkdir()
    Path("out/A-form.pdf").write_bytes(b"signed")
    assert batch() == 6
    assert Path("out/A-form.pdf").read_bytes() == b"signed"


def test_a_document_that_was_deleted_is_made_again() -> None:
    batch()
    before = made("out")
    Path("out/B-form.pdf").unlink()
    assert batch() == 0
    assert made("out") == before


@pytest.mark.sampled("what takes seconds")
def test_the_number_of_processes_changes_no_byte() -> None:
    write("missions", *(f"more/R{number:02}" for number in range(40)))
    assert batch("--jobs", "1") == 0
    one = made("out")
    shutil.rmtree("out")
    assert batch("--jobs", "3") == 0
    assert made("out") == one
    assert len(one) == 86


def test_names_follow_the_pattern() -> None:
    assert batch("--name", "{country}/{organization}/{reference}-{kind}", "--only", "form") == 0
    assert sorted(made("out")) == [f"MOZ/Harbour-Children-s-Trust/{name}-form.pdf" for name in "ABC"]


@pytest.mark.parametrize(
    "pattern",
    [
        "{reference}",
        "{name}-{kind}",
        "../{reference}-{kind}",
        "/abs/{kind}",
        "{kind",
        "{kind!r}",
        "{reference}-{kind}.docx",
    ],
)
def test_a_pattern_that_names_no_files_is_wrong_usage(pattern: str) -> None:
    assert batch("--name", pattern) == 2


@pytest.mark.parametrize(
    ("source", "said"),
    [("nothing", "there is no such file or folder"), ("out-of-place.txt", "is no folder of records")],
)
def test_what_is_no_source_is_said(source: str, said: str, capsys: pytest.CaptureFixture[str]) -> None:
    Path("out-of-place.txt").write_text("x", encoding="utf-8")
    assert run(["batch", source, "-o", "out"]) == 6
    assert f"{source}: {said}" in capsys.readouterr().err


def test_the_agreements_of_a_register_print_their_numbers() -> None:
    run(["register", "add", "missions/A.yaml", "missions/moz/B.yaml", "--accept", "same_key", "--on", "2026-10-01"])
    run(["register", "end", "B", "--why", "over", "--on", "2026-10-02"])
    assert run(["batch", "register", "-o", "out", "--only", "word"]) == 0
    assert sorted(made("out")) == ["A-agreement.docx"]
    run(["register", "show", "A", "-o", "A.yaml"])
    run(["fill", "A.yaml", "-o", "A.docx"])
    assert made("out")["A-agreement.docx"] == Path("A.docx").read_bytes()
    assert run(["batch", "register", "-o", "out", "--only", "word"]) == 0
    assert outcomes("out") == {"A-agreement.docx": "unchanged"}
    run(["register", "sign", "A", "--file", "A.docx", *STATED, "--on", "2026-10-03"])
    assert run(["batch", "register", "-o", "out", "--only", "word"]) == 0
    assert outcomes("out") == {"A-agreement.docx": "written"}


def test_records_of_a_folder_print_the_numbers_that_the_register_has() -> None:
    run(["register", "add", "missions/A.yaml", "--on", "2026-10-01"])
    assert batch() == 0
    run(["form", "missions/A.yaml", "-o", "A.pdf"])
    assert made("out")["A-form.pdf"] == Path("A.pdf").read_bytes()


def test_json_has_a_line_for_each_document(capsys: pytest.CaptureFixture[str]) -> None:
    assert batch("--json") == 0
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [row["output"] for row in rows] == sorted(made("out"))
    assert {row["schema"] for row in rows} == {"dtmforms/batch-item/1"}


def test_nobody_is_named_in_reports_and_messages(capsys: pytest.CaptureFixture[str]) -> None:
    canary = DEMO["table_c"]["iom"]["primary"] | {"email": "Canary +258 82 555 0101"}
    write("missions", "bad", table_c=DEMO["table_c"] | {"iom": {"primary": canary}})
    batch()
    said = capsys.readouterr()
    kept = "".join((Path("out") / name).read_text(encoding="utf-8") for name in REPORTS if name.endswith("jsonl"))
    for person in ("Macuácua", "555 0101", "iom.example", "Canary"):
        assert person not in said.out + said.err + kept


def test_two_runs_in_one_folder_are_not_at_work_together() -> None:
    from dtmforms import files

    with files.alone_in(Path("out")):
        assert batch() == 6


def test_a_workbook_gives_the_same_documents_as_its_records() -> None:
    records = ["missions/A.yaml", "missions/moz/B.yaml", "missions/moz/north/C.yaml"]
    assert run(["workbook", "from", *records, "-o", "book.xlsx"]) == 0
    batch()
    assert run(["batch", "book.xlsx", "-o", "from-book"]) == 0
    assert made("from-book") == made("out")


def test_a_bad_row_of_a_workbook_is_named_by_its_cell_and_stops_no_other(capsys: pytest.CaptureFixture[str]) -> None:
    run(["workbook", "from", "missions/A.yaml", "missions/moz/B.yaml", "-o", "book.xlsx"])
    book = openpyxl.load_workbook("book.xlsx")
    row = next(row for row in book["Datasets"].iter_rows() if row[0].value == "B")
    cell = next(cell for cell in row if str(cell.value).casefold() == "confidential")
    cell.value = "Secret"
    book.save("book.xlsx")
    assert run(["batch", "book.xlsx", "-o", "out"]) == 3
    assert sorted(made("out")) == ["A-agreement.docx", "A-form.pdf"]
    assert cell.coordinate in capsys.readouterr().err


def test_a_reference_that_stands_twice_in_a_workbook_is_named_with_what_follows_from_it(
    capsys: pytest.CaptureFixture[str],
) -> None:
    run(["workbook", "from", "missions/A.yaml", "missions/moz/B.yaml", "-o", "book.xlsx"])
    book = openpyxl.load_workbook("book.xlsx")
    book["Agreements"]["A3"] = "A"
    book.save("book.xlsx")
    assert run(["batch", "book.xlsx", "-o", "out"]) == 3
    assert "Agreements!A3: “A” stands twice, first in Agreements!A2; give this agreement" in capsys.readouterr().err
    assert not Path("out").exists()


def test_a_document_that_is_open_in_word_stops_no_other_and_is_made_when_it_is_closed(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert batch() == 0
    before = made("out")
    Path("out/~$A-agreement.docx").write_bytes(b"")
    write("missions", "A", "moz/B", purpose="Another purpose.")
    capsys.readouterr()
    assert batch() == 6
    assert (
        "A-agreement.docx: is open in another program, as ~$A-agreement.docx beside it says" in capsys.readouterr().err
    )
    after = made("out")
    assert after["A-agreement.docx"] == before["A-agreement.docx"]
    assert after["B-agreement.docx"] != before["B-agreement.docx"]
    Path("out/~$A-agreement.docx").unlink()
    assert batch() == 0
    assert made("out")["A-agreement.docx"] != before["A-agreement.docx"]
