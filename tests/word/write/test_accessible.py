"""Word documents for those who do not see them: headings, head rows, alternate texts, and the language of all text."""

from __future__ import annotations

import datetime
import io
import re
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

import pytest
from agreed_beside import OFFICER, with_areas
from conftest import load_sample
from docx import Document
from docx.oxml.ns import qn
from test_notice import turnover

import dtmforms
from dtmforms.agreement.model import Agreement
from dtmforms.language import LANGUAGES
from dtmforms.language.catalog import catalog
from dtmforms.language.labels import DOCUMENT_LANGUAGES, labels
from dtmforms.word.write import filled_document
from dtmforms.word.write.notice import Turnover, handover, written_notice

ISO = re.compile(r"\d{4}-\d\d-\d\d")
WITH_ALL = Agreement.model_validate(
    with_areas(load_sample("en"), {"area": "Palma", **OFFICER, "name": "Hauwa Bello"}, {"area": "Mueda"}).values()
    | {"valid_until": datetime.date(2027, 12, 31), "turnover": {"notify_within_days": 5}}
)


def agreement(language: str) -> bytes:
    return filled_document.draw(WITH_ALL, language, "X")


def paper(draw: Callable[[Turnover], bytes], language: str) -> bytes:
    return draw(replace(turnover(language), told_by="2026-11-10"))


DRAWN: dict[str, tuple[str, Callable[[str], bytes]]] = {
    **{f"agreement {one}": (one, agreement) for one in DOCUMENT_LANGUAGES},
    **{f"blank {one}": (one, filled_document.draw_blank) for one in DOCUMENT_LANGUAGES},
    **{f"notice {one}": (one, partial(paper, written_notice)) for one in LANGUAGES},
    **{f"handover {one}": (one, partial(paper, handover)) for one in LANGUAGES},
}
EACH = pytest.mark.parametrize("name", DRAWN)
NO_PART: dict[str, tuple[str, Callable[[str], bytes]]] = {
    **{f"worksheet {one}": (one, partial(dtmforms.worksheet, WITH_ALL)) for one in LANGUAGES},
    **{f"guide {one}": (one, dtmforms.guide) for one in LANGUAGES},
}
"""Papers that are no part of an agreement."""
EACH_AND_NO_PART = pytest.mark.parametrize("name", [*DRAWN, *NO_PART])
HEADINGS = ("Title", "Heading 1", "Heading 2")


def made(name: str) -> tuple[list[str], Any]:
    """The languages of a document, and the document."""
    languages, draw = (DRAWN | NO_PART)[name]
    return languages.split(","), Document(io.BytesIO(draw(languages)))


def text_of(run: Any) -> str:
    return "".join(node.text or "" for node in run.iter(qn("w:t"))).strip()


def parts_of(document: Any) -> list[Any]:
    return [document.element, document.sections[0].header._element, document.sections[0].footer._element]


@EACH_AND_NO_PART
def test_it_says_its_title_and_its_language(name: str) -> None:
    languages, document = made(name)
    about, words = document.core_properties, labels(languages[0])
    titles = catalog("paperwork", languages[0])
    apart = (titles["worksheet"]["title"], titles["guide"]["title"])
    assert about.title in (words.ours["title"], titles["notice"], titles["handover"], *apart)
    assert words.locale.startswith(about.language)
    default = document.styles.element.find(f"{qn('w:docDefaults')}//{qn('w:lang')}")
    assert default.get(qn("w:bidi" if words.right_to_left else "w:val")) == words.locale


@EACH
def test_its_headings_are_headings_of_which_none_is_empty(name: str) -> None:
    _, document = made(name)
    headings = [(one.style.name, one.text) for one in document.paragraphs if one.style.name in HEADINGS]
    assert headings[0][0] == "Title"
    assert [style for style, _ in headings].count("Title") == 1
    assert all(text.strip() for _, text in headings)
    for one in document.paragraphs:
        large = [run for run in one.runs if run.bold and (run.font.size is None or run.font.size.pt > 10.5)]
        assert not large or one.style.name in HEADINGS, "what looks like a heading is one"


@EACH
def test_every_table_has_a_name_and_one_with_columns_a_head_row(name: str) -> None:
    _, document = made(name)
    tables = [table for part in parts_of(document) for table in part.iter(qn("w:tbl"))]
    for table in tables:
        caption = table.tblPr.find(qn("w:tblCaption"))
        assert caption is not None
        assert caption.get(qn("w:val")).strip()
        shaded = [row for row in table.tr_lst if next(row.iter(qn("w:shd")), None) is not None]
        headed = [row for row in table.tr_lst if next(row.iter(qn("w:tblHeader")), None) is not None]
        assert shaded == headed == table.tr_lst[: len(headed)]
        assert len(headed) <= 1
    assert sum(next(table.iter(qn("w:tblHeader")), None) is not None for table in tables) >= 1


@EACH_AND_NO_PART
def test_every_picture_says_what_it_is(name: str) -> None:
    _, document = made(name)
    drawn = [one for part in parts_of(document) for one in part.iter(qn("wp:docPr"))]
    assert drawn or name.startswith("guide")
    assert all((one.get("descr") or "").strip() for one in drawn)
    assert not [one.get("descr") for one in drawn if one.get("descr").endswith(".png")], "no name of a file"


@EACH
def test_words_of_the_second_language_are_marked_with_it_and_typed_values_are_not(name: str) -> None:
    languages, document = made(name)
    others = [labels(one).locale for one in languages[1:]]
    marked = {
        language.get(qn("w:bidi")) or language.get(qn("w:val"))
        for part in parts_of(document)
        for language in part.iter(qn("w:lang"))
    }
    assert marked == set(others)
    typed = [run for run in document.element.iter(qn("w:r")) if text_of(run) == "Wanjiru Kamau"]
    assert [run for run in typed if next(run.iter(qn("w:lang")), None) is not None] == []
    if name.startswith("agreement"):
        assert len(typed) == len(languages)


@EACH
def test_no_day_stands_in_it_as_a_program_writes_days(name: str) -> None:
    _, document = made(name)
    assert ISO.findall("".join(node.text or "" for node in document.element.iter(qn("w:t")))) == []
