"""The notice as PDF: one page for one post, in the agreement's language, with a box to sign and nothing to fill in."""

from __future__ import annotations

import hashlib
import io
from dataclasses import replace
from pathlib import Path
from typing import Any

import pdfua
import pikepdf
import pypdfium2
import pytest
import zxingcpp
from notice_files import NAMES, content, person

from dtmforms.form.identity import PAPERWORK, Identity, identity_of_code
from dtmforms.form.notice import NoticeContent, PostChange
from dtmforms.language import LANGUAGES
from dtmforms.language.catalog import catalog
from dtmforms.pdf.write.notice import draw_notice
from dtmforms.pdf.write.shaping import line

DRAWN = {
    "en": "4fb2551946db7677",
    "fr": "694ef13b282ef48c",
    "es": "fd8bf36dce1b2be6",
    "ar": "0ed5cc9114438e86",
}
"""What a notice of this edition draws, and with which fonts, by a digest. Another one here is another edition: notices
that were signed before it are drawn once more when they are read, and have to be as they were. Where words or places
are others, count `SCHEMA` up, and keep what draws those of before; where HarfBuzz makes other subsets of the fonts,
`pdf/read/as_written` has to know those of before too."""


def notice(language: str, **otherwise: object) -> NoticeContent:
    return content(0, content(0, "").terms, language, **otherwise)


def text_of(data: bytes) -> str:
    with pypdfium2.PdfDocument(data) as document:
        return "\n".join(page.get_textpage().get_text_range() for page in document)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_notice_of_this_edition_is_drawn_as_ever(language: str) -> None:
    with pikepdf.open(io.BytesIO(draw_notice(notice(language)))) as document:
        drawn = [document.pages[0].Contents.read_bytes()]
        drawn += [one.FontFile2.read_bytes() for one in document.objects if _has_program(one)]
    assert hashlib.sha256(b"".join(drawn)).hexdigest()[:16] == DRAWN[language]


def _has_program(one: object) -> bool:
    return isinstance(one, pikepdf.Dictionary) and "/FontFile2" in one


@pytest.mark.parametrize("language", ["en", "fr", "es"])
def test_it_names_the_agreement_the_post_who_it_was_and_who_it_is_from_which_day(language: str) -> None:
    told = notice(language)
    said = " ".join(text_of(draw_notice(told)).replace("\u00a0", " ").split())
    [post] = told.posts
    assert post.before
    assert post.after
    words = (told.reference, told.terms, told.organization, told.fingerprint, "2026", "5")
    assert [word for word in (*words, *post.before.values(), *post.after.values()) if word not in said] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_one_box_can_be_signed_which_locks_all_and_nothing_can_be_filled_in(language: str) -> None:
    with pikepdf.open(io.BytesIO(draw_notice(notice(language)))) as document:
        [box] = document.Root.AcroForm.Fields
        assert [*map(str, (box.T, box.FT, box.Lock.Action))] == ["signature_requesting_organization", "/Sig", "/All"]
        left, low, right, high = map(float, box.Rect)
        assert (round((right - left) / 72 * 25.4), round((high - low) / 72 * 25.4)) == (60, 25)
        assert str(box.TU)
        assert box.AP.N.BBox
        assert str(document.Root.Lang) == language


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_can_be_read_by_whoever_does_not_see_it(language: str) -> None:
    """Headings, a table with heads of columns and rows, and the box, each a structure element."""
    with pikepdf.open(io.BytesIO(draw_notice(notice(language)))) as document:
        found: list[str] = []
        pending: list[Any] = [document.Root.StructTreeRoot.K]
        while pending:
            one = pending.pop()
            if isinstance(one, pikepdf.Dictionary) and "/S" in one:
                found.append(str(one.S))
                kids: Any = one.get("/K", [])
                pending += list(kids) if isinstance(kids, pikepdf.Array) else [kids]
    counted = {kind: found.count(kind) for kind in ("/H1", "/H2", "/Table", "/TR", "/TH", "/Form")}
    assert counted == {"/H1": 1, "/H2": 2, "/Table": 1, "/TR": 5, "/TH": 6, "/Form": 1}


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_accessibility_checker_finds_no_error(language: str, tmp_path: Path) -> None:
    path = tmp_path / "notice.pdf"
    path.write_bytes(draw_notice(notice(language)))
    assert [one for one in pdfua.validate(str(path)).findings if one.severity is pdfua.Severity.ERROR] == []


def test_its_code_says_of_which_agreement_it_is_and_that_it_is_no_copy() -> None:
    told = notice("en")
    with pypdfium2.PdfDocument(draw_notice(told)) as document:
        [code] = zxingcpp.read_barcodes(document[0].render(scale=3).to_pil())
    identity = identity_of_code(code.text)
    assert identity == Identity(told.reference, "en", told.terms, PAPERWORK, page=1)


@pytest.mark.parametrize("language", LANGUAGES)
def test_sixty_areas_go_on_over_pages_that_count_themselves(language: str) -> None:
    areas = tuple(
        PostChange(f"requesting_organization.field[Area {number}]", f"Area {number}", None, person("Hauwa Bello"))
        for number in range(60)
    )
    data = draw_notice(notice(language, posts=areas))
    with pikepdf.open(io.BytesIO(data)) as document:
        count = len(document.pages)
    said = text_of(data)
    assert count > 10
    assert all(f"Area {number}" in said for number in range(60))
    assert str(count) in said.partition("\n")[2]


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_word_is_wider_than_the_page(language: str) -> None:
    """The longest name of a party that we could think of breaks into lines."""
    long = (
        "Alliance pour la santé et la protection des femmes et des enfants déplacés du Sahel et du bassin du lac Tchad"
    )
    data = draw_notice(notice(language, organization=long))
    with pypdfium2.PdfDocument(data) as document:
        page = document[0].get_textpage()
        edges = [page.get_charbox(index) for index in range(page.count_chars())]
    assert min(left for left, _, right, _ in edges if right > left) >= 39
    assert max(right for _, _, right, _ in edges) <= 556


def test_a_vacancy_says_so() -> None:
    [post] = notice("en").posts
    said = text_of(draw_notice(notice("en", posts=(replace(post, after=None),))))
    assert catalog("paperwork", "en")["vacant"] in said
    assert NAMES[0] not in said


def test_the_next_one_names_the_one_before_it() -> None:
    first = notice("en")
    second = replace(first, follows=first.fingerprint)
    assert first.fingerprint in text_of(draw_notice(second))
    assert line(first.fingerprint).width  # it stands on one line, to be compared by eye
    assert first.fingerprint not in text_of(draw_notice(replace(first, effective="2026-11-06")))


def test_a_value_that_is_longer_than_a_page_goes_on_on_the_next() -> None:
    [post] = notice("en").posts
    title = " ".join(f"word{number}" for number in range(2000))
    said = text_of(draw_notice(notice("en", posts=(replace(post, after=person(NAMES[0]) | {"title": title}),))))
    assert [word for word in title.split() if word not in said] == []
