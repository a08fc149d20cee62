"""The syntax of a PDF file: what is written is what other programs read."""

from __future__ import annotations

import io

import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dtmforms.pdf.write.syntax import PdfFile, literal, stream, text_string

CATALOG = b"<</Type/Catalog/Pages 1 0 R>>"


def made(*bodies: bytes, head: PdfFile | None = None) -> PdfFile:
    """A file whose objects, after an empty tree of pages and the catalog, have these bodies."""
    file = head or PdfFile()
    if head is None:
        file.add(b"<</Type/Pages/Count 0/Kids[]>>")
        file.add(CATALOG)
    for body in bodies:
        file.add(body)
    return file


def read_back(data: bytes, number: int) -> pikepdf.Object:
    with pikepdf.open(io.BytesIO(data)) as pdf:
        assert not pdf.get_warnings()
        return pikepdf.Object.parse(pdf.get_object(number, 0).unparse(resolved=True))


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from("\n\t"), max_size=40))
def test_a_text_string_is_read_as_it_was_typed(text: str) -> None:
    """But for control characters, which no record holds."""
    assert str(pikepdf.Object.parse(text_string(text))) == text


@pytest.mark.parametrize(
    ("text", "written"), [("M&E", b"(M&E)"), ("a(b)\\", b"(a\\(b\\)\\\\)"), ("é", b"(\xfe\xff\0\xe9)")]
)
def test_ascii_stays_as_it_is_and_all_else_is_utf_16(text: str, written: bytes) -> None:
    assert text_string(text) == written


@given(st.binary(max_size=40))
def test_a_literal_string_holds_its_bytes(data: bytes) -> None:
    assert bytes(pikepdf.Object.parse(literal(data))) == data


def test_a_stream_has_its_length_and_its_entries() -> None:
    assert stream(b"BT ET", b"/Type/XObject") == b"<</Type/XObject/Length 5>>stream\nBT ET\nendstream"


def test_objects_are_read_back_under_their_numbers() -> None:
    data = made(b"<</One 1>>", b"(two)").finished({"Root": 2}, made_of=b"x")
    assert (int(read_back(data, 3).One), str(read_back(data, 4))) == (1, "two")


def test_an_object_may_be_put_after_those_that_refer_to_it() -> None:
    file = made()
    later = file.reserve()
    file.add(b"<</Refers %d 0 R>>" % later)
    file.put(later, b"(later)")
    data = file.finished({"Root": 2}, made_of=b"x")
    assert str(read_back(data, later)) == "later"


def test_a_number_that_nothing_was_put_under_is_a_fault() -> None:
    file = made()
    file.reserve()
    with pytest.raises(KeyError):
        file.finished({"Root": 2}, made_of=b"x")


def test_what_is_added_to_a_copy_spares_the_head() -> None:
    head = made(b"(shared)")
    before = head.body()
    one, other = (PdfFile(head) for _ in range(2))
    one.add(b"(one)")
    other.add(b"(other)")
    assert head.body() == before
    assert str(read_back(one.finished({"Root": 2}, made_of=b"x"), 4)) == "one"
    assert str(read_back(other.finished({"Root": 2}, made_of=b"x"), 4)) == "other"


def test_a_packed_file_holds_the_same_and_is_smaller() -> None:
    bodies = [b"<</Number %d>>" % number for number in range(50)] + [stream(b"q Q " * 500)]
    file = made(*bodies)
    whole, packed = file.finished({"Root": 2}, made_of=b"x"), file.packed({"Root": 2}, made_of=b"x")
    assert len(packed) < len(whole) / 2
    with pikepdf.open(io.BytesIO(packed)) as pdf:
        assert not pdf.get_warnings()
        assert [int(pdf.get_object(number, 0).Number) for number in range(3, 53)] == list(range(50))
        assert pdf.get_object(53, 0).read_bytes() == b"q Q " * 500


def test_the_identifier_follows_from_what_the_file_is_made_of() -> None:
    one, same, other = (made().finished({"Root": 2}, made_of=of) for of in (b"x", b"x", b"y"))
    assert one == same
    assert one.rpartition(b"/ID")[2] != other.rpartition(b"/ID")[2]
    assert one.rpartition(b"/ID")[0] == other.rpartition(b"/ID")[0]
