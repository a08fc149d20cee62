"""A notice of focal points that somebody signed: it holds where it shows just what it says, and for nothing else."""

from __future__ import annotations

import io
import json
import re
import subprocess
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import pikepdf
import pypdf
import pypdfium2
import pytest
from conftest import load_sample
from notice_files import NAMES, agreement, chain, content, person, sign_notice
from pikepdf import Array, Dictionary, Name
from sampling import part_of
from signed_files import (
    IOM,
    PARTNER,
    changed,
    key,
    noted,
    read,
    signed,
    stamped,
    trust,
    trust_row,
    with_page,
    with_proofs,
    with_script,
    with_third_box,
    written_anew,
)
from test_mutated_signed_files import mutated

import dtmforms
from dtmforms.agreement.model import Agreement
from dtmforms.cli.main import run
from dtmforms.form.notice import NoticeContent, read_notice
from dtmforms.language import LANGUAGES
from dtmforms.pdf.write.notice import ATTACHED, draw_notice
from dtmforms.signatures.trust import row_as_text
from dtmforms.signatures.verification import Verification
from dtmforms.signatures.verify import verified

Change = Callable[[pikepdf.Pdf], object]


@cache
def unsigned() -> bytes:
    return draw_notice(chain(1)[0].content)


def told() -> NoticeContent:
    return chain(1)[0].content


def notice() -> bytes:
    return chain(1)[0].data


def made_anew(change: Change) -> Callable[[], bytes]:
    """A notice into which something was put before it was signed, in whatever program that was."""

    def make() -> bytes:
        saved = io.BytesIO()
        with pikepdf.open(io.BytesIO(unsigned())) as document:
            change(document)
            document.save(saved)
        return signed(saved.getvalue(), PARTNER, "Lena Ott")

    return make


def stored_otherwise(document: pikepdf.Pdf) -> None:
    """Whoever reads it back finds another person than whoever looks at it."""
    other = told().text().replace(NAMES[0], "Eve Mallory")
    document.Root.Names.EmbeddedFiles.Names[1].EF.F.write(other.encode())


def shown_otherwise(document: pikepdf.Pdf) -> None:
    page = document.pages[0].Contents
    page.write(page.read_bytes().replace(NAMES[0].encode(), b"Eve Mallory!"))


def said_otherwise(document: pikepdf.Pdf) -> None:
    """To those who do not see the page."""
    document.Root.StructTreeRoot.K.K[0].Alt = "Eve Mallory"


def drawn_by_another_font(document: pikepdf.Pdf) -> None:
    fonts = document.pages[0].Resources.Font
    fonts["/F1"], fonts["/F2"] = fonts["/F2"], fonts["/F1"]


def with_glyphs_of_another_letter(document: pikepdf.Pdf) -> None:
    font = document.pages[0].Resources.Font["/F1"]
    font.Encoding = Dictionary(Type=Name.Encoding, BaseEncoding=Name.WinAnsiEncoding, Differences=Array([65, Name.B]))


def with_field(document: pikepdf.Pdf) -> None:
    box = Dictionary(Type=Name.Annot, Subtype=Name.Widget, FT=Name.Tx, T="more", Rect=Array([40, 300, 200, 340]))
    document.Root.AcroForm.Fields.append(document.make_indirect(box))
    document.pages[0].Annots.append(document.Root.AcroForm.Fields[-1])


def with_box_moved(document: pikepdf.Pdf) -> None:
    document.Root.AcroForm.Fields[0].Rect = Array([40, 700, 500, 800])


def with_box_of_other_side(document: pikepdf.Pdf) -> None:
    document.Root.AcroForm.Fields[0].T = IOM


def cut_off(document: pikepdf.Pdf) -> None:
    document.pages[0].CropBox = Array([0, 0, 595, 500])


def as_it_is_anyway(document: pikepdf.Pdf) -> None:
    page = document.pages[0].obj
    page.CropBox, page.TrimBox, page.Rotate = page.MediaBox, page.MediaBox, 0
    document.Root.AcroForm.Fields[0].Type = Name.Annot


def turned(document: pikepdf.Pdf) -> None:
    document.pages[0].Rotate = 180


def with_action(document: pikepdf.Pdf) -> None:
    document.Root.AcroForm.Fields[0].AA = Dictionary(E=Dictionary(S=Name.JavaScript, JS="app.alert(1)"))


def with_second_file(document: pikepdf.Pdf) -> None:
    document.attachments["more.txt"] = b"more"


def saved_by_pdfium(data: bytes) -> bytes:
    saved = io.BytesIO()
    with pypdfium2.PdfDocument(data) as document:
        document.save(saved)
    return saved.getvalue()


def saved_by_pypdf(data: bytes) -> bytes:
    saved = io.BytesIO()
    pypdf.PdfWriter(clone_from=io.BytesIO(data)).write(saved)
    return saved.getvalue()


@dataclass(frozen=True)
class Case:
    make: Callable[[], bytes]
    verdict: str
    found: tuple[str, ...] = ()
    pinned: str = "Lena Ott"


OTHERWISE = ("notice_shown_otherwise",)


def later(change: Callable[[Any], None]) -> Callable[[], bytes]:
    return lambda: changed(notice(), change)


MATRIX = {
    "not signed": Case(unsigned, "not_signed"),
    "signed": Case(notice, "holds"),
    "certified": Case(lambda: signed(unsigned(), PARTNER, "Lena Ott", certify=True), "holds"),
    "written anew by another program, then signed": Case(
        lambda: signed(written_anew(unsigned()), PARTNER, "Lena Ott"), "holds"
    ),
    "saved by PDFium, then signed": Case(lambda: signed(saved_by_pdfium(unsigned()), PARTNER, "Lena Ott"), "holds"),
    "saved by pypdf, then signed": Case(lambda: signed(saved_by_pypdf(unsigned()), PARTNER, "Lena Ott"), "holds"),
    "with what is so anyway, then signed": Case(made_anew(as_it_is_anyway), "holds"),
    "proofs added": Case(later(with_proofs), "holds"),
    "time stamp added": Case(lambda: stamped(notice()), "holds"),
    "unknown certificate": Case(lambda: sign_notice(told(), "Tom Fox"), "holds_unknown"),
    "the other side's certificate": Case(lambda: sign_notice(told(), "Ana Ruiz"), "broken"),
    "expired": Case(lambda: sign_notice(told(), "expired"), "broken", pinned="expired"),
    # Before it was signed
    "another person stored": Case(made_anew(stored_otherwise), "broken", OTHERWISE),
    "another person shown": Case(made_anew(shown_otherwise), "broken", OTHERWISE),
    "another person said": Case(made_anew(said_otherwise), "broken", OTHERWISE),
    "fonts exchanged": Case(made_anew(drawn_by_another_font), "broken", OTHERWISE),
    "letters exchanged": Case(made_anew(with_glyphs_of_another_letter), "broken", OTHERWISE),
    "a field more": Case(made_anew(with_field), "broken", OTHERWISE),
    "the box moved": Case(made_anew(with_box_moved), "broken", OTHERWISE),
    "cut off": Case(made_anew(cut_off), "broken", OTHERWISE),
    "turned": Case(made_anew(turned), "broken", OTHERWISE),
    "an action": Case(made_anew(with_action), "broken", OTHERWISE),
    "a second file": Case(made_anew(with_second_file), "broken", OTHERWISE),
    "a note": Case(lambda: signed(changed(unsigned(), noted), PARTNER, "Lena Ott"), "broken", OTHERWISE),
    "a page": Case(lambda: signed(changed(unsigned(), with_page), PARTNER, "Lena Ott"), "broken", OTHERWISE),
    "a script": Case(lambda: signed(changed(unsigned(), with_script), PARTNER, "Lena Ott"), "broken", OTHERWISE),
    "a box more": Case(
        lambda: signed(changed(unsigned(), with_third_box), PARTNER, "Lena Ott"),
        "broken",
        ("notice_shown_otherwise", "foreign_box"),
    ),
    "signed elsewhere": Case(
        lambda: signed(changed(unsigned(), with_third_box), "signature_3", "Lena Ott"),
        "broken",
        ("notice_shown_otherwise", "foreign_box"),
    ),
    # After it was signed
    "a note after": Case(later(noted), "broken"),
    "a page after": Case(later(with_page), "broken"),
    "a script after": Case(later(with_script), "broken"),
    "a box more after": Case(later(with_third_box), "broken", ("foreign_box",)),
    "written anew after": Case(lambda: written_anew(notice()), "broken"),
    "bytes after the end": Case(lambda: notice() + b"\n% more\n", "cannot_tell"),
    "a byte changed": Case(lambda: notice().replace(b"/Lang(en)", b"/Lang(fr)", 1), "broken"),
    "cut": Case(lambda: notice()[:-40], "cannot_tell", ("cut_off",)),
}


def judged(data: bytes, *pinned: str) -> Verification:
    known = trust(load_sample("en").requesting_organization.name, *(pinned or ("Lena Ott",)))
    return verified(read(data, known), "notice.pdf", known)


@pytest.mark.sampled("signed notices")
@pytest.mark.parametrize("name", MATRIX)
def test_each_notice_gets_its_verdict(name: str) -> None:
    case = MATRIX[name]
    answer = judged(case.make(), case.pinned)
    assert (answer.verdict, [found.code for found in answer.findings]) == (case.verdict, [*case.found])


def test_a_box_by_the_name_of_the_other_side_is_none_of_the_notice() -> None:
    saved = io.BytesIO()
    with pikepdf.open(io.BytesIO(unsigned())) as document:
        with_box_of_other_side(document)
        document.save(saved)
    answer = judged(signed(saved.getvalue(), IOM, "Ana Ruiz"))
    assert (answer.verdict, answer.notice) == ("broken", None)


def test_no_mutation_of_a_signed_notice_holds() -> None:
    for seed in part_of(range(200)):
        data = mutated(notice(), seed)
        assert data == notice() or judged(data).verdict != "holds", seed


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_notice_holds_in_every_language(language: str) -> None:
    made = replace(told(), language=language, organization="صندوق الطفولة" if language == "ar" else told().organization)
    known = trust(made.organization, "Lena Ott")
    answer = verified(read(sign_notice(made), known), "notice.pdf", known)
    assert (answer.verdict, answer.notice) == ("holds", made)


@pytest.mark.program("pdfsig")
def test_poppler_finds_the_signature_valid(tmp_path: Path) -> None:
    (tmp_path / "notice.pdf").write_bytes(notice())
    said = subprocess.run(
        ["pdfsig", tmp_path / "notice.pdf"], capture_output=True, text=True, check=False, timeout=60
    ).stdout
    assert "Signature is Valid" in said
    assert "Total document signed" in said
    assert PARTNER in said


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace('"effective"', '"effectiv"'),
        lambda text: text.replace(":", ": ", 1),
        lambda text: text.replace("requesting_organization.primary", "iom.primary"),
        lambda text: text.replace("2026-11-05", "2026-11-5"),
        lambda text: re.sub(r'"language":\s*"en"', lambda found: found[0].replace("en", "xx"), text),
        lambda text: text.replace("dtmforms/notice/1", "dtmforms/notice/2"),
        lambda text: text.replace(".example", ".example\u200b", 1),
        lambda text: text.replace("@", " at ", 1),
        lambda text: text[:-1],
        lambda _: "[" * 100_000,
        lambda _: "7",
    ],
)
def test_what_is_not_just_as_we_write_it_is_no_notice(change: Callable[[str], str]) -> None:
    with pytest.raises(ValueError, match="notice"):
        read_notice(change(told().text()))


def test_what_it_says_is_read_back_exactly() -> None:
    with pikepdf.open(io.BytesIO(notice())) as document:
        attached = document.attachments[ATTACHED].get_file().read_bytes().decode()
    assert read_notice(attached) == told()
    assert attached == told().text()


# From the register to the chain, as a mission does it


@pytest.fixture(scope="module")
def register_file(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A register with an agreement that both signed."""
    place = tmp_path_factory.mktemp("register") / "r.sqlite3"
    register = dtmforms.Register(place)
    register.add(load_sample("en"))
    known = trust(load_sample("en").requesting_organization.name, "Lena Ott")
    register.sign(load_sample("en").reference, agreement(), trust=known)
    return place.read_bytes()


@pytest.fixture
def desk(register_file: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A register with an agreement that both signed, keys, and what the mission knows."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DTMFORMS_REGISTER", "r.sqlite3")
    known = [trust_row(key("Ana Ruiz"), "iom", "IOM")]
    known += [trust_row(key("Lena Ott"), "requesting_organization", load_sample("en").requesting_organization.name)]
    Path("trust.toml").write_text("\n".join(map(row_as_text, known)), encoding="utf-8")
    Path("password").write_text("secret words\n", encoding="utf-8")
    for name, holder in (("iom", "Ana Ruiz"), ("partner", "Lena Ott")):
        Path(f"{name}.p12").write_bytes(key(holder).as_p12(b"secret words"))
    Path("agreement.pdf").write_bytes(agreement())
    Path("r.sqlite3").write_bytes(register_file)
    return tmp_path


def record_with(**people: str | None) -> Agreement:
    """The record with other people, by `side__post`."""
    values = load_sample("en").values()
    for place, name in people.items():
        side, _, post = place.partition("__")
        values["table_c"][side] |= {post: person(name) if name else None}
    return Agreement.model_validate(values)


REF = load_sample("en").reference


def sign(file: str, side: str, to: str, *, name: str = "") -> int:
    holder = name or ("iom" if side == "iom" else "partner")
    return run(
        ["sign", file, "--as", side, "--p12", f"{holder}.p12", "--p12-password-file", "password", "-o", to, "--json"]
    )


def notice_of(to: str, **people: str | None) -> int:
    Path("new.yaml").write_bytes(dtmforms.to_yaml(record_with(**people)))
    return run(["register", "notice", REF, "--record", "new.yaml", "--pdf", to, "--json"])


@pytest.mark.sampled("what takes seconds")
@pytest.mark.usefixtures("desk")
def test_a_mission_makes_notices_signs_them_and_anybody_follows_them(capsys: pytest.CaptureFixture[str]) -> None:
    assert notice_of("1.pdf", requesting_organization__primary=NAMES[0]) == 0
    dtmforms.Register("r.sqlite3").notice(
        REF, record_with(requesting_organization__primary=NAMES[0], iom__secondary=NAMES[1])
    )  # of which no PDF is made yet, and which has its place all the same
    assert run(["register", "notice", REF, "--pdf", "2.pdf"]) == 0
    everybody: dict[str, str | None] = {"requesting_organization__primary": NAMES[0], "iom__secondary": None}
    assert notice_of("3.pdf", **everybody, requesting_organization__secondary=NAMES[2]) == 0
    made = ["1.pdf", "2.pdf", "3-iom.pdf", "3-requesting-organization.pdf"]
    for file in made:
        side = "iom" if file in made[1:3] else "requesting_organization"
        assert sign(file, side, f"signed-{file}") == 0
    capsys.readouterr()
    files = [f"signed-{file}" for file in reversed(made)]
    code = run(["verify", *files, "agreement.pdf", "--trust", "trust.toml", "--json"])
    told_of = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert (code, told_of["verdict"], told_of["proven"]) == (0, "holds", True)
    assert [one["file"] for one in told_of["notices"]] == files[::-1]
    people = {one["place"]: one["person"] and one["person"]["name"] for one in told_of["contacts"]}
    assert people["requesting_organization.primary"] == NAMES[0]
    assert people["requesting_organization.secondary"] == NAMES[2]
    assert people["iom.secondary"] is None


@pytest.mark.usefixtures("desk")
def test_the_same_notice_makes_the_same_file(capsys: pytest.CaptureFixture[str]) -> None:
    assert notice_of("1.pdf", requesting_organization__primary=NAMES[0]) == 0
    before = Path("1.pdf").read_bytes()
    assert run(["register", "notice", REF, "--pdf", "again.pdf", "--json"]) == 0
    assert Path("again.pdf").read_bytes() == before
    assert NAMES[0] not in capsys.readouterr().out


@pytest.mark.usefixtures("desk")
def test_the_other_side_does_not_sign_it_and_nobody_twice(capsys: pytest.CaptureFixture[str]) -> None:
    notice_of("1.pdf", requesting_organization__primary=NAMES[0])
    assert sign("1.pdf", "iom", "x.pdf") == 3
    assert "notice_of_other_side" in capsys.readouterr().out
    assert sign("1.pdf", "requesting_organization", "s.pdf") == 0
    assert sign("s.pdf", "requesting_organization", "x.pdf") == 3
    assert "signed_before" in capsys.readouterr().out
    assert not Path("x.pdf").exists()


@pytest.mark.usefixtures("desk")
def test_a_notice_that_shows_something_else_is_not_signed(capsys: pytest.CaptureFixture[str]) -> None:
    notice_of("1.pdf", requesting_organization__primary=NAMES[0])
    Path("1.pdf").write_bytes(changed(Path("1.pdf").read_bytes(), noted))
    assert sign("1.pdf", "requesting_organization", "x.pdf") == 3
    assert "notice_shown_otherwise" in capsys.readouterr().out


@pytest.mark.usefixtures("desk")
def test_as_iom_only_a_notice_of_the_register_is_signed(capsys: pytest.CaptureFixture[str]) -> None:
    Path("other.pdf").write_bytes(draw_notice(replace(content(1, told().terms), effective="2026-11-08")))
    assert sign("other.pdf", "iom", "x.pdf") == 3
    assert "notice_not_of_register" in capsys.readouterr().out


@pytest.mark.usefixtures("desk")
def test_without_a_notice_since_the_signature_there_is_none_to_sign(capsys: pytest.CaptureFixture[str]) -> None:
    with dtmforms.Register("other.sqlite3") as register:
        register.add(load_sample("en"))
        register.notice(REF, record_with(iom__primary=NAMES[1]))
    assert run(["register", "notice", REF, "--register", "other.sqlite3", "--pdf", "x.pdf", "--json"]) == 3
    assert "no_notice_since_signature" in capsys.readouterr().out


@pytest.mark.usefixtures("desk")
def test_a_notice_that_comes_back_is_told_and_nothing_is_taken_from_it(capsys: pytest.CaptureFixture[str]) -> None:
    notice_of("1.pdf", requesting_organization__primary=NAMES[0])
    sign("1.pdf", "requesting_organization", "s.pdf")
    events = dtmforms.Register("r.sqlite3").verify().events
    capsys.readouterr()
    for command in (["ingest", "s.pdf"], ["register", "return", "s.pdf"]):
        assert run([*command, "--json"]) == 4
        assert "notice_of_focal_points" in capsys.readouterr().out
    assert dtmforms.Register("r.sqlite3").verify().events == events


@pytest.mark.usefixtures("desk")
def test_a_signed_notice_is_the_written_notice_of_its_duty() -> None:
    notice_of("1.pdf", requesting_organization__primary=NAMES[0])
    sign("1.pdf", "requesting_organization", "s.pdf")
    assert run(["register", "notice", REF, "--file", "s.pdf", "--json"]) == 0
    open_duties = [duty for _, duty in dtmforms.Register("r.sqlite3").show(REF).open_duties]
    assert "written_notice" not in open_duties


def open_written_notices() -> list[int]:
    """The contacts numbers of the notices of which the counterpart was not told yet."""
    show = dtmforms.Register("r.sqlite3").show(REF)
    return [notice.contacts for notice, duty in show.open_duties if duty == "written_notice"]


@pytest.mark.usefixtures("desk")
@pytest.mark.sampled("notices in a register")
def test_a_notice_is_the_written_notice_of_its_own_duty_alone() -> None:
    notice_of("1.pdf", requesting_organization__primary=NAMES[0])
    notice_of("2.pdf", requesting_organization__primary=NAMES[1])
    assert run(["register", "notice", REF, "--file", "2.pdf", "--json"]) == 0
    assert open_written_notices() == [2]
    assert run(["register", "duty", REF, "written_notice", "--evidence", "1.pdf", "--json"]) == 0
    assert open_written_notices() == []


@pytest.mark.usefixtures("desk")
@pytest.mark.sampled("notices in a register")
@pytest.mark.parametrize("command", [["notice", REF, "--file"], ["duty", REF, "written_notice", "--evidence"]])
@pytest.mark.parametrize(
    ("made", "code"),
    [
        (lambda _: notice(), "notice_not_of_register"),
        (lambda whole: whole + b"\n% more", "notice_not_whole"),
        (lambda _: b"\n" + notice(), "notice_not_whole"),
    ],
    ids=["of no register", "added to after it was signed", "of no register, behind an empty line"],
)
def test_what_is_no_notice_of_the_register_shows_nothing(
    command: list[str], made: Callable[[bytes], bytes], code: str, capsys: pytest.CaptureFixture[str]
) -> None:
    notice_of("1.pdf", requesting_organization__primary=NAMES[0])
    sign("1.pdf", "requesting_organization", "s.pdf")
    Path("other.pdf").write_bytes(made(Path("s.pdf").read_bytes()))
    capsys.readouterr()
    assert run(["register", *command, "other.pdf", "--json"]) == 3
    assert code in capsys.readouterr().out
    assert open_written_notices() == [2]


@pytest.mark.usefixtures("desk")
@pytest.mark.sampled("notices in a register")
def test_a_new_notice_is_not_shown_by_the_file_of_another(capsys: pytest.CaptureFixture[str]) -> None:
    notice_of("1.pdf", requesting_organization__primary=NAMES[0])
    Path("newer.yaml").write_bytes(dtmforms.to_yaml(record_with(requesting_organization__primary=NAMES[1])))
    capsys.readouterr()
    assert run(["register", "notice", REF, "--record", "newer.yaml", "--file", "1.pdf", "--json"]) == 3
    assert "notice_not_of_register" in capsys.readouterr().out
    assert dtmforms.Register("r.sqlite3").show(REF).numbers.contacts == 2
