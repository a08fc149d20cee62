"""Many at once on the page: documents made, stopped and gone on with; a folder of returns as a workbook."""

from __future__ import annotations

import io
import shutil
import threading
import time
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from conftest import RECORDS
from one_language import foreign
from pages import Opened, register_with, text_of

import dtmforms
from dtmforms.batch.take_returns import RegisterIntake
from dtmforms.language import LANGUAGES
from dtmforms.page.asked import Page
from dtmforms.page.runs import Run, Runs

REFERENCE = "MOZ-CD-HCT-CP"


@pytest.fixture
def opened(tmp_path: Path) -> Opened:
    (tmp_path / "filled" / "records").mkdir(parents=True)
    return Opened(register_with(tmp_path, "en", "fr"), records=str(tmp_path / "filled" / "records"))


def folder(opened: Opened, name: str) -> Path:
    return Path(opened.records).parent / f"dtmforms-{name}"


def run(opened: Opened, what: str, **fields: str) -> str:
    """Begin, and come back when it has ended: the page of what it came to."""
    assert opened.post(f"/many/{what}", **fields).headers["location"] == "/many"
    return ended(opened)


def ended(opened: Opened) -> str:
    while "data-again" in (html := opened.get("/many")):
        time.sleep(0.05)
    return html


def made(opened: Opened) -> set[str]:
    return {path.name for path in folder(opened, "documents").glob("[!.b]*")}


def test_the_documents_of_a_register_are_made_and_only_what_changed_is_made_again(opened: Opened) -> None:
    html = run(opened, "documents", source="register")
    assert f"4 {'written'}" in text_of(html)
    assert {f"{REFERENCE}-agreement.docx", f"{REFERENCE}-form.pdf"} <= made(opened)
    edited = folder(opened, "documents") / f"{REFERENCE}-agreement.docx"
    edited.write_bytes(edited.read_bytes() + b"by hand")
    text = text_of(run(opened, "documents", source="register"))
    assert "3 unchanged" in text
    assert "1 kept" in text
    assert f"{REFERENCE}-agreement.docx" in text
    report = openpyxl.load_workbook(io.BytesIO(opened.post("/many/report").content))
    assert sum(row[0] is not None for row in report.worksheets[0].iter_rows(min_row=2, values_only=True)) == 4


@pytest.mark.parametrize("kind", ["records", "workbook"])
def test_a_folder_and_a_workbook_become_documents_and_what_is_not_right_is_told(opened: Opened, kind: str) -> None:
    here, record = Path(opened.records), dtmforms.load(RECORDS["es"])
    source = "records"
    if kind == "records":
        (here / "good.yaml").write_bytes(dtmforms.to_yaml(record))
        (here / "bad.yaml").write_bytes(dtmforms.to_yaml(record).replace(b"COL", b"Colombia"))
    else:
        (here / "all.xlsx").write_bytes(dtmforms.write_workbook([record]))
        [source] = [part[:16] for part in opened.get("/many").split('option value="') if "all.xlsx" in part]
    html = run(opened, "documents", source=source)
    assert made(opened) == {f"{record.reference}-agreement.docx", f"{record.reference}-form.pdf"}
    assert ("bad.yaml" in text_of(html)) == (kind == "records")


def test_it_is_stopped_between_two_and_gone_on_with(opened: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    real, waiting, gate = dtmforms.batch, threading.Event(), threading.Event()

    def slow(*arguments: Any, progress: Any, **more: Any) -> Any:
        def tell(done: int, of: int) -> None:
            if done == 1:
                waiting.set()
                gate.wait()
            progress(done, of)

        return real(*arguments, progress=tell, **more)

    monkeypatch.setattr(dtmforms, "batch", slow)
    opened.post("/many/documents", source="register")
    waiting.wait()
    html = opened.get("/many")
    assert '<noscript><meta http-equiv="refresh"' in html
    assert "0 of 2 done" in text_of(html)
    opened.post("/many/returns")
    assert "Making the documents" in text_of(opened.get("/many")), "one at a time"
    assert opened.post("/many/report").status_code == 422
    assert opened.get("/agreements"), "other pages go on"
    opened.post("/many/stop")
    gate.set()
    text = text_of(ended(opened))
    assert "Stopped after 0 of 2. Documents that are there are whole" in text
    assert len(made(opened)) == 2
    assert opened.post("/many/report").content.startswith(b"PK")
    monkeypatch.setattr(dtmforms, "batch", real)
    text = text_of(run(opened, "documents", source="register"))
    assert ("2 unchanged" in text, "2 written" in text) == (True, True)


@pytest.mark.parametrize("takes", [False, True])
def test_a_folder_of_returns_becomes_a_workbook_and_is_recorded_only_where_that_is_said(
    opened: Opened, takes: bool
) -> None:
    inbox, record = folder(opened, "returns"), dtmforms.load(RECORDS["en"])
    inbox.mkdir()
    (inbox / "1.pdf").write_bytes(dtmforms.form(changed(record)))
    (inbox / "2.pdf").write_bytes(b"no form")
    shutil.copy(inbox / "1.pdf", inbox / "3.pdf")
    opened.post("/settings", role="dtm_coordinator")
    html = run(opened, "returns", **({"take": "1"} if takes else {}))
    assert [name in text_of(html) for name in ("2.pdf", "3.pdf")] == [True, True]
    assert "Олена" not in html
    history = dtmforms.Register(opened.register).history(REFERENCE)
    assert [(step.event.kind, step.event.role) for step in history[1:]] == (
        [("returned", "dtm_coordinator"), ("notice", "dtm_coordinator")] if takes else []
    )
    book = openpyxl.load_workbook(io.BytesIO(opened.post("/many/report").content))
    assert {row[0] for row in book.worksheets[0].iter_rows(values_only=True)} >= {"1.pdf", "2.pdf", "3.pdf"}


def test_what_goes_into_the_register_needs_a_role(opened: Opened) -> None:
    returned(opened)
    answer = opened.post("/many/returns", take="1")
    assert answer.status_code == 422
    assert "recorded by a role" in text_of(answer.text)
    assert opened.post("/many/report").status_code == 422, "nothing was begun"
    assert len(dtmforms.Register(opened.register).history(REFERENCE)) == 1


def test_returns_are_judged_by_the_register_and_not_by_a_draft(opened: Opened) -> None:
    record = dtmforms.load(RECORDS["en"])
    values = record.values()
    values["table_b"]["low"]["timeline"] = "Every week"
    draft = dtmforms.to_yaml(dtmforms.Agreement.model_validate(values))
    (Path(opened.records) / "draft.yaml").write_bytes(draft)
    (Path(opened.records) / "wrong.yaml").write_bytes(draft.replace(b"MOZ", b"Mozambique"))
    returned(opened, changed(record))
    run(opened, "returns")
    [row] = rows_of_report(opened)
    assert (row[0], *row[4:6]) == ("0.pdf", "valid", "focal-point notice")
    assert len(dtmforms.Register(opened.register).history(REFERENCE)) == 1


@pytest.mark.parametrize("state", ["stopped", "failed"])
def test_a_run_that_does_not_end_tells_what_it_has_recorded(
    opened: Opened, monkeypatch: pytest.MonkeyPatch, state: str
) -> None:
    record = dtmforms.load(RECORDS["en"])
    returned(opened, *(changed(record, f"Олена Мороз {number}") for number in "абв"))
    real, runs = dtmforms.triage, opened_runs(monkeypatch)

    def ending(*arguments: Any, progress: Any, **more: Any) -> Any:
        def tell(done: int, of: int) -> None:
            if done == 2 and state == "failed":
                raise RuntimeError
            runs[0].stopping = done == 2
            progress(done, of)

        return real(*arguments, progress=tell, **more)

    monkeypatch.setattr(dtmforms, "triage", ending)
    opened.post("/settings", role="dtm_coordinator")
    text = text_of(run(opened, "returns", take="1"))
    assert runs[0].state == state
    assert "In the register now: 2." in text
    kept = dtmforms.Register(opened.register).history(REFERENCE)
    recorded = [step.event.number for step in kept if step.event.kind == "returned"]
    assert [row.recorded for row in runs[0].rows] == recorded
    assert [row[0] for row in rows_of_report(opened)] == ["0.pdf", "1.pdf"]


@pytest.mark.parametrize("takes", [True, False])
def test_a_return_is_taken_while_nobody_decides_on_the_page(
    opened: Opened, monkeypatch: pytest.MonkeyPatch, takes: bool
) -> None:
    """What somebody looks at there, and accepts, is still so when it is recorded."""
    returned(opened, changed(dtmforms.load(RECORDS["en"])))
    real, lock, held = RegisterIntake._judged, threading.Lock(), []

    def judged(*these: Any) -> Any:
        held.append(lock.locked())
        return real(*these)

    monkeypatch.setattr(RegisterIntake, "_judged", judged)
    monkeypatch.setattr(Page, "deciding", lock)
    opened.post("/settings", role="dtm_coordinator")
    run(opened, "returns", **({"take": "1"} if takes else {}))
    assert held == [takes]


def test_the_folders_are_nobodys_own(opened: Opened) -> None:
    own = Path(opened.records).parent / "Documents"
    own.mkdir()
    (own / "batch-report.xlsx").write_bytes(b"mine")
    assert "dtmforms-documents" in (html := opened.get("/many"))
    assert "dtmforms-returns" in html
    run(opened, "documents", source="register")
    assert [(path.name, path.read_bytes()) for path in own.iterdir()] == [("batch-report.xlsx", b"mine")]
    assert not (Path(opened.records).parent / "documents" / "batch.jsonl").exists()


def opened_runs(monkeypatch: pytest.MonkeyPatch) -> list[Run]:
    """The runs that are begun, as they are."""
    begun: list[Run] = []
    real = Runs.begin

    def begin(self: Runs, run: Run, work: Any) -> bool:
        begun.append(run)
        return real(self, run, work)

    monkeypatch.setattr(Runs, "begin", begin)
    return begun


def returned(opened: Opened, *records: dtmforms.Agreement) -> None:
    """The forms of these in the folder of returns, by number."""
    folder(opened, "returns").mkdir()
    for number, record in enumerate(records):
        (folder(opened, "returns") / f"{number}.pdf").write_bytes(dtmforms.form(record))


def rows_of_report(opened: Opened) -> list[tuple[Any, ...]]:
    book = openpyxl.load_workbook(io.BytesIO(opened.post("/many/report").content))
    return [row for row in book.worksheets[0].iter_rows(values_only=True) if str(row[0]).endswith(".pdf")]


def changed(record: dtmforms.Agreement, name: str = "Олена Мороз") -> dtmforms.Agreement:
    values = record.values()
    values["table_c"]["requesting_organization"]["primary"]["name"] = name
    return dtmforms.Agreement.model_validate(values)


def test_what_cannot_be_read_is_a_sentence(opened: Opened) -> None:
    assert "note stop" in run(opened, "returns")
    assert "note stop" in run(opened, "documents", source="records")


@pytest.mark.parametrize("source", ["", "../..", "/etc", "0" * 16])
def test_no_form_names_another_place(opened: Opened, source: str) -> None:
    assert opened.post("/many/documents", source=source).status_code == 422
    assert not folder(opened, "documents").exists()


def test_a_fault_tells_nothing_of_what_it_was_about(opened: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("Grace Obi")

    monkeypatch.setattr(dtmforms, "batch", fail)
    html = run(opened, "documents", source="register")
    assert "RuntimeError in " in html
    assert "Grace" not in html


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_speaks_one_language(opened: Opened, language: str) -> None:
    run(opened, "returns")
    text = text_of(opened.get("/many", language))
    typed = ["dtmforms", "English", "français", "español", str(Path(opened.records).parent), "records", "documents"]
    assert language == "en" or foreign(text, language, [*typed, "returns"]) == []
