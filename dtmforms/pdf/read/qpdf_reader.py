"""A PDF form as qpdf reads it, a cross-check of pypdf: nothing is repaired here, and nothing is judged.

Where the two readers see different values, no value is known.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Stream, String

from dtmforms.form.fields import TICKED, UNTICKED
from dtmforms.pdf.geometry import Box
from dtmforms.pdf.read.actions import actions_of, actions_of_document
from dtmforms.pdf.read.annotations import OverlaidAnnotation, box_of, is_comment, is_drawn
from dtmforms.pdf.read.appearances import Appearances
from dtmforms.pdf.read.content_stream import UnreadableError, unpacked
from dtmforms.pdf.read.highlights import is_highlight
from dtmforms.pdf.read.model import QpdfField, QpdfForm, QpdfWidget
from dtmforms.pdf.read.page_drawings import drawings_of
from dtmforms.pdf.read.page_fonts import FontsOfPages, PageFonts
from dtmforms.pdf.read.variable_text import INHERITED, ODD, DefaultResources, VariableText

_DEEPEST = 32
_MOST_CONTENTS = 20
_HIDDEN, _NO_VIEW = 1 << 1, 1 << 5
"""Annotation flags, ISO 32000-2:2020 12.5.3, Table 167."""
_PUSH_BUTTON = 1 << 16
"""Field flag, Table 229."""
_DUPLICATE_KEY = "duplicated key"
"""What qpdf warns of a dictionary that has a key twice, which 7.3.7 forbids and each program reads in its own way."""


@dataclass(slots=True)
class QpdfFile:
    """A file as qpdf reads it. `crop_boxes` are those of the pages, from page 1; `annotations` whatever is drawn over
    the pages, `drawings` what each of them can draw by a name, within which box; `drawn_by` is by what viewers draw
    the widgets of each field anew, `contents` what the pages draw themselves, and `fonts` in what."""

    form: QpdfForm = field(default_factory=QpdfForm)
    crop_boxes: list[Box] = field(default_factory=list)
    annotations: list[OverlaidAnnotation] = field(default_factory=list)
    drawings: list[dict[str, Box]] = field(default_factory=list)
    drawn_by: dict[str, list[VariableText]] = field(default_factory=dict)
    contents: list[bytes] = field(default_factory=list, repr=False)
    fonts: list[PageFonts] = field(default_factory=list, repr=False)


def read_by_qpdf(data: bytes, password: str | None = None) -> QpdfFile | None:
    """What stands in a file; `None` where it cannot be opened as it is."""
    return _opened(data, password, whole=True)


def values_by_qpdf(data: bytes, password: str | None = None) -> dict[str, str] | None:
    """The values alone, as of a file that was saved again later; `None` where it cannot be opened as it is."""
    read = _opened(data, password, whole=False)
    return read.form.texts() if read else None


def _opened(data: bytes, password: str | None, *, whole: bool) -> QpdfFile | None:
    try:
        with pikepdf.open(
            io.BytesIO(data), password=password or "", attempt_recovery=False, suppress_warnings=True
        ) as document:
            return _Walk(document, whole=whole).file()
    except Exception:  # noqa: BLE001 - whatever it stumbles over, it cannot confirm the values
        return None


class _Walk:
    """One file on its way from its objects to plain values."""

    def __init__(self, document: pikepdf.Pdf, *, whole: bool) -> None:
        self.document, self.whole = document, whole
        self.found = QpdfFile()
        self.names: dict[int, str] = {}
        """The field that each object belongs to, by its number."""
        self.on_page: dict[int, int] = {}
        self.twice: set[int] = set()
        """The widgets that stand in the lists of pages more than once."""
        self.widgets: list[Any] = []
        self.drawn: list[tuple[int, Any]] = []
        self.done: set[int] = set()
        form = document.Root.get("/AcroForm")
        self.form: Any = form if isinstance(form, Dictionary) else Dictionary()
        self.found.form.need_appearances = bool(self.form.get("/NeedAppearances", False))
        self.appearances = Appearances()
        self.fonts_of_pages = FontsOfPages()
        self.resources = DefaultResources(self.form, draws_all=self.found.form.need_appearances)

    def file(self) -> QpdfFile:
        for number, page in enumerate(self.document.pages, start=1):
            self.look_at_page(number, page)
        for entry in _items(self.form.get("/Fields")):
            self.belongs(entry, None, "form")
            self.collect(entry, _NOTHING, 0)
        for widget in self.widgets:
            self.collect_widget(widget)
        if self.whole:
            self.found.form.actions |= actions_of_document(self.document)
            self.found.form.duplicate_keys = set(self.with_duplicate_keys())
            self.found.annotations = [self.over_page(page, annotation) for page, annotation in self.drawn]
        return self.found

    def look_at_page(self, number: int, page: pikepdf.Page) -> None:
        if self.whole:
            self.found.crop_boxes.append(_box(page.cropbox))
            self.found.contents.append(_content_of(page))
            self.found.drawings.append(drawings_of(page))
            self.found.fonts.append(self.fonts_of_pages.of(page))
        for annotation in _items(page.obj.get("/Annots")):
            if not isinstance(annotation, Dictionary):
                continue
            if self.whole:
                self.found.form.actions |= actions_of(annotation)
                if is_drawn(annotation):
                    self.drawn.append((number, annotation))
            if annotation.get("/Subtype") == "/Widget":
                self.widgets.append(annotation)
                if annotation.objgen[0] in self.on_page:
                    self.twice.add(annotation.objgen[0])
                elif annotation.objgen[0]:
                    self.on_page[annotation.objgen[0]] = number

    def collect(self, node: Any, above: _Field, depth: int) -> None:
        """A field with all that is below it (12.7.4.1, Table 226)."""
        if not isinstance(node, Dictionary) or depth > _DEEPEST or node.objgen[0] in self.done:
            return
        self.mark(node)
        here = above.under(node)
        kids = [kid for kid in _items(node.get("/Kids")) if isinstance(kid, Dictionary)]
        below = [kid for kid in kids if "/T" in kid]
        for kid in kids:
            self.belongs(kid, node, here.name)
        for kid in below:
            self.collect(kid, here, depth + 1)
        if self.whole and ("/AA" in node or "/A" in node):
            self.found.form.actions |= actions_of(node)
        if below or not here.name:
            return
        for kid in kids:
            self.mark(kid)
        for part in (node, *kids):
            self.names.setdefault(part.objgen[0], here.name)
        self.terminal(here, [node, *kids])

    def belongs(self, node: Any, parent: Any, name: str) -> None:
        """See whether a field or a widget says itself that it is where it was found, and was found nowhere else before
        (12.7.4.1, Table 226, Parent and Kids): some viewers go by the one, and some by the other."""
        if not isinstance(node, Dictionary):
            return
        above = node.get("/Parent")
        said = above is None if parent is None else isinstance(above, Dictionary) and above.objgen == parent.objgen
        if not said or node.objgen[0] in self.done:
            self.found.form.misplaced.add(name or "form")

    def mark(self, node: Any) -> None:
        if node.objgen[0]:
            self.done.add(node.objgen[0])

    def collect_widget(self, widget: Any) -> None:
        """A widget that no form names: by the fields above it, where there are any."""
        if widget.objgen[0] in self.done:
            return
        line = [widget]
        while isinstance(parent := line[0].get("/Parent"), Dictionary) and len(line) < _DEEPEST:
            line.insert(0, parent)
        if len(line) == _DEEPEST:
            self.found.form.misplaced.add("form")
        self.collect(line[0], _NOTHING, 0)
        if widget.objgen[0] not in self.done and len(line) > 1:
            above = _NOTHING
            for node in line[:-1]:
                above = above.under(node)
            self.found.form.misplaced.add(above.under(widget).name or "form")
            self.collect(widget, above, 0)

    def terminal(self, field: _Field, widgets: list[Any]) -> None:
        if self.twice and any(widget.objgen[0] in self.twice for widget in widgets):
            self.found.form.misplaced.add(field.name)
        if field.kind == "/Sig" or (self.is_button(field, widgets) and field.flags & _PUSH_BUTTON):
            return
        value = field.value
        if value is None:
            value = next((held for widget in widgets if (held := widget.get("/V")) is not None), None)
        entry = self.found.form.fields.setdefault(field.name, QpdfField())
        ticked = self.is_button(field, widgets)
        entry.options |= _options([field.entries.get("/Opt"), *(widget.get("/Opt") for widget in widgets[1:])])
        text = _tick(value, widgets) if ticked else _chosen(_text(value), entry.options)
        if text not in entry.values:
            entry.values.append(text)
        if self.whole:
            self.look_at_widgets(field, widgets, ticked=ticked)

    def is_button(self, field: _Field, widgets: list[Any]) -> bool:
        if field.kind is not None:
            return bool(field.kind == "/Btn")
        return isinstance(field.value, Name) or any("/AS" in widget for widget in widgets)

    def look_at_widgets(self, field: _Field, widgets: list[Any], *, ticked: bool) -> None:
        entry, drawn_by = self.found.form.fields[field.name], self.found.drawn_by.setdefault(field.name, [])
        for widget in widgets:
            page = self.on_page.get(widget.objgen[0], 0)
            if not page or "/Rect" not in widget:
                continue
            own = field if widget is widgets[0] else field.under(widget)
            seen = self.widget_on_page(widget, page, _box(widget.Rect), None if ticked else entry)
            if not ticked and any(self.resources.cuts(own.entries, widget, value) for value in entry.values):
                seen = replace(seen, cut=True)
            entry.widgets.append(seen)
            if not seen.hidden:
                drawn_by.append(self.resources.variable_text(own.entries, own.is_odd, widget, ticked=ticked))

    def widget_on_page(self, widget: Any, page: int, box: Box, text: QpdfField | None) -> QpdfWidget:
        """A field of a `text`, or without one a check box."""
        hidden = _is_hidden(widget, box)
        try:
            if text is None:
                return QpdfWidget(page, box, hidden, ticked=self.appearances.looks_ticked(widget))
            if hidden:
                return QpdfWidget(page, box, hidden)
            stored = [*text.values, *(text.options.get(value, value) for value in text.values)]
            shown = self.appearances.of(widget, stored)
        except UnreadableError:
            return QpdfWidget(page, box, hidden, unreadable=True)
        return QpdfWidget(
            page,
            box,
            hidden,
            shown.text,
            cut=shown.cut,
            partial=shown.partial,
            drawn_by_us=shown.drawn_by_us,
            room=shown.room,
            lacked=shown.lacked,
        )

    def over_page(self, page: int, annotation: Any) -> OverlaidAnnotation:
        number = annotation.objgen[0]
        name = self.names.get(number, "") if number else ""
        if annotation.get("/Subtype") == "/Widget":
            return OverlaidAnnotation(page, _box(annotation.Rect), name)
        return OverlaidAnnotation(page, box_of(annotation), name, is_comment(annotation), is_highlight(annotation))

    def with_duplicate_keys(self) -> Iterator[str]:
        """The fields of which qpdf found a key twice; it tells objects by their numbers."""
        numbers = {self.document.Root.objgen[0]: "form", self.form.objgen[0]: "form"} | self.names
        for warning in self.document.get_warnings():
            said = str(warning)
            if _DUPLICATE_KEY in said and (name := numbers.get(_object_number(said))):
                yield name


@dataclass(frozen=True, slots=True)
class _Field:
    """What a field has, and what it takes from the field above it, by the keys of `INHERITED`. `is_odd` is whether one
    of them has what no field of ours has."""

    name: str = ""
    entries: dict[str, Any] = field(default_factory=dict)
    is_odd: bool = False

    def under(self, node: Any) -> _Field:
        partial, keys = node.get("/T"), set(node.keys())
        name = self.name if partial is None else ".".join(filter(None, (self.name, _text(partial))))
        own = {key: node.get(key) for key in INHERITED if key in keys}
        if not isinstance(own.get("/Ff", 0), int):
            del own["/Ff"]
        return _Field(name, self.entries | own, self.is_odd or not keys.isdisjoint(ODD))

    @property
    def kind(self) -> Any:
        return self.entries.get("/FT")

    @property
    def value(self) -> Any:
        return self.entries.get("/V")

    @property
    def flags(self) -> int:
        return int(self.entries.get("/Ff", 0))


_NOTHING = _Field()


def _content_of(page: pikepdf.Page) -> bytes:
    """What a page draws itself (7.8.2); nothing where that cannot be told, or has more parts than programs leave."""
    found = page.obj.get("/Contents")
    streams = list(found) if isinstance(found, Array) else [found]
    try:
        return b"\n".join(map(unpacked, streams)) if len(streams) <= _MOST_CONTENTS else b""
    except Exception:  # noqa: BLE001 - what holds for the file as a whole: what it stumbles over, it cannot confirm
        return b""


def _object_number(said: str) -> int:
    """`… (object 81 0, offset 84945): …`; 0 where the trailer or nothing is named."""
    digits = said.partition("(object ")[2].partition(" ")[0]
    return int(digits) if digits.isdecimal() else 0


def _tick(value: Any, widgets: list[Any]) -> str:
    if value is None:
        shown = any(_is_on(_text(state)) for widget in widgets if (state := widget.get("/AS")) is not None)
        return TICKED if shown else UNTICKED
    return TICKED if _is_on(_text(value)) else UNTICKED


def _is_on(state: str) -> bool:
    return state not in ("", UNTICKED)


def _options(found: Iterable[Any]) -> dict[str, str]:
    """The options of a choice by their export values (12.7.5.4, Table 234); none where they have no other. One that
    stands for several things shows all of them."""
    options = [list(option) for held in found for option in _items(held) if isinstance(option, Array)]
    shown: dict[str, dict[str, None]] = {}
    for pair in options:
        if len(pair) == 2:
            shown.setdefault(_text(pair[0]), {})[_text(pair[1])] = None
    return {value: " / ".join(texts) for value, texts in shown.items()}


def _chosen(text: str, options: dict[str, str]) -> str:
    """The export value of a choice, where a program stored what the option shows."""
    return text if text in options else next((value for value, shown in options.items() if text == shown), text)


def _text(value: Any) -> str:
    """A value as text with `\\n` at the ends of lines; empty for none."""
    if isinstance(value, Array):
        return "\n".join(map(_text, value))
    if isinstance(value, Stream):
        return _ended(_decoded(unpacked(value)))
    if isinstance(value, String):
        return _ended(_decoded(bytes(value), value))
    if isinstance(value, Name):
        return str(value)[1:]
    return "" if value is None else str(value)


def _decoded(raw: bytes, string: Any = None) -> str:
    """A text string (7.9.2.2). UTF-8 without its mark is taken as such, as one program writes it."""
    if raw.startswith((b"\xfe\xff", b"\xff\xfe")):
        return raw[2:].decode("utf-16-be" if raw[:1] == b"\xfe" else "utf-16-le", "replace")
    if raw.startswith(b"\xef\xbb\xbf"):
        return raw[3:].decode("utf-8", "replace")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return str(String(raw) if string is None else string)


def _ended(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _is_hidden(widget: Any, box: Box) -> bool:
    """Whether a viewer does not show it: hidden, without a size, or on a layer (8.11), of which our forms have none."""
    flags = widget.get("/F", 0)
    return bool(flags & (_HIDDEN | _NO_VIEW)) or "/OC" in widget or not (box[2] > 0 and box[3] > 0)


def _box(rectangle: Any) -> Box:
    edges = [float(edge) for edge in rectangle]
    if len(edges) != 4:
        return (0, 0, 0, 0)
    (left, right), (low, high) = sorted(edges[::2]), sorted(edges[1::2])
    return (left, low, right - left, high - low)


def _items(value: Any) -> Iterator[Any]:
    yield from value if isinstance(value, Array) else ()
