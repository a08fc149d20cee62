"""What `fill` and `form` print of an agreement that the register holds: its two numbers, or that it is a draft."""

from __future__ import annotations

import datetime
import io
import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import docx
import pypdf
import pytest
import yaml
from conftest import RECORDS, STATED, scan
from test_commands import fill_in

from dtmforms.cli.main import run

DEMO = str(RECORDS["en"])
REF = "MOZ-CD-HCT-CP"
REGISTER = "filled/register.sqlite3"
PARTNER = "table_c_requesting_organization_primary"
SUCCESSOR = {f"{PARTNER}_name": "Олена Мороз", f"{PARTNER}_email": "omoroz@harbour-trust.example"}
SIGNED = "Revision 1 · Contacts 1; signed with the contacts of 2026-10-01; current contacts 2026-10-01"
TURNED_OVER = "Revision 1 · Contacts 2; signed with the contacts of 2026-10-01; current contacts 2026-11-03"


@pytest.fixture(autouse=True)
def inside_an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("DTMFORMS_REGISTER", raising=False)


@pytest.fixture
def signed() -> None:
    """The invented agreement in the register of the folder, signed."""
    scan("signed.pdf")
    assert run(["register", "add", DEMO, "--on", "2026-10-01"]) == 0
    assert run(["register", "sign", REF, "--file", "signed.pdf", *STATED, "--on", "2026-10-05"]) == 0


@pytest.fixture
def answers(capsys: pytest.CaptureFixture[str]) -> Any:
    """Runs a command with --json and gives its answer."""

    def call(*arguments: str) -> Any:
        capsys.readouterr()
        assert run([*arguments, "--force", "--json"]) == 0
        return json.loads(capsys.readouterr().out.splitlines()[-1])

    return call


def footer(name: str) -> str:
    return str(docx.Document(name).sections[0].footer.paragraphs[0].text)


def pages(name: str) -> list[str]:
    """The text of each page of a PDF form, on one line."""
    return [" ".join(page.extract_text().split()) for page in pypdf.PdfReader(name).pages]


def changed(name: str, *path: str, to: Any, record: str = DEMO) -> str:
    """A record with one value changed, as a file."""
    values = yaml.safe_load(Path(record).read_text(encoding="utf-8"))
    place = values
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = to
    Path(name).write_text(yaml.safe_dump(values, allow_unicode=True), encoding="utf-8")
    return name


def turned_over() -> str:
    """A new focal point came back and took effect: the record in force, as a file."""
    assert run(["form", DEMO, "-o", "form.pdf"]) == 0
    fill_in("form.pdf", "return.pdf", **SUCCESSOR)
    assert run(["register", "return", "return.pdf", "--on", "2026-11-03"]) == 0
    assert run(["register", "show", REF, "--as-of", "2026-11-03", "-o", "now.yaml"]) == 0
    return "now.yaml"


@pytest.mark.usefixtures("signed")
def test_both_documents_of_a_signed_agreement_print_both_numbers_and_what_it_was_signed_with(answers: Any) -> None:
    record = turned_over()
    filled = answers("fill", record, "-o", "a.docx")
    formed = answers("form", record, "-o", "a.pdf")
    for answer in (filled, formed):
        assert answer["status"] == TURNED_OVER
        assert answer["numbers"] == {
            "revision": 1,
            "contacts": 2,
            "signed_contacts_on": "2026-10-01",
            "contacts_on": "2026-11-03",
        }
        assert [finding for finding in answer["findings"] if finding["rule"] in ("D5", "D6")] == []
    assert footer("a.docx").startswith(f"{TURNED_OVER}  ·  Terms {filled['terms']}")
    assert all(TURNED_OVER in page for page in pages("a.pdf"))


def test_without_a_register_documents_are_drafts(answers: Any) -> None:
    for command, document in (("fill", "a.docx"), ("form", "a.pdf")):
        answer = answers(command, DEMO, "-o", document)
        assert (answer["numbers"], answer["status"]) == (None, "Draft")
    assert footer("a.docx").startswith("Draft  ·")
    assert all("Draft" in page for page in pages("a.pdf"))
    assert not Path(REGISTER).exists()


@pytest.mark.usefixtures("signed")
def test_an_agreement_that_the_register_does_not_hold_is_a_draft_without_a_word(
    answers: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    other = changed("other.yaml", "reference", to="MOZ-2")
    assert answers("fill", other, "-o", "a.docx")["status"] == "Draft"
    run(["fill", other, "-o", "a.docx"])
    assert "register" not in capsys.readouterr().err


def test_a_register_that_was_named_and_is_missing_is_an_error(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["fill", DEMO, "--register", "none.sqlite3"]) == 6
    monkeypatch.setenv("DTMFORMS_REGISTER", "none.sqlite3")
    assert run(["form", DEMO]) == 6
    assert capsys.readouterr().err.count("none.sqlite3: there is no register") == 2
    assert not Path("filled").exists()


def test_the_register_is_named_by_option_or_environment(answers: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    assert run(["register", "add", DEMO, "--on", "2026-10-01", "--register", "ours.sqlite3"]) == 0
    told = "Revision 1 · Contacts 1; not signed yet; current contacts 2026-10-01"
    assert answers("fill", DEMO)["status"] == "Draft"
    assert answers("fill", DEMO, "--register", "ours.sqlite3")["status"] == told
    monkeypatch.setenv("DTMFORMS_REGISTER", "ours.sqlite3")
    assert answers("form", DEMO)["status"] == told


def test_a_blank_form_asks_no_register(answers: Any) -> None:
    for command in ("fill", "form"):
        answer = answers(command, "--blank", "--register", "none.sqlite3")
        assert (answer["numbers"], answer["status"]) == (None, "Blank form")


@pytest.mark.usefixtures("signed")
def test_contacts_that_are_not_in_force_are_printed_as_a_draft_with_what_to_do(
    answers: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    turned_over()
    for command in ("fill", "form"):
        answer = answers(command, DEMO)
        assert (answer["numbers"], answer["status"]) == (None, "Draft")
        [finding] = [finding for finding in answer["findings"] if finding["rule"] == "D5"]
        assert finding["severity"] == "warning"
        for said in (f"table_c.{'requesting_organization.primary.name'}", "register notice", f"register show {REF} -o"):
            assert said in finding["message"]
    run(["fill", DEMO, "--force"])
    said = capsys.readouterr().err
    assert f"{DEMO}: warning: printed as a draft" in said
    for contact in (*SUCCESSOR.values(), "Wanjiru", "@"):
        assert contact not in said


@pytest.mark.usefixtures("signed")
def test_a_text_that_nobody_put_up_is_a_draft_and_one_that_waits_for_signature_bears_its_revision(answers: Any) -> None:
    revised = changed("revised.yaml", "table_b", "low", "timeline", to="Weekly")
    answer = answers("fill", revised)
    assert answer["status"] == "Draft"
    [finding] = [finding for finding in answer["findings"] if finding["rule"] == "D5"]
    assert "table_b.low.timeline" in finding["message"]
    assert f"register revise {REF}" in finding["message"]

    assert run(["register", "revise", REF, revised, "--on", "2026-11-03"]) == 0
    answer = answers("fill", revised)
    assert answer["status"] == "Revision 2 · Contacts 1; not signed yet; current contacts 2026-10-01"
    assert answer["numbers"]["revision"] == 2
    assert answers("fill", DEMO)["status"] == SIGNED

    scan("again.pdf", 180)
    assert run(["register", "sign", REF, "--file", "again.pdf", *STATED, "--on", "2026-11-08"]) == 0
    told = "Revision 2 · Contacts 1; signed with the contacts of 2026-10-01; current contacts 2026-10-01"
    assert answers("fill", revised)["status"] == told
    assert answers("fill", DEMO)["status"] == "Draft"


def signs(answer: Any) -> tuple[str, list[Any]]:
    """The timeline that the form of an answer has to sign, and in what the record differs."""
    fields = pypdf.PdfReader(answer["output"]).get_fields() or {}
    found = [finding for finding in answer["findings"] if finding["code"] == "signs_text_of_register"]
    return fields["table_b_low_timeline"]["/V"], [finding["values"]["paths"] for finding in found]


def test_what_is_signed_is_the_text_that_the_register_holds(answers: Any) -> None:
    """Rule E9: whatever a record says, of which nothing is recorded yet."""
    path, other = "table_b.low.timeline", changed("other.yaml", "table_b", "low", "timeline", to="Weekly")
    answer = answers("form", other, "--to-sign")
    assert (signs(answer), answer["status"]) == (("Weekly", []), "Draft")

    assert run(["register", "add", DEMO, "--on", "2026-10-01"]) == 0
    held = answers("form", DEMO, "--to-sign")
    answer = answers("form", other, "--to-sign")
    assert [signs(held), signs(answer)] == [("Every second month", []), ("Every second month", [[path]])]
    assert answer["sha256"] == held["sha256"]
    assert answer["status"] == held["status"] != "Draft"
    assert f"register revise {REF}" in answer["findings"][-1]["message"]

    scan("signed.pdf")
    assert run(["register", "sign", REF, "--file", "signed.pdf", *STATED, "--on", "2026-10-05"]) == 0
    assert run(["register", "revise", REF, other, "--on", "2026-11-03"]) == 0
    assert signs(answers("form", other, "--to-sign")) == ("Weekly", [])
    assert signs(answers("form", DEMO, "--to-sign")) == ("Weekly", [[path]])


@pytest.mark.usefixtures("signed")
def test_what_no_form_prints_is_not_told_as_what_is_not_signed(answers: Any) -> None:
    other = changed("other.yaml", "requesting_organization", "email_domains", to=["another-trust.example"])
    assert signs(answers("form", other, "--to-sign")) == ("Every second month", [])


def test_a_record_that_names_others_to_sign_is_told_who_signs(answers: Any) -> None:
    """A signatory is nobody's agreed text (rule E5), but the form has a name above each box."""
    assert run(["register", "add", DEMO, "--on", "2026-10-01"]) == 0
    people = yaml.safe_load(Path(DEMO).read_text(encoding="utf-8"))["signatories"]
    other = changed("other.yaml", "signatories", to=[people[0] | {"name": "Olga Ruiz"}, *people[1:]])
    answer = answers("form", other, "--to-sign")
    [[paths]] = [signs(answer)[1]]
    assert [step for one in paths for step in ("signatories", "@", "Olga") if step in one] == ["signatories"]
    assert people[0]["name"] in pages(answer["output"])[-1]


@pytest.mark.usefixtures("signed")
def test_a_text_that_waits_with_contacts_of_before_is_a_draft(answers: Any) -> None:
    revised = changed("revised.yaml", "table_b", "low", "timeline", to="Weekly")
    assert run(["register", "revise", REF, revised, "--on", "2026-11-02"]) == 0
    now = turned_over()
    answer = answers("fill", revised)
    assert answer["status"] == "Draft"
    [finding] = [finding for finding in answer["findings"] if finding["rule"] == "D5"]
    assert "table_c.requesting_organization.primary.name" in finding["message"]
    assert "table_b" not in finding["message"]
    both = changed("both.yaml", "table_b", "low", "timeline", to="Weekly", record=now)
    told = "Revision 2 · Contacts 2; not signed yet; current contacts 2026-11-03"
    assert answers("fill", both)["status"] == told


@pytest.mark.usefixtures("signed")
def test_a_repeated_risk_assessment_is_still_the_text_in_force(answers: Any) -> None:
    later = changed("later.yaml", "risk_assessment", "combinations", to=[])
    assert answers("fill", later)["status"] == SIGNED


@pytest.mark.usefixtures("signed")
def test_the_document_of_an_agreement_that_ended_says_so(answers: Any) -> None:
    assert run(["register", "end", REF, "--why", "the operation closed", "--on", "2026-11-10"]) == 0
    answer = answers("fill", DEMO, "-o", "a.docx")
    assert answer["status"] == f"{SIGNED}; ended on 2026-11-10"
    assert footer("a.docx").startswith(answer["status"])
    assert [finding["rule"] for finding in answer["findings"] if "ended" in finding["message"]] == ["E4"]
    revised = changed("revised.yaml", "table_b", "low", "timeline", to="Weekly")
    answer = answers("fill", revised)
    assert answer["status"] == "Draft"
    assert any("ended" in finding["message"] for finding in answer["findings"])


@pytest.mark.usefixtures("signed")
@pytest.mark.parametrize(
    ("language", "ends"),
    [
        ("en", "; suspended since 2026-11-10, until 2099-12-31"),
        ("fr", "\u202f; partage suspendu depuis le 2026-11-10, jusqu’au 2099-12-31"),
        ("es", "; intercambio suspendido desde el 2026-11-10, hasta el 2099-12-31"),
        ("ar", "؛ التبادل معلَّق منذ \u200e2026-11-10\u200e، حتى \u200e2099-12-31\u200e"),
    ],
)
def test_the_document_of_an_agreement_that_is_suspended_says_so(answers: Any, language: str, ends: str) -> None:
    until = ("--until", "2099-12-31")
    assert run(["register", "suspend", REF, "--why", "unrest", "--on", "2026-11-10", *until]) == 0
    for command, document in (("fill", "a.docx"), ("form", "a.pdf")):
        answer = answers(command, DEMO, "--language", language, "-o", document)
        assert answer["status"].endswith(ends)
        [finding] = [finding for finding in answer["findings"] if "suspended" in finding["message"]]
        assert (finding["severity"], finding["rule"]) == ("warning", "B3")
    assert footer("a.docx").startswith(answer["status"])
    if language == "en":
        assert run(["register", "revise", REF, changed("r.yaml", "purpose", to="Another."), "--on", "2026-11-11"]) == 0
        assert answers("fill", "r.yaml")["status"].endswith(ends)
        assert all("suspended since 2026-11-10, until 2099-12-31" in page for page in pages("a.pdf"))


@pytest.mark.usefixtures("signed")
def test_a_suspension_that_is_over_is_printed_no_more(answers: Any) -> None:
    assert run(["register", "suspend", REF, "--why", "unrest", "--on", "2026-11-10"]) == 0
    assert answers("fill", DEMO)["status"] == f"{SIGNED}; suspended since 2026-11-10"
    assessed = changed("assessed.yaml", "risk_assessment", "assessed_on", to=datetime.date(2026, 11, 11))
    assert run(["register", "reassess", REF, assessed, "--on", "2026-11-11"]) == 0
    assert answers("fill", DEMO)["status"] == SIGNED


def test_an_agreement_that_has_yet_to_begin_bears_the_numbers_that_it_begins_with(
    answers: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As a register may hold that was written before a day to come was refused."""
    monkeypatch.setattr("dtmforms.register.record_event.refuse_future", lambda *_: None)
    assert run(["register", "add", DEMO, "--on", "2099-01-01"]) == 0
    told = "Revision 1 · Contacts 1; not signed yet; current contacts 2099-01-01"
    assert answers("fill", DEMO)["status"] == told


def test_an_agreement_whose_beginning_was_put_right_bears_the_numbers_of_today(
    answers: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not those of the day that was mistyped, by when others may be in force."""
    monkeypatch.setattr("dtmforms.register.record_event.refuse_future", lambda *_: None)
    assert run(["register", "add", DEMO, "--on", "2199-01-01"]) == 0
    assert run(["register", "redate", REF, "1", "--on", "2026-10-01", "--why", "the year was mistyped"]) == 0
    later = changed("later.yaml", "table_c", "iom", "secondary", to=None)
    assert run(["register", "notice", REF, "--record", later, "--on", "2150-01-01"]) == 0
    told = "Revision 1 · Contacts 1; not signed yet; current contacts 2026-10-01"
    assert answers("fill", DEMO)["status"] == told


@pytest.mark.usefixtures("signed")
@pytest.mark.parametrize(
    ("language", "begins"),
    [
        ("fr", "Révision n° 1 · Liste de contacts n° 1"),
        ("es", "Revisión n.º 1 · Lista de contactos n.º 1"),
        ("ar", "التنقيح رقم 1"),
    ],
)
def test_the_numbers_are_said_in_the_language_of_the_document(answers: Any, language: str, begins: str) -> None:
    for command in ("fill", "form"):
        assert answers(command, DEMO, "--language", language)["status"].startswith(begins)
    assert answers("fill", DEMO, "--language", "en,ar")["status"] == SIGNED


@pytest.mark.usefixtures("signed")
def test_several_records_are_each_held_against_the_register(capsys: pytest.CaptureFixture[str]) -> None:
    other = changed("other.yaml", "reference", to="MOZ-2")
    Path("bad.yaml").write_text("a: b\n", encoding="utf-8")
    capsys.readouterr()
    assert run(["fill", other, "bad.yaml", DEMO, "--json"]) == 3
    told = [json.loads(line).get("status") for line in capsys.readouterr().out.splitlines()]
    assert told == ["Draft", None, SIGNED]


@pytest.mark.parametrize("command", ["fill", "form"])
def test_a_draft_loads_no_database(command: str) -> None:
    script = (
        "import sys; from dtmforms.cli.main import run; assert run(sys.argv[1:]) == 0; "
        "assert 'sqlite3' not in sys.modules and 'dtmforms.register' not in sys.modules"
    )
    without = {key: text for key, text in os.environ.items() if key != "DTMFORMS_REGISTER"}
    subprocess.run([sys.executable, "-c", script, command, DEMO], check=True, env=without)


@pytest.mark.usefixtures("signed")
def test_the_same_register_gives_the_same_bytes_and_a_new_number_asks_before_it_replaces() -> None:
    assert run(["fill", DEMO, "-o", "a.docx"]) == 0
    before = Path("a.docx").read_bytes()
    assert run(["fill", DEMO, "-o", "a.docx"]) == 0
    assert run(["fill", turned_over(), "-o", "a.docx"]) == 6
    assert Path("a.docx").read_bytes() == before
    with zipfile.ZipFile(io.BytesIO(before)) as package:
        assert b"Contacts 1" in b"".join(package.read(name) for name in package.namelist() if "footer" in name)
