"""The cells of a workbook that somebody sends (ECMA-376, .xlsx): bytes in, plain values out, no object of the library.

Nothing is counted, guessed or filled in: a cell says what kind of value stands in it, and a formula is a formula,
whatever it gave last. Read part by part with a parser that loads nothing from outside, within limits of size: the
file comes from outside. Libraries that read workbooks hide what this program must see: that a row is hidden, that
cells are merged, that a number was text, or what `_x000D_` stood for. Comments are seen, and not read.
"""

from __future__ import annotations

import datetime
import io
import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Literal, NamedTuple

from lxml import etree

from dtmforms import archives
from dtmforms.errors import FileError

Kind = Literal["text", "number", "day", "moment", "boolean", "error", "formula"]

LARGEST_UNPACKED_BYTES = 100_000_000
MOST_TAGS = 6_000_000
"""In one part: a parsed tag takes some 120 bytes, however short it is. A cell with a value has four."""
MOST_MARKS = 200
"""Merged areas, and areas that one formula fills, on a sheet; further ones would only be named too."""

_RELATIONSHIP_ID = re.compile(r"\{.*/relationships\}id")
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
_NO_PART_OF_A_FORMAT = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?![hms]+\])[^\]]*\]', re.IGNORECASE)
_BUILT_IN_DATES = {*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)}
"""Number formats of ECMA-376-1 18.8.30 that show dates or times."""
_EMPTY_ROWS = re.compile(rb'(?:<row r="\d+"[^<>]*/>\s*+){1,500}(?=<row r="\d+"[^<>]*/>)')
_LONGEST = 32_767
"""Letters in a cell, by "Excel specifications and limits" (support.microsoft.com)."""
_FIRST_SERIAL = 61
"""1 March 1900: before it, Excel counts a 29 February 1900."""
_LAST_SERIAL = 2_958_465
_EPOCH, _EPOCH_1904 = datetime.datetime(1899, 12, 30), datetime.datetime(1904, 1, 1)
_TOO_LARGE = "unpacked, it is larger than any workbook of ours; make several workbooks, or ask for another file"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


class Cell(NamedTuple):
    """What stands in a cell: text, or what Excel has made of what was typed."""

    kind: Kind
    value: str | float | datetime.date


@dataclass(slots=True)
class SheetRead:
    """A sheet: its cells by row and column, counted from 1, and what is hidden or merged. Empty cells are not in it;
    `beyond` is the first cell with a value outside of the limits, after which nothing was read."""

    title: str
    hidden: bool = False
    rows: dict[int, dict[int, Cell]] = field(default_factory=dict)
    hidden_rows: list[int] = field(default_factory=list)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)
    merged: list[str] = field(default_factory=list)
    has_comments: bool = False
    beyond: str = ""


def read_cells(data: bytes, name: str, *, most_rows: int, most_columns: int) -> list[SheetRead]:
    """The sheets of a workbook, in their order. Raises `FileError` with the reason where it cannot be read as one."""
    _refuse_other_kinds(data, name)
    try:
        with archives.opened(data) as archive:
            return _Book(archive, name, most_rows, most_columns).sheets()
    except (zipfile.BadZipFile, zlib.error, etree.XMLSyntaxError, EOFError, NotImplementedError, RuntimeError):
        raise _unreadable(name, "it is damaged; open it in Excel or LibreOffice, save it anew as .xlsx") from None
    except (KeyError, IndexError, ValueError, OverflowError):
        raise _unreadable(name, "its parts do not fit together; save it anew as .xlsx, in Excel") from None


def coordinate(row: int, column: int) -> str:
    """A cell's name, as `D7`."""
    return f"{letters(column)}{row}"


@lru_cache(maxsize=2048)
def letters(column: int) -> str:
    """A column's name, as `D`."""
    text = ""
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(65 + rest) + text
    return text


def _unreadable(name: str, why: str) -> FileError:
    return FileError(f"{name}: cannot be read as a workbook: {why}")


def _refuse_other_kinds(data: bytes, name: str) -> None:
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        if _ENCRYPTED in data:
            why = "it is locked with a password; take the password off in Excel (File, Info, Protect Workbook)"
        else:
            why = "it is of the old kind, .xls; open it in Excel and save it as .xlsx"
        raise _unreadable(name, why)
    if not data.startswith(b"PK"):
        raise _unreadable(name, "it is no .xlsx file; save it as an Excel workbook (.xlsx), not as CSV, PDF or text")


class _Book:
    """A workbook's parts, and the tables that its sheets refer to."""

    def __init__(self, archive: zipfile.ZipFile, name: str, most_rows: int, most_columns: int) -> None:
        self.archive, self.name = archive, name
        self.most_rows, self.most_columns = most_rows, most_columns
        self.names = set(archive.namelist())
        self.check_parts()
        self.part = self.find_part()
        self.targets = dict(self.relationships(self.part))
        self.texts = list(self.shared_texts())
        self.shows_dates = list(self.date_formats())
        self.epoch = _EPOCH

    def check_parts(self) -> None:
        """Before anything is unpacked: how much it will be, and that each part is there once and open."""
        parts = self.archive.infolist()
        names = self.names
        if sum(part.file_size for part in parts) > LARGEST_UNPACKED_BYTES:
            raise _unreadable(self.name, _TOO_LARGE)
        if "mimetype" in names:
            raise _unreadable(self.name, "it is an OpenDocument file; save it as an Excel workbook (.xlsx)")
        if "xl/workbook.bin" in names:
            raise _unreadable(self.name, "it is a binary workbook, .xlsb; save it as .xlsx")
        if "word/document.xml" in names:
            raise _unreadable(self.name, "it is a Word document; read a returned form with `dtmforms ingest`")
        if len(names) != len(parts) or any(part.flag_bits & 1 for part in parts):
            raise zipfile.BadZipFile

    def find_part(self) -> str:
        """The workbook's own part (ECMA-376-1 12.3.23), wherever the package has it."""
        for _, (kind, target) in self.relationships(""):
            if kind == "officeDocument":
                return target
        raise _unreadable(self.name, "it is a ZIP file, and no workbook is in it")

    def relationships(self, part: str) -> Iterator[tuple[str, tuple[str, str]]]:
        """What a part refers to: the last word of its type and its target, by its id."""
        folder, file = posixpath.split(part)
        name = posixpath.join(folder, "_rels", f"{file}.rels")
        if name not in self.names:
            return
        for element in self.elements(name, "Relationship"):
            target = element.get("Target", "")
            if element.get("TargetMode") != "External":
                path = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
                yield element.get("Id", ""), (element.get("Type", "").rpartition("/")[2], path)

    def elements(self, part: str, *names: str) -> Iterator[Any]:
        """The elements of those names, each once it is whole, and emptied after."""
        data = _without_empty_rows(self.archive.read(part))
        if data.count(b"<") > MOST_TAGS:
            raise _unreadable(self.name, _TOO_LARGE)
        tags = [f"{{*}}{name}" for name in names]
        found = etree.iterparse(
            io.BytesIO(data), tag=tags, resolve_entities=False, remove_comments=True, remove_pis=True
        )
        for _, element in found:
            if element.getroottree().docinfo.doctype:
                raise zipfile.BadZipFile
            yield element
            element.clear()
            while element.getprevious() is not None:
                del element.getparent()[0]

    def target(self, kind: str) -> str | None:
        return next((target for found, target in self.targets.values() if found == kind), None)

    def shared_texts(self) -> Iterator[str]:
        part = self.target("sharedStrings")
        if part:
            for item in self.elements(part, "si"):
                yield _text(item)

    def date_formats(self) -> Iterator[bool]:
        """Of each cell format, whether it shows dates (ECMA-376-1 18.8.10, 18.8.30)."""
        part = self.target("styles")
        if part is None:
            return
        dates = set(_BUILT_IN_DATES)
        for element in self.elements(part, "numFmt", "cellXfs"):
            if etree.QName(element).localname == "numFmt":
                number = int(element.get("numFmtId", ""))
                (dates.add if _is_date(element.get("formatCode", "")) else dates.discard)(number)
            else:
                for form in element:
                    yield int(form.get("numFmtId", "0")) in dates

    def sheets(self) -> list[SheetRead]:
        listed = []
        for element in self.elements(self.part, "workbookPr", "sheet"):
            if etree.QName(element).localname == "workbookPr":
                self.epoch = _EPOCH_1904 if _yes(element.get("date1904")) else _EPOCH
                continue
            identity = next((value for key, value in element.items() if _RELATIONSHIP_ID.fullmatch(key)), "")
            hidden = element.get("state", "visible") != "visible"
            listed.append((SheetRead(element.get("name", ""), hidden), self.targets[identity]))
        return [self.sheet(sheet, target) for sheet, (kind, target) in listed if kind == "worksheet"]

    def sheet(self, sheet: SheetRead, part: str) -> SheetRead:
        formulas: list[str] = []
        last = 0
        for element in self.elements(part, "col", "row", "mergeCell"):
            match etree.QName(element).localname:
                case "col":
                    if _yes(element.get("hidden")) or element.get("width") == "0":
                        sheet.hidden_columns.append((int(element.get("min", "")), int(element.get("max", ""))))
                case "mergeCell" if len(sheet.merged) < MOST_MARKS:
                    sheet.merged.append(element.get("ref", ""))
                case "row" if not sheet.beyond:
                    last = int(element.get("r") or last + 1)
                    self.row(sheet, element, last, formulas)
        for place in formulas:
            _mark_formulas(sheet, place)
        sheet.has_comments = any(kind in ("comments", "threadedComment") for _, (kind, _) in self.relationships(part))
        return sheet

    def row(self, sheet: SheetRead, element: Any, number: int, formulas: list[str]) -> None:
        cells: dict[int, Cell] = {}
        column = 0
        for child in element:
            place = child.get("r")
            column = _column(place) if place else column + 1
            cell = self.cell(child, formulas)
            if cell is None:
                continue
            if len(str(cell.value)) > _LONGEST:
                raise self.too_long(sheet, coordinate(number, column))
            if number > self.most_rows or column > self.most_columns:
                sheet.beyond = coordinate(number, column)
                return
            cells[column] = cell
        if cells:
            sheet.rows[number] = sheet.rows.get(number, {}) | cells
            if _yes(element.get("hidden")) or element.get("ht") == "0":
                sheet.hidden_rows.append(number)

    def too_long(self, sheet: SheetRead, place: str) -> FileError:
        why = f"{sheet.title}!{place} holds more than {_LONGEST} letters, the most that Excel writes; shorten the text"
        return _unreadable(self.name, why)

    def cell(self, element: Any, formulas: list[str]) -> Cell | None:
        """The value of one cell (ECMA-376-1 18.3.1.4); `None` where it is empty."""
        value: str | None = None
        for child in element:
            match child.tag.rpartition("}")[2]:
                case "v":
                    value = child.text
                case "is":
                    return _as_text(_text(child))
                case "f":
                    if child.get("t") in ("array", "dataTable") and len(formulas) < MOST_MARKS:
                        formulas.append(child.get("ref", ""))
                    return Cell("formula", f"={child.text or ''}")
        return None if value is None else self.value(value, element)

    def value(self, value: str, element: Any) -> Cell | None:
        """A value by its cell's type (ECMA-376-1 18.18.11)."""
        match element.get("t"):
            case "s":
                return _as_text(self.texts[int(value)])
            case "str":
                return _as_text(_unescaped(value))
            case "b":
                return Cell("boolean", "TRUE" if _yes(value) else "FALSE")
            case "e":
                return Cell("error", value)
            case "d":
                return _of_moment(datetime.datetime.fromisoformat(value))
        return self.number(float(value), int(element.get("s", "0")))

    def number(self, value: float, style: int) -> Cell:
        if not (style < len(self.shows_dates) and self.shows_dates[style]):
            return Cell("number", value)
        first = _FIRST_SERIAL if self.epoch == _EPOCH else 0
        if not first <= value <= _LAST_SERIAL - (self.epoch - _EPOCH).days:
            return Cell("number", value)
        return _of_moment(self.epoch + datetime.timedelta(seconds=round(value * 86_400)))


def _without_empty_rows(xml: bytes) -> bytes:
    """A sheet without the rows that have no cells, of which programs write a million where one was formatted to its
    end: but for the last one of each such run."""
    return xml if b"<![CDATA[" in xml else _EMPTY_ROWS.sub(b"", xml)


def _of_moment(moment: datetime.datetime) -> Cell:
    if moment.time() == datetime.time():
        return Cell("day", moment.date())
    return Cell("moment", moment)


def _as_text(text: str) -> Cell | None:
    return Cell("text", text) if text else None


def _text(item: Any) -> str:
    """The whole text of an item, in however many runs it is written, without its reading aids (ECMA-376-1 18.4)."""
    found = []
    for child in item:
        name = child.tag.rpartition("}")[2]
        if name == "t":
            found.append(child.text or "")
        elif name == "r":
            found += [run.text or "" for run in child if run.tag.rpartition("}")[2] == "t"]
    return "".join(map(_unescaped, found))


def _unescaped(text: str) -> str:
    """ECMA-376-1 22.9.2.19: `_x000D_` stands for a character, `_x005F_` for the underscore of such a text. Line ends
    come out as the record has them."""
    if "_x" in text:
        text = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)
        text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def _is_date(code: str) -> bool:
    return bool(re.search("[ymdhs]", _NO_PART_OF_A_FORMAT.sub("", code), re.IGNORECASE)) and code != "General"


def _yes(value: str | None) -> bool:
    return value in ("1", "true", "on")


def _column(place: str) -> int:
    number = 0
    for letter in place.rstrip("0123456789"):
        number = number * 26 + ord(letter.upper()) - 64
    if not 0 < number <= 16_384:
        raise ValueError
    return number


def _mark_formulas(sheet: SheetRead, place: str) -> None:
    """The cells that one formula fills with its results, as an array does, hold no values of their own."""
    first, _, last = place.partition(":")
    top, bottom = (int(re.sub(r"\D", "", corner)) for corner in (first, last or first))
    left, right = (_column(corner) for corner in (first, last or first))
    for number, cells in sheet.rows.items():
        if top <= number <= bottom:
            for column in [column for column in cells if left <= column <= right]:
                cells[column] = Cell("formula", "=")
