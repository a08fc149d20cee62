"""What is agreed beside Section 2 (rules D12, E8): optional, printed outside of it, IOM's to write, a revision where it
changes."""

from __future__ import annotations

import copy
import datetime
import io
import re
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pikepdf
import pytest
from agreed_beside import BESIDE, with_impacts
from conftest import TODAY, load_sample, read_fields
from docx.oxml.ns import qn

from dtmforms.agreement.check import Checked, check, check_values
from dtmforms.agreement.model import Agreement
from dtmforms.agreement.record_file import dump_json, dump_yaml
from dtmforms.changes.compare import compare
from dtmforms.changes.fingerprint import fingerprint
from dtmforms.changes.split import split
from dtmforms.form.fields import OTHER_TERMS, SIGNATURES
from dtmforms.language import LANGUAGES
from dtmforms.language.labels import labels
from dtmforms.language.shown import day_in_words
from dtmforms.pdf.write import form
from dtmforms.returns.ingest import Basis, Return, ingest
from dtmforms.word.write import filled_document
from dtmforms.workbook.from_records import workbook_of
from dtmforms.workbook.to_records import records_of

WITHOUT = load_sample("en")
RECORD = Agreement.model_validate(WITHOUT.values() | BESIDE)
"""With a combination of all that can be agreed."""
KINDS = ["pdf", "docx"]


def drawn(kind: str, record: Agreement, language: str = "en") -> bytes:
    draw = form.draw if kind == "pdf" else filled_document.draw
    return draw(record, language, fingerprint(record))


def read(kind: str, data: bytes, against: Agreement | None) -> Return:
    return ingest(data, f"return.{kind}", Basis(against, today=TODAY))


def in_xml(data: bytes, change: Callable[[str], str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            target.writestr(name, change(content.decode()).encode() if name == "word/document.xml" else content)
    return out.getvalue()


def at_path(values: dict[str, Any], path: tuple[str, ...]) -> Any:
    for step in path:
        values = values[step]
    return values


# The record


@pytest.mark.parametrize("dump", [dump_yaml, dump_json])
def test_it_is_read_as_it_is_written(dump: Callable[[dict[str, Any]], bytes]) -> None:
    checked = check(dump(RECORD.values()), name="a.json" if dump is dump_json else "a.yaml", today=TODAY)
    assert checked.record == RECORD


def typed(line: str) -> Checked:
    return check(dump_yaml(WITHOUT.values()) + f"{line}\n".encode(), name="agreement.yaml", today=TODAY)


@pytest.mark.parametrize(
    ("line", "path"),
    [
        ("password_change_every_days: 0", "password_change_every_days"),
        ("password_change_every_days: -5", "password_change_every_days"),
        ("password_change_every_days: 3651", "password_change_every_days"),
        ("password_change_every_days: 9.5", "password_change_every_days"),
        ('password_change_every_days: "90"', "password_change_every_days"),
        ("password_change_every_days: yes", "password_change_every_days"),
        ("turnover: {notify_within_days: a week}", "turnover.notify_within_days"),
        ("turnover: {channel: E-mail}", "turnover.notify_within_days"),
        ("valid_until: next year", "valid_until"),
        ("country_protocol: {dated: 2024-03-01}", "country_protocol.name"),
        ("further_terms: {retention: a year}", "further_terms.retention"),
        ('further_terms: {onward_sharing: " "}', "further_terms.onward_sharing"),
    ],
)
def test_what_says_nothing_is_refused_at_its_place(line: str, path: str) -> None:
    checked = typed(line)
    assert checked.record is None
    assert [found.path for found in checked.findings if found.severity == "error"] == [path]


def test_a_number_of_days_is_asked_for_without_quotes() -> None:
    [found] = typed('password_change_every_days: "90"').findings
    assert (found.code, found.line) == ("no_number_of_days", len(dump_yaml(WITHOUT.values()).splitlines()) + 1)


@pytest.mark.parametrize("term", OTHER_TERMS, ids=lambda term: str(term.label))
def test_a_change_of_it_is_a_revision_and_so_is_its_coming_and_going(term: Any) -> None:
    """It is part of the agreement's text; without it, the terms are those that they were."""
    values = copy.deepcopy(RECORD.values())
    *steps, last = term.path
    place = at_path(values, tuple(steps))
    place[last] = {"text": "Another text", "day": datetime.date(2028, 1, 31), "number": 7}[term.holds]
    other = Agreement.model_validate(values)
    comparison = compare(RECORD, other)
    assert (comparison.verdict, len(comparison.changes)) == ("revision", 1)
    assert comparison.changes[0].path == ".".join(term.path)
    assert fingerprint(RECORD) != fingerprint(other)
    parts = split(RECORD, other, comparison, today=TODAY)
    assert (parts.notice, parts.revision) == (None, other)


def test_all_of_it_comes_and_goes_as_a_revision_and_the_people_change_beside_it() -> None:
    values = copy.deepcopy(RECORD.values())
    values["table_c"]["requesting_organization"]["primary"]["title"] = "Adviser"
    for old, new in ((WITHOUT, Agreement.model_validate(values)), (Agreement.model_validate(values), WITHOUT)):
        parts = split(old, new, today=TODAY)
        assert parts.notice
        assert parts.revision == new
        assert parts.notice.turnover == old.turnover
        assert parts.notice.table_c == new.table_c


# The documents


def text_in(cell: Any) -> str:
    """With what stands in content controls, which python-docx passes by."""
    return "".join(text.text for text in cell._tc.iter(qn("w:t"))).strip("\u200e")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_document_prints_what_is_agreed_between_table_c_and_the_signatures(language: str) -> None:
    document = docx.Document(io.BytesIO(drawn("docx", RECORD, language)))
    words = labels(language).ours
    _, _, _, terms, _ = document.tables
    said = {row.cells[0].text: text_in(row.cells[1]) for row in terms.rows}
    values = RECORD.values()
    assert list(said) == [words[term.label] for term in OTHER_TERMS]
    assert said[words["valid_until"]] == day_in_words("2027-12-31", language)
    assert said[words["onward_sharing"]] == at_path(values, ("further_terms", "onward_sharing"))
    headings = [p.text for p in document.paragraphs if p.style and p.style.name == "Heading 1"]
    assert headings[-2:] == [words["other_terms"], words["signatures"]]


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_printed_of_it_where_nothing_is_agreed(language: str) -> None:
    heading = labels(language).ours["other_terms"]
    document = docx.Document(io.BytesIO(drawn("docx", WITHOUT, language)))
    assert heading not in [paragraph.text for paragraph in document.paragraphs]
    assert len(document.tables) == 4
    names = read_fields(drawn("pdf", WITHOUT, language)).texts.keys()
    assert not names & {term.name for term in OTHER_TERMS}


@pytest.mark.parametrize("to_sign", [False, True])
def test_a_form_has_what_its_record_has_and_every_cell_of_it_is_locked(to_sign: bool) -> None:
    record = Agreement.model_validate(WITHOUT.values() | {"valid_until": BESIDE["valid_until"]})
    assert {*read_fields(drawn("pdf", record)).texts} - {*read_fields(drawn("pdf", WITHOUT)).texts} == {"valid_until"}
    with pikepdf.open(io.BytesIO(form.draw(RECORD, "en", fingerprint(RECORD), to_sign=to_sign))) as pdf:
        flags = {str(field.T): int(field.get("/Ff", 0)) for field in pdf.Root.AcroForm.Fields}
    assert all(flags[term.name] & 1 for term in OTHER_TERMS)
    assert (set(SIGNATURES) <= flags.keys()) is to_sign


# Returns


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_it_comes_back_as_it_went_with_what_was_sent_and_without(kind: str, language: str) -> None:
    record = RECORD.model_copy(update={"language": language})
    answer = read(kind, drawn(kind, record, language), record)
    assert (answer.record, answer.comparison and answer.comparison.verdict) == (record, "unchanged"), answer.findings
    alone = read(kind, drawn(kind, record, language), None).record
    assert alone
    assert {key: getattr(alone, key) for key in BESIDE} == {key: getattr(record, key) for key in BESIDE}


def edited_pdf(data: bytes, name: str, text: str) -> bytes:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as pdf:
        [field] = [field for field in pdf.Root.AcroForm.Fields if str(field.T) == name]
        field.V = pikepdf.String(text)
        del field["/AP"]
        pdf.save(out)
    return out.getvalue()


def edited_word(data: bytes, name: str, text: str) -> bytes:
    pattern = rf'(<w:tag w:val="{name}"/></w:sdtPr><w:sdtContent>).*?(</w:sdtContent>)'
    return in_xml(data, lambda xml: re.sub(pattern, rf"\g<1><w:r><w:t>{text}</w:t></w:r>\g<2>", xml, count=1))


@pytest.mark.parametrize(("kind", "edited"), [("pdf", edited_pdf), ("docx", edited_word)])
@pytest.mark.parametrize(
    ("name", "text"),
    [("valid_until", "2029-12-31"), ("turnover_notify_within_days", "50"), ("further_terms_onward_sharing", "To all")],
)
def test_an_edit_of_it_is_told_and_not_taken(kind: str, edited: Any, name: str, text: str) -> None:
    """IOM writes it (rule D3)."""
    answer = read(kind, edited(drawn(kind, RECORD), name, text), RECORD)
    assert [found.code for found in answer.findings if found.code.startswith("ours_")] == ["ours_differs"]
    assert answer.record == RECORD


@pytest.mark.parametrize("change", [re.compile(r"<w:sdt>.*?<w:sdtContent>|</w:sdtContent></w:sdt>")])
def test_a_document_without_content_controls_is_read_by_its_labels(change: re.Pattern[str]) -> None:
    answer = read("docx", in_xml(drawn("docx", RECORD), lambda xml: change.sub("", xml)), RECORD)
    assert (answer.kind, answer.record) == ("word_by_position", RECORD), answer.findings


def test_a_row_that_was_taken_out_of_a_document_is_told() -> None:
    row = re.compile(r"<w:tr(?: [^>]*)?>(?:(?!<w:tr[ >]).)*further_terms_onward_sharing.*?</w:tr>", re.DOTALL)
    data = in_xml(drawn("docx", RECORD), lambda xml: row.sub("", xml))
    answer = read("docx", data, RECORD)
    assert {"ours_differs", "word_text_gone"} <= {found.code for found in answer.findings}
    assert answer.record is None


def replaced(old: str, new: str) -> Callable[[str], str]:
    return lambda xml: xml.replace(old, new)


@pytest.mark.sampled("what takes seconds")
@pytest.mark.program("soffice")
def test_what_is_printed_otherwise_of_it_is_no_copy_of_the_text(tmp_path: Path) -> None:
    """Its labels are words of the agreement, as those of Section 2 are (rule E9)."""
    sent = drawn("docx", RECORD)
    edits = {"sent": ("", ""), "label": (">Onward sharing<", ">Onward use<"), "value": (">To nobody", ">To anybody")}
    for name, (old, new) in edits.items():
        (tmp_path / f"{name}.docx").write_bytes(in_xml(sent, replaced(old, new)))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    made = [str(path) for path in sorted(tmp_path.glob("*.docx"))]
    command = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), *made]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    for name, code in (("sent", None), ("label", "copy_other_terms_differ"), ("value", "copy_words_differ")):
        answer = ingest((tmp_path / f"{name}.pdf").read_bytes(), "print.pdf", Basis(RECORD, today=TODAY))
        differing = {found.code for found in answer.findings if found.code.endswith(("_differ", "_differs"))}
        assert differing == ({code} if code else set())


# The workbook


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_workbook_brings_it_back(language: str) -> None:
    [agreement] = records_of(workbook_of([RECORD], language), "book.xlsx", today=TODAY).agreements
    assert agreement.record == RECORD


@pytest.mark.parametrize("language", LANGUAGES)
def test_so_it_does_with_what_disclosure_would_mean(language: str) -> None:
    """Rule B5."""
    [agreement] = records_of(workbook_of([with_impacts(RECORD)], language), "book.xlsx", today=TODAY).agreements
    assert (agreement.record, agreement.findings) == (with_impacts(RECORD), ())


def test_a_workbook_that_was_made_before_there_was_its_sheet_is_read() -> None:
    book = openpyxl.load_workbook(io.BytesIO(workbook_of([RECORD], "en")))
    book.remove(book["Impact"])
    saved = io.BytesIO()
    book.save(saved)
    read = records_of(saved.getvalue(), "book.xlsx", today=TODAY)
    assert ([agreement.record for agreement in read.agreements], read.findings) == ([RECORD], ())


@pytest.mark.parametrize("value", ["a week", 4.5, True, datetime.datetime(2026, 1, 1), "=2+3", 0, 9999])
def test_a_cell_that_holds_no_number_of_days_is_named(value: Any) -> None:
    book = openpyxl.load_workbook(io.BytesIO(workbook_of([RECORD], "en")))
    sheet = book["Agreements"]
    [column] = [cell.column for cell in sheet[1] if cell.value == "Passwords changed every (days)"]
    sheet.cell(2, column).value = value
    saved = io.BytesIO()
    book.save(saved)
    [agreement] = records_of(saved.getvalue(), "book.xlsx", today=TODAY).agreements
    assert agreement.record is None
    assert {found.code for found in agreement.findings} <= {"no_whole_number", "no_number_of_days"}
    assert {found.cell for found in agreement.findings} == {f"Agreements!{sheet.cell(2, column).coordinate}"}


# The rules


@pytest.mark.parametrize(
    ("edit", "code"),
    [
        ({"valid_until": datetime.date(2026, 10, 1)}, "expired"),
        ({"valid_until": datetime.date(1448, 2, 1)}, "day_of_another_calendar"),
        ({"turnover": {"notify_within_days": 5, "channel": "Telephone call"}}, "told_by_telephone"),
        ({"further_terms": {"storage_and_access": "Password: Xy7-kt"}}, "password_typed_in"),
        ({"urgent_sharing_capacity": "[Insert]"}, "placeholder"),
    ],
)
def test_what_is_odd_about_it_is_found(edit: dict[str, Any], code: str) -> None:
    [found] = check_values(WITHOUT.values() | edit, today=TODAY).findings
    assert (found.code, found.path.partition(".")[0]) == (code, next(iter(edit)))


@pytest.mark.parametrize(
    "edit",
    [
        BESIDE,
        {"valid_until": TODAY},
        {"turnover": {"notify_within_days": 5, "channel": "E-mail, and a telephone call to confirm it"}},
    ],
)
def test_what_is_right_is_not_remarked_on(edit: dict[str, Any]) -> None:
    assert check_values(WITHOUT.values() | edit, today=TODAY).findings == ()
