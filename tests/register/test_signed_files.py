"""What `register sign` takes as signed, and what it says of everything else (rule E9)."""

from __future__ import annotations

import datetime
import io
import json
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pikepdf
import pytest
import yaml
from conftest import RECORDS, REFERENCE, STATED, load_sample, scan
from papers import (
    Pictures,
    as_jpeg,
    as_pdf,
    as_tiff,
    by_pdfium,
    drawn_over,
    filled,
    form_of,
    rendered,
    turned,
)
from PIL import Image, ImageDraw
from signed_files import certified, countersigned, dated_by_pdfium, key, trust, typed

import dtmforms
from dtmforms.agreement.model import Agreement
from dtmforms.cli.main import run
from dtmforms.form.identity import Identity
from dtmforms.pdf.write.form import geometry, layout_of

SENT = load_sample("en")
DEMO = str(RECORDS["en"])
PLACES = geometry("en", layout_of(SENT, SENT.language, to_sign=True))
IOM, PARTNER = (place.box for place in PLACES.signatures)
DPI = 150
ON = ("--on", "2026-10-20")

Made = Callable[[], bytes]


def with_other(**attributes: Any) -> Agreement:
    return Agreement.model_validate(SENT.values() | attributes)


OTHER_TEXT = with_other(purpose="Another purpose.")
OTHER_AGREEMENT = with_other(reference="MOZ-2")


def pages(record: Agreement = SENT) -> Pictures:
    return rendered(by_pdfium(form_of(record, to_sign=True)), DPI)


def drawn(pictures: Pictures, *shapes: tuple[int, tuple[float, float, float, float]]) -> Pictures:
    """The pages with ellipses of ink, each on its page and in its box, in points of the form."""
    new = [picture.copy() for picture in pictures]
    for page, (x, y, width, height) in shapes:
        picture, scale = new[page - 1], DPI / 72
        box = (x * scale, picture.height - (y + height) * scale, (x + width) * scale, picture.height - y * scale)
        ImageDraw.Draw(picture).ellipse(box, outline=20, width=3)
    return new


def written(box: tuple[float, float, float, float]) -> tuple[int, tuple[float, float, float, float]]:
    """A stroke of a pen in a box to sign in."""
    return PLACES.signatures[0].page, (box[0] + 30, box[1] + 10, 70, 22)


def dot(box: tuple[float, float, float, float]) -> tuple[int, tuple[float, float, float, float]]:
    return PLACES.signatures[0].page, (box[0] + 30, box[1] + 14, 5, 5)


def signed(pictures: Pictures) -> Pictures:
    return drawn(pictures, written(IOM), written(PARTNER))


def cover() -> Image.Image:
    page = Image.new("L", pages()[0].size, 255)
    ImageDraw.Draw(page).rectangle((200, 200, 900, 230), fill=0)
    return page


def initialled(pictures: Pictures) -> Pictures:
    return drawn(pictures, *((page, (500, 40, 24, 18)) for page in range(1, len(pictures) + 1)))


def with_digital_signature() -> bytes:
    """The form with the dictionary of a signature that covers the whole file, whoever made it."""

    def sign(pdf: pikepdf.Pdf) -> None:
        about = pikepdf.Dictionary(Type=pikepdf.Name.Sig, Filter=pikepdf.Name("/Adobe.PPKLite"))
        about.ByteRange, about.Contents = pikepdf.Array([0, 1111111111, 2222222222, 3333333333]), bytes(32)
        field = pikepdf.Dictionary(T="approval", FT=pikepdf.Name.Sig, V=pdf.make_indirect(about))
        pdf.Root.AcroForm.Fields.append(pdf.make_indirect(field))

    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(form_of(SENT, to_sign=True))) as pdf:
        sign(pdf)
        pdf.save(out, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    data = out.getvalue()
    start = data.index(b"<" + b"0" * 64 + b">")
    end = start + 66
    for placeholder, number in ((b"1111111111", start), (b"2222222222", end), (b"3333333333", len(data) - end)):
        data = data.replace(placeholder, b"%010d" % number)
    return data


def flattened_with_picture() -> bytes:
    """The form printed to PDF with a picture of a signature in the partner's box."""
    x, y, width, height = PARTNER
    black = f"q 0 0 0 rg {x + 20} {y + 10} {width - 40} {height - 20} re f Q"
    return drawn_over(by_pdfium(form_of(SENT, to_sign=True)), PLACES.signatures[0].page, black)


def document(record: Agreement = SENT) -> bytes:
    return dtmforms.fill(record)


def edited(text: str, into: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(document())) as source, zipfile.ZipFile(out, "w") as target:
        for info in source.infolist():
            data = source.read(info)
            if info.filename == "word/document.xml":
                assert text.encode() in data
                data = data.replace(text.encode(), into.encode())
            target.writestr(info, data)
    return out.getvalue()


def workbook() -> bytes:
    return dtmforms.write_workbook([SENT])


TAKEN: dict[str, Made] = {
    "signed scan": lambda: as_pdf(signed(pages())),
    "signed scan, black and white": lambda: as_tiff(signed(pages())),
    "signed scan, turned a little": lambda: as_pdf(turned(signed(pages()), 1.5)),
    "signed scan, upside down": lambda: as_pdf(turned(signed(pages()), 180)),
    "signed scan with a cover page": lambda: as_pdf([cover(), *signed(pages())]),
    "signed scan with initials": lambda: as_pdf(initialled(signed(pages()))),
}
"""Recorded as signed by what is seen."""
STATEMENT: dict[str, Made] = {
    "unsigned scan": lambda: as_pdf(pages()),
    "ink in one box": lambda: as_pdf(drawn(pages(), written(IOM))),
    "a dot in a box": lambda: as_pdf(drawn(pages(), written(IOM), dot(PARTNER))),
    "a photo of the last page": lambda: as_jpeg(signed(pages())[-1]),
    "scan that lacks a page": lambda: as_pdf(signed(pages())[1:]),
    "form that was not printed": lambda: form_of(SENT),
    "form printed to PDF": lambda: by_pdfium(form_of(SENT)),
    "picture of a signature": flattened_with_picture,
    "digital signature": with_digital_signature,
    "Word document as sent": document,
    "picture without a code": lambda: as_jpeg(cover()),
}
"""Recorded where a person states it, and not without."""
REFUSED: dict[str, tuple[Made, str]] = {
    "text file": (lambda: b"hello", "not_a_signed_file"),
    "record": (Path(DEMO).read_bytes, "not_a_signed_file"),
    "workbook": (workbook, "not_a_signed_file"),
    "empty file": (lambda: b"", "not_a_signed_file"),
    "broken PDF": (lambda: b"%PDF-1.7\nhello", "signed_file_unread"),
    "page that says hello": (lambda: hello(), "no_copy_of_the_text"),
    "scan of another text": (lambda: as_pdf(signed(pages(OTHER_TEXT))), "copy_of_another_text"),
    "form of another text": (lambda: form_of(OTHER_TEXT), "copy_of_another_text"),
    "document of another agreement": (lambda: document(OTHER_AGREEMENT), "copy_of_another_text"),
    "sheets of two agreements": (
        lambda: as_pdf([*signed(pages()), pages(OTHER_AGREEMENT)[0]]),
        "copy_of_another_text",
    ),
    "blank form": (lambda: dtmforms.form_blank("en"), "copy_of_a_blank_form"),
    "Word document that was edited": (lambda: edited("Within 48 hours", "Within 4 hours"), "copy_says_otherwise"),
    "form that was filled in otherwise": (
        lambda: filled(form_of(SENT), {"table_b_low_timeline": "Daily"}),
        "copy_says_otherwise",
    ),
}
"""Recorded by nobody's word."""


def hello() -> bytes:
    out = io.BytesIO()
    pdf = pikepdf.new()
    pdf.add_blank_page(page_size=(595, 842))
    pdf.save(out)
    return drawn_over(out.getvalue(), 1, "BT /Over 24 Tf 100 600 Td (Hello) Tj ET")


@pytest.fixture
def register(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Any:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DTMFORMS_REGISTER", "r.sqlite3")
    assert run(["register", "add", DEMO, "--on", "2026-10-01"]) == 0

    def call(*arguments: str) -> tuple[int, Any]:
        capsys.readouterr()
        code = run(["register", *arguments, "--json"])
        return code, json.loads(capsys.readouterr().out.splitlines()[-1])

    return call


def sign(register: Any, data: bytes, *more: str) -> tuple[int, Any]:
    """Whatever it is, it is called a PDF."""
    Path("file.pdf").write_bytes(data)
    code, answer = register("sign", REFERENCE, "--file", "file.pdf", *ON, *more)
    return code, answer


def kinds(register: Any) -> list[str]:
    return [step["kind"] for step in register("history", REFERENCE)[1]["steps"]]


@pytest.mark.sampled("scans")
@pytest.mark.parametrize("name", TAKEN)
def test_a_scan_with_ink_in_every_box_is_recorded_as_signed(register: Any, name: str) -> None:
    code, answer = sign(register, TAKEN[name]())
    assert (code, [event["kind"] for event in answer["recorded"]]) == (0, ["signed"])
    assert not any(finding["severity"] == "error" for finding in answer["findings"])
    assert "copy_by_code" in {finding["code"] for finding in answer["findings"]}


@pytest.mark.sampled("scans")
@pytest.mark.parametrize("name", STATEMENT)
def test_what_shows_no_signature_needs_a_persons_statement(register: Any, name: str) -> None:
    data = STATEMENT[name]()
    code, answer = sign(register, data)
    refused = "signatures_do_not_count" if name == "digital signature" else "signature_not_seen"
    assert (code, answer["code"], kinds(register)) == (3, refused, ["drafted"])
    code, answer = sign(register, data, *STATED)
    assert (code, kinds(register)) == (0, ["drafted", "signed"])
    step = register("history", REFERENCE)[1]["steps"][-1]
    assert (step["stated_by"], step["why"]) == (STATED[1], STATED[3])


@pytest.mark.sampled("scans")
@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_copy_of_the_text_is_refused_whoever_states_it(register: Any, name: str) -> None:
    made, error = REFUSED[name]
    data = made()
    for more in ((), STATED):
        code, answer = sign(register, data, *more)
        assert (code, answer["code"]) == (3, error)
    assert kinds(register) == ["drafted"]


@pytest.mark.sampled("scans")
def test_the_scan_of_a_form_of_an_edition_of_before_needs_a_persons_statement(
    register: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rule E7: a new edition moves no agreement; where the boxes stood in the form that was sent is not known any
    more."""
    monkeypatch.setattr("dtmforms.pdf.write.form.Identity", partial(Identity, edition="1"))
    data = as_pdf(signed(rendered(by_pdfium(dtmforms.form(SENT, to_sign=True)), DPI)))
    code, answer = sign(register, data)
    assert (code, answer["code"], [one["code"] for one in answer["findings"]]) == (
        *(3, "signature_not_seen"),
        ["other_edition"],
    )
    assert sign(register, data, *STATED)[0] == 0
    assert register("show", REFERENCE)[1]["signed"]["edition"] == "1"


@pytest.mark.parametrize("made", [dtmforms.form, dtmforms.fill])
def test_a_file_with_letters_is_no_copy_where_its_words_are_not_compared(
    register: Any, monkeypatch: pytest.MonkeyPatch, made: Callable[[Agreement], bytes]
) -> None:
    monkeypatch.setattr("dtmforms.returns.returned_form.EDITION", "3")
    for more in ((), STATED):
        code, answer = sign(register, made(SENT), *more)
        assert (code, answer["code"]) == (3, "copy_says_otherwise")


@pytest.mark.sampled("scans")
@pytest.mark.parametrize(
    ("name", "code", "values"),
    [
        ("ink in one box", "box_empty", {"side": "requesting_organization"}),
        ("scan that lacks a page", "page_not_scanned", {"page": 1}),
        ("picture of a signature", "picture_of_signature", {"fields": ["signature_requesting_organization"]}),
        ("digital signature", "foreign_box", {"fields": ["approval"]}),
        ("picture without a code", "signed_without_code", {"terms": "TNBW-4ECT"}),
    ],
)
def test_what_is_missing_is_told(register: Any, name: str, code: str, values: dict[str, Any]) -> None:
    _, answer = sign(register, STATEMENT[name]())
    assert values in [finding["values"] for finding in answer["findings"] if finding["code"] == code]


@pytest.mark.sampled("scans")
@pytest.mark.parametrize(
    ("name", "code"), [("signed scan with a cover page", "cover_page"), ("signed scan with initials", "initials")]
)
def test_what_stands_beside_has_a_sentence_of_its_own(register: Any, name: str, code: str) -> None:
    _, answer = sign(register, TAKEN[name]())
    assert code in {finding["code"] for finding in answer["findings"]}


# Word documents printed to PDF


@pytest.fixture(scope="module")
def prints(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The document printed by LibreOffice as it was sent, and after somebody edited it."""
    folder = tmp_path_factory.mktemp("prints")
    (folder / "sent.docx").write_bytes(document())
    (folder / "timeline.docx").write_bytes(edited("Within 48 hours", "Within 4 hours"))
    (folder / "person.docx").write_bytes(edited(">Suleimane<", ">Ana Bila<"))
    (folder / "section.docx").write_bytes(edited("does not necessitate", "does necessitate"))
    (folder / "typed.docx").write_bytes(edited(">Date:<", ">Date: 20 October 2026<"))
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder)]
    made = [str(path) for path in sorted(folder.glob("*.docx"))]
    subprocess.run([*command, *made], check=True, capture_output=True, timeout=120)
    return {path.stem: path.read_bytes() for path in folder.glob("*.pdf")}


@pytest.mark.sampled("what takes seconds")
@pytest.mark.program("soffice")
def test_a_print_of_the_document_is_known_by_its_words_and_signed_by_a_statement(
    register: Any, prints: dict[str, bytes]
) -> None:
    for name in ("sent", "typed"):
        code, answer = sign(register, prints[name])
        assert (code, answer["code"]) == (3, "signature_not_seen")
        said = {finding["code"] for finding in answer["findings"]}
        assert {"copy_by_words", "boxes_not_known"} <= said
        assert ("typed_at_signatures" in said) == (name == "typed")
    assert sign(register, prints["sent"], *STATED)[0] == 0


@pytest.mark.program("soffice")
@pytest.mark.parametrize(
    ("name", "finding", "fields"),
    [
        ("timeline", "copy_words_differ", ["table_b_medium_timeline"]),
        ("person", "copy_words_differ", ["table_c_requesting_organization_secondary_name"]),
        ("section", "copy_section_2_differs", None),
    ],
)
def test_a_print_of_an_edited_document_is_no_copy_and_what_differs_is_named(
    register: Any, prints: dict[str, bytes], name: str, finding: str, fields: list[str] | None
) -> None:
    for more in ((), STATED):
        code, answer = sign(register, prints[name], *more)
        assert (code, answer["code"]) == (3, "copy_says_otherwise")
        found = {one["code"]: one["values"] for one in answer["findings"]}
        assert finding in found
        assert fields is None or set(fields) <= set(found[finding]["fields"])
        assert "Ana Bila" not in str(answer)
    Path("print.pdf").write_bytes(prints[name])
    answered = dtmforms.ingest("print.pdf", against=SENT)
    assert (answered.exit_code, answered.record) == (3, None)
    assert answered.signed_copy
    assert (answered.signed_copy["accepted"], answered.signed_copy["words"]) == (False, "differ")


# What is recorded of it


def test_a_text_is_signed_once_suspended_or_not_and_a_file_twice_is_one_signature(register: Any) -> None:
    scan("one.png")
    scan("two.png", 200)
    for name, code, recorded in (("one.png", 0, 1), ("one.png", 0, 0), ("two.png", 3, None)):
        ended, answer = register("sign", REFERENCE, "--file", name, *STATED, *ON)
        assert ended == code
        assert recorded is None or len(answer["recorded"]) == recorded
    assert answer["code"] == "signed_already"
    register("suspend", REFERENCE, "--why", "x", "--on", "2026-10-25")
    ended, answer = register("sign", REFERENCE, "--file", "two.png", *STATED, "--on", "2026-10-26")
    assert (ended, answer["code"]) == (3, "signed_already")


def test_a_signature_that_was_recorded_wrongly_is_taken_back_by_an_event(register: Any) -> None:
    scan("wrong.png")
    scan("right.png", 200)
    register("sign", REFERENCE, "--file", "wrong.png", *STATED, *ON)
    code, answer = register("withdraw", REFERENCE, "2", "--why", "another agreement's copy")
    assert (code, answer["numbers"]["signed_contacts_on"]) == (0, None)
    assert register("withdraw", REFERENCE, "2", "--why", "another agreement's copy")[1]["recorded"] == []
    assert register("withdraw", REFERENCE, "2", "--why", "something else")[1]["code"] == "not_a_signature"
    assert register("withdraw", REFERENCE, "1", "--why", "x")[1]["code"] == "not_a_signature"
    assert register("show", REFERENCE, "--as-of", "2026-10-20")[1]["signed"] is None
    assert kinds(register) == ["drafted", "signed", "withdrawn"]
    for file, revision in (("right.png", 1), ("wrong.png", 1)):
        code, answer = register("sign", REFERENCE, "--file", file, *STATED, *ON)
        assert (code, answer["numbers"]["revision"], len(answer["recorded"])) == (0, revision, 1)
        number = answer["recorded"][0]["number"]
        assert register("withdraw", REFERENCE, str(number), "--why", "once more")[0] == 0
    assert register("verify")[1]["whole"]


def test_after_a_signature_that_was_taken_back_a_corrected_form_is_still_waited_for(register: Any) -> None:
    def waited_since() -> str | None:
        since: str | None = register("show", REFERENCE)[1]["open"].get("corrected_form")
        return since

    Path("form.pdf").write_bytes(dtmforms.form(SENT))
    register("reject", "form.pdf", "--why", "The partner says that they never sent it", "--on", "2026-10-19")
    scan("wrong.png")
    assert register("sign", REFERENCE, "--file", "wrong.png", *STATED, *ON)[0] == 0
    assert waited_since() is None
    assert register("withdraw", REFERENCE, "3", "--why", "another agreement's copy")[0] == 0
    assert waited_since() == "2026-10-19"


def test_taking_a_signature_back_takes_its_revision_out_of_force(register: Any) -> None:
    scan("one.png")
    scan("two.png", 200)
    register("sign", REFERENCE, "--file", "one.png", *STATED, *ON)
    Path("new.yaml").write_text(yaml.safe_dump(OTHER_TEXT.values()), encoding="utf-8")
    register("revise", REFERENCE, "new.yaml", "--on", "2026-10-22")
    code, answer = register("sign", REFERENCE, "--file", "two.png", *STATED, "--on", "2026-10-23")
    assert (code, answer["numbers"]["revision"]) == (0, 2)
    number = answer["recorded"][0]["number"]
    code, answer = register("withdraw", REFERENCE, str(number), "--why", "only IOM had signed")
    assert (code, answer["numbers"]["revision"]) == (0, 1)
    assert answer["to_sign"]
    code, answer = register("sign", REFERENCE, "--file", "two.png", *STATED, "--on", "2026-10-24")
    assert (code, answer["numbers"]["revision"]) == (0, 2)


@pytest.mark.parametrize("more", [STATED[:2], STATED[2:]])
def test_half_a_statement_is_wrong_usage(register: Any, more: tuple[str, ...]) -> None:
    scan("one.png")
    assert register("sign", REFERENCE, "--file", "one.png", *more)[0] == 2
    half = {"stated_by": "x"} if more is STATED[:2] else {"why": "x"}
    with pytest.raises(dtmforms.UsageError):
        dtmforms.Register("r.sqlite3").sign(REFERENCE, "one.png", **half)  # type: ignore[arg-type]


@pytest.mark.parametrize("named", [("--by", "Wanjiru Kamau"), ("--stated-by", "Joana Macuácua")])
def test_a_person_is_no_role(register: Any, named: tuple[str, str]) -> None:
    scan("one.png")
    statement = ("--why", "x", *named) if named[0] == "--stated-by" else (*STATED, *named)
    code, answer = register("sign", REFERENCE, "--file", "one.png", *statement, *ON)
    assert (code, answer["code"]) == (3, "person_as_role")
    shutil.move("r.sqlite3", "old.sqlite3")
    assert register("add", DEMO, "--by", named[1])[0] == 3
    assert register("add", DEMO, "--by", "Programme assistant")[0] == 0


@pytest.mark.sampled("scans")
def test_a_copy_with_the_contacts_of_then_is_a_copy_of_the_text(register: Any) -> None:
    """Rule D6: a notice came while it was with the partner."""
    data = document()
    values = SENT.values()
    values["table_c"]["iom"]["primary"]["title"] = "Coordinator"
    Path("new.yaml").write_text(yaml.safe_dump(values), encoding="utf-8")
    assert register("notice", REFERENCE, "--record", "new.yaml", "--on", "2026-10-10")[0] == 0
    assert sign(register, data, *STATED)[0] == 0


# Digital signatures


KNOWN = trust(SENT.requesting_organization.name, "Lena Ott")


def signed_by_both() -> bytes:
    """Certified by IOM, dated by the partner in a browser, signed by the partner."""
    return countersigned(dated_by_pdfium(certified(form_of(SENT, to_sign=True))))


def with_other_person() -> bytes:
    """Both signed, and a focal point was typed over since."""
    return typed(signed_by_both(), {"table_c_requesting_organization_primary_name": "Amina Bello"})


def register_with(place: str) -> dtmforms.Register:
    register = dtmforms.Register(place)
    register.add(SENT)
    return register


def test_a_form_that_both_sides_signed_is_recorded_by_its_certificates(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    place = str(tmp_path / "digital.sqlite3")
    act = register_with(place).sign(REFERENCE, signed_by_both(), trust=KNOWN)
    facts = act.added[0].details
    today = datetime.datetime.now(datetime.UTC).date().isoformat()
    assert (facts["seen"], facts["verdict"]) == ("signatures", "holds")
    assert facts["certificates"] == [
        {"side": "iom", "fingerprint": key("Ana Ruiz").fingerprint, "day": today},
        {"side": "requesting_organization", "fingerprint": key("Lena Ott").fingerprint, "day": today},
    ]
    for command in ("show", "history"):
        capsys.readouterr()
        assert run(["register", command, REFERENCE, "--register", place]) == 0
        said = capsys.readouterr().out
        assert all(key(name).fingerprint in said for name in ("Ana Ruiz", "Lena Ott"))
        assert "holds" in said
        assert not any(name in said for name in ("Ana Ruiz", "Lena Ott"))
    assert run(["register", "show", REFERENCE, "--register", place, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["signed"]["certificates"] == facts["certificates"]


@pytest.mark.parametrize(
    ("made", "known", "error", "finding"),
    [
        (signed_by_both, None, "signatures_do_not_count", "verdict_holds_unknown"),
        (lambda: certified(form_of(SENT, to_sign=True)), KNOWN, "signatures_do_not_count", "verdict_incomplete"),
        (lambda: countersigned(form_of(SENT, to_sign=True)), KNOWN, "signatures_do_not_count", "partner_signed_first"),
        (
            lambda: countersigned(certified(form_of(SENT, to_sign=True)), "Ana Ruiz"),
            KNOWN,
            "signatures_do_not_count",
            "one_certificate_for_both",
        ),
        (with_other_person, KNOWN, "copy_says_otherwise", "signed_form_changed"),
        (lambda: countersigned(certified(form_of(OTHER_TEXT, to_sign=True))), KNOWN, "copy_of_another_text", None),
    ],
)
def test_signatures_that_do_not_hold_are_refused_with_their_sentence(
    tmp_path: Path, made: Made, known: dtmforms.TrustFile | None, error: str, finding: str | None
) -> None:
    register = register_with(str(tmp_path / "digital.sqlite3"))
    with pytest.raises(dtmforms.RegisterError) as caught:
        register.sign(REFERENCE, made(), trust=known)
    assert caught.value.code == error
    assert finding is None or finding in {found.code for found in caught.value.findings}
    assert not any(name in str(caught.value) for name in ("Ana Ruiz", "Lena Ott", "Amina Bello"))
    assert [step.event.kind for step in register.history(REFERENCE)] == ["drafted"]


def test_a_person_answers_for_a_form_whose_signer_nobody_knows(tmp_path: Path) -> None:
    register = register_with(str(tmp_path / "digital.sqlite3"))
    act = register.sign(REFERENCE, signed_by_both(), stated_by="DTM Coordinator", why="Both told me by telephone")
    facts = act.added[0].details
    assert (facts["verdict"], facts["certificates"], "seen" in facts) == ("holds_unknown", [], False)
    assert facts["stated_by"] == "DTM Coordinator"


@pytest.mark.parametrize("state", ["", "partner signed", "person changed", "person signed"])
def test_no_focal_point_is_taken_from_a_signed_form(tmp_path: Path, state: str) -> None:
    """What is no signed form has its new focal point taken, as a notice."""
    other = load_sample("en").values()
    other["table_c"]["requesting_organization"]["primary"]["name"] = "Amina Bello"
    other_person = form_of(Agreement.model_validate(other), to_sign=True)
    made: dict[str, Callable[[], bytes]] = {
        "partner signed": lambda: countersigned(certified(other_person)),
        "person changed": with_other_person,
        "person signed": lambda: certified(other_person),
        "": lambda: filled(form_of(SENT), {"table_c_requesting_organization_primary_name": "Amina Bello"}),
    }
    answer = dtmforms.ingest(made[state](), against=SENT, trust=KNOWN, accepted=("changed_after_signing",))
    assert (answer.record is None) is bool(state)
    register = register_with(str(tmp_path / "digital.sqlite3"))
    taken = register.take_return(made[state](), reference=REFERENCE, accepted=("changed_after_signing",))
    assert isinstance(taken, dtmforms.Act) is not bool(state)
    assert ("notice" in [step.event.kind for step in register.history(REFERENCE)]) is not bool(state)
    expected = "signed_form_changed" if state == "person changed" else "signed_contacts_differ"
    assert (expected in {found.code for found in answer.findings}) is bool(state)


@pytest.mark.parametrize(
    ("made", "known", "verdict"),
    [
        (signed_by_both, KNOWN, "verdict_holds"),
        (signed_by_both, None, "verdict_holds_unknown"),
        (lambda: certified(form_of(SENT, to_sign=True)), KNOWN, "verdict_incomplete"),
        (lambda: countersigned(form_of(SENT, to_sign=True)), KNOWN, "verdict_broken"),
        (with_other_person, KNOWN, "verdict_broken"),
    ],
)
def test_a_return_says_by_the_same_verdict_what_its_signatures_are(
    made: Made, known: dtmforms.TrustFile | None, verdict: str
) -> None:
    data = made()
    answer = dtmforms.ingest(data, against=SENT, trust=known)
    assert verdict == f"verdict_{dtmforms.verify(data, trust=known).verdict}"
    assert verdict in {found.code for found in answer.findings}
    assert (answer.record is None) is (verdict == "verdict_broken")
