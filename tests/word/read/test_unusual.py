"""Formatting that is not on the list is for a person to look at, wherever it comes from; what is on it is not."""

from __future__ import annotations

import pytest
from parts import control, paragraph, part, run, style, table

from dtmforms.word.markup import W
from dtmforms.word.read.document_parts import DocumentParts
from dtmforms.word.read.formatting import Formatting
from dtmforms.word.read.unusual import unusual

UNUSUAL = "word_unusual_field"


def codes(content: str, *styles: str, right_to_left: bool = False) -> set[str]:
    root = part("w:document", f"<w:body>{content}</w:body>")[0]
    formatting = Formatting(part("w:styles", "".join(styles)), None)
    parts = DocumentParts(root, list(root.iter(f"{W}tbl")), formatting, right_to_left=right_to_left)
    return {code for _, code in unusual(parts)}


def of_run(properties: str, text: str = "text", **said: bool) -> set[str]:
    return codes(table(paragraph(control(run(properties, text)))), **said)


@pytest.mark.parametrize("text", ["+258 84", "Ana"])
def test_letters_from_right_to_left_belong_to_a_language_that_has_them(text: str) -> None:
    assert of_run("<w:rtl/>", text) == {UNUSUAL}
    assert of_run("<w:rtl/>", "مريم 45") == set()
    assert of_run("<w:rtl/>", text, right_to_left=True) == ({UNUSUAL} if text == "+258 84" else set())


@pytest.mark.parametrize("known", ["<w:b/>", '<w:sz w:val="24"/>', '<w:caps w:val="0"/>', '<w:lang w:val="fr"/>'])
def test_what_is_listed_is_usual_with_usual_values(known: str) -> None:
    assert of_run(known) == set()


@pytest.mark.parametrize(
    "unknown", ['<w:sz w:val="99"/>', "<w:caps/>", "<w:fancy/>", "<!-- x -->", "<x:y xmlns:x='u'/>"]
)
def test_whatever_else_is_there_is_not(unknown: str) -> None:
    assert of_run(unknown) == {UNUSUAL}


@pytest.mark.parametrize("kind", ["paragraph", "table"])
def test_a_style_is_judged_where_it_is_used(kind: str) -> None:
    own = style("Own", "<w:rPr><w:caps/></w:rPr>", kind)
    standard = style("Own", "<w:rPr><w:caps/></w:rPr>", kind, default=True)
    assert codes(table(paragraph(run())), own) == set()
    assert codes(table(paragraph(run())), standard) == {UNUSUAL}


def test_a_row_of_a_fixed_height_has_room_for_its_text_or_hides_some() -> None:
    def row(height: int, text: str) -> set[str]:
        fixed = f'<w:trHeight w:val="{height}" w:hRule="exact"/>'
        cell = '<w:tcW w:w="3000" w:type="dxa"/>'
        return codes(table(paragraph(run(text=text), '<w:spacing w:after="0"/>'), row=fixed, cell=cell))

    assert row(400, "one line") == set()
    assert row(400, "many words that take more than one line of the cell") == {"word_hidden_field"}
    assert row(250, "") == set()


def test_letters_outside_of_tables_may_look_as_they_like_but_stay_in_their_line() -> None:
    assert codes(paragraph(run("<w:caps/>"))) == set()
    assert codes(paragraph(run('<w:position w:val="40"/>'))) == {UNUSUAL}


def test_a_page_is_as_large_as_paper() -> None:
    assert codes('<w:sectPr><w:pgSz w:w="11906" w:h="16838"/></w:sectPr>') == set()
    assert codes('<w:sectPr><w:pgSz w:w="400" w:h="16838"/></w:sectPr>') == {UNUSUAL}
