"""The text of a document outside of its cells: the same when it is made and when it comes back, and a fingerprint."""

from __future__ import annotations

import io
import zipfile

import pytest
from conftest import load_sample

from dtmforms.changes.fingerprint import fingerprint
from dtmforms.language import LANGUAGES
from dtmforms.word.fixed_text import fingerprint_of, fixed_lines, fixed_lines_of_xml
from dtmforms.word.read.document import read_texts
from dtmforms.word.write import filled_document


@pytest.mark.parametrize(
    ("paragraph", "lines"),
    [
        ("Table B", ["Table B"]),
        ("  Table \u00a0 B \n", ["Table B"]),
        ("\u200eTable B\u200f", ["Table B"]),
        ("", []),
        ("\u200e ", []),
        ("()", []),
        ("( ) – “ ”", []),
        ("() – «  »", []),
        ("Signature and stamp Amina Diallo", ["Signature and stamp"]),
        ("Fecha: 3 de marzo", ["Fecha:"]),
        ("Signed", ["Signed"]),
    ],
)
def test_marks_empty_lines_frames_and_what_is_written_by_hand_are_left_out(paragraph: str, lines: list[str]) -> None:
    assert fixed_lines([paragraph]) == lines


def test_content_controls_are_no_fixed_text() -> None:
    xml = (
        "<w:p><w:r><w:t>Name: </w:t></w:r><w:sdt><w:sdtContent><w:r><w:t>Amina</w:t></w:r></w:sdtContent></w:sdt></w:p>"
        '<w:p><w:r><w:t xml:space="preserve">M&amp;E </w:t></w:r><w:r><w:t>plan</w:t></w:r></w:p>'
        '<w:p><w:pPr><w:tabs><w:tab w:val="left" w:pos="1020"/></w:tabs></w:pPr><w:r><w:t>Title:</w:t></w:r>'
        "<w:r><w:tab/></w:r><w:r><w:t>Director</w:t></w:r></w:p>"
    )
    assert fixed_lines_of_xml(xml) == ["Name:", "M&E plan", "Title: Director"]


@pytest.mark.parametrize("languages", [*LANGUAGES, "en,fr"])
def test_what_is_fingerprinted_when_it_is_made_is_what_is_read_when_it_comes_back(languages: str) -> None:
    demo = load_sample("en")
    data = filled_document.draw(demo, languages, fingerprint(demo))
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        made = fixed_lines_of_xml(package.read("word/document.xml").decode())
    read = read_texts(data)
    assert read.outside == made
    assert read.identity["form_text"] == fingerprint_of(made)


def test_a_fingerprint_differs_with_every_word_and_with_the_order() -> None:
    prints = {fingerprint_of(lines) for lines in (["a", "b"], ["b", "a"], ["a b"], ["a", "c"], ["a"], [])}
    assert len(prints) == 6
    assert all(len(each) == 16 for each in prints)
