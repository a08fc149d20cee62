"""Reading the fields of a PDF file, as other programs leave them."""

from __future__ import annotations

import contextlib
import io
import pickle
from collections.abc import Callable
from typing import Any

import pikepdf
import pypdf
import pytest
from conftest import load_sample, read_fields
from hypothesis import given
from hypothesis import strategies as st
from pikepdf import Array, Dictionary, Name, String
from sampling import examples

from dtmforms.errors import ReturnError
from dtmforms.pdf.read.model import PdfFields
from dtmforms.pdf.write.form import draw, draw_blank

NAME = "table_c_requesting_organization_primary_name"
TICK = "table_b_low_method_password_protected_web_portal"
FORM = draw(load_sample("en"), "en", "X")


def altered(change: Callable[[pikepdf.Pdf, dict[str, Any]], object], **saving: Any) -> bytes:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(FORM)) as pdf:
        change(pdf, {str(field.T): field for field in pdf.Root.AcroForm.Fields})
        pdf.save(out, **saving)
    return out.getvalue()


def set_value(name: str, **entries: Any) -> Callable[[pikepdf.Pdf, dict[str, Any]], object]:
    def change(_: pikepdf.Pdf, form: dict[str, Any]) -> None:
        for key, value in entries.items():
            form[name][f"/{key}"] = value

    return change


@pytest.mark.parametrize(
    ("stored", "read"),
    [
        (b"a\r\nb", "a\nb"),
        (b"a\rb", "a\nb"),
        (b"a\nb", "a\nb"),
        (b"caf\xe9", "café"),
        (b"\xa0", "€"),
        (b"\xfe\xff\x04\x1e\x00\r\x00\n", "О\n"),
        (b"\xff\xfe\x1e\x04", "О"),
        (b"\xff\xfe\x3d\xd8\x00\xde", "😀"),
    ],
)
def test_line_ends_and_encodings(stored: bytes, read: str) -> None:
    assert read_fields(altered(set_value("purpose", V=String(stored)))).texts["purpose"] == read


def test_utf_8_with_its_mark_is_read() -> None:
    """ISO 32000-2:2020 7.9.2.2.1."""
    data = altered(set_value("purpose", V=String(b"\xef\xbb\xbfcaf\xc3\xa9")))
    assert read_fields(data).texts["purpose"] == "café"


def test_utf_8_without_its_mark_is_read_and_remarked() -> None:
    read = read_fields(altered(set_value("purpose", V=String("café".encode()))))
    assert (read.texts["purpose"], read.unmarked) == ("café", {"purpose"})


@pytest.mark.parametrize("stored", [b"\xfe\xff\xd8\x3d\x00x", b"\xfe\xff\x00x\x00", b"\xef\xbb\xbf\xc3"])
def test_letters_that_are_lost_are_remarked(stored: bytes) -> None:
    read = read_fields(altered(set_value("purpose", V=String(stored))))
    assert "\ufffd" in read.texts["purpose"]
    assert read.unreadable == {"purpose"}


@pytest.mark.parametrize(
    ("entries", "read"),
    [
        ({"V": Name("/1"), "AS": Name("/1")}, "Yes"),
        ({"V": String("Yes")}, "Yes"),
        ({"V": Array([String("Yes")])}, "Yes"),
        ({"V": Name("/Off")}, "Off"),
        ({"V": None, "AS": Name("/Yes")}, "Yes"),
        ({"V": None, "AS": Name("/Off")}, "Off"),
    ],
)
def test_ticks_have_on_states_of_any_name(entries: dict[str, Any], read: str) -> None:
    def change(_: pikepdf.Pdf, form: dict[str, Any]) -> None:
        for key, value in entries.items():
            if value is None:
                del form[TICK][f"/{key}"]
            else:
                form[TICK][f"/{key}"] = value

    assert read_fields(altered(change)).texts[TICK] == read


def test_a_value_is_inherited_from_the_field_above() -> None:
    def change(pdf: pikepdf.Pdf, form: dict[str, Any]) -> None:
        kid = form[NAME]
        above = pdf.make_indirect(Dictionary(T=String(NAME), FT=Name.Tx, V=String("From above"), Kids=Array([kid])))
        for key in ("/T", "/FT", "/V"):
            del kid[key]
        kid.Parent = above
        form_fields = pdf.Root.AcroForm.Fields
        pdf.Root.AcroForm.Fields = Array([field for field in form_fields if "/T" in field] + [above])

    read = read_fields(altered(change))
    assert read.texts[NAME] == "From above"
    assert read.pages[NAME] == read_fields(FORM).pages[NAME]


@pytest.mark.parametrize("name", [NAME, TICK])
def test_a_value_that_is_stored_in_the_widget_is_read(name: str) -> None:
    value = String("In the widget") if name == NAME else Name.Yes

    def change(pdf: pikepdf.Pdf, form: dict[str, Any]) -> None:
        kid = form[name]
        above = pdf.make_indirect(Dictionary(T=String(name), FT=kid.FT, Kids=Array([kid])))
        for key in ("/T", "/FT"):
            del kid[key]
        kid.V, kid.Parent = value, above
        pdf.Root.AcroForm.Fields = Array([*(f for f in pdf.Root.AcroForm.Fields if "/T" in f), above])

    assert read_fields(altered(change)).texts[name] in ("In the widget", "Yes")


def test_a_tick_without_a_type_is_known_by_its_states() -> None:
    def change(_: pikepdf.Pdf, form: dict[str, Any]) -> None:
        del form[TICK].FT, form[TICK].V
        form[TICK].AS = Name("/1")

    assert read_fields(altered(change)).texts[TICK] == "Yes"


def test_nulls_and_circles_are_passed_over() -> None:
    def change(pdf: pikepdf.Pdf, form: dict[str, Any]) -> None:
        fields = pdf.Root.AcroForm.Fields
        circle = pdf.make_indirect(Dictionary(T=String("circle")))
        circle.Kids = Array([circle, circle, form["purpose"]])
        circle.Parent = circle
        for entry in (pikepdf.Object.parse(b"null"), circle, String("no field"), Array()):
            fields.append(entry)
        for page in pdf.pages:
            page.Annots.append(pikepdf.Object.parse(b"null"))
            page.Annots.append(circle)

    read = read_fields(altered(change))
    assert read.texts == read_fields(FORM).texts
    assert not read.doubled


def test_signatures_and_buttons_are_no_values() -> None:
    def change(_: pikepdf.Pdf, form: dict[str, Any]) -> None:
        form["purpose"].FT, form["purpose"].Ff = Name.Btn, 1 << 16

    texts = read_fields(altered(change)).texts
    assert not {"purpose", "signature_iom", "signature_requesting_organization"} & texts.keys()


XMP = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/">\
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about=""\
 xmlns:pdf="http://ns.adobe.com/pdf/1.3/">%s</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="w"?>"""
METADATA: dict[str, tuple[Any, Any]] = {
    "no keywords in XMP": (b"", None),
    "empty keywords in XMP": ((XMP % "<pdf:Keywords></pdf:Keywords>").encode(), None),
    "keywords in XMP that are closed at once": ((XMP % "<pdf:Keywords/>").encode(), None),
    "empty keywords as an attribute": (b'<rdf:Description pdf:Keywords=""/>', None),
    "XMP that ends in between": ((XMP % "<pdf:Keywords>form_reference=").encode()[:-300], None),
    "XMP that is no XML": (b"\xff\xfe<\0:Keywords>\xd8", None),
    "XMP of two million letters": ((XMP % "<pdf:Keywords>a</pdf:Keywords>" + ":Keywords>" * 200_000).encode(), None),
    "information that is no dictionary": (None, Array([1, 2])),
    "keywords that are a dictionary": (None, Dictionary(Keywords=Dictionary(A=1))),
    "keywords that are a number": (None, Dictionary(Keywords=7)),
    "keywords in keywords": (None, Dictionary(Keywords=Array([Array([Array([])])]))),
    "keywords of 300,000 letters": (None, Dictionary(Keywords=String("a" * 300_000))),
    "keywords with half a letter": (None, Dictionary(Keywords=String(b"\xfe\xff\xd8\x3d"))),
}
"""What programs leave in the metadata stream and in the document information."""


@pytest.mark.sampled("forms with other metadata")
@pytest.mark.parametrize("name", METADATA)
def test_a_form_is_read_whatever_its_metadata_are(name: str) -> None:
    xmp, information = METADATA[name]

    def change(pdf: pikepdf.Pdf, _: dict[str, Any]) -> None:
        if xmp is None:
            pdf.trailer.Info = pdf.make_indirect(information)
        else:
            pdf.Root.Metadata = pdf.make_stream(xmp, Type=Name.Metadata, Subtype=Name.XML)

    read = read_fields(altered(change, fix_metadata_version=False))
    assert (read.texts, read.page_count) == (read_fields(FORM).texts, read_fields(FORM).page_count)
    assert set(read_fields(FORM).keywords) <= set(read.keywords)


@pytest.mark.parametrize("broken", [b"/Filter/Unknown", b"/Filter/FlateDecode", b"/Filter[/LZWDecode 9 0 R]"])
def test_so_it_is_where_the_metadata_cannot_be_unpacked(broken: bytes) -> None:
    def change(pdf: pikepdf.Pdf, _: dict[str, Any]) -> None:
        pdf.Root.Metadata = pdf.make_stream(b"<pdf:Keywords>", Odd=Name.Mark)

    data = altered(change, fix_metadata_version=False)
    assert data.count(b"/Odd /Mark") == 1
    assert read_fields(data.replace(b"/Odd /Mark", broken)).texts == read_fields(FORM).texts


def test_keywords_in_xmp_are_read_as_before() -> None:
    said = b"<pdf:Keywords>form_edition=0&amp;form_language=fr</pdf:Keywords>"

    def change(pdf: pikepdf.Pdf, _: dict[str, Any]) -> None:
        pdf.Root.Metadata = pdf.make_stream(said)

    read = read_fields(altered(change, fix_metadata_version=False))
    assert read.keywords[1:] == ("form_edition=0&form_language=fr",)


@pytest.mark.parametrize("lost", ["/Info", "/Metadata"])
def test_the_keywords_are_found_in_the_information_or_in_xmp(lost: str) -> None:
    def change(pdf: pikepdf.Pdf, _: dict[str, Any]) -> None:
        del (pdf.trailer if lost == "/Info" else pdf.Root)[lost]

    assert read_fields(altered(change)).keywords == read_fields(FORM).keywords != ()


def test_what_is_drawn_over_a_field_names_it() -> None:
    def change(pdf: pikepdf.Pdf, form: dict[str, Any]) -> None:
        page = next(page for page in pdf.pages if any(a.get("/T") == NAME for a in page.Annots))
        x, y, right, top = (float(edge) for edge in form[NAME].Rect)
        for box in ([right - 2, top - 2, x + 2, y + 2], [x - 20, y, x + 1, top]):
            page.Annots.append(Dictionary(Subtype=Name.FreeText, Rect=Array(box), Contents=String("x")))

    page = read_fields(FORM).pages[NAME]
    marks = read_fields(altered(change)).marks
    assert [(mark.kind, mark.page, mark.text, mark.over) for mark in marks] == [
        ("FreeText", page, "x", NAME),
        ("FreeText", page, "x", ""),
    ]


def test_what_comes_before_the_file_or_after_it_changes_nothing() -> None:
    assert read_fields(b"\r\n" * 20 + FORM + b"\0" * 2000).texts == read_fields(FORM).texts


def test_an_incremental_update_counts() -> None:
    writer = pypdf.PdfWriter(io.BytesIO(FORM), incremental=True)
    for page in writer.pages:
        writer.update_page_form_field_values(page, {NAME: "Ngozi Eze"}, auto_regenerate=True)
    out = io.BytesIO()
    writer.write(out)
    assert read_fields(out.getvalue()).texts[NAME] == "Ngozi Eze"
    with pytest.raises(ReturnError, match="cut off on its way"):
        read_fields(out.getvalue()[:-200])


def test_what_is_read_passes_between_processes() -> None:
    read = read_fields(FORM)
    assert pickle.loads(pickle.dumps(read)) == read  # noqa: S301 - it is our own
    error = pickle.loads(pickle.dumps(ReturnError("damaged", reason="cut_off")))  # noqa: S301
    assert (error.kind, error.reason, error.exit_code) == ("damaged", "cut_off", 4)


@examples(40)
@given(st.lists(st.tuples(st.integers(0, len(FORM) - 1), st.binary(max_size=8)), min_size=1, max_size=8))
def test_a_broken_file_is_read_or_refused_and_never_a_fault(edits: list[tuple[int, bytes]]) -> None:
    data = bytearray(FORM)
    for place, piece in edits:
        data[place : place + len(piece)] = piece
    with contextlib.suppress(ReturnError):
        read_fields(bytes(data))


def test_two_fields_of_one_name_with_different_values_are_doubled() -> None:
    def change(pdf: pikepdf.Pdf, _: dict[str, Any]) -> None:
        twin = Dictionary(T=String(NAME), FT=Name.Tx, V=String("Another"))
        pdf.Root.AcroForm.Fields.append(pdf.make_indirect(twin))

    assert read_fields(altered(change)).doubled == {NAME: ["Another"]}


@pytest.mark.filterwarnings("ignore::pikepdf.PageCopyWarning")
def test_widgets_that_no_form_names_any_longer_are_still_read() -> None:
    def change(pdf: pikepdf.Pdf, _: dict[str, Any]) -> None:
        del pdf.Root.AcroForm

    assert read_fields(altered(change)).texts[NAME] == "Wanjiru Kamau"


def test_object_streams_and_linearization_change_nothing() -> None:
    streams = altered(lambda *_: None, object_stream_mode=pikepdf.ObjectStreamMode.generate, linearize=True)
    assert read_fields(streams).texts == read_fields(FORM).texts


def no_fields() -> bytes:
    out = io.BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(out)
    return out.getvalue()


def test_a_file_without_fields_reads_as_none() -> None:
    assert read_fields(no_fields()) == PdfFields(page_count=1)


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"%PDF-1.7\nrubbish", "damaged"),
        (FORM[: len(FORM) // 3], "damaged"),
        (altered(lambda *_: None, encryption=pikepdf.Encryption(owner="o", user="u", R=4)), "encrypted"),
        (altered(lambda *_: None, encryption=pikepdf.Encryption(owner="o", user="u", R=6)), "encrypted"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(data: bytes, kind: str) -> None:
    with pytest.raises(ReturnError) as caught:
        read_fields(data)
    assert caught.value.kind == kind
    assert caught.value.reason


def test_a_blank_form_reads_as_empty() -> None:
    assert not any(read_fields(draw_blank("en")).texts[name] for name in (NAME, "reference", "form_reference"))
