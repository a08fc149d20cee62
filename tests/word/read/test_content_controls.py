"""The text of an element as Word shows it, and the content controls in it."""

from __future__ import annotations

import pytest
from parts import body, control, paragraph, run

from dtmforms.word.markup import W
from dtmforms.word.read.content_controls import holds_a_value, is_hint, tagged_controls, text_of, value_of


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (paragraph(run(text="a") + run(text="b")), "ab"),
        (paragraph(run(text="a")) + paragraph(run(text="b")), "a\nb"),
        (paragraph("<w:r><w:t>a</w:t><w:br/><w:t>b</w:t><w:cr/><w:t>c</w:t><w:tab/><w:t>d</w:t></w:r>"), "a\nb\nc\td"),
        (paragraph("<w:r><w:t>w</w:t><w:noBreakHyphen/><w:t>k</w:t><w:softHyphen/><w:t>a</w:t></w:r>"), "w-ka"),
        (paragraph(run(text="a"), '<w:tabs><w:tab w:val="left"/></w:tabs>'), "a"),
        (paragraph(f"<w:ins>{run(text='a')}</w:ins><w:del><w:r><w:delText>b</w:delText></w:r></w:del>"), "a"),
        (paragraph(control(run(text="a")) + run(text=" b")), "a b"),
        ("", ""),
    ],
)
def test_text_is_read_as_it_is_seen(content: str, text: str) -> None:
    assert text_of(body(content)) == text


def test_values_can_be_left_out() -> None:
    text = body(paragraph(run(text="Name: ") + control(run(text="Amina")) + control(run(text="!"), tag="")))
    assert text_of(text, holds_a_value) == "Name: !"


def test_controls_come_with_their_tags_and_those_without_are_left_out() -> None:
    untagged = "<w:sdt><w:sdtPr/><w:sdtContent/></w:sdt>"
    found = tagged_controls(body(paragraph(control(run(text="a"), "x") + untagged + control(run(text="b"), "y"))))
    assert [(tag, value_of(element)) for tag, element in found] == [("x", "a"), ("y", "b")]


@pytest.mark.parametrize(
    ("properties", "hint"), [("", False), ("<w:showingPlcHdr/>", True), ('<w:showingPlcHdr w:val="0"/>', False)]
)
def test_a_hint_is_no_value(properties: str, hint: bool) -> None:
    [element] = body(paragraph(control(run(text="Click here"), properties=properties))).iter(f"{W}sdt")
    assert (is_hint(element), value_of(element)) == (hint, "" if hint else "Click here")
