"""What stands in a PDF file, as plain values: they outlive the libraries that read them, and pass between processes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from dtmforms.pdf.geometry import Box

if TYPE_CHECKING:
    from PIL.Image import Image

COMMENTS = frozenset({"Text", "Highlight", "Underline", "Squiggly", "FileAttachment"})
"""Annotations that speak of a value and cannot stand for one (ISO 32000-2:2020 12.5.6, Table 171)."""
PAGE_TEXT = "PageText"
"""The kind of a mark that is no annotation, but text of the page itself."""


@dataclass(frozen=True, slots=True)
class DigitalSignature:
    """A digital signature. Whether it is valid is not known here; `page` is `None` where it is not shown, and
    `signed_bytes` the length of the file that it was made for, 0 where it does not say that."""

    field: str
    page: int | None
    covers_whole_file: bool
    signed_bytes: int = 0


@dataclass(frozen=True, slots=True)
class Mark:
    """What someone put on a page instead of into a field: an annotation, of which `kind` is the subtype (`FreeText`,
    `Ink`, ...), or text in the page itself. `over` is the field that it covers most of, empty where it covers none."""

    kind: str
    page: int
    box: Box
    text: str = ""
    over: str = ""


@dataclass(slots=True)
class PdfFields:
    """The fields of a file: text by full name, as stored but for line ends, which are `\\n`. Ticks are `Yes` or `Off`;
    signatures and push buttons are not among them.

    `pages` counts from 1 and, like `boxes`, lacks fields that stand on no page. `doubled` are names that stand for
    several fields with different values: their text is the first one's, the others stand here. `unmarked` are fields
    whose text is UTF-8 without its mark, `unreadable` those of which letters are lost, and `contradicted` the ticks
    that are stored one way and shown the other; what is stored counts. `keywords` are those of the document
    information and of XMP; `data_only` is whether the file is the data of a form (FDF, XFDF) and not a form."""

    texts: dict[str, str] = field(default_factory=dict)
    pages: dict[str, int] = field(default_factory=dict)
    boxes: dict[str, Box] = field(default_factory=dict)
    doubled: dict[str, list[str]] = field(default_factory=dict)
    unmarked: set[str] = field(default_factory=set)
    unreadable: set[str] = field(default_factory=set)
    contradicted: set[str] = field(default_factory=set)
    keywords: tuple[str, ...] = ()
    page_count: int = 0
    signatures: list[DigitalSignature] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    xfa: bool = False
    portfolio: bool = False
    data_only: bool = False

    def hold(self, name: str, text: str) -> None:
        """Take one field's text; a second text under the same name is kept beside the first."""
        first = self.texts.setdefault(name, text)
        if text != first and text not in self.doubled.get(name, ()):
            self.doubled.setdefault(name, []).append(text)


@dataclass(frozen=True, slots=True)
class QpdfWidget:
    """A field where it stands on a page, counted from 1, as qpdf finds it. `shown` is the text that its appearance
    draws, `None` where there is no appearance; `unreadable` whether it draws something that cannot be told. `cut` is
    whether it goes on beyond its box, and `partial` whether letters of it are seen in part. `hidden` is
    whether it is not shown at all: by its flags, its size, or a layer. `ticked` is whether a check box looks ticked,
    and `drawn_by_us` whether the appearance begins as ours do. `room` is how many letters more have room, where the
    lines that are shown fill the box, and `None` where they do not; `lacked` are letters that were asked of fonts which
    have them not."""

    page: int
    box: Box
    hidden: bool
    shown: str | None = None
    unreadable: bool = False
    cut: bool = False
    partial: bool = False
    ticked: bool = False
    drawn_by_us: bool = False
    room: int | None = None
    lacked: str = ""


@dataclass(slots=True)
class QpdfField:
    """A terminal field as qpdf finds it. `values` are the texts of all fields of its name, `widgets` those of it that
    stand on a page, and `options` what a choice shows for its values."""

    values: list[str] = field(default_factory=list)
    widgets: list[QpdfWidget] = field(default_factory=list)
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
    def hidden(self) -> bool:
        return any(widget.hidden for widget in self.widgets)

    def with_other(self, other: QpdfField) -> QpdfField:
        """What is seen of two fields that stand for one."""
        values = list(dict.fromkeys((*self.values, *other.values)))
        return QpdfField(values, [*self.widgets, *other.widgets], self.options | other.options)


@dataclass(slots=True)
class QpdfForm:
    """A form as qpdf finds it, which repairs nothing. `fields` by their full names; `duplicate_keys` the fields of
    which a key stands twice, and `form` for the form itself; `actions` what the file does by itself or when it is
    clicked on, by its code; `need_appearances` is whether viewers are told to draw the fields anew. `misplaced` are
    fields that do not say themselves that they, or their widgets, are where they were found, or were found twice."""

    fields: dict[str, QpdfField] = field(default_factory=dict)
    duplicate_keys: set[str] = field(default_factory=set)
    misplaced: set[str] = field(default_factory=set)
    actions: set[str] = field(default_factory=set)
    need_appearances: bool = False

    def texts(self) -> dict[str, str]:
        """The first value of each field."""
        return {name: found.values[0] for name, found in self.fields.items() if found.values}


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter or a space: where its baseline begins, and the box of its ink, in pixels of the picture of its page,
    y counted from the top. A gap between words that no space fills is a space where the letter before it begins. It
    may be `covered` by what is painted after it."""

    text: str
    origin: tuple[float, float]
    box: Box
    covered: bool = False


@dataclass(frozen=True, slots=True)
class FileSheet:
    """One page of a file or one picture; `number` counts from 1. `letters` are in the order of the file, and empty
    where the sheet is a picture only. It stays in its process."""

    number: int
    picture: Image
    letters: tuple[Letter, ...] = ()


@dataclass(frozen=True, slots=True)
class PagePixels:
    """The page with this number. `grey` are its pixels, packed by zlib; `left` and `bottom` the place of its corner,
    `width_pt` and `height_pt` its size, in points, 0 of what is no page of a PDF file."""

    number: int
    width_px: int
    height_px: int
    grey: bytes = field(repr=False)
    left: float = 0
    bottom: float = 0
    width_pt: float = 0
    height_pt: float = 0
