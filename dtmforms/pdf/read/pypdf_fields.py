"""The tree of an interactive form's fields (ISO 32000-2:2020 12.7) as plain texts.

Nothing that is drawn is read: the field's value (/V) is the truth, and programs draw many scripts wrongly.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pypdf.generic import ArrayObject, ByteStringObject, DictionaryObject, NameObject, NullObject, StreamObject
from pypdf.generic import TextStringObject as TextString

from dtmforms.form.fields import TICKED, UNTICKED
from dtmforms.pdf.geometry import Box
from dtmforms.pdf.read.model import DigitalSignature, PdfFields

_DEEPEST = 32
_MARKS = {codecs.BOM_UTF16_BE: "utf-16-be", codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF8: "utf-8"}
"""Byte order marks of text strings (ISO 32000-2:2020 7.9.2.2.1)."""
_PUSH_BUTTON = 1 << 16
"""Field flag, Table 229."""


@dataclass(frozen=True, slots=True)
class _Inherited:
    """What a field takes from the field above it (12.7.4.1, Table 226)."""

    name: str = ""
    kind: Any = None
    value: Any = None
    flags: int = 0
    options: Any = None

    def under(self, node: DictionaryObject) -> _Inherited:
        """The same for the field below, or for its widget, which has no name of its own."""
        partial = resolved(node.get("/T"))
        name = self.name if partial is None else f"{self.name}.{plain(partial)}" if self.name else plain(partial)
        kind, value, flags, options = (resolved(node.get(key)) for key in ("/FT", "/V", "/Ff", "/Opt"))
        return _Inherited(
            name,
            self.kind if kind is None else kind,
            self.value if value is None else value,
            flags if isinstance(flags, int) else self.flags,
            self.options if options is None else options,
        )


_NOTHING = _Inherited()


class FieldTree:
    """Walks the fields of one file, `data`, into `read`. `on_page` is the page of each widget, by its object's id."""

    def __init__(self, read: PdfFields, on_page: dict[int, int], data: bytes) -> None:
        self.read, self.on_page, self.data = read, on_page, data
        self.seen: set[int] = set()

    def collect(self, node: Any, above: _Inherited = _NOTHING, depth: int = 0) -> None:
        """A field with all that is below it. Nulls, circles and what is no field are passed over."""
        if not isinstance(node, DictionaryObject) or id(node) in self.seen or depth > _DEEPEST:
            return
        self.seen.add(id(node))
        here = above.under(node)
        kids = [kid for kid in map(resolved, items(node.get("/Kids"))) if isinstance(kid, DictionaryObject)]
        fields = [kid for kid in kids if "/T" in kid]
        for kid in fields:
            self.collect(kid, here, depth + 1)
        if not fields and here.name:
            self.seen.update(map(id, kids))
            self.terminal(here, [node, *kids])

    def collect_widget(self, widget: DictionaryObject) -> None:
        """A widget that no form names any longer, as copying pages or merging files can leave it."""
        if id(widget) in self.seen:
            return
        line = _line_to(widget)
        self.collect(line[0])
        if id(widget) not in self.seen:
            self.collect(widget, _inherited(line[:-1]))

    def terminal(self, field: _Inherited, widgets: list[DictionaryObject]) -> None:
        """A field without fields below it. Some programs store the value in one of its widgets."""
        name = field.name
        page = self.place(name, widgets)
        value = field.value
        if value is None:
            value = next((kid for widget in widgets if (kid := resolved(widget.get("/V"))) is not None), None)
        if field.kind == "/Sig":
            if isinstance(value, DictionaryObject):
                signed = self.signed_bytes(value)
                self.read.signatures.append(DigitalSignature(name, page, signed == len(self.data), signed))
        elif not _is_button(field, value, widgets):
            self.read.hold(name, _chosen(self.text(name, value), field, widgets))
        elif not field.flags & _PUSH_BUTTON:
            self.read.hold(name, self.tick(name, value, widgets))

    def place(self, name: str, widgets: list[DictionaryObject]) -> int | None:
        """The page of the first widget that stands on one; `None` where none does."""
        for widget in widgets:
            if page := self.on_page.get(id(widget)):
                if name not in self.read.pages:
                    self.read.pages[name], self.read.boxes[name] = page, box_of(widget)
                return page
        return None

    def tick(self, name: str, value: Any, widgets: list[DictionaryObject]) -> str:
        """On states have any name; a value is missing where only the appearance state was kept (12.7.5.2.3)."""
        states = [plain(state) for widget in widgets if (state := resolved(widget.get("/AS"))) is not None]
        shown = any(map(_is_on, states))
        if value is None:
            return TICKED if shown else UNTICKED
        ticked = _is_on(plain(value))
        if states and ticked != shown:
            self.read.contradicted.add(name)
        return TICKED if ticked else UNTICKED

    def text(self, name: str, value: Any) -> str:
        if isinstance(value, ArrayObject):
            return "\n".join(self.text(name, resolved(item)) for item in value)
        if isinstance(value, StreamObject):
            value = ByteStringObject(value.get_data())
        if isinstance(value, TextString | ByteStringObject):
            raw = _bytes(value)
            if _is_unmarked_utf_8(raw):
                self.read.unmarked.add(name)
            if _has_lost_letters(raw):
                self.read.unreadable.add(name)
        return plain(value).replace("\r\n", "\n").replace("\r", "\n")

    def signed_bytes(self, signature: DictionaryObject) -> int:
        """Up to where all of the file but the signature itself is signed (12.8.1, Table 255, ByteRange); 0 where more
        is left out. What was added later, as an incremental update, is not signed."""
        ranges = [int(number) for number in items(signature.get("/ByteRange")) if isinstance(number, int)]
        if len(ranges) != 4:
            return 0
        start, before, after, rest = ranges
        left_out = re.fullmatch(rb"<[0-9A-Fa-f\s]*>", self.data[max(before, 0) : max(after, 0)])
        return after + rest if start == 0 and left_out and 0 <= rest <= len(self.data) - after else 0


def _line_to(widget: DictionaryObject) -> list[DictionaryObject]:
    """The fields from the root down to a widget."""
    line = [widget]
    while isinstance(parent := resolved(line[0].get("/Parent")), DictionaryObject) and len(line) < _DEEPEST:
        line.insert(0, parent)
    return line


def _inherited(line: list[DictionaryObject]) -> _Inherited:
    above = _NOTHING
    for field in line:
        above = above.under(field)
    return above


def _is_button(field: _Inherited, value: Any, widgets: list[DictionaryObject]) -> bool:
    """Some programs drop the type of a field; only a button has a name for its value, or appearance states."""
    if field.kind is not None:
        return bool(field.kind == "/Btn")
    return isinstance(value, NameObject) or any("/AS" in widget for widget in widgets)


def _chosen(text: str, field: _Inherited, widgets: list[DictionaryObject]) -> str:
    """The value of a choice is the export value of an option (12.7.5.4, Table 234, Opt). Some programs store what the
    option shows: pdf-lib 1.17, MuPDF 1.28, PyPDFForm 6.0, and whoever picks from the list that they give."""
    held = [field.options, *(widget.get("/Opt") for widget in widgets[1:])]
    options = [list(items(option)) for one in held for option in items(one)]
    pairs = [(plain(resolved(pair[0])), plain(resolved(pair[1]))) for pair in options if len(pair) == 2]
    if any(text == value for value, _ in pairs):
        return text
    return next((value for value, shown in pairs if text == shown), text)


def _is_on(state: str) -> bool:
    return state not in ("", UNTICKED)


def plain(value: Any) -> str:
    """A value as text; empty for none."""
    if value is None:
        return ""
    if isinstance(value, ArrayObject):
        return plain(resolved(value[0])) if value else ""
    if isinstance(value, TextString | ByteStringObject):
        return _text_string(value)
    return str(value).removeprefix("/") if isinstance(value, NameObject) else str(value)


def _text_string(value: TextString | ByteStringObject) -> str:
    """A text string (7.9.2.2) by its byte order mark, else in PDFDocEncoding; letters that are lost become U+FFFD."""
    raw = _bytes(value)
    encoding, mark = _marked(raw)
    if encoding:
        return raw[len(mark) :].decode(encoding, "replace")
    if _is_unmarked_utf_8(raw):
        return raw.decode("utf-8")
    return str(value) if isinstance(value, str) else raw.decode("latin-1")


def _marked(raw: bytes) -> tuple[str, bytes]:
    return next(((encoding, mark) for mark, encoding in _MARKS.items() if raw.startswith(mark)), ("", b""))


def _has_lost_letters(raw: bytes) -> bool:
    """Some programs cut letters beyond the Basic Multilingual Plane to 16 bits."""
    encoding, mark = _marked(raw)
    return encoding != "" and not _decodes(raw[len(mark) :], encoding)


def _is_unmarked_utf_8(raw: bytes) -> bool:
    """One program writes UTF-8 where PDFDocEncoding is meant: hardly any text is valid in both and means the other."""
    return not raw.isascii() and not raw.startswith(tuple(_MARKS)) and _decodes(raw, "utf-8")


def _decodes(raw: bytes, encoding: str) -> bool:
    try:
        raw.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _bytes(value: TextString | ByteStringObject) -> bytes:
    return value.original_bytes if isinstance(value, TextString) else bytes(value)


def box_of(annotation: DictionaryObject) -> Box:
    """Where an annotation stands; a rectangle (7.9.5) has any two of its corners in any order."""
    edges = [float(edge) for edge in map(resolved, items(annotation.get("/Rect"))) if isinstance(edge, int | float)]
    if len(edges) != 4:
        return (0, 0, 0, 0)
    (left, right), (low, high) = sorted(edges[::2]), sorted(edges[1::2])
    return (left, low, right - left, high - low)


def items(value: Any) -> Iterator[Any]:
    """The items of an array; none where there is no array."""
    array = resolved(value)
    yield from array if isinstance(array, ArrayObject) else ()


def resolved(value: Any) -> Any:
    """The object behind a reference; `None` for null."""
    found = value.get_object() if hasattr(value, "get_object") else value
    return None if isinstance(found, NullObject) else found
