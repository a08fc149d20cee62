"""What a returned file holds, as plain values: they outlive the library that read them, and pass between processes."""

from __future__ import annotations

from dataclasses import dataclass, field

from dtmforms.pdf.geometry import Box

COMMENTS = frozenset({"Text", "Highlight", "Underline", "Squiggly", "FileAttachment"})
"""Annotations that speak of a value and cannot stand for one (ISO 32000-2:2020 12.5.6, Table 171)."""


@dataclass(frozen=True, slots=True)
class Signature:
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
    information and of XMP."""

    texts: dict[str, str] = field(default_factory=dict)
    pages: dict[str, int] = field(default_factory=dict)
    boxes: dict[str, Box] = field(default_factory=dict)
    doubled: dict[str, list[str]] = field(default_factory=dict)
    unmarked: set[str] = field(default_factory=set)
    unreadable: set[str] = field(default_factory=set)
    contradicted: set[str] = field(default_factory=set)
    keywords: tuple[str, ...] = ()
    opened_with: str | None = field(default=None, repr=False)
    """The password that the file needed; `None` where it needed none."""
    page_count: int = 0
    contents: list[bytes] = field(default_factory=list, repr=False)
    """What the pages draw themselves, as their content streams say it, without fields and annotations."""
    signatures: list[Signature] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    xfa: bool = False
    portfolio: bool = False
    attached: dict[str, bytes] = field(default_factory=dict)
    """The PDF files within the file, by name; read only where it is a portfolio."""
    data_only: bool = False
    """Whether the file is the data of a form (FDF, XFDF) and not a form."""

    def hold(self, name: str, text: str) -> None:
        """Take one field's text; a second text under the same name is kept beside the first."""
        first = self.texts.setdefault(name, text)
        if text != first and text not in self.doubled.get(name, ()):
            self.doubled.setdefault(name, []).append(text)
