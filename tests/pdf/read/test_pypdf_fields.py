"""The tree of a form's fields becomes plain texts, as far as other programs have left it whole."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import accumulate
from typing import Any

import pytest
from conftest import read_fields
from pypdf.generic import (
    ArrayObject,
    BooleanObject,
    ByteStringObject,
    DecodedStreamObject,
    DictionaryObject,
    FloatObject,
    NameObject,
    NullObject,
    NumberObject,
    TextStringObject,
    create_string_object,
)

from dtmforms.pdf.geometry import Box
from dtmforms.pdf.read.model import DigitalSignature, PdfFields
from dtmforms.pdf.read.pypdf_fields import FieldTree, box_of, items, plain, resolved

PUSH_BUTTON = 1 << 16
TX, BTN, CH, SIG = (NameObject(f"/{kind}") for kind in ("Tx", "Btn", "Ch", "Sig"))
YES, OFF = NameObject("/Yes"), NameObject("/Off")


def obj(value: Any) -> Any:
    """A plain value as an object of a file; texts and bytes as strings."""
    if isinstance(value, str | bytes) and not isinstance(value, NameObject | TextStringObject | ByteStringObject):
        return create_string_object(value)
    if isinstance(value, list):
        return array(*value)
    return NumberObject(value) if isinstance(value, int) and not isinstance(value, NumberObject) else value


def array(*values: Any) -> ArrayObject:
    return ArrayObject(map(obj, values))


def node(**entries: Any) -> DictionaryObject:
    return DictionaryObject({NameObject(f"/{key}"): obj(value) for key, value in entries.items()})


def stream(data: bytes) -> DecodedStreamObject:
    made = DecodedStreamObject()
    made.set_data(data)
    return made


def read(
    *fields: Any, widgets: tuple[DictionaryObject, ...] = (), pages: Mapping[int, int] | None = None, data: bytes = b""
) -> PdfFields:
    """What is read of a form with these fields, and then of widgets that it does not name."""
    found = PdfFields()
    tree = FieldTree(found, dict(pages or {}), data)
    for field in fields:
        tree.collect(field)
    for widget in widgets:
        tree.collect_widget(widget)
    return found


def texts(*fields: Any, widgets: tuple[DictionaryObject, ...] = ()) -> dict[str, str]:
    return read(*fields, widgets=widgets).texts


def text(value: Any, **entries: Any) -> str:
    """What is read of one field with this value."""
    return texts(node(T="a", **entries) if value is None else node(T="a", V=value, **entries))["a"]


# Names and what is inherited (ISO 32000-2:2020 12.7.4.1, Table 226)


def test_a_field_is_read_by_its_name() -> None:
    assert texts(node(T="a", FT=TX, V="1"), node(T="b", FT=TX)) == {"a": "1", "b": ""}
    assert texts() == {}


def test_the_parts_of_a_name_are_parted_by_periods() -> None:
    kids = [node(T="b", Kids=[node(T="c", FT=TX, V="1")]), node(T="d", FT=TX, V="2")]
    assert texts(node(T="a", Kids=kids)) == {"a.b.c": "1", "a.d": "2"}
    assert texts(node(Kids=[node(T="b", FT=TX, V="1")])) == {"b": "1"}
    assert texts(node(T=NullObject(), Kids=[node(T="b", FT=TX, V="1")])) == {"b": "1"}


def test_kids_without_a_name_are_the_fields_widgets() -> None:
    assert texts(node(T="a", FT=TX, V="1", Kids=[node(), node()])) == {"a": "1"}
    assert texts(node(T="a", FT=TX, V="1", Kids=[node(V="2"), node(T="b", V="3")])) == {"a.b": "3"}


def test_what_has_no_name_is_no_field() -> None:
    assert texts(node(FT=TX, V="1"), node(FT=TX, V="1", Kids=[node()]), node(T="", FT=TX, V="1")) == {}


@pytest.mark.parametrize("passed_by", [NullObject(), None, array(), create_string_object("a"), NumberObject(1)])
def test_what_is_no_dictionary_is_no_field(passed_by: Any) -> None:
    assert texts(passed_by, node(T="a", V="1", Kids=[passed_by, node()])) == {"a": "1"}
    assert texts(node(T="a", V="1", Kids=passed_by)) == {"a": "1"}


def test_a_value_is_that_of_the_field_above_unless_there_is_one() -> None:
    kids = [node(T="b"), node(T="c", V="2"), node(T="d", V=""), node(T="e", V=NullObject())]
    assert texts(node(T="a", FT=TX, V="1", Kids=kids)) == {"a.b": "1", "a.c": "2", "a.d": "", "a.e": "1"}


def test_a_kind_is_that_of_the_field_above_unless_there_is_one() -> None:
    kids = [node(T="b", V=YES), node(T="c", V=YES, FT=TX), node(T="d", V="x", FT=NullObject())]
    assert texts(node(T="a", FT=BTN, Kids=kids)) == {"a.b": "Yes", "a.c": "Yes", "a.d": "Yes"}
    assert texts(node(T="a", FT=TX, Kids=kids)) == {"a.b": "Yes", "a.c": "Yes", "a.d": "x"}


def test_flags_are_those_of_the_field_above_unless_there_are_some() -> None:
    kids = [node(T="b"), node(T="c", Ff=0), node(T="d", Ff=NullObject()), node(T="e", Ff="0")]
    assert texts(node(T="a", FT=BTN, V=YES, Ff=PUSH_BUTTON, Kids=kids)) == {"a.c": "Yes"}
    assert texts(node(T="a", FT=BTN, V=YES, Kids=[node(T="b", Ff=PUSH_BUTTON), node(T="c")])) == {"a.c": "Yes"}


@pytest.mark.parametrize(("depth", "is_read"), [(32, True), (33, False)])
def test_fields_are_read_to_a_depth(depth: int, is_read: bool) -> None:
    field = node(T="a", FT=TX, V="1")
    for _ in range(depth):
        field = node(T="b", Kids=[field])
    assert texts(field) == ({"b." * depth + "a": "1"} if is_read else {})


def test_fields_may_go_in_circles() -> None:
    circle = node(T="a", V="1")
    circle[NameObject("/Kids")] = array(circle, node(T="b", V="2"), circle)
    assert texts(circle, circle) == {"a.b": "2"}


def test_fields_of_one_name_are_held_beside_each_other() -> None:
    found = read(node(T="a", V="1"), node(T="a", V="2"), node(T="a", V="1"))
    assert (found.texts, found.doubled) == ({"a": "1"}, {"a": ["2"]})
    again = node(T="a", V="1")
    assert read(again, again).doubled == {}


# Widgets that no form names


def test_a_widget_that_no_form_names_is_read() -> None:
    assert texts(widgets=(node(T="a", FT=TX, V="1"), node(FT=TX, V="2"))) == {"a": "1"}


def test_a_widget_is_read_by_the_fields_above_it_whether_they_name_it_or_not() -> None:
    above = node(T="a", FT=TX, V="1")
    assert texts(widgets=(node(Parent=above),)) == {"a": "1"}
    named, unnamed = node(T="b", V="2"), node(T="c", V="3")
    above = node(T="a", FT=TX, V="1", Kids=[named])
    for widget in (named, unnamed):
        widget[NameObject("/Parent")] = above
    assert texts(widgets=(named, unnamed)) == {"a.b": "2", "a.c": "3"}
    assert texts(above, widgets=(named, unnamed)) == {"a.b": "2", "a.c": "3"}
    assert texts(widgets=(node(T="c", V="3", Parent=NullObject()),)) == {"c": "3"}


def test_a_widget_that_a_form_names_is_not_read_again() -> None:
    kid = node()
    field = node(T="a", FT=TX, V="1", Kids=[kid])
    kid[NameObject("/Parent")] = node(T="b", V="2")
    assert texts(field, widgets=(kid, field)) == {"a": "1"}


@pytest.mark.parametrize(("above", "named"), [(31, True), (32, False)])
def test_the_fields_above_a_widget_are_looked_for_to_a_height(above: int, named: bool) -> None:
    line = node(T="a", V="1")
    for _ in range(above):
        line = node(Parent=line)
    assert texts(widgets=(line,)) == ({"a": "1"} if named else {})


def test_the_fields_above_a_widget_may_go_in_circles() -> None:
    circle = node(T="a", FT=TX, V="1")
    circle[NameObject("/Parent")] = circle
    assert texts(widgets=(circle,)) == {"a": "1"}


# Where they stand


def test_a_field_stands_where_its_first_widget_stands() -> None:
    widget, first, second, nowhere = (node(T="a", Rect=[edge, 0, edge + 9, 8]) for edge in (1, 2, 3, 4))
    for kid in (first, second):
        del kid["/T"]
    field = node(T="b", Kids=[node(), first, second])
    nowhere[NameObject("/T")] = create_string_object("c")
    pages = {id(widget): 4, id(first): 3, id(second): 2}
    found = read(widget, field, nowhere, pages=pages)
    assert found.pages == {"a": 4, "b": 3}
    assert found.boxes == {"a": (1, 0, 9, 8), "b": (2, 0, 9, 8)}
    assert set(found.texts) == {"a", "b", "c"}


def test_of_fields_of_one_name_the_first_tells_the_place() -> None:
    first, second = node(T="a", Rect=[1, 0, 9, 8]), node(T="a", Rect=[2, 0, 9, 8])
    found = read(first, second, pages={id(first): 1, id(second): 2})
    assert (found.pages, found.boxes) == ({"a": 1}, {"a": (1, 0, 8, 8)})


@pytest.mark.parametrize(
    ("rectangle", "box"),
    [
        ([1, 2, 11, 22], (1, 2, 10, 20)),
        ([11, 22, 1, 2], (1, 2, 10, 20)),
        ([1, 22, 11, 2], (1, 2, 10, 20)),
        ([-5, FloatObject("2.5"), 5, 3], (-5, 2.5, 10, 0.5)),
        ([1, 2, 11], (0, 0, 0, 0)),
        ([1, 2, 11, 22, 33], (0, 0, 0, 0)),
        ([1, 2, 11, "22"], (0, 0, 0, 0)),
        ([1, 2, NullObject(), 11, 22], (1, 2, 10, 20)),
        (NullObject(), (0, 0, 0, 0)),
    ],
)
def test_a_rectangle_has_any_two_of_its_corners(rectangle: Any, box: Box) -> None:
    """ISO 32000-2:2020 7.9.5."""
    assert box_of(node(Rect=rectangle)) == box


def test_what_has_no_rectangle_has_no_size() -> None:
    assert box_of(node()) == (0, 0, 0, 0)


# Values that are stored in widgets


def test_a_value_may_stand_in_one_of_the_widgets() -> None:
    assert text(None, FT=TX, Kids=[node(), node(V="1"), node(V="2")]) == "1"
    assert text(NullObject(), FT=TX, Kids=[node(V=NullObject()), node(V="2")]) == "2"
    assert text("", FT=TX, Kids=[node(V="2")]) == ""
    assert text(None, FT=BTN, Kids=[node(V=YES)]) == "Yes"


# Ticks (12.7.5.2.3)


@pytest.mark.parametrize(
    ("entries", "tick", "contradicted"),
    [
        ({"V": YES}, "Yes", False),
        ({"V": OFF}, "Off", False),
        ({"V": NameObject("/1")}, "Yes", False),
        ({"V": "Yes"}, "Yes", False),
        ({"V": "Off"}, "Off", False),
        ({"V": ""}, "Off", False),
        ({"V": ["Yes"]}, "Yes", False),
        ({"V": []}, "Off", False),
        ({}, "Off", False),
        ({"AS": YES}, "Yes", False),
        ({"AS": NameObject("/1")}, "Yes", False),
        ({"AS": OFF}, "Off", False),
        ({"AS": NullObject()}, "Off", False),
        ({"V": YES, "AS": NameObject("/1")}, "Yes", False),
        ({"V": OFF, "AS": OFF}, "Off", False),
        ({"V": YES, "AS": OFF}, "Yes", True),
        ({"V": OFF, "AS": YES}, "Off", True),
        ({"V": YES, "AS": NullObject()}, "Yes", False),
        ({"V": YES, "Kids": [node(AS=OFF), node(AS=YES)]}, "Yes", False),
        ({"V": OFF, "Kids": [node(AS=OFF), node(AS=YES)]}, "Off", True),
        ({"Kids": [node(AS=OFF), node(AS=YES)]}, "Yes", False),
    ],
)
def test_a_tick_is_what_is_stored_and_else_what_is_shown(
    entries: dict[str, Any], tick: str, contradicted: bool
) -> None:
    found = read(node(T="a", FT=BTN, **entries))
    assert found.texts == {"a": tick}
    assert found.contradicted == ({"a"} if contradicted else set())


@pytest.mark.parametrize(
    ("entries", "value"),
    [
        ({"V": NameObject("/1")}, "Yes"),
        ({"AS": NameObject("/1")}, "Yes"),
        ({"Kids": [node(), node(AS=NameObject("/1"))]}, "Yes"),
        ({"V": "1", "AS": OFF}, "Yes"),
        ({"V": "1"}, "1"),
        ({"V": "1", "FT": NullObject()}, "1"),
        ({"V": NameObject("/1"), "FT": TX}, "1"),
        ({"V": "1", "AS": OFF, "FT": CH}, "1"),
    ],
)
def test_what_lacks_a_type_is_a_button_where_only_a_button_is_like_it(entries: dict[str, Any], value: str) -> None:
    assert texts(node(T="a", **entries)) == {"a": value}


@pytest.mark.parametrize(
    ("flags", "has_value"),
    [(0, True), (1 << 15, True), (1 << 17, True), (PUSH_BUTTON, False), (PUSH_BUTTON | 1, False)],
)
def test_push_buttons_have_no_value(flags: int, has_value: bool) -> None:
    assert ("a" in texts(node(T="a", FT=BTN, V=YES, Ff=flags))) is has_value
    assert ("a" in texts(node(T="a", AS=YES, Ff=flags))) is has_value
    assert texts(node(T="a", FT=TX, V="1", Ff=flags)) == {"a": "1"}


# Choices (12.7.5.4, Table 234)


@pytest.mark.parametrize(
    ("options", "stored", "value"),
    [
        ([["1", "One"], ["2", "Two"]], "2", "2"),
        ([["1", "One"], ["2", "Two"]], "Two", "2"),
        ([["1", "One"], ["2", "Two"]], "Three", "Three"),
        ([["1", "2"], ["2", "3"]], "2", "2"),
        ([["1", "Same"], ["2", "Same"]], "Same", "1"),
        (["One", "Two"], "One", "One"),
        ([["One"], ["1", "Two", "x"]], "Two", "Two"),
        ([["1", NullObject()]], "", "1"),
        (NullObject(), "One", "One"),
    ],
)
def test_a_choice_is_told_by_its_value_whatever_it_shows(options: Any, stored: str, value: str) -> None:
    assert text(stored, FT=CH, Opt=options) == value
    assert texts(node(T="a", FT=CH, V=stored, Kids=[node(), node(Opt=options)])) == {"a": value}


# Texts


@pytest.mark.parametrize(
    ("value", "as_text"),
    [
        ("plain", "plain"),
        ("a\r\nb\rc\nd", "a\nb\nc\nd"),
        (b"caf\xe9", "café"),
        (b"\xa0", "€"),
        (b"\xfe\xff\x04\x1e", "О"),
        (b"\xff\xfe\x1e\x04", "О"),
        (b"\xef\xbb\xbfcaf\xc3\xa9", "café"),
        (ByteStringObject(b"caf\xe9"), "café"),
        (ByteStringObject(b"caf\xc3\xa9"), "café"),
        (ByteStringObject(b"\x9f\xad"), "\x9f\xad"),
        (["a", "b"], "a\nb"),
        (["a", ["b", NullObject()]], "a\nb\n"),
        ([], ""),
        (stream(b"from a stream"), "from a stream"),
        (stream(b"\xfe\xff\x04\x1e\x00\r"), "О\n"),
        (NameObject("/Name"), "Name"),
        (NameObject("//Name"), "/Name"),
        (create_string_object("/Name"), "/Name"),
        (12, "12"),
        (FloatObject("1.5"), "1.5"),
        (BooleanObject(True), "True"),
        (NullObject(), ""),
    ],
    ids=range(22),
)
def test_every_value_has_a_text(value: Any, as_text: str) -> None:
    """ISO 32000-2:2020 7.9.2.2."""
    assert text(value, FT=TX) == as_text


@pytest.mark.parametrize(
    ("stored", "letters", "unmarked", "unreadable"),
    [
        ("café".encode(), "café", True, False),
        (b"caf\xe9", "café", False, False),
        (b"cafe", "cafe", False, False),
        (b"\xef\xbb\xbfcaf\xc3\xa9", "café", False, False),
        (b"\xef\xbb\xbf\xc3", "\ufffd", False, True),
        (b"\xfe\xff\x04\x1e", "О", False, False),
        (b"\xfe\xff\xd8\x3d\x00x", "\ufffdx", False, True),
        (b"\xfe\xff\x00x\x00", "x\ufffd", False, True),
        (b"\xff\xfe\x3d\xd8x\x00", "\ufffdx", False, True),
    ],
)
def test_letters_in_the_wrong_encoding_and_those_that_are_lost_are_remarked(
    stored: bytes, letters: str, unmarked: bool, unreadable: bool
) -> None:
    for value in (stored, ByteStringObject(stored), [b"x", stored], stream(stored)):
        found = read(node(T="a", FT=TX, V=value), node(T="b", FT=TX, V="x"))
        assert found.texts["a"].removeprefix("x\n") == letters
        assert found.unmarked == ({"a"} if unmarked else set())
        assert found.unreadable == ({"a"} if unreadable else set())


def test_a_value_as_text_is_that_of_the_first_of_several() -> None:
    assert plain(array("a", "b")) == "a"
    assert plain(array(array(NullObject()))) == ""
    assert plain(array()) == ""
    assert plain(None) == ""


# Signatures (12.8.1)

SIGNED = b"0123456789<00fF>6789"
"""All but what stands from 10 to 16."""


def signature(*ranges: Any, data: bytes = SIGNED, **entries: Any) -> list[DigitalSignature]:
    return read(node(T="s", FT=SIG, V=node(ByteRange=[*ranges]), **entries), data=data).signatures


def test_a_signature_is_no_value() -> None:
    found = read(node(T="s", FT=SIG, V=node(ByteRange=[0, 10, 16, 4])), node(T="t", FT=SIG), data=SIGNED)
    assert found.texts == {}
    assert found.signatures == [DigitalSignature("s", None, covers_whole_file=True, signed_bytes=20)]
    assert read(node(T="s", FT=SIG, V="x"), node(T="t", FT=SIG, V=YES)) == PdfFields()


def test_a_signature_may_stand_in_a_widget_and_on_a_page() -> None:
    widget = node(V=node(ByteRange=[0, 10, 16, 4]), Rect=[0, 0, 9, 9])
    found = read(node(T="s", FT=SIG, Kids=[widget]), pages={id(widget): 3}, data=SIGNED)
    assert found.signatures == [DigitalSignature("s", 3, covers_whole_file=True, signed_bytes=20)]


@pytest.mark.parametrize(
    ("ranges", "signed"),
    [
        ((0, 10, 16, 4), 20),
        ((0, 10, 16, 3), 19),
        ((0, 10, 16, 0), 16),
        ((0, 10, 16, 5), 0),
        ((0, 10, 16, -1), 0),
        ((1, 10, 16, 4), 0),
        ((-1, 10, 16, 4), 0),
        ((0, 9, 16, 4), 0),
        ((0, 11, 16, 4), 0),
        ((0, 10, 17, 3), 0),
        ((0, 10, 15, 5), 0),
        ((0, 10, 10, 10), 0),
        ((0, -10, 16, 4), 0),
        ((0, 10, -4, 4), 0),
        ((0, 10, 16), 0),
        ((0, 10, 16, 4, 0), 0),
        ((0, 10, 16, "4"), 0),
        ((), 0),
    ],
)
def test_all_is_signed_but_the_signature_itself(ranges: tuple[Any, ...], signed: int) -> None:
    [found] = signature(*ranges)
    assert (found.signed_bytes, found.covers_whole_file) == (signed, signed == len(SIGNED))


@pytest.mark.parametrize(
    ("left_out", "is_signature"),
    [
        (b"<0123456789abcdefABCDEF>", True),
        (b"<00 \n\r\t00>", True),
        (b"<>", True),
        (b"<0g>", False),
        (b"<00>x", False),
        (b"x<00>", False),
        (b"<00", False),
        (b"<00><00>", False),
        (b"/V(1)", False),
    ],
)
def test_what_is_left_out_is_a_string_in_hexadecimal(left_out: bytes, is_signature: bool) -> None:
    data = b"x" * 10 + left_out + b"y" * 10
    [found] = signature(0, 10, 10 + len(left_out), 10, data=data)
    assert found.signed_bytes == (len(data) if is_signature else 0)


def test_what_is_left_out_may_begin_with_the_file_and_not_end_before_it() -> None:
    data = b"<00>" + b"y" * 10
    assert [found.signed_bytes for found in signature(0, 0, 4, 10, data=data)] == [14]
    assert [found.signed_bytes for found in signature(0, 0, -10, 10, data=data)] == [0]


# Objects of a file


WITH_REFERENCES = """
<</Type/Catalog/Pages 2 0 R/AcroForm 4 0 R>>
<</Type/Pages/Kids[3 0 R]/Count 1>>
<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]/Annots 5 0 R>>
<</Fields 6 0 R>>
[9 0 R 10 0 R]
[7 0 R 8 0 R 11 0 R 12 0 R]
<</T 21 0 R/FT 22 0 R/Ff 23 0 R/V 20 0 R/Kids 24 0 R>>
<</T(choice)/FT/Ch/V[25 0 R]/Kids[10 0 R]>>
<</Subtype 26 0 R/Rect 27 0 R/AS 28 0 R/V 20 0 R>>
<</Subtype/Widget/Opt 29 0 R>>
<</T(button)/FT/Btn/V/Yes/Ff 30 0 R>>
<</T(signed)/FT/Sig/V 31 0 R>>
null
null
null
null
null
null
null
null
(tick)
/Btn
0
[9 0 R]
(One)
/Widget
[1 33 0 R 11 22]
/On
[32 0 R]
65536
<</ByteRange 34 0 R>>
[35 0 R 25 0 R]
2
[0 0 0 0]
(1)
"""
"""An object a line."""


def test_references_are_followed_wherever_they_stand() -> None:
    objects = [
        f"{number} 0 obj\n{line}\nendobj\n" for number, line in enumerate(WITH_REFERENCES.strip().splitlines(), 1)
    ]
    places = accumulate((len(one) for one in objects), initial=9)
    table = "".join(f"{place:010d} 00000 n \n" for place in [*places][:-1])
    data = "%PDF-1.7\n" + "".join(objects)
    end = f"xref\n0 36\n0000000000 65535 f \n{table}trailer\n<</Size 36/Root 1 0 R>>\nstartxref\n{len(data)}\n%%EOF\n"
    found = read_fields((data + end).encode())
    assert found.texts == {"tick": "Yes", "choice": "1"}
    assert found.pages == {"tick": 1, "choice": 1}
    assert found.boxes == {"tick": (1, 2, 10, 20), "choice": (0, 0, 0, 0)}
    assert found.signatures == [DigitalSignature("signed", None, covers_whole_file=False)]
    assert not found.contradicted


def test_null_is_nothing_and_what_is_no_array_has_no_items() -> None:
    assert resolved(NullObject()) is None
    assert resolved(None) is None
    assert resolved("x") == "x"
    assert list(items(array("a", NullObject()))) == ["a", NullObject()]
    assert list(items(None)) == list(items(NullObject())) == list(items(create_string_object("ab"))) == []
