"""Which annotations are drawn, and which of them only mark or speak of what is below."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name

from dtmforms.pdf.read.annotations import is_comment, is_drawn


@pytest.fixture
def pdf() -> Iterator[pikepdf.Pdf]:
    with pikepdf.new() as made:
        yield made


def annotation(subtype: str | None, size: float = 20, **entries: Any) -> Dictionary:
    if subtype:
        entries["Subtype"] = Name(f"/{subtype}")
    return Dictionary(Type=Name.Annot, Rect=Array([100, 100, 100 + size, 110]), **entries)


# Drawn


@pytest.mark.parametrize("subtype", ["Widget", "Stamp", "FreeText", "Ink", "Square", "Highlight", "Text", "Unheard"])
def test_most_annotations_are_drawn_whether_they_have_an_appearance_or_not(subtype: str) -> None:
    assert is_drawn(annotation(subtype))
    assert is_drawn(annotation(subtype, AP=Dictionary()))


@pytest.mark.parametrize("subtype", ["Link", "Popup", "PrinterMark", "TrapNet", "Watermark", "Screen", None])
def test_some_are_drawn_by_their_appearance_alone(subtype: str | None) -> None:
    assert not is_drawn(annotation(subtype))
    assert is_drawn(annotation(subtype, AP=Dictionary()))


@pytest.mark.parametrize(
    ("entries", "drawn"),
    [
        ({"Border": Array([0, 0, 2])}, False),
        ({"Border": Array([0, 0, 2.1])}, True),
        ({"Border": Array([9, 9])}, False),
        ({"BS": Dictionary(W=2)}, False),
        ({"BS": Dictionary(W=3)}, True),
        ({"BS": Dictionary()}, False),
        ({"BS": Array([3])}, False),
        ({"Border": Array([0, 0, 0]), "BS": Dictionary(W=3)}, True),
        ({"Border": Array([0, 0, 3]), "BS": Dictionary(W=0)}, True),
    ],
)
def test_a_thick_border_is_seen(entries: dict[str, Any], drawn: bool) -> None:
    """ISO 32000-2:2020 12.5.4."""
    assert is_drawn(annotation("Link", **entries)) is drawn


@pytest.mark.parametrize(("flags", "drawn"), [(0, True), (1, True), (2, False), (3, False), (4, True), (6, False)])
def test_what_is_hidden_is_not_drawn(flags: int, drawn: bool) -> None:
    assert is_drawn(annotation("Stamp", AP=Dictionary(), F=flags)) is drawn


def test_what_has_no_place_is_not_drawn() -> None:
    assert not is_drawn(Dictionary(Subtype=Name.Stamp, AP=Dictionary()))


# Comments


@pytest.mark.parametrize("subtype", ["Highlight", "Underline", "Squiggly", "Text", "FileAttachment"])
def test_marks_and_notes_are_comments(subtype: str) -> None:
    assert is_comment(annotation(subtype))
    assert is_comment(annotation(subtype, AP=Dictionary()))


@pytest.mark.parametrize(
    "subtype", ["StrikeOut", "FreeText", "Stamp", "Ink", "Square", "Widget", "Link", "Unheard", None]
)
def test_nothing_else_is(subtype: str | None) -> None:
    assert not is_comment(annotation(subtype))


@pytest.mark.parametrize(("size", "small"), [(40, True), (40.1, False), (-40, True), (-41, False)])
def test_a_note_is_a_small_picture_and_a_mark_of_any_size(size: float, small: bool) -> None:
    for subtype in ("Text", "FileAttachment"):
        assert is_comment(annotation(subtype, size)) is small
        high = Dictionary(Subtype=Name(f"/{subtype}"), Rect=Array([0, 0, 9, size]))
        assert is_comment(high) is small
    assert is_comment(annotation("Highlight", size))


@pytest.mark.parametrize(
    ("content", "comment"),
    [
        (b"1 1 0 rg 0 0 20 10 re f", True),
        (b"/GS gs 0 0 m 9 0 l S", True),
        (b"BT /F 9 Tf ET", True),
        (b"% (a) Tj\n", True),
        (b"BT (a) Tj ET", False),
        (b"BT [(a)] TJ ET", False),
        (b"BT (a) ' ET", False),
        (b'BT 1 2 (a) " ET', False),
        (b"BI/W 1/H 1/BPC 1/IM true ID x EI", False),
        (b"/S sh", False),
        (b"(a", False),
        (b"foo", False),
    ],
)
def test_what_writes_or_pictures_something_is_no_comment(pdf: pikepdf.Pdf, content: bytes, comment: bool) -> None:
    drawing = pdf.make_stream(content)
    assert is_comment(annotation("Highlight", AP=Dictionary(N=drawing))) is comment
    assert is_comment(annotation("Highlight", AP=Dictionary(N=Dictionary(), D=drawing))) is comment
    assert is_comment(annotation("Highlight", AP=Dictionary(N=Dictionary(On=drawing)))) is comment


def nested(pdf: pikepdf.Pdf, depth: int, innermost: Any) -> Any:
    """A stream that draws a stream that draws a stream ..., and at last the innermost one."""
    for _ in range(depth):
        innermost = pdf.make_stream(b"/X Do", Resources=Dictionary(XObject=Dictionary(X=innermost)))
    return innermost


def test_what_is_drawn_within_counts(pdf: pikepdf.Pdf) -> None:
    for content, comment in ((b"0 0 1 1 re f", True), (b"BT (a) Tj ET", False)):
        drawing = nested(pdf, 1, pdf.make_stream(content))
        assert is_comment(annotation("Highlight", AP=Dictionary(N=drawing))) is comment
    picture = pdf.make_stream(b"", Subtype=Name.Image)
    assert not is_comment(annotation("Highlight", AP=Dictionary(N=nested(pdf, 1, picture))))


def test_what_is_drawn_too_deep_is_no_comment(pdf: pikepdf.Pdf) -> None:
    inner = pdf.make_stream(b"")
    assert is_comment(annotation("Highlight", AP=Dictionary(N=nested(pdf, 1, inner))))
    assert not is_comment(annotation("Highlight", AP=Dictionary(N=nested(pdf, 2, inner))))
    inner.Resources = Dictionary(XObject=Dictionary(X=inner))
    assert not is_comment(annotation("Highlight", AP=Dictionary(N=inner)))
