"""A PDF form as a second reader sees it, independent of the first: qpdf, which repairs nothing here.

Where two readers see different values, no value is known. Plain values come out; nothing is judged here, and whatever
the first reader makes of damaged files is not tried.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Stream, String

from dtmforms.form.fields import TICKED, UNTICKED
from dtmforms.pdf.actions import actions_of, deeds_of
from dtmforms.pdf.appearances import Appearances, UntoldError
from dtmforms.pdf.geometry import Box
from dtmforms.pdf.laid import Laid, is_comment, is_drawn
from dtmforms.pdf.streams import bytes_of

_DEEPEST = 32
_HIDDEN, _NO_VIEW = 1 << 1, 1 << 5
"""Annotation flags, ISO 32000-2:2020 12.5.3, Table 167."""
_PUSH_BUTTON = 1 << 16
"""Field flag, Table 229."""
_TWICE = "duplicated key"
"""What qpdf says of a dictionary that has a key twice, which 7.3.7 forbids and each program reads in its own way."""


@dataclass(frozen=True, slots=True)
class SeenWidget:
    """A field where it stands on a page, counted from 1. `shown` is the text that its appearance draws, `None` where
    there is no appearance; `untold` whether it draws something that cannot be told. `veiled` is whether it is not shown
    at all: by its flags, its size, or a layer. `ticked` is whether a check box looks ticked, and `drawn_by_us` whether
    the appearance begins as ours do."""

    page: int
    box: Box
    veiled: bool
    shown: str | None = None
    untold: bool = False
    ticked: bool = False
    drawn_by_us: bool = False


@dataclass(slots=True)
class SeenField:
    """A terminal field. `values` are the texts of all fields of its name, `widgets` those of it that stand on a page,
    and `options` what a choice shows for its values."""

    values: list[str] = field(default_factory=list)
    widgets: list[SeenWidget] = field(default_factory=list)
    options: dict[str, str] = field(default_factory=dict)

    @property
    def page(self) -> int:
        """Of the first widget; 0 where there is none."""
        return self.widgets[0].page if self.widgets else 0

    @property
    def box(self) -> Box:
        """Of the first widget; without a size where there is none."""
        return self.widgets[0].box if self.widgets else (0, 0, 0, 0)

    @property
    def veiled(self) -> bool:
        return any(widget.veiled for widget in self.widgets)

    def with_other(self, other: SeenField) -> SeenField:
        """What is seen of two fields that stand for one."""
        values = list(dict.fromkeys((*self.values, *other.values)))
        return SeenField(values, [*self.widgets, *other.widgets], self.options | other.options)


@dataclass(slots=True)
class Seen:
    """What the second reader sees in a file. `fields` by their full names; `paper` the box of each page, from page 1;
    `twice` the fields of which a key stands twice, and `form` for the form itself; `deeds` what the file does by
    itself or when it is clicked on, by its code; `redrawn` is whether viewers are told to draw the fields anew; `laid`
    is whatever is drawn over the pages."""

    fields: dict[str, SeenField] = field(default_factory=dict)
    paper: list[Box] = field(default_factory=list)
    twice: set[str] = field(default_factory=set)
    deeds: set[str] = field(default_factory=set)
    redrawn: bool = False
    laid: list[Laid] = field(default_factory=list)

    def texts(self) -> dict[str, str]:
        """The first value of each field."""
        return {name: seen.values[0] for name, seen in self.fields.items() if seen.values}


def read_again(data: bytes, password: str | None = None) -> Seen | None:
    """What stands in a file; `None` where it cannot be opened as it is."""
    return _opened(data, password, whole=True)


def values_of_revision(data: bytes, password: str | None = None) -> dict[str, str] | None:
    """The values alone, of a file as it was saved before (7.5.6); `None` where it cannot be opened as it is."""
    seen = _opened(data, password, whole=False)
    return seen.texts() if seen else None


def _opened(data: bytes, password: str | None, *, whole: bool) -> Seen | None:
    try:
        with pikepdf.open(
            io.BytesIO(data), password=password or "", attempt_recovery=False, suppress_warnings=True
        ) as document:
            return _Walk(document, whole=whole).seen()
    except Exception:  # noqa: BLE001 - whatever it stumbles over, it cannot confirm the values
        return None


class _Walk:
    """One file on its way from its objects to plain values."""

    def __init__(self, document: pikepdf.Pdf, *, whole: bool) -> None:
        self.document, self.whole = document, whole
        self.found = Seen()
        self.names: dict[int, str] = {}
        """The field that each object belongs to, by its number."""
        self.on_page: dict[int, int] = {}
        self.widgets: list[Any] = []
        self.drawn: list[tuple[int, Any]] = []
        self.done: set[int] = set()
        form = document.Root.get("/AcroForm")
        self.form: Any = form if isinstance(form, Dictionary) else Dictionary()
        self.appearances = Appearances(self.form)

    def seen(self) -> Seen:
        for number, page in enumerate(self.document.pages, start=1):
            self.look_at_page(number, page)
        for entry in _items(self.form.get("/Fields")):
            self.collect(entry, _NOTHING, 0)
        for widget in self.widgets:
            self.collect_widget(widget)
        self.found.redrawn = bool(self.form.get("/NeedAppearances", False))
        if self.whole:
            self.found.deeds |= deeds_of(self.document)
            self.found.twice = set(self.said_twice())
            self.found.laid = [self.laid(page, annotation) for page, annotation in self.drawn]
        return self.found

    def look_at_page(self, number: int, page: pikepdf.Page) -> None:
        if self.whole:
            self.found.paper.append(_box(page.cropbox))
        for annotation in _items(page.obj.get("/Annots")):
            if not isinstance(annotation, Dictionary):
                continue
            if self.whole:
                self.found.deeds |= actions_of(annotation)
                if is_drawn(annotation):
                    self.drawn.append((number, annotation))
            if annotation.get("/Subtype") == "/Widget":
                self.widgets.append(annotation)
                if annotation.objgen[0]:
                    self.on_page.setdefault(annotation.objgen[0], number)

    def collect(self, node: Any, above: _Field, depth: int) -> None:
        """A field with all that is below it (12.7.4.1, Table 226)."""
        if not isinstance(node, Dictionary) or depth > _DEEPEST or node.objgen[0] in self.done:
            return
        self.mark(node)
        here = above.under(node)
        kids = [kid for kid in _items(node.get("/Kids")) if isinstance(kid, Dictionary)]
        below = [kid for kid in kids if "/T" in kid]
        for kid in below:
            self.collect(kid, here, depth + 1)
        if self.whole and ("/AA" in node or "/A" in node):
            self.found.deeds |= actions_of(node)
        if below or not here.name:
            return
        for kid in kids:
            self.mark(kid)
        for part in (node, *kids):
            self.names.setdefault(part.objgen[0], here.name)
        self.terminal(here, [node, *kids])

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
        self.collect(line[0], _NOTHING, 0)
        if widget.objgen[0] not in self.done and len(line) > 1:
            above = _NOTHING
            for node in line[:-1]:
                above = above.under(node)
            self.collect(widget, above, 0)

    def terminal(self, field: _Field, widgets: list[Any]) -> None:
        if field.kind == "/Sig" or (self.is_button(field, widgets) and field.flags & _PUSH_BUTTON):
            return
        value = field.value
        if value is None:
            value = next((held for widget in widgets if (held := widget.get("/V")) is not None), None)
        entry = self.found.fields.setdefault(field.name, SeenField())
        ticked = self.is_button(field, widgets)
        entry.options |= _options(widgets)
        text = _tick(value, widgets) if ticked else _chosen(_text(value), entry.options)
        if text not in entry.values:
            entry.values.append(text)
        if self.whole:
            self.look_at_widgets(entry, widgets, ticked=ticked)

    def is_button(self, field: _Field, widgets: list[Any]) -> bool:
        if field.kind is not None:
            return bool(field.kind == "/Btn")
        return isinstance(field.value, Name) or any("/AS" in widget for widget in widgets)

    def look_at_widgets(self, entry: SeenField, widgets: list[Any], *, ticked: bool) -> None:
        for widget in widgets:
            page = self.on_page.get(widget.objgen[0], 0)
            if not page or "/Rect" not in widget:
                continue
            box = _box(widget.Rect)
            entry.widgets.append(self.seen_widget(widget, page, box, ticked=ticked))

    def seen_widget(self, widget: Any, page: int, box: Box, *, ticked: bool) -> SeenWidget:
        veiled = _is_veiled(widget, box)
        if ticked:
            return SeenWidget(page, box, veiled, ticked=self.appearances.looks_ticked(widget))
        if veiled:
            return SeenWidget(page, box, veiled)
        try:
            shown, ours = self.appearances.text_of(widget)
        except UntoldError:
            return SeenWidget(page, box, veiled, untold=True)
        return SeenWidget(page, box, veiled, shown, drawn_by_us=ours)

    def laid(self, page: int, annotation: Any) -> Laid:
        number = annotation.objgen[0]
        name = self.names.get(number, "") if number else ""
        return Laid(page, _box(annotation.Rect), name, is_comment(annotation))

    def said_twice(self) -> Iterator[str]:
        """The fields of which qpdf found a key twice; it tells objects by their numbers."""
        numbers = {self.document.Root.objgen[0]: "form", self.form.objgen[0]: "form"} | self.names
        for warning in self.document.get_warnings():
            said = str(warning)
            if _TWICE in said and (name := numbers.get(_object_number(said))):
                yield name


@dataclass(frozen=True, slots=True)
class _Field:
    """What a field has, and what it takes from the field above it."""

    name: str = ""
    kind: Any = None
    value: Any = None
    flags: int = 0

    def under(self, node: Any) -> _Field:
        partial, kind, value, flags = (node.get(key) for key in ("/T", "/FT", "/V", "/Ff"))
        name = self.name if partial is None else ".".join(filter(None, (self.name, _text(partial))))
        return _Field(
            name,
            self.kind if kind is None else kind,
            self.value if value is None else value,
            flags if isinstance(flags, int) else self.flags,
        )


_NOTHING = _Field()


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


def _options(widgets: list[Any]) -> dict[str, str]:
    """The options of a choice by their export values (12.7.5.4, Table 234); none where they have no other."""
    options = [list(option) for widget in widgets for option in _items(widget.get("/Opt")) if isinstance(option, Array)]
    return {_text(pair[0]): _text(pair[1]) for pair in reversed(options) if len(pair) == 2}


def _chosen(text: str, options: dict[str, str]) -> str:
    """The export value of a choice, where a program stored what the option shows."""
    return text if text in options else next((value for value, shown in options.items() if text == shown), text)


def _text(value: Any) -> str:
    """A value as text with `\\n` at the ends of lines; empty for none."""
    if isinstance(value, Array):
        return "\n".join(map(_text, value))
    if isinstance(value, Stream):
        return _ended(_decoded(bytes_of(value)))
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


def _is_veiled(widget: Any, box: Box) -> bool:
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
