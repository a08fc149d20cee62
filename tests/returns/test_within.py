"""An archive or a mail with one form in it is that form; with none or with several it is told, each by name."""

from __future__ import annotations

import hashlib
import io
import zipfile
from email.message import EmailMessage
from pathlib import Path

import pikepdf
import pytest
from conftest import RECORDS, load_sample
from papers import by_pdfium, form_of
from signed_files import certified, changed, stored
from test_together import pages_of
from wrong_returns import FORM, encrypted, mail, other_agreement, picture, portfolio, zipped
from wrong_returns import form_of as form_in

import dtmforms
from dtmforms import Return
from dtmforms.cli.main import run
from dtmforms.returns.file_type import contents_of
from dtmforms.word.write.filled_document import draw as draw_word

SENT = load_sample("en")


def answer_to(data: bytes) -> Return:
    return dtmforms.ingest(data, against=SENT)


def told(answer: Return) -> dict[str, object]:
    """The codes of what is found, with the names that each tells."""
    return {finding.code: finding.values.get("names") for finding in answer.findings}


def archive(*files: tuple[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in files:
            made.writestr(name, data)
    return out.getvalue()


def mail_with(*files: tuple[str, bytes], text: str = "Attached.") -> bytes:
    message = EmailMessage()
    message["From"], message["To"] = "Grace Obi <g.obi@ngo.example>", "dtm@iom.example"
    message["Subject"] = "Our form, call +235 66 55 02 17"
    message.set_content(text)
    message.add_alternative("<p>Attached.</p>", subtype="html")
    for name, data in files:
        message.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    return message.as_bytes()


def test_the_signatures_of_a_form_within_are_verified_as_if_it_had_come_by_itself() -> None:
    """Also where it is in a portfolio: a form that was changed after it was signed is no record (rule E9)."""
    signed = changed(certified(dtmforms.form(SENT, to_sign=True)), stored("table_b_low_timeline", "Every third week"))
    by_itself, sha256 = answer_to(signed), hashlib.sha256(signed).hexdigest()
    assert "verdict_broken" in told(by_itself)
    for data in (archive(("form.pdf", signed)), mail_with(("form.pdf", signed)), portfolio(form=signed)):
        answer = answer_to(data)
        assert answer.record is None
        assert set(told(answer)) - set(told(by_itself)) <= {"from_archive", "from_mail", "from_portfolio"}
        verified = dtmforms.verify(data, within=dtmforms.read_return(data).within)
        assert (verified.verdict, verified.sha256) == ("broken", sha256)
        assert dtmforms.verify(data).verdict != "broken"


@pytest.mark.parametrize("beside", [encrypted("user"), b"%PDF-1.7 cut off"], ids=["locked", "damaged"])
def test_a_file_that_cannot_be_read_hides_no_signature_in_the_portfolio_beside_it(beside: bytes) -> None:
    signed = certified(dtmforms.form(SENT, to_sign=True))
    for form, verdict in (
        (signed, "holds_unknown"),
        (changed(signed, stored("table_b_low_timeline", "Never")), "broken"),
    ):
        data = mail_with(("annex.pdf", beside), ("form.pdf", portfolio(form=form)))
        assert dtmforms.verify(data, within=dtmforms.read_return(data).within).verdict == verdict


def test_a_locked_portfolio_in_a_mail_is_opened_for_its_signatures_as_it_is_for_its_form() -> None:
    locked = io.BytesIO()
    with pikepdf.open(io.BytesIO(portfolio(form=certified(dtmforms.form(SENT, to_sign=True))))) as pdf:
        pdf.save(locked, encryption=pikepdf.Encryption(owner="owner", user="user", R=6))
    data = mail_with(("form.pdf", locked.getvalue()))
    within = dtmforms.read_return(data, password="user").within
    assert dtmforms.verify(data, within=within, password="user").verdict == "holds_unknown"
    assert dtmforms.verify(data, within=within).verdict == "cannot_tell"


@pytest.mark.parametrize("data", [archive(("the form/return.pdf", FORM)), mail_with(("the form/return.pdf", FORM))])
def test_one_form_is_read_as_if_it_had_come_by_itself(data: bytes) -> None:
    by_itself, answer = answer_to(FORM), answer_to(data)
    assert answer.record == by_itself.record is not None
    assert answer.fields == by_itself.fields
    assert set(told(answer)) - set(told(by_itself)) <= {"from_archive", "from_mail"}
    [file] = answer.files
    assert str(file["file"]).endswith(": the form/return.pdf")
    assert (file["sha256"], len({file["sha256"], answer.sha256})) == (by_itself.sha256, 2)


def test_the_pages_of_one_form_are_put_together() -> None:
    pages = pages_of(by_pdfium(form_of(SENT)))
    files = [(f"page {9 - number}.pdf", data) for number, data in enumerate(pages)]
    for data in (archive(*reversed(files)), mail_with(*reversed(files))):
        answer = answer_to(data)
        assert answer.kind == "flattened"
        assert [file["pages"] for file in answer.files] == [[number + 1] for number in range(len(pages))]


def test_what_else_is_there_is_told_and_what_file_managers_and_letters_add_is_not() -> None:
    answer = answer_to(archive(("return.pdf", FORM), ("notes.txt", b"x"), ("__MACOSX/._return.pdf", b"x"), ("a/", b"")))
    assert told(answer) | {"from_archive": ["return.pdf"], "passed_by": ["notes.txt"]} == told(answer)
    message = EmailMessage()
    message["From"], message["Subject"] = "a@ngo.example", "x"
    message.set_content("Attached.")
    message.add_related(
        picture(), maintype="image", subtype="jpeg", cid="<logo>", filename="logo.jpg", disposition="inline"
    )
    message.make_mixed()
    message.add_attachment(FORM, maintype="application", subtype="pdf", filename="return.pdf")
    answer = answer_to(message.as_bytes())
    assert answer.record
    assert "passed_by" not in told(answer)


def test_the_same_form_twice_is_one() -> None:
    answer = answer_to(archive(("return.pdf", FORM), ("return (1).pdf", FORM)))
    assert answer.record
    assert told(answer)["given_again"] == ["return (1).pdf"]


@pytest.mark.parametrize(
    ("files", "code", "names"),
    [
        ([("a.pdf", FORM), ("b.pdf", form_in(other_agreement()))], "several_inside", ["a.pdf", "b.pdf"]),
        ([("a.txt", b"x"), ("b.pdf", b"%PDF-1.7 rubbish")], "none_inside", ["a.txt", "b.pdf"]),
        ([("inner.zip", archive(("a.pdf", FORM)))], "packed_inside", ["inner.zip"]),
        ([("inner.eml", mail())], "packed_inside", ["inner.eml"]),
        ([], "nothing_inside", None),
    ],
)
def test_none_and_several_are_told_by_name(files: list[tuple[str, bytes]], code: str, names: list[str] | None) -> None:
    for data in (archive(*files), mail_with(*files)):
        answer = answer_to(data)
        assert (answer.readable, answer.exit_code, told(answer)) == (False, 4, {code: names})


def test_of_the_only_file_it_is_said_why_it_is_not_read() -> None:
    answer = answer_to(archive(("return.pdf", encrypted("secret"))))
    assert told(answer) == {"from_archive": ["return.pdf"], "password_needed": None}
    assert dtmforms.ingest(archive(("return.pdf", encrypted("secret"))), against=SENT, password="secret").record


def test_a_word_document_and_a_workbook_are_still_what_they_are() -> None:
    word = draw_word(SENT, "en", "")
    assert contents_of(word) == "word"
    assert contents_of(word[:30] + b"%PDF-1.7" + word[30:]) == "archive"  # which viewers of PDF open as well
    assert contents_of(archive(("word/form.pdf", FORM))) == "zip"
    assert contents_of(zipped(xl__workbook_dot_xml=b"<x/>")) == "spreadsheet"
    assert answer_to(archive(("word/return.docx", word))).kind == "word"


def test_a_name_within_moves_no_terminal_and_a_mail_says_nothing_of_who_wrote_it(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    name = "re\x1b[31mturn\u202e\n g.obi@ngo.example استمارة.pdf"
    for kind, data in (("zip", archive((name, FORM))), ("eml", mail_with((name.replace("\n", ""), FORM)))):
        place = tmp_path / f"return.{kind}"
        place.write_bytes(data)
        assert run(["ingest", str(place), "--against", str(RECORDS["en"]), "-o", str(tmp_path / f"{kind}.yaml")]) == 0
        said = "".join(capfd.readouterr())
        assert "استمارة.pdf" in said
        assert not [part for part in ("\x1b", "\u202e", "g.obi", "+235", "call") if part in said]


def test_the_register_takes_such_a_file_as_well_and_keeps_the_digest_of_the_whole(tmp_path: Path) -> None:
    data = archive(("return.pdf", FORM))
    with dtmforms.Register(tmp_path / "register.sqlite3") as register:
        register.add(SENT)
        register.take_return(data)
        [returned] = [step for step in register.history(SENT.reference) if step.event.kind == "returned"]
    assert returned.event.files["returned"] == answer_to(data).sha256
