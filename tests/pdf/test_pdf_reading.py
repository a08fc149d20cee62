"""Reading the fields of a PDF file, as other programs leave them."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pikepdf
import pytest
from conftest import load_sample
from pikepdf import Array, Dictionary, Name, String

from dtmforms.errors import ReturnError
from dtmforms.pdf.drawing import draw, draw_blank
from dtmforms.pdf.reading import PdfFields, read_fields

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
    ("stored", "read"), [(b"a\r\nb", "a\nb"), (b"a\rb", "a\nb"), (b"a\nb", "a\nb"), (b"caf\xe9", "café")]
)
def test_line_ends_and_encodings(stored: bytes, read: str) -> None:
    assert read_fields(altered(set_value("purpose", V=String(stored)))).texts["purpose"] == read


def test_utf_8_with_its_mark_is_read() -> None:
    """ISO 32000-2:2020 7.9.2.2.1."""
    data = altered(set_value("purpose", V=String(b"\xef\xbb\xbfcaf\xc3\xa9")))
    assert read_fields(data).texts["purpose"] == "café"


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
