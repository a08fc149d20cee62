"""Reading the data of a form, FDF and XFDF, as other programs write them."""

from __future__ import annotations

import pytest

from dtmforms.errors import ReturnError
from dtmforms.pdf.read.pypdf_reader import read_fdf
from dtmforms.pdf.read.xfdf import read_xfdf


def fdf(fields: bytes, entries: bytes = b"") -> bytes:
    form = b"<< /FDF << /Fields [ " + fields + b" ] " + entries + b" >> >>"
    return b"%FDF-1.2\n1 0 obj\n" + form + b"\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n"


def xfdf(fields: str, before: str = "") -> bytes:
    root = f'<xfdf xmlns="http://ns.adobe.com/xfdf/" xml:space="preserve"><fields>{fields}</fields></xfdf>'
    return f'<?xml version="1.0" encoding="UTF-8"?>{before}{root}'.encode()


@pytest.mark.parametrize(
    ("fields", "texts"),
    [
        (b"<< /T (a) /V (x\\ry) >>", {"a": "x\ny"}),
        (b"<< /T (a) /V /Yes >> << /T (b) >>", {"a": "Yes", "b": ""}),
        (b"<< /T (a) /Kids [ << /T (b) /V (x) >> << /T (c) /V <FEFF041E> >> ] >>", {"a.b": "x", "a.c": "О"}),
    ],
)
def test_fdf_has_values_by_full_name(fields: bytes, texts: dict[str, str]) -> None:
    read = read_fdf(fdf(fields))
    assert (read.texts, read.data_only) == (texts, True)


def test_fdf_can_say_once_that_all_of_it_is_utf_8() -> None:
    fields = "<< /T (a) /V (é) >>".encode()
    assert read_fdf(fdf(fields)).unmarked == {"a"}
    read = read_fdf(fdf(fields, b"/Encoding /utf-8"))
    assert (read.texts["a"], read.unmarked) == ("é", set())


@pytest.mark.parametrize(
    ("fields", "texts"),
    [
        ('<field name="a"><value>x\ny</value></field>', {"a": "x\ny"}),
        ('<field name="a"><field name="b"><value>О</value></field></field>', {"a.b": "О"}),
        ('<field name="a"/><field name="b"><value/></field>', {"a": "", "b": ""}),
        ('<field name="a"><value-richtext><p>x <b>y</b></p></value-richtext></field>', {"a": "x y"}),
    ],
)
def test_xfdf_has_values_by_full_name(fields: str, texts: dict[str, str]) -> None:
    read = read_xfdf(xfdf(fields))
    assert (read.texts, read.data_only) == (texts, True)


def test_no_file_and_no_entity_comes_in_by_xfdf() -> None:
    entity = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
    with pytest.raises(ReturnError):
        read_xfdf(xfdf('<field name="a"><value>&a;</value></field>', entity))


@pytest.mark.parametrize("data", [b"%FDF-1.2\nrubbish", b"%FDF-1.2\n1 0 obj << >> endobj trailer << /Root 1 0 R >>"])
def test_data_that_are_broken_are_refused(data: bytes) -> None:
    with pytest.raises(ReturnError):
        read_fdf(data)


def test_markup_that_is_broken_is_refused() -> None:
    with pytest.raises(ReturnError):
        read_xfdf(b"<xfdf><fields>")
