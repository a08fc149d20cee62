"""The XML of Word documents: read safely, and what is asked of its elements everywhere (ECMA-376 Part 1)."""

from __future__ import annotations

from typing import Any, TypeAlias

from lxml import etree

Element: TypeAlias = Any
"""An lxml element; lxml has no types of its own."""

DOCUMENT = "word/document.xml"
"""What Word calls the part that holds the text."""
NAMESPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
W = f"{{{NAMESPACE}}}"
W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
W15 = "{http://schemas.microsoft.com/office/word/2012/wordml}"
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
STRICT = b"http://purl.oclc.org/ooxml/"
"""With what the names of Strict Open XML begin (ECMA-376 Part 1), which python-docx and LibreOffice do not write."""
OFF = ("0", "false", "off")
"""How a switch says no (17.17.4)."""


class DoctypeError(ValueError):
    """A part has a document type definition, which could define entities; no program writes one."""


class MalformedError(ValueError):
    """A part is no well-formed XML, or is nested more than 256 deep; the message says where."""


def parsed(xml: bytes, *, keep_blanks: bool = True) -> Element:
    """The root of a part's XML, without the blank text between elements where that is not kept. No entity is expanded
    and nothing is fetched. Raises `DoctypeError` and `MalformedError`."""
    if b"<!DOCTYPE" in xml or b"<!ENTITY" in xml:
        raise DoctypeError
    parser = etree.XMLParser(
        remove_blank_text=not keep_blanks, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    try:
        return etree.fromstring(xml, parser)
    except etree.XMLSyntaxError as error:
        raise MalformedError(str(error)) from None


def as_text(element: Element) -> str:
    """The XML of an element."""
    return str(etree.tostring(element, encoding="unicode"))


def child(element: Element | None, *names: str) -> Element | None:
    """The child of that name, or the child of that of the next name, and so on; `None` where there is none."""
    for name in names:
        element = None if element is None else next(element.iterchildren(f"{W}{name}"), None)
    return element


def is_on(element: Element | None) -> bool:
    """Whether a property that is a switch is there and on."""
    return element is not None and element.get(f"{W}val", "true") not in OFF


def number(element: Element, name: str = "val") -> float:
    """The number in an attribute; 0 where there is none."""
    try:
        return float(element.get(f"{W}{name}", "0").removesuffix("%"))
    except ValueError:
        return 0.0
