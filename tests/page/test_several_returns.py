"""Several files at once on the page: each read, told on a list, and then a return by itself."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from email.message import EmailMessage
from html import escape
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from conftest import RECORDS, read_fields
from one_language import foreign
from pages import ORIGIN, Opened, text_of
from papers import by_pdfium, typed_in_pdfium
from scans import as_read, scan_of
from signed_files import certified, changed, countersigned, stored

import dtmforms
from dtmforms.page import asked, returns_list

SENT = dtmforms.load(str(RECORDS["en"]))
NAME, EMAIL = (f"table_c_requesting_organization_primary_{attribute}" for attribute in ("name", "email"))
FORM = dtmforms.form(SENT)
NOTICE = typed_in_pdfium(FORM, {NAME: "Ngozi Okonkwo-Eze", EMAIL: "ngozi@harbour-trust.example"})
HELD_BACK = typed_in_pdfium(FORM, {EMAIL: "ngozi at home"})
SIGNED = countersigned(certified(dtmforms.form(SENT, to_sign=True)))
CHANGED = changed(SIGNED, stored("table_b_low_timeline", "Every third week"))
OTHERS = dtmforms.form(dtmforms.load(str(RECORDS["fr"])))


@pytest.fixture
def opened(tmp_path: Path) -> Opened:
    register = dtmforms.Register(tmp_path / "register.sqlite3")
    register.add(SENT)
    return Opened(register.place)


def drop(opened: Opened, **files: bytes) -> Any:
    """Drop files on the page, each under its name."""
    named = [("file", (name.replace("__", "."), data)) for name, data in files.items()]
    return opened.browser.post(
        "/returns", data={"key": opened.keys.form}, files=named, headers={"origin": ORIGIN, "accept-language": "en"}
    )


def rows(opened: Opened) -> dict[str, tuple[str, str, str]]:
    """The list: by the name of a file its state, what it is, and where it is looked at."""
    html = opened.get("/returns").partition("<tbody>")[2].partition("</tbody>")[0]
    found = {}
    for row in html.split("</tr>")[:-1]:
        name, what, place = (
            re.findall(pattern, row, re.DOTALL)[0]
            for pattern in (r'<bdi dir="ltr">([^<]*)', r"</svg>(.*?)</td>", r'href="(/returns/[^"]*)"')
        )
        state, _, sentence = what.partition("</span>")
        found[name] = (state, sentence.strip(), place)
    return found


def archive(**files: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in files.items():
            made.writestr(name.replace("__", "."), data)
    return out.getvalue()


def mail(data: bytes) -> bytes:
    message = EmailMessage()
    message["Subject"] = "form"
    message.set_content("attached")
    message.add_attachment(data, maintype="application", subtype="pdf", filename="form.pdf")
    return message.as_bytes()


def xfdf(data: bytes) -> bytes:
    """The values of a form without the form."""
    fields = "".join(
        f'<field name="{name}"><value>{escape(text)}</value></field>' for name, text in read_fields(data).texts.items()
    )
    return f'<?xml version="1.0"?><xfdf xmlns="http://ns.adobe.com/xfdf/"><fields>{fields}</fields></xfdf>'.encode()


def portfolio(data: bytes) -> bytes:
    """A PDF file with pages of its own, which has another one attached."""
    out = io.BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.attachments["form.pdf"] = data
        pdf.Root.Collection = pikepdf.Dictionary(Type=pikepdf.Name.Collection)
        pdf.save(out)
    return out.getvalue()


def page_of(data: bytes, number: int) -> bytes:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as pdf:
        del pdf.pages[number:]
        del pdf.pages[: number - 1]
        pdf.save(out)
    return out.getvalue()


def test_each_file_is_told_by_what_it_is(opened: Opened) -> None:
    answer = drop(
        opened,
        news__pdf=NOTICE,
        odd__pdf=HELD_BACK,
        same__docx=dtmforms.fill(SENT),
        minutes__txt=b"minutes of a meeting",
        other__pdf=OTHERS,
    )
    assert (answer.status_code, answer.headers["location"]) == (303, "/returns")
    found = rows(opened)
    assert {name: state for name, (state, _, _) in found.items()} == {
        "news.pdf": "to decide",
        "odd.pdf": "held back",
        "same.docx": "nothing to do",
        "minutes.txt": "not our form",
        "other.pdf": "held back",
    }
    assert found["news.pdf"][1].startswith("A notice")
    assert len(dtmforms.Register(opened.register).history(SENT.reference)) == 1, "nothing is recorded"
    assert "Ngozi" not in opened.get("/returns"), "nobody is named on the list"
    assert "Ngozi Okonkwo-Eze" in opened.get(found["news.pdf"][2])


def test_one_that_is_decided_on_leaves_the_list(opened: Opened) -> None:
    drop(opened, news__pdf=NOTICE, same__pdf=FORM)
    place = rows(opened)["news.pdf"][2]
    seen = dtmforms.Register(opened.register).last_hash()
    assert opened.post(f"{place}/accept", seen=seen, by="dtm_coordinator").status_code == 303
    assert list(rows(opened)) == ["same.pdf"]
    opened.post(f"{rows(opened)['same.pdf'][2]}/leave")
    assert "<tbody>" not in opened.get("/returns")


def test_one_file_opens_at_once(opened: Opened) -> None:
    for data in (NOTICE, archive(form__pdf=NOTICE), mail(NOTICE)):
        place = drop(opened, one=data).headers["location"]
        assert "A notice: only focal points are new." in text_of(opened.get(place))


def test_of_an_archive_with_several_forms_each_is_named(opened: Opened) -> None:
    drop(opened, all__zip=archive(a__pdf=NOTICE, b__pdf=HELD_BACK), same__pdf=FORM)
    state, sentence, _ = rows(opened)["all.zip"]
    assert state == "not our form"
    assert "a.pdf" in sentence
    assert "b.pdf" in sentence


def test_the_same_file_stands_there_once(opened: Opened) -> None:
    drop(opened, first__pdf=NOTICE, same__pdf=FORM)
    drop(opened, again__pdf=NOTICE, more__pdf=HELD_BACK)
    assert list(rows(opened)) == ["same.pdf", "again.pdf", "more.pdf"]


def test_a_scan_is_to_be_confirmed(opened: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    read = dtmforms.read_return(FORM)
    monkeypatch.setattr(
        dtmforms, "read_returns", lambda files: as_read(files, scan_of(SENT, {NAME: "Ngozi Okonkwo-Eze"}), read)
    )
    drop(opened, a__jpg=b"1", b__pdf=b"2")
    assert rows(opened)["a.jpg"][0] == "to confirm"


@pytest.mark.sampled("scans")
def test_pictures_of_one_form_are_one(opened: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    from papers import as_jpeg, by_pdfium, rendered

    from dtmforms.returns.printed import ocr

    monkeypatch.setattr(ocr, "PROGRAM", "no-such-program")
    pages = [as_jpeg(page) for page in rendered(by_pdfium(FORM), 150)]
    drop(opened, two__jpg=pages[1], same__pdf=FORM, one__jpg=pages[0])
    assert list(rows(opened)) == ["same.pdf", "one.jpg (+1)"]
    assert rows(opened)["one.jpg (+1)"][0] == "to confirm"


def test_each_page_is_shown_from_whichever_file_it_is_in(opened: Opened) -> None:
    """The same pixels as of the form in one file: of one in a mail, and of its pages in several files, in an archive or
    not, whatever they are called."""
    whole = by_pdfium(NOTICE)
    pages = {number: picture.png for number, picture in dtmforms.page_pictures(whole, range(1, 9)).items()}
    named = {f"p{9 - number}__pdf": page_of(whole, number) for number in pages}
    for files in ({"one__eml": mail(whole)}, {"all__zip": archive(**named)}, named):
        place = drop(opened, **files).headers["location"]
        shown = re.findall(rf'<image href="{place}/pages/(\d)"', opened.get(place))
        assert shown
        for number, png in pages.items():
            assert opened.browser.get(f"{place}/pages/{number}").content == png, (files.keys(), number)


def test_what_changed_is_marked_on_the_page_of_a_form_in_a_mail(opened: Opened) -> None:
    html = opened.get(drop(opened, one__eml=mail(NOTICE)).headers["location"])
    assert len(re.findall(r'<a href="#v\d"[^>]*><rect', html)) == 2


@pytest.mark.parametrize(
    "packed", [lambda data: data, mail, lambda data: archive(it__pdf=data)], ids=["alone", "mail", "zip"]
)
def test_a_form_in_a_portfolio_is_shown_and_not_the_pages_around_it(
    opened: Opened, packed: Callable[[bytes], bytes]
) -> None:
    place = drop(opened, one=packed(portfolio(NOTICE))).headers["location"]
    html = opened.get(place)
    assert len(re.findall(r'<a href="#v\d"[^>]*><rect', html)) == 2
    for number, picture in dtmforms.page_pictures(NOTICE, [1, 2]).items():
        assert opened.browser.get(f"{place}/pages/{number}").content == picture.png


def test_where_there_is_no_picture_it_says_so_and_what_to_do(opened: Opened) -> None:
    word = dtmforms.fill(SENT)
    for files, sentence in (
        ({"one__docx": word}, "A Word document has no picture here"),
        ({"one__zip": archive(form__docx=word)}, "A Word document has no picture here"),
        ({"one__xfdf": xfdf(FORM)}, "No picture of its pages can be made here"),
    ):
        html = opened.get(drop(opened, **files).headers["location"])
        assert "/pages/" not in html
        assert sentence in text_of(html)
        assert "Open your own copy" in text_of(html)


def test_of_a_signed_form_within_a_file_its_signatures_are_told(opened: Opened) -> None:
    """As they are of the form by itself; of one that was changed after it was signed, too."""

    def told(data: bytes) -> str:
        html = opened.get(drop(opened, one=data).headers["location"])
        return text_of("<body>" + html.partition('id="h-signed"')[2].partition("</section>")[0])

    holds, broken = told(SIGNED), told(CHANGED)
    assert len({"", holds, broken}) == 3
    assert told(mail(SIGNED)) == told(portfolio(SIGNED)) == holds
    assert told(archive(form__pdf=CHANGED)) == told(mail(portfolio(CHANGED))) == broken
    assert told(mail(NOTICE)) == ""


def test_what_is_too_large_is_named_and_the_others_are_read(opened: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(returns_list, "LARGEST_UPLOAD", len(NOTICE))
    answer = drop(opened, news__pdf=NOTICE, large__pdf=bytes(len(NOTICE) + 1))
    assert answer.status_code == 422
    assert "More than 30 MB, and not read: large.pdf" in text_of(answer.text)
    assert list(rows(opened)) == ["news.pdf"]


def test_more_files_than_that_are_not_taken(opened: Opened) -> None:
    files = {f"f{number}": b"x" for number in range(asked.RETURNED_FILES.files + 1)}
    assert drop(opened, **files).status_code == 413
    assert "<tbody>" not in opened.get("/returns")


@pytest.mark.parametrize("language", ["fr", "es", "ar"])
def test_it_is_told_in_the_language_of_the_user(opened: Opened, language: str) -> None:
    drop(opened, news__pdf=NOTICE, odd__pdf=HELD_BACK, minutes__txt=b"x", same__pdf=FORM)
    typed = ["dtmforms", "English", "français", "español", "العربية", SENT.reference, "news", "odd", "same", "minutes"]
    assert foreign(text_of(opened.get("/returns", language)), language, typed) == []
