"""The parts of a workbook and the elements in them (ECMA-376, SpreadsheetML), read one by one and emptied after.

A parser that loads nothing from outside, within limits of size. An element is read only where every program reads it:
one of its name at another place is passed over, or refused where it could hold a value. Not done here: what it says.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from lxml import etree

from dtmforms import opc

LARGEST_UNPACKED_BYTES = 100_000_000
MOST_TAGS = 6_000_000
"""In one part: a parsed tag takes some 120 bytes, however short it is. A cell with a value has four."""

_MAIN = (
    "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    "http://purl.oclc.org/ooxml/spreadsheetml/main",
    "http://schemas.openxmlformats.org/package/2006/relationships",
    "http://schemas.openxmlformats.org/drawingml/2006/main",
    "http://purl.oclc.org/ooxml/drawingml/main",
)
_HOMES = {
    "Relationship": ("Relationships",),
    "workbookPr": ("workbook",),
    "sheet": ("sheets", "workbook"),
    "si": ("sst",),
    "numFmt": ("numFmts", "styleSheet"),
    "font": ("fonts", "styleSheet"),
    "fill": ("fills", "styleSheet"),
    "cellXfs": ("styleSheet",),
    "dxf": ("dxfs", "styleSheet"),
    "tableStyle": ("tableStyles", "styleSheet"),
    "rgbColor": ("indexedColors", "colors", "styleSheet"),
    "clrScheme": ("themeElements", "theme"),
    "sheetFormatPr": ("worksheet",),
    "col": ("cols", "worksheet"),
    "row": ("sheetData", "worksheet"),
    "mergeCell": ("mergeCells", "worksheet"),
    "conditionalFormatting": ("worksheet",),
    "tableStyleInfo": ("table",),
    "table": (),
}
"""Where an element that is read stands, from the inside out: others of its name mean something else (the place of a
button, a format that only sometimes holds)."""
_WITH_VALUES = {"Relationship", "sheet", "si", "row"}
"""Elsewhere, programs disagree on whether these are there (ECMA-376-3 on markup compatibility)."""
_EMPTY_ROWS = re.compile(rb'(?:<row r="\d+"[^<>]*/>\s*+){1,500}(?=<row r="\d+"[^<>]*/>)')
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_TOO_LARGE = "workbook_too_large"
_OTHER_KINDS = {
    "mimetype": "workbook_open_document",
    "xl/workbook.bin": "workbook_binary",
    "word/document.xml": "workbook_word_document",
}
"""Files that are no workbook of the kind that is read, by a part that they have: the code of the error."""


class NoWorkbookError(Exception):
    """Why a file is not read as a workbook: the code of a `FileError`, with its values but for the file."""

    def __init__(self, code: str, /, **values: object) -> None:
        super().__init__(code)
        self.code, self.values = code, values


def refuse_other_kinds(data: bytes) -> None:
    """Raises `NoWorkbookError` for bytes that are no ZIP file, which a workbook is."""
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise NoWorkbookError("workbook_locked" if _ENCRYPTED in data else "workbook_of_old_kind")
    if not data.startswith(b"PK"):
        raise NoWorkbookError("workbook_of_other_kind")


class WorkbookParts:
    """The parts of a workbook, by what they are to it. Raises `NoWorkbookError` where it is none, `BadZipFile` where it
    is damaged, `ValueError` and `KeyError` where its parts do not fit together."""

    def __init__(self, package: zipfile.ZipFile) -> None:
        self._package = package
        self._names = set(package.namelist())
        self._check()
        self.workbook = self._find_workbook()
        self._related = self._relationships_by_id()

    def _check(self) -> None:
        """Before anything is unpacked: how much it will be, and that each part is there once and open."""
        parts = self._package.infolist()
        if sum(part.file_size for part in parts) > LARGEST_UNPACKED_BYTES:
            raise NoWorkbookError(_TOO_LARGE)
        for part, code in _OTHER_KINDS.items():
            if part in self._names:
                raise NoWorkbookError(code)
        if len(self._names) != len(parts) or any(part.flag_bits & 1 for part in parts):
            raise zipfile.BadZipFile

    def _find_workbook(self) -> str:
        """The workbook's own part (ECMA-376-1 12.3.23), wherever the package has it."""
        for _, kind, target in self.relationships(""):
            if kind == "officeDocument":
                return target
        raise NoWorkbookError("workbook_zip_file")

    def _relationships_by_id(self) -> dict[str, tuple[str, str]]:
        listed = list(self.relationships(self.workbook))
        related = {identity: (kind, target) for identity, kind, target in listed}
        if len(related) < len(listed):
            raise ValueError("two relationships have one id")
        return related

    def relationships(self, part: str) -> Iterator[tuple[str, str, str]]:
        """What a part refers to within the package: the id, the last word of its type, and the other part."""
        relationships, folder = opc.relationships_of(part), posixpath.dirname(part)
        if relationships not in self._names:
            return
        for one in self.elements(relationships, "Relationship"):
            if one.get("TargetMode") != "External":
                kind = one.get("Type", "").rpartition("/")[2]
                yield one.get("Id", ""), kind, opc.target_of(one.get("Target", ""), folder)

    def related(self, identity: str) -> tuple[str, str]:
        """The kind and the name of the part that the workbook calls so. Raises `KeyError` where there is none."""
        return self._related[identity]

    def elements_of(self, kind: str, *names: str) -> Iterator[Any]:
        """The elements of those names in the workbook's part of that kind; none without one."""
        part = next((target for found, target in self._related.values() if found == kind), None)
        return self.elements(part, *names) if part else iter(())

    def elements(self, part: str, *names: str) -> Iterator[Any]:
        """The elements of those names, each once it is whole, and emptied after."""
        data = _without_empty_rows(opc.content_of(self._package, self._package.getinfo(part)))
        if data.count(b"<") > MOST_TAGS:
            raise NoWorkbookError(_TOO_LARGE)
        try:
            yield from _at_home(data, names)
        except etree.XMLSyntaxError:
            raise zipfile.BadZipFile from None


def _at_home(data: bytes, names: tuple[str, ...]) -> Iterator[Any]:
    tags = [f"{{*}}{name}" for name in names]
    found = etree.iterparse(io.BytesIO(data), tag=tags, resolve_entities=False, remove_comments=True, remove_pis=True)
    homes: dict[str, Any] = {}
    for _, element in found:
        home = element.getparent()
        if home is None or home is not homes.get(element.tag):
            if element.getroottree().docinfo.doctype:
                raise zipfile.BadZipFile
            if not _is_at_home(element):
                continue
            homes[element.tag] = home
        yield element
        element.clear()
        while element.getprevious() is not None:
            del home[0]


def _is_at_home(element: Any) -> bool:
    """Whether an element is the one that is read by its name. Raises `ValueError` where it holds values, at a place
    where not every program reads them."""
    namespace, _, name = element.tag[1:].rpartition("}")
    around = [ancestor.tag for ancestor in element.iterancestors()]
    ours = namespace in _MAIN
    if ours and around == [f"{{{namespace}}}{home}" for home in _HOMES[name]]:
        return True
    if name in _WITH_VALUES and (ours or any(tag.endswith(f"}}{_HOMES[name][0]}") for tag in around)):
        raise ValueError(f"{name} stands where not every program reads it")
    return False


def _without_empty_rows(xml: bytes) -> bytes:
    """A sheet without the rows that have no cells, of which programs write a million where one was formatted to its
    end: but for the last one of each such run."""
    return xml if b"<![CDATA[" in xml else _EMPTY_ROWS.sub(b"", xml)


@lru_cache(maxsize=64)
def name_of(tag: str) -> str:
    """The name of an element without its namespace, by its tag."""
    return tag.rpartition("}")[2]
