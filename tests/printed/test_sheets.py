"""The sheets of a file without fields are drawn and searched for our codes; those with letters are looked at again once
it is known of which form they are."""

from __future__ import annotations

import io
import weakref
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import pikepdf
import pytest
from pikepdf import Dictionary, Name, Stream
from PIL import Image

from dtmforms.errors import ReturnError
from dtmforms.form.barcode import code_png
from dtmforms.form.identity import WORD, Identity
from dtmforms.pdf.read.model import FileSheet, Letter, PdfFields
from dtmforms.pdf.read.pypdf_reader import PypdfFile
from dtmforms.pdf.write.form import geometry
from dtmforms.pdf.write.form_layout import blank_layout
from dtmforms.returns.printed import sheets
from dtmforms.returns.printed.sheets import identities_on, pages_of_pdf, pages_of_picture
from dtmforms.returns.returned_file import PrintedPages, ReturnedFile, Unread

DOCUMENT = Identity("MOZ-CD-HCT-CP", "en", "AAAA-AAAA", WORD)
SAID = Identity("MOZ-CD-HCT-XX", "fr", "BBBB-BBBB", str(blank_layout()), "0")
"""Of an edition of which no field is known by its place."""
ANOTHER = "https://relief.example/form"
OUR_WORDS = " ".join(dict.fromkeys(word.text for word in geometry("en", blank_layout()).words if len(word.text) > 8))


@dataclass(frozen=True)
class Page:
    """With these codes on it, and text."""

    codes: tuple[str, ...] = ()
    text: str = ""


def of_ours(page: int, text: str = "", identity: Identity = DOCUMENT) -> Page:
    return Page((identity.code(page),), text)


def picture_of(*codes: str) -> Image.Image:
    sheet = Image.new("L", (260 * max(len(codes), 1), 260), 255)
    for place, text in enumerate(codes):
        with Image.open(io.BytesIO(code_png(text))) as code:
            sheet.paste(code.convert("L").resize((code.width * 4, code.height * 4), 0), (260 * place, 0))
    return sheet


def picture(*pages: Page) -> bytes:
    out = io.BytesIO()
    first, *others = (picture_of(*page.codes) for page in pages)
    first.save(out, "TIFF", save_all=True, append_images=others)
    return out.getvalue()


def pdf(*pages: Page, password: str = "") -> bytes:
    file, out = pikepdf.new(), io.BytesIO()
    font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica, Encoding=Name.WinAnsiEncoding)
    for page in pages:
        sheet = file.add_blank_page(page_size=(400, 400))
        seen = picture_of(*page.codes)
        image = Stream(file, seen.tobytes(), Type=Name.XObject, Subtype=Name.Image, BitsPerComponent=8)
        image.Width, image.Height, image.ColorSpace = *seen.size, Name.DeviceGray
        sheet.obj.Resources = Dictionary(Font=Dictionary(F=font), XObject=Dictionary(Code=image))
        drawn = f"q {seen.width * 0.5} 0 0 130 0 0 cm /Code Do Q" if page.codes else ""
        text = page.text.encode("cp1252", "ignore").decode("cp1252").replace("(", "").replace(")", "")
        sheet.obj.Contents = Stream(file, f"{drawn} BT /F 4 Tf 10 300 Td ({text}) Tj ET".encode("cp1252"))
    encryption: Any = pikepdf.Encryption(user=password, owner="owner") if password else None
    file.save(out, encryption=encryption)
    return out.getvalue()


def file(**texts: str) -> PypdfFile:
    return PypdfFile(PdfFields(texts=dict(texts)))


def pages_in(returned: ReturnedFile) -> PrintedPages:
    assert returned.pages
    assert (returned.form, returned.document) == (None, None)
    return returned.pages


@pytest.fixture(autouse=True)
def longer(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """How often more time was asked for."""
    asked: list[str] = []
    monkeypatch.setattr(sheets, "take_longer", lambda: asked.append("longer"))
    return asked


# PDF files


def test_pages_are_found_by_their_codes(longer: list[str]) -> None:
    returned = pages_of_pdf(pdf(of_ours(1), of_ours(2)), file(), None)
    found = pages_in(returned)
    assert returned.problem is None
    assert (found.identity, found.sheets, found.orphans) == (DOCUMENT, {1: [1], 2: [2]}, [])
    assert longer == ["longer"]


def test_one_sheet_may_have_two_codes() -> None:
    found = pages_in(pages_of_pdf(pdf(Page((DOCUMENT.code(3), DOCUMENT.code(4)))), file(), None))
    assert found.sheets == {3: [1], 4: [1]}


@pytest.mark.parametrize("page", [Page(), Page((ANOTHER,))], ids=["empty", "with the code of another"])
def test_a_sheet_without_our_code_and_without_letters_is_an_orphan(page: Page) -> None:
    found = pages_in(pages_of_pdf(pdf(of_ours(2), page, of_ours(1)), file(), SAID))
    assert (found.identity, found.sheets, found.orphans) == (DOCUMENT, {2: [1], 1: [3]}, [2])
    assert found.unplaced == []


def test_a_sheet_with_a_code_is_known_by_it_though_it_has_letters() -> None:
    found = pages_in(pages_of_pdf(pdf(of_ours(2, OUR_WORDS)), file(), None))
    assert (found.sheets, found.unplaced, found.orphans) == ({2: [1]}, [], [])


def test_sheets_with_letters_are_of_the_form_that_the_file_says() -> None:
    returned = pages_of_pdf(pdf(Page(text=OUR_WORDS)), file(), SAID)
    found = pages_in(returned)
    assert (found.identity, found.sheets, found.orphans, found.unplaced) == (SAID, {}, [1], [])


def test_sheets_with_letters_are_kept_where_it_says_nothing() -> None:
    found = pages_in(pages_of_pdf(pdf(Page(text=OUR_WORDS), Page(text="Minutes")), file(), None))
    assert found.identity is None
    assert ([kept.number for kept in found.unplaced], found.orphans) == ([1], [2])


def test_a_code_says_more_than_the_file_even_where_it_comes_last() -> None:
    found = pages_in(pages_of_pdf(pdf(Page(text=OUR_WORDS), of_ours(2)), file(), SAID))
    assert (found.identity, found.sheets, found.orphans) == (DOCUMENT, {2: [2]}, [1])


@pytest.mark.parametrize("said", [SAID, None])
def test_of_a_long_report_no_page_is_kept(said: Identity | None, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[weakref.ref[Image.Image]] = []

    def report(_data: bytes, _password: str) -> Iterator[FileSheet]:
        for number in range(1, 131):
            assert sum(picture() is not None for picture in drawn) <= 2, "pages pile up"
            picture = Image.new("L", (20, 20), 255)
            drawn.append(weakref.ref(picture))
            yield FileSheet(number, picture, tuple(Letter(letter, (0, 0), (0, 0, 1, 1)) for letter in "Minutes"))

    monkeypatch.setattr(sheets, "sheets_of", report)
    returned = pages_of_pdf(b"", file(), said)
    assert returned.problem == Unread("no_form", "no_fields", said.language if said else "")
    assert pages_in(returned).orphans == [*range(1, 131)]


def test_a_page_of_ours_is_found_at_the_end_of_a_long_report() -> None:
    minutes = [Page(text="Minutes")] * 20
    assert pages_in(pages_of_pdf(pdf(*minutes, Page(text=OUR_WORDS)), file(), None)).unplaced[0].number == 21
    assert pages_in(pages_of_pdf(pdf(*minutes, of_ours(3)), file(), None)).sheets == {3: [21]}


@pytest.mark.parametrize(
    ("read", "said", "problem"),
    [
        (file(), None, Unread("no_form", "no_fields", "")),
        (file(), SAID, Unread("no_form", "no_fields", "fr")),
        (file(surname=""), None, Unread("not_our_form", "other_form", "")),
        (file(surname=""), SAID, Unread("not_our_form", "other_form", "fr")),
    ],
)
def test_a_file_without_a_page_of_ours_has_a_problem(read: PypdfFile, said: Identity | None, problem: Unread) -> None:
    returned = pages_of_pdf(pdf(Page()), read, said)
    assert returned.problem == problem
    assert pages_in(returned) == PrintedPages(orphans=[1])


def test_a_file_with_fields_of_others_and_a_page_of_ours_has_none() -> None:
    assert pages_of_pdf(pdf(of_ours(1)), file(surname=""), SAID).problem is None


def test_a_file_is_opened_with_its_password() -> None:
    locked = pdf(of_ours(2), password="secret")
    read = file()
    read.password = "secret"
    assert pages_in(pages_of_pdf(locked, read, None)).sheets == {2: [1]}
    with pytest.raises(ReturnError) as caught:
        pages_of_pdf(locked, file(), None)
    assert caught.value.kind == "encrypted"


@pytest.mark.parametrize(("said", "language"), [(SAID, "fr"), (None, "")])
def test_a_file_that_cannot_be_drawn_is_told_in_the_language_of_its_form(said: Identity | None, language: str) -> None:
    with pytest.raises(ReturnError) as caught:
        pages_of_pdf(b"%PDF-1.7 and nothing else", file(), said)
    assert (caught.value.kind, caught.value.language) == ("damaged", language)


@pytest.mark.parametrize("said", [SAID, None])
def test_an_error_that_knows_its_language_keeps_it(said: Identity | None, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_data: bytes, _password: str) -> Iterator[FileSheet]:
        raise ReturnError("too_large", reason="too_many_pages", language="es")

    monkeypatch.setattr(sheets, "sheets_of", broken)
    with pytest.raises(ReturnError) as caught:
        pages_of_pdf(b"", file(), said)
    assert (caught.value.kind, caught.value.language) == ("too_large", "es")


# Pictures


def test_pages_on_a_picture_are_found_by_their_codes(longer: list[str]) -> None:
    returned = pages_of_picture(picture(of_ours(2), Page(), of_ours(1)))
    found = pages_in(returned)
    assert returned.problem is None
    assert (found.identity, found.sheets, found.orphans) == (DOCUMENT, {2: [1], 1: [3]}, [2])
    assert longer == ["longer"]


@pytest.mark.parametrize("page", [Page(), Page((ANOTHER,))], ids=["empty", "with the code of another"])
def test_a_picture_without_a_page_of_ours_has_a_problem(page: Page) -> None:
    returned = pages_of_picture(picture(page))
    assert returned.problem == Unread("scanned", "picture", "")
    assert pages_in(returned) == PrintedPages(orphans=[1])


# What a file is a copy of


def numbers(found: Sequence[Identity]) -> list[int]:
    assert all(identity.on_page(0) == DOCUMENT for identity in found)
    return [identity.page for identity in found]


def test_each_page_says_what_the_file_is_a_copy_of(longer: list[str]) -> None:
    pages = [of_ours(1), Page((ANOTHER,)), of_ours(3, "Text"), Page((DOCUMENT.code(4), DOCUMENT.code(5))), of_ours(3)]
    assert numbers(identities_on(pdf(*pages))) == [1, 3, 4, 5, 3]
    assert numbers(identities_on(picture(*pages))) == [1, 3, 4, 5, 3]
    assert longer == []


def test_pages_without_our_code_say_nothing() -> None:
    assert identities_on(pdf(Page(), Page(text=OUR_WORDS), Page((ANOTHER,)))) == []


def test_twenty_sheets_are_looked_at() -> None:
    pages = [of_ours(number) for number in range(1, 23)]
    assert numbers(identities_on(picture(*pages))) == [*range(1, 21)]


def test_what_cannot_be_opened_says_why() -> None:
    with pytest.raises(ReturnError) as caught:
        identities_on(b"%PDF-1.7 and nothing else")
    assert caught.value.kind == "damaged"
