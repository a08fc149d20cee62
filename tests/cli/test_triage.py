"""Many returns into one workbook, as a user runs it: a row a file, a row a value, a row a question; nobody stops the
others."""

from __future__ import annotations

import copy
import io
import json
import shutil
from collections.abc import Callable
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
import pikepdf
import pytest
import readers
import yaml
from conftest import RECORDS, STATED, scan
from docx import Document

from dtmforms.batch import process_pool, triage
from dtmforms.batch.inbox import Paper
from dtmforms.cli.main import run
from dtmforms.register.store import RegisterStore
from dtmforms.returns.sandboxed import read_return

DEMO = yaml.safe_load(RECORDS["en"].read_text(encoding="utf-8"))
PARTNER = "table_c_requesting_organization"
MOBILE = f"{PARTNER}_primary_mobile"
FILE = "returns.xlsx"
FORMULAS = ("=1+1", "+258 84 555 0177", "-2+3", "@SUM(1)", "\x0b=1+1", "\t=1+1")


def record(name: str, folder: str = "missions", **changes: Any) -> str:
    """A record of this name, which is its reference and its subject too."""
    place = Path(folder) / f"{name}.yaml"
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(
        yaml.safe_dump(DEMO | {"reference": name, "subject": name} | changes, allow_unicode=True), encoding="utf-8"
    )
    return str(place)


def form_of(name: str, command: str = "form") -> bytes:
    """The document of a record, as it is sent."""
    return drawn(Path(f"missions/{name}.yaml").read_text(encoding="utf-8"), command)


@cache
def drawn(record: str, command: str) -> bytes:
    """Each document is made once for all tests."""
    place = Path("drawn.pdf" if command == "form" else "drawn.docx")
    Path("drawn.yaml").write_text(record, encoding="utf-8")
    assert run([command, "drawn.yaml", "-o", str(place), "--force"]) == 0
    return place.read_bytes()


def typed(data: bytes, **texts: str) -> bytes:
    """The form with texts that somebody typed into its fields."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as pdf:
        for field in pdf.Root.AcroForm.Fields:
            name = str(field.T)
            if name in texts:
                field.V = pikepdf.String(texts[name])
                if name.startswith("table_c_"):  # viewers draw it anew
                    del field.AP
        pdf.save(out, deterministic_id=True)
    return out.getvalue()


def printed(data: bytes) -> bytes:
    """The form as a program leaves it that prints it into a file."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as pdf:
        [field] = [field for field in pdf.Root.AcroForm.Fields if field.T == "table_b_low_timeline"]
        del field.AP
        pdf.Root.AcroForm.NeedAppearances = True
        pdf.generate_appearance_streams()
        pdf.flatten_annotations("all")
        if "/AcroForm" in pdf.Root:
            del pdf.Root.AcroForm
        pdf.save(out, deterministic_id=True)
    return out.getvalue()


def put(name: str, data: bytes) -> None:
    place = Path("inbox") / name
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(data)


def ingest(*arguments: str) -> int:
    return run(["ingest", "inbox", "--xlsx", FILE, *arguments])


def sheet(title: str) -> list[dict[str, Any]]:
    """A sheet's rows, each by its headings."""
    headings, *rows = openpyxl.load_workbook(FILE)[title].iter_rows(values_only=True)
    return [dict(zip(map(str, headings), row, strict=True)) for row in rows]


def column(heading: str) -> dict[str, Any]:
    """What stands in a column of the sheet of returns, by file."""
    return {row["File"]: row[heading] for row in sheet("Returns")}


def values_of(file: str) -> dict[str, str]:
    return {row["Field"]: row["Value"] for row in sheet("Values") if row["File"] == file}


class ThisProcess(Executor):
    """Does at once, in this process, what others would do: starting them takes longer than all that they read."""

    def __init__(self, *_: object, **__: object) -> None:
        pass

    def submit(self, work: Callable[..., Any], /, *arguments: Any, **_: Any) -> Future[Any]:
        done: Future[Any] = Future()
        done.set_result(work(*arguments))
        return done


@pytest.fixture(autouse=True)
def in_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(process_pool, "ProcessPoolExecutor", ThisProcess)


def in_other_processes(monkeypatch: pytest.MonkeyPatch) -> None:
    """From here on, as users have it."""
    monkeypatch.setattr(process_pool, "ProcessPoolExecutor", ProcessPoolExecutor)


@pytest.fixture(autouse=True)
def in_a_folder_with_an_inbox(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two returns as they were sent, one as PDF and one as Word."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("DTMFORMS_REGISTER", raising=False)
    for name in ("A", "B"):
        record(name)
    put("A.pdf", form_of("A"))
    put("north/B.docx", form_of("B", "fill"))


def test_every_return_of_a_folder_is_a_row_with_what_can_be_done_with_it() -> None:
    put("bad.pdf", typed(form_of("A"), **{f"{PARTNER}_primary_email": "at home"}))
    put("cut.pdf", form_of("A")[:9000])
    put("empty.docx", b"")
    put("notes.txt", b"Call back on Monday.")
    put("successor.pdf", typed(form_of("B"), **{f"{PARTNER}_primary_name": "Ngozi Eze"}))
    assert ingest("--against", "missions") == 4
    assert column("Outcome") == {
        "A.pdf": "valid",
        "bad.pdf": "invalid",
        "cut.pdf": "cannot be read",
        "empty.docx": "cannot be read",
        "north/B.docx": "valid",
        "notes.txt": "not a return",
        "successor.pdf": "valid",
    }
    assert (column("Kind")["cut.pdf"], column("Kind")["north/B.docx"]) == ("damaged", "Word document")
    assert column("Verdict")["successor.pdf"] == "focal-point notice"
    assert "primary.name): “Wanjiru Kamau”\u00a0-> “Ngozi Eze”" in column("What changed")["successor.pdf"]
    assert column("Verdict")["north/B.docx"] == "unchanged"
    assert not column("What changed")["north/B.docx"]
    assert (column("Reference")["bad.pdf"], column("Errors")["bad.pdf"]) == ("A", 1)
    assert "no e-mail address" in column("What was found")["bad.pdf"]
    counts = {row["What"]: row["Number"] for row in sheet("Read me")}
    assert (counts["Files"], counts["valid"], counts["cannot be read"], counts["fault"]) == (7, 3, 2, 0)


def test_the_exit_code_is_the_highest_of_the_returns() -> None:
    put("notes.txt", b"Call back on Monday.")
    assert ingest("--against", "missions") == 0
    put("bad.pdf", typed(form_of("A"), **{f"{PARTNER}_primary_email": "at home"}))
    assert ingest("--against", "missions", "--force") == 3
    put("cut.pdf", form_of("A")[:9000])
    assert ingest("--against", "missions", "--force") == 4


def test_every_value_stands_as_it_was_typed_in_a_row_of_its_own_file() -> None:
    mobiles = {f"{number:02}.pdf": f"+258 84 555 {number:04}" for number in range(8)}
    for file, mobile in mobiles.items():
        put(file, typed(form_of("A"), **{MOBILE: mobile}))
    assert ingest() == 0
    rows = [row for row in sheet("Values") if row["Field"] == MOBILE]
    assert {row["File"]: row["Value"] for row in rows if row["File"] in mobiles} == mobiles
    assert {row["What it is"] for row in rows} == {
        "Table C, Requesting organization, Primary Focal Point, Mob",
    }
    assert {row["Place in the record"] for row in rows} == {"table_c.requesting_organization.primary.mobile"}
    assert all(row["Value"] not in ("", "-", "Off") for row in sheet("Values"))


def test_the_rows_of_a_word_document_say_what_stands_in_it_with_or_without_its_content_controls() -> None:
    document = Document(io.BytesIO(form_of("B", "fill")))
    for control in list(document.element.body.iter("{*}sdt")):
        for child in list(control.find("{*}sdtContent")):
            control.addprevious(child)
        control.getparent().remove(control)
    out = io.BytesIO()
    document.save(out)
    put("plain.docx", out.getvalue())
    ingest("--against", "missions/B.yaml")
    assert column("Kind")["plain.docx"] == "Word document by position"
    texts = [sorted(text for name, text in values_of(file).items() if name != "country") for file in
             ("north/B.docx", "plain.docx")]  # fmt: skip
    assert set(texts[0]) <= set(texts[1])
    assert DEMO["table_c"]["requesting_organization"]["primary"]["mobile"] in texts[1]


def test_a_row_that_was_left_empty_is_not_counted_in_the_place_of_a_value() -> None:
    first, later = ({f"table_b_low_datasets_0{row}_{part}": text for part, text in
                     (("name", name), ("level", level))} for row, name, level in
                    ((1, "", "-"), (3, "Feelings of safety", "site")))  # fmt: skip
    put("gap.pdf", typed(form_of("A"), **first, **later))
    ingest("--against", "missions")
    places = {row["Field"]: row["Place in the record"] for row in sheet("Values") if row["File"] == "gap.pdf"}
    assert places["table_b_low_datasets_03_name"] == f"table_b.low.datasets[{len(_low_datasets()) - 1}].name"


def _low_datasets() -> list[Any]:
    datasets: list[Any] = DEMO["table_b"]["low"]["datasets"]
    return datasets


def test_what_was_read_off_a_page_is_for_a_person_to_confirm() -> None:
    put("printed.pdf", printed(typed(form_of("A"), table_b_low_timeline="Every second week")))
    assert ingest("--against", "missions") == 3
    assert (column("Outcome")["printed.pdf"], column("Kind")["printed.pdf"]) == ("to confirm", "printed form")
    rows = {row["Field"]: row for row in sheet("Values") if row["File"] == "printed.pdf"}
    assert (rows["table_b_low_timeline"]["Value"], rows["table_b_low_timeline"]["Certain"]) == (
        "Every second week",
        "to confirm",
    )
    assert rows["table_b_medium_timeline"]["Certain"] == "yes"


def test_what_was_typed_over_a_field_is_a_value_too() -> None:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(form_of("A"))) as pdf:
        page, field = next((page, mark) for page in pdf.pages for mark in page.Annots if mark.get("/T") == MOBILE)
        text = pikepdf.String("+258 84 555 0999")
        note = pikepdf.Dictionary(Subtype=pikepdf.Name.FreeText, Rect=field.Rect, Contents=text)
        page.Annots.append(pdf.make_indirect(note))
        pdf.save(out)
    put("over.pdf", out.getvalue())
    ingest("--against", "missions")
    rows = [row for row in sheet("Values") if (row["File"], row["Value"]) == ("over.pdf", "+258 84 555 0999")]
    assert [(row["Field"], row["Certain"]) for row in rows] == [(MOBILE, "to confirm")]
    assert rows[0]["What it is"].startswith("Typed over: Table C")


def test_a_question_is_a_row_with_whom_to_ask() -> None:
    record("Z", requesting_organization={"name": "Another Trust", "email_domains": ["another.example"]})
    put("z.pdf", typed(form_of("Z"), **{f"{PARTNER}_primary_email": "at home"}))
    put("cut.pdf", form_of("A")[:9000])
    ingest("--against", "missions")
    asked = sheet("To ask")
    places = [(row["Organization"] or "", row["Reference"] or "", row["File"]) for row in asked]
    assert places == sorted(places, key=lambda place: (place[0].casefold(), *place[1:]))
    told = next(row for row in asked if row["File"] == "z.pdf" and row["Weight"] == "error")
    assert (told["Organization"], told["Reference"], told["Whom"]) == ("Another Trust", "Z", "requesting organization")
    assert "no e-mail address" in told["What"]
    assert [(row["Code"], "cut off" in row["What"]) for row in asked if row["File"] == "cut.pdf"] == [("cut_off", True)]


@pytest.mark.sampled("documents in LibreOffice")
@pytest.mark.program("soffice")
def test_what_looks_like_a_formula_stays_text_in_a_spreadsheet(
    tmp_path: Path, as_calc_shows: Callable[..., Any]
) -> None:
    for number, text in enumerate(FORMULAS):
        put(f"{number}.pdf", typed(form_of("A"), **{MOBILE: text}))
    ingest("--against", "missions")
    cells = [row[6] for row in openpyxl.load_workbook(FILE)["Values"].iter_rows() if row[3].value == MOBILE]
    assert {cell.data_type for cell in cells} == {"s"}
    shown = [text.replace("\x0b", "\\x0b") for text in FORMULAS]
    assert [cell.value for cell in cells][: len(FORMULAS)] == shown
    headings, *rows = as_calc_shows(tmp_path / FILE, tmp_path)["Values"]
    table = [dict(zip(headings, row, strict=True)) for row in rows]
    assert [row["Value"] for row in table if row["Field"] == MOBILE][: len(FORMULAS)] == shown


def test_a_text_that_is_too_long_for_a_cell_goes_on_in_the_next_row() -> None:
    text = "".join(chr(0x4E00 + number % 5000) for number in range(40_000))
    put("long.pdf", typed(form_of("A"), table_b_low_timeline=text))
    assert ingest("--against", "missions") in (0, 3)
    pieces = [row["Value"] for row in sheet("Values") if (row["File"], row["Field"]) == ("long.pdf",
              "table_b_low_timeline")]  # fmt: skip
    assert "".join(pieces) == text


def test_twice_is_the_same_as_once_and_a_file_that_differs_needs_force(capsys: pytest.CaptureFixture[str]) -> None:
    assert ingest() == 0
    before = Path(FILE).read_bytes()
    assert ingest() == 0
    assert f"{FILE} (unchanged)" in capsys.readouterr().out
    put("cut.pdf", form_of("A")[:9000])
    assert ingest() == 6
    assert Path(FILE).read_bytes() == before
    assert "--force" in capsys.readouterr().err
    assert ingest("--force") == 4


@pytest.mark.sampled("what takes seconds")
def test_the_number_of_processes_changes_no_byte(monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(6):
        put(f"{number}.pdf", typed(form_of("A"), **{MOBILE: f"+258 84 555 {number:04}"}))
    ingest("--jobs", "1")
    one = Path(FILE).read_bytes()
    in_other_processes(monkeypatch)
    assert ingest("--jobs", "2") == 0
    assert Path(FILE).read_bytes() == one


def test_the_same_file_twice_is_named_and_counted_once(capsys: pytest.CaptureFixture[str]) -> None:
    put("again/copy.pdf", form_of("A"))
    put("blank.pdf", b"")
    put("empty.pdf", b"")
    ingest("--against", "missions")
    assert column("Outcome") | {"A.pdf": "valid", "again/copy.pdf": "duplicate"} == column("Outcome")
    assert "A.pdf" in column("What was found")["again/copy.pdf"]
    assert column("Outcome")["blank.pdf"] == column("Outcome")["empty.pdf"] == "cannot be read"
    assert not values_of("again/copy.pdf")
    assert not [row for row in sheet("To ask") if row["File"] == "again/copy.pdf"]
    assert "again/copy.pdf: duplicate" in capsys.readouterr().err


def test_locks_hidden_files_and_the_workbook_itself_are_passed_over() -> None:
    for name in ("~$north.docx", ".hidden.pdf", ".cache/x.pdf"):
        put(name, b"%PDF-")
    assert run(["ingest", "inbox", "--xlsx", f"inbox/{FILE}"]) == 0
    assert run(["ingest", "inbox", "--xlsx", f"inbox/{FILE}"]) == 0
    shutil.move(f"inbox/{FILE}", FILE)
    assert list(column("Outcome")) == ["A.pdf", "north/B.docx"]


def test_files_can_be_named_instead_of_a_folder() -> None:
    assert run(["ingest", "inbox/A.pdf", "inbox/north", "--xlsx", FILE]) == 0
    assert list(column("Outcome")) == ["inbox/A.pdf", "inbox/north/B.docx"]


def test_each_return_is_read_against_the_record_that_it_names() -> None:
    purpose = DEMO["purpose"]
    record("B", purpose="Another purpose.")
    record("C")
    put("C.pdf", typed(form_of("C"), purpose="To sell it."))
    Path("missions/C.yaml").unlink()
    assert ingest("--against", "missions") == 3
    assert column("Verdict") == {"A.pdf": "unchanged", "C.pdf": None, "north/B.docx": "unchanged"}
    assert purpose in column("What was found")["north/B.docx"]
    assert column("Outcome")["C.pdf"] == "invalid"
    assert "no record of the agreement “C”" in column("What was found")["C.pdf"]
    assert values_of("C.pdf")["purpose"] == "To sell it."


def test_against_one_record_the_return_of_another_agreement_is_named() -> None:
    assert ingest("--against", "missions/A.yaml") == 3
    assert column("Outcome") == {"A.pdf": "valid", "north/B.docx": "invalid"}
    assert "belongs to the agreement “B”" in column("What was found")["north/B.docx"]


def test_records_with_the_same_reference_are_refused(capsys: pytest.CaptureFixture[str]) -> None:
    shutil.copy("missions/A.yaml", "missions/other.yaml")
    assert ingest("--against", "missions") == 3
    assert "missions/A.yaml" in capsys.readouterr().err
    assert not Path(FILE).exists()


def test_a_record_that_is_invalid_is_named_and_stops_no_other(capsys: pytest.CaptureFixture[str]) -> None:
    record("B", purpose="")
    assert ingest("--against", "missions") == 3
    assert column("Outcome") == {"A.pdf": "valid", "north/B.docx": "invalid"}
    assert "missions/B.yaml" in capsys.readouterr().err


@pytest.mark.sampled("what takes seconds")
def test_a_file_that_its_reader_dies_of_or_never_ends_with_costs_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("crash-1.pdf", "crash-2.pdf", "hang.pdf", *(f"{number}.pdf" for number in range(10))):
        put(name, name.encode())
    monkeypatch.setattr(triage, "triage", readers.breaking)
    in_other_processes(monkeypatch)
    assert ingest("--jobs", "2") == 4
    broken = {file: outcome for file, outcome in column("Outcome").items() if outcome != "valid"}
    assert broken == dict.fromkeys(("crash-1.pdf", "crash-2.pdf", "hang.pdf"), "cannot be read")
    assert "ask for the form again" in column("What was found")["hang.pdf"]
    assert len(column("Outcome")) == 15


def test_a_fault_of_the_program_costs_its_file_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(triage, "contents_of", lambda _: 1 / 0)
    [row] = triage.triage(triage.HowToRead(), [Paper("x.pdf", "inbox/A.pdf")])
    assert (row.outcome, row.exit_code) == ("fault", 1)
    assert "ZeroDivisionError" in row.findings[0].text()


def test_what_was_typed_is_in_the_workbook_and_in_no_message(capsys: pytest.CaptureFixture[str]) -> None:
    people = [person for side in DEMO["table_c"].values() for person in side.values()]
    put("bad.pdf", typed(form_of("A"), **{f"{PARTNER}_primary_email": "grace at home", MOBILE: "CANARY"}))
    ingest("--against", "missions")
    said = "".join(capsys.readouterr())
    for word in ("CANARY", "grace", *(text for person in people for text in person.values() if text != "DTM")):
        assert word not in said
    assert values_of("bad.pdf")[MOBILE] == "CANARY"


def test_json_is_a_line_a_file_and_the_sentences_go_to_standard_error(capsys: pytest.CaptureFixture[str]) -> None:
    put("cut.pdf", form_of("A")[:9000])
    capsys.readouterr()
    assert ingest("--against", "missions", "--json") == 4
    said = capsys.readouterr()
    lines = [json.loads(line) for line in said.out.splitlines()]
    assert [(line["schema"], line["file"], line["outcome"]) for line in lines] == [
        ("dtmforms/return/1", "A.pdf", "valid"),
        ("dtmforms/return/1", "cut.pdf", "cannot be read"),
        ("dtmforms/return/1", "north/B.docx", "valid"),
    ]
    assert lines[0]["record"]["reference"] == "A"
    assert lines[0]["comparison"]["verdict"] == "unchanged"
    assert f"{FILE} (written)" in said.err


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["inbox", "--xlsx", "returns.xls"], "ends in .xlsx"),
        (["inbox", "--xlsx", "-", "--json"], "both want standard output"),
        (["inbox", "--xlsx", FILE, "-o", "records"], "--xlsx and -o do not go together"),
        (["-", "--xlsx", FILE], "standard input is one file only"),
        (
            ["inbox", "--xlsx", FILE, "--against", "missions", "--register"],
            "--against do not go together",
        ),
        (["inbox", "--register"], "goes with --xlsx"),
        (["inbox", "--jobs", "2"], "goes with --xlsx"),
        (["inbox", "--xlsx", FILE, "--judge-only"], "--judge-only goes with --register only"),
    ],
)
def test_wrong_usage_says_what_to_do(arguments: list[str], told: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["ingest", *arguments]) == 2
    assert told in capsys.readouterr().err
    assert not Path(FILE).exists()


def test_an_empty_folder_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    Path("nothing").mkdir()
    assert run(["ingest", "nothing", "--xlsx", FILE]) == 6
    assert "nothing: there is no file" in capsys.readouterr().err


def test_a_misspelt_folder_leaves_no_workbook(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["ingest", "inbocks", "--xlsx", FILE]) == 6
    assert "inbocks: there is no such file or folder" in capsys.readouterr().err
    assert not Path(FILE).exists()


def test_a_folder_without_a_workbook_stands_for_the_returns_in_it(capsys: pytest.CaptureFixture[str]) -> None:
    put("notes.txt", b"Call back on Monday.")
    assert run(["ingest", "inbox", "--against", "missions", "-o", "records"]) == 0
    assert sorted(path.name[:9] for path in Path("records").iterdir()) == ["A-return-", "B-return-"]
    assert "inbox/notes.txt: not a return" in capsys.readouterr().err


def events() -> list[str]:
    with RegisterStore("register.sqlite3").reading() as book:
        return [f"{event.reference} {event.kind}" for event in book.events()]


@pytest.fixture
def registered() -> None:
    for name in ("A", "B"):
        assert run(["register", "add", f"missions/{name}.yaml", "--register", "register.sqlite3"]) == 0


@pytest.mark.usefixtures("registered")
def test_returns_are_taken_into_the_register_by_name_and_judged_by_what_is_in_force() -> None:
    put("1.pdf", typed(form_of("A"), **{f"{PARTNER}_secondary_name": "Ngozi Eze"}))
    put("2.pdf", typed(form_of("A"), **{f"{PARTNER}_secondary_name": "Ngozi Eze", "table_b_low_timeline": "Weekly"}))
    put("bad.pdf", typed(form_of("B"), **{f"{PARTNER}_primary_email": "at home"}))
    Path("inbox/A.pdf").unlink()
    assert ingest("--register", "register.sqlite3") == 3
    assert column("Verdict") == {
        "1.pdf": "focal-point notice",
        "2.pdf": "revision",
        "bad.pdf": None,
        "north/B.docx": "unchanged",
    }
    assert events() == ["A drafted", "B drafted", "A returned", "A notice", "A returned", "B returned"]
    assert column("Event") == {"1.pdf": 3, "2.pdf": 5, "bad.pdf": None, "north/B.docx": 6}
    before = Path(FILE).read_bytes()
    assert ingest("--register", "register.sqlite3") == 3
    assert Path(FILE).read_bytes() == before
    assert len(events()) == 6


def test_a_form_made_for_an_earlier_text_says_the_same_each_time_it_is_taken_in() -> None:
    shutil.rmtree("inbox")
    put("A.pdf", typed(form_of("A"), **{f"{PARTNER}_secondary_name": "Ngozi Eze"}))
    scan("signed.bin")
    new = record("A-new", reference="A", purpose="Another purpose.")
    acts = (["add", "missions/A.yaml"], ["revise", "A", new], ["sign", "A", "--file", "signed.bin", *STATED])
    for day, act in enumerate(acts, start=1):
        assert run(["register", *act, "--on", f"2026-10-0{day}", "--register", "register.sqlite3"]) == 0
    assert ingest("--register", "register.sqlite3") == 0
    assert column("Verdict")["A.pdf"] == "focal-point notice"
    assert "made for an earlier text" in column("What was found")["A.pdf"]
    before = Path(FILE).read_bytes()
    assert ingest("--register", "register.sqlite3") == 0
    assert Path(FILE).read_bytes() == before


@pytest.mark.usefixtures("registered")
def test_a_return_is_read_once_for_the_workbook_and_the_register(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    read = []

    def counted(*given: Any) -> Any:
        read.append(given)
        return read_return(*given)

    monkeypatch.setattr(triage, "read_return", counted)
    for _ in ("taken in", "known"):
        read.clear()
        assert ingest("--register", "register.sqlite3") == 0
        assert len(read) == len(column("Outcome"))


@pytest.mark.usefixtures("registered")
def test_a_return_that_does_not_fit_the_register_is_named_and_stops_no_other() -> None:
    record("C")
    put("C.pdf", form_of("C"))
    assert ingest("--register", "register.sqlite3") == 3
    assert column("Outcome") == {"A.pdf": "valid", "C.pdf": "invalid", "north/B.docx": "valid"}
    assert "no such agreement in the register" in column("What was found")["C.pdf"]
    assert {row["Whom"] for row in sheet("To ask") if "no such agreement" in row["What"]} == {"IOM"}


@pytest.mark.usefixtures("registered")
def test_only_the_option_records_and_the_environment_names_the_place(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DTMFORMS_REGISTER", "register.sqlite3")
    ingest()
    assert events() == ["A drafted", "B drafted"]
    assert ingest("--force", "--register") == 0
    assert events()[2:] == ["A returned", "B returned"]


@pytest.mark.usefixtures("registered")
def test_a_register_can_judge_without_taking_anything_in(monkeypatch: pytest.MonkeyPatch) -> None:
    """And needs not be writable for it."""
    put("A.pdf", typed(form_of("A"), **{f"{PARTNER}_secondary_name": "Ngozi Eze"}))
    put("B.pdf", typed(form_of("B"), table_b_low_timeline="Weekly"))
    place = Path("register.sqlite3")
    before = place.read_bytes()
    place.chmod(0o444)
    monkeypatch.setattr(RegisterStore, "writing", lambda *_, **__: pytest.fail("the register was opened for writing"))
    assert ingest("--judge-only", "--register", str(place)) == 0
    assert column("Verdict") == {"A.pdf": "focal-point notice", "B.pdf": "revision", "north/B.docx": "unchanged"}
    assert set(column("Event").values()) == {None}
    assert (place.read_bytes(), [*Path().glob("register.sqlite3?*")]) == (before, [])


@pytest.mark.usefixtures("registered")
def test_a_form_that_is_older_than_a_notice_is_judged_by_what_would_be_taken_of_it() -> None:
    shutil.rmtree("inbox")
    old, table_c = form_of("A"), copy.deepcopy(DEMO["table_c"])
    table_c["requesting_organization"]["secondary"]["name"] = "Ngozi Eze"
    new = record("A-new", reference="A", subject="A", table_c=table_c)
    assert run(["register", "notice", "A", "--record", new, "--register", "register.sqlite3"]) == 0
    put("A.pdf", old)
    assert ingest("--judge-only", "--register", "register.sqlite3") == 0
    assert "as before an earlier notice" in column("What was found")["A.pdf"]
    assert column("Verdict")["A.pdf"] == "unchanged"


@pytest.mark.usefixtures("registered")
def test_what_a_register_judges_by_is_its_own_policy_and_what_it_took_in_before_has_its_event() -> None:
    put("A.pdf", typed(form_of("A"), **{f"{PARTNER}_secondary_name": "Ngozi Eze"}))
    assert ingest("--register", "register.sqlite3") == 0
    taken = column("Event"), column("Verdict")
    assert ingest("--judge-only", "--register", "register.sqlite3", "--force") == 0
    assert (column("Event"), column("Verdict")) == taken
    assert len(events()) == 5


def test_a_register_that_is_missing_is_said_before_anything_is_read(capsys: pytest.CaptureFixture[str]) -> None:
    assert ingest("--register") == 6
    assert "there is no register" in capsys.readouterr().err
    assert not Path(FILE).exists()


@pytest.mark.usefixtures("registered")
def test_a_missions_own_policy_judges_many_returns_too() -> None:
    Path("ours.toml").write_text(
        '[[row]]\npath = "table_c.*.*.title"\neffect = "revision"\nrule = "ours"\nreason = "Titles are agreed."\n',
        encoding="utf-8",
    )
    put("A.pdf", typed(form_of("A"), **{f"{PARTNER}_primary_title": "Head of Mission"}))
    ingest("--against", "missions")
    assert column("Verdict")["A.pdf"] == "focal-point notice"
    ingest("--against", "missions", "--policy", "ours.toml", "--force")
    assert column("Verdict")["A.pdf"] == "revision"
