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

LEAST_HEIGHT_PT, LEAST_WIDTH = 3.0, 1.0
"""Below these, nothing in a row or column can be read: no letter is less than 4 points high, and of the 7 pixels of a
width of 1, 5 are a margin (ECMA-376-1 18.3.1.13). Of their own accord, programs write 10 points and more."""

_MAIN = (
    "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    "http://purl.oclc.org/ooxml/spreadsheetml/main",
    "http://schemas.openxmlformats.org/package/2006/relationships",
)
_HOMES = {
    "Relationship": ("Relationships",),
    "workbookPr": ("workbook",),
    "sheet": ("sheets", "workbook"),
    "si": ("sst",),
    "numFmt": ("numFmts", "styleSheet"),
    "cellXfs": ("styleSheet",),
    "sheetFormatPr": ("worksheet",),
    "col": ("cols", "worksheet"),
    "row": ("sheetData", "worksheet"),
    "mergeCell": ("mergeCells", "worksheet"),
}
"""Where an element that is read stands, from the inside out: others of its name mean something else (the place of a
button, a format that only sometimes holds)."""
_OF_VALUES = {"Relationship", "sheet", "si", "row"}
"""Elsewhere, programs disagree on whether these are there (ECMA-376-3 on markup compatibility)."""
_IN_A_CELL = {"v", "f", "is", "extLst"}
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
    `unshown` are cells whose format shows nothing of their text; `beyond` is the first cell with a value outside of the
    limits, after which nothing was read."""

    title: str
    hidden: bool = False
    rows: dict[int, dict[int, Cell]] = field(default_factory=dict)
    hidden_rows: list[int] = field(default_factory=list)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)
    merged: list[str] = field(default_factory=list)
    unshown: list[str] = field(default_factory=list)
    has_comments: bool = False
    beyond: str = ""


def read_cells(data: bytes, name: str, *, most_rows: int, most_columns: int) -> list[SheetRead]:
    """The sheets of a workbook, in their order. Raises `FileError` with the reason where it cannot be read as one, or
    where anything with a value stands in it twice or where no program would put it: each program shows another one."""
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
        self.targets = self.relationships_by_id()
        self.texts = list(self.shared_texts())
        self.shows_dates: list[bool] = []
        self.hides_text: set[int] = set()
        self.look_at_formats()
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

    def relationships_by_id(self) -> dict[str, tuple[str, str]]:
        related = list(self.relationships(self.part))
        targets = dict(related)
        if len(targets) < len(related):
            raise ValueError
        return targets

    def target(self, kind: str) -> str | None:
        return next((target for found, target in self.targets.values() if found == kind), None)

    def shared_texts(self) -> Iterator[str]:
        part = self.target("sharedStrings")
        if part:
            for item in self.elements(part, "si"):
                yield _text(item)

    def look_at_formats(self) -> None:
        """Which cell formats show dates, and which show nothing of a text (ECMA-376-1 18.8.10, 18.8.30, 18.8.31)."""
        part = self.target("styles")
        if part is None:
            return
        codes: dict[int, str] = {}
        for element in self.elements(part, "numFmt", "cellXfs"):
            if etree.QName(element).localname == "numFmt":
                codes[int(element.get("numFmtId", ""))] = element.get("formatCode", "")
                continue
            numbers = [int(form.get("numFmtId", "0")) for form in element]
            dates = {number for number, code in codes.items() if _is_date(code)} | (_BUILT_IN_DATES - codes.keys())
            silent = {number for number, code in codes.items() if _hides_text(code)}
            self.shows_dates = [number in dates for number in numbers]
            self.hides_text = {form for form, number in enumerate(numbers) if number in silent}

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
        rows = _Rows(self, sheet)
        width, listed = "", list[tuple[int, int]]()
        for element in self.elements(part, "sheetFormatPr", "col", "row", "mergeCell"):
            match etree.QName(element).localname:
                case "sheetFormatPr":
                    rows.height = element.get("defaultRowHeight") if _yes(element.get("customHeight")) else None
                    width = element.get("defaultColWidth")
                case "col":
                    listed.append((int(element.get("min", "")), int(element.get("max", ""))))
                    if _yes(element.get("hidden")) or _is_below(element.get("width", width), LEAST_WIDTH):
                        sheet.hidden_columns.append(listed[-1])
                case "mergeCell" if len(sheet.merged) < MOST_MARKS:
                    sheet.merged.append(element.get("ref", ""))
                case "row" if not sheet.beyond:
                    rows.read(element)
        if _is_below(width, LEAST_WIDTH):
            sheet.hidden_columns += _between(listed, self.most_columns)
        for place in rows.formulas:
            _mark_formulas(sheet, place)
        sheet.has_comments = any(kind in ("comments", "threadedComment") for _, (kind, _) in self.relationships(part))
        return sheet

    def value(self, value: str, element: Any) -> Cell | None:
        """A value by its cell's type (ECMA-376-1 18.18.11)."""
        match element.get("t"):
            case "s":
                return _as_text(self.texts[_counted(value)])
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


class _Rows:
    """The rows of one sheet, as they come. `height` is that of rows that have none of their own, where it was chosen.
    What hides rows that are not written (`zeroHeight`) hides none with a value: each of those is written."""

    def __init__(self, book: _Book, sheet: SheetRead) -> None:
        self.book, self.sheet = book, sheet
        self.height: str | None = None
        self.formulas: list[str] = []
        self.last = 0
        self.seen: set[int] = set()

    def read(self, element: Any) -> None:
        number = self.last = _counted(element.get("r") or str(self.last + 1))
        if number in self.seen:
            raise self.unfit(f"A{number}", f"row {number} stands twice in the file")
        self.seen.add(number)
        cells = self.cells(element, number)
        if cells:
            self.sheet.rows[number] = cells
            if _yes(element.get("hidden")) or _is_below(element.get("ht", self.height), LEAST_HEIGHT_PT):
                self.sheet.hidden_rows.append(number)

    def cells(self, row: Any, number: int) -> dict[int, Cell]:
        """The cells of a row with a value, by their columns; none where one of them is beyond the limits."""
        cells: dict[int, Cell] = {}
        seen: set[int] = set()
        tag, digits, column = f"{row.tag[:-3]}c", str(number), 0
        most_columns = self.book.most_columns if number <= self.book.most_rows else 0
        for child in row:
            if child.tag != tag:
                raise self.unfit(f"A{number}", f"something that is no cell stands in row {number}")
            place = child.get("r")
            column = self.column(place, digits) if place else column + 1
            if column in seen:
                raise self.unfit(coordinate(number, column), "it stands twice in the file")
            seen.add(column)
            cell = self.cell(child, number, column)
            if cell is None:
                continue
            if column > most_columns:
                self.sheet.beyond = coordinate(number, column)
                return {}
            cells[column] = cell
        return cells

    def column(self, place: str, digits: str) -> int:
        name = place.removesuffix(digits)
        if name == place:
            raise self.unfit(place, f"it stands in row {digits}")
        return _column(name)

    def cell(self, element: Any, number: int, column: int) -> Cell | None:
        """The value of one cell (ECMA-376-1 18.3.1.4); `None` where it is empty."""
        said: dict[str, Any] = {}
        namespace = element.tag[:-1]
        for child in element:
            name = child.tag.removeprefix(namespace)
            if name in said or name not in _IN_A_CELL:
                raise self.unfit(coordinate(number, column), "more than one value stands in it")
            said[name] = child
        if "f" in said:
            return self.formula(said["f"])
        if "is" in said and ("v" in said or element.get("t") != "inlineStr"):
            raise self.unfit(coordinate(number, column), "more than one value stands in it")
        cell = self.value(said["v"], element) if "v" in said else _as_text(_text(said["is"])) if "is" in said else None
        if cell is not None and cell.kind == "text":
            self.look_at_text(str(cell.value), element, number, column)
        return cell

    def formula(self, element: Any) -> Cell:
        if element.get("t") in ("array", "dataTable") and len(self.formulas) < MOST_MARKS:
            self.formulas.append(element.get("ref", ""))
        return Cell("formula", f"={element.text or ''}")

    def value(self, said: Any, element: Any) -> Cell | None:
        text = _only_text(said)
        return None if text is None else self.book.value(text, element)

    def look_at_text(self, text: str, element: Any, number: int, column: int) -> None:
        if len(text) > _LONGEST:
            place = f"{self.sheet.title}!{coordinate(number, column)}"
            why = f"{place} holds more than {_LONGEST} letters, the most that Excel writes; shorten the text"
            raise _unreadable(self.book.name, why)
        hidden = self.book.hides_text
        if hidden and _counted(element.get("s", "0")) in hidden and len(self.sheet.unshown) < MOST_MARKS:
            self.sheet.unshown.append(coordinate(number, column))

    def unfit(self, place: str, why: str) -> FileError:
        advice = "look in Excel at what stands there, and save the workbook anew"
        return _unreadable(
            self.book.name, f"{self.sheet.title}!{place}: {why}, so that it has no certain value; {advice}"
        )


def _is_at_home(element: Any) -> bool:
    """Whether an element is the one that is read by its name. Raises `ValueError` where it holds values, at a place
    where not every program reads them."""
    namespace, _, name = element.tag[1:].rpartition("}")
    around = [ancestor.tag for ancestor in element.iterancestors()]
    ours = namespace in _MAIN
    if ours and around == [f"{{{namespace}}}{home}" for home in _HOMES[name]]:
        return True
    if name in _OF_VALUES and (ours or any(tag.endswith(f"}}{_HOMES[name][0]}") for tag in around)):
        raise ValueError
    return False


def _between(listed: list[tuple[int, int]], last: int) -> Iterator[tuple[int, int]]:
    """The columns that are in none of the ranges."""
    following = 1
    for first, end in sorted(listed):
        if following < first:
            yield following, first - 1
        following = max(following, end + 1)
    if following <= last:
        yield following, last


def _is_below(size: str | None, least: float) -> bool:
    return bool(size) and not float(size or 0) >= least


def _counted(text: str) -> int:
    """A number that counts something. Raises `ValueError` for what Python takes for one and XML does not."""
    if not (text.isascii() and text.strip().isdigit()):
        raise ValueError
    return int(text)


def _only_text(element: Any) -> str | None:
    """The text of an element; `None` where it has none. Raises `ValueError` where it is not all that it holds."""
    if len(element):
        raise ValueError
    text: str | None = element.text
    return text


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
    namespace = item.tag.rpartition("}")[0]
    found = []
    for child in item:
        own, _, name = child.tag.rpartition("}")
        if own != namespace:
            raise ValueError
        if name == "t":
            found.append(_only_text(child) or "")
        elif name == "r":
            found += [_only_text(run) or "" for run in child if run.tag == f"{namespace}}}t"]
    return "".join(map(_unescaped, found))


def _unescaped(text: str) -> str:
    """ECMA-376-1 22.9.2.19: `_x000D_` stands for a character, `_x005F_` for the underscore of such a text. Line ends
    come out as the record has them."""
    if "_x" in text:
        text = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)
        text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def _is_date(code: str) -> bool:
    """By the first section, which is that of all numbers that are dates."""
    return bool(re.search("[ymdhs]", _sections(code)[0], re.IGNORECASE)) and code != "General"


def _hides_text(code: str) -> bool:
    """By the fourth section, which is that of text: whether it shows none of it."""
    sections = _sections(code)
    return len(sections) > 3 and "@" not in sections[3]


def _sections(code: str) -> list[str]:
    """The sections of a number format without their fixed letters (ECMA-376-1 18.8.31)."""
    return _NO_PART_OF_A_FORMAT.sub("", code).split(";")


def _yes(value: str | None) -> bool:
    return value in ("1", "true", "on")


@lru_cache(maxsize=2048)
def _column(name: str) -> int:
    """The number of a column that is called so. Raises `ValueError` where none is."""
    if not (name.isascii() and name.isalpha()):
        raise ValueError
    number = 0
    for letter in name:
        number = number * 26 + ord(letter.upper()) - 64
    if not 0 < number <= 16_384:
        raise ValueError
    return number


def _mark_formulas(sheet: SheetRead, place: str) -> None:
    """The cells that one formula fills with its results, as an array does, hold no values of their own."""
    first, _, last = place.partition(":")
    top, bottom = (int(re.sub(r"\D", "", corner)) for corner in (first, last or first))
    left, right = (_column(corner.rstrip("0123456789")) for corner in (first, last or first))
    for number, cells in sheet.rows.items():
        if top <= number <= bottom:
            for column in [column for column in cells if left <= column <= right]:
                cells[column] = Cell("formula", "=")
