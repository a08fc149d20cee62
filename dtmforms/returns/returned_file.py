"""What stands in a file that came back, as plain values: read once in a process apart, then compared with any record.

Names of fields are those of the file, as the program that saved it left them.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from dtmforms.form.identity import Identity
from dtmforms.pdf.read.model import Letter, PdfFields, QpdfForm
from dtmforms.returns.field_names import identity_of, under_own_names
from dtmforms.word.read.texts import WordTexts

Source: TypeAlias = Literal["text", "ink", "ocr"]
Container: TypeAlias = Literal["", "archive", "mail"]
DRAFT = "drafts"
"""The doubt about all that is read off a picture; told once for all of it."""
MOST_WITHIN, LONGEST_NAME = 50, 150
"""Files that an archive or a mail may hold, and letters of their names: a form has some six pages, and a photograph of
each may come."""
MOST_UNPLACED, MOST_LETTERS = 24, 8_000
"""Pages that are kept while it is not known of which form they are, and letters on each."""
MOST_WORDED = 200
"""Pages of a Word document of which the words are kept."""


@dataclass(frozen=True, slots=True)
class Unread:
    """Why a file is no form of ours: `kind` is the answer's word for it, `reason` the name of the sentence that says
    it, and `language` that of the form where it is known; `names` are those of files that the sentence names."""

    kind: str
    reason: str
    language: str = ""
    names: tuple[str, ...] = ()


@dataclass(slots=True)
class SavedBefore:
    """What the fields held after each earlier save of a file (ISO 32000-2:2020 7.5.6), the oldest first; nothing of one
    that cannot be opened. `count` is how many saves there were, of which only the first are read; `first_is_ours` says
    whether the first one left the form as we make it, `is_concealed` whether the end of one was taken away."""

    count: int = 0
    values: list[dict[str, str]] = field(default_factory=list)
    first_is_ours: bool = False
    is_concealed: bool = False


@dataclass(slots=True)
class BesideBlankForm:
    """A PDF form beside the blank form that it says it was made from.

    `places` are the pages of that form on which its fields stand, empty where it does not say how it was laid out;
    `page_count` is how many pages it has, 0 where its pages were not compared. `moved` are fields that stand, or reach,
    elsewhere; `covered` those over which something else stands, each with its page; `painted` the pages of the file on
    which more is drawn than was sent, or which something lies over; `changed_words` the pages of the form, and the
    lines on them that are not as they were sent. `redrawn` are fields that a viewer draws anew in another way than was
    sent; `signature_drawn` the pages of the file on which a picture, or ink, stands in the partner's box to sign in.
    `copies` is how often the file has all pages with fields."""

    places: dict[str, int] = field(default_factory=dict)
    page_count: int = 0
    moved: list[str] = field(default_factory=list)
    covered: list[tuple[int, str]] = field(default_factory=list)
    painted: list[int] = field(default_factory=list)
    redrawn: list[str] = field(default_factory=list)
    signature_drawn: list[int] = field(default_factory=list)
    changed_words: list[tuple[int, str]] = field(default_factory=list)
    copies: int = 0


@dataclass(slots=True)
class PdfForm:
    """A PDF form, or the data of one: as pypdf reads it, and as qpdf does, `None` where qpdf cannot open it as it is.

    `signed` are the values that the form had when it was signed, for each signature field that does not cover the whole
    file; `None` where the file of then cannot be opened. `inside` is the file in a portfolio that the form is, if it
    came in one. `pictures` are PNG files of fields, by their names in the file, that do not show what they store."""

    fields: PdfFields
    qpdf: QpdfForm | None = None
    saved_before: SavedBefore = field(default_factory=SavedBefore)
    signed: list[tuple[str, dict[str, str] | None]] = field(default_factory=list)
    beside_blank: BesideBlankForm = field(default_factory=BesideBlankForm)
    inside: PartRead | None = None
    pictures: dict[str, bytes] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PrintedCell:
    """What stands in the box of a field on a page without fields, whatever was sent in it. `sheet` is the page of the
    file, from 1. `text` is what is seen, line by line, and `in_order` its letters in the order of the file; of ticks
    it is the state. `doubt` names the sentence that says why the eye may see something else. `gap` says that spaces
    follow each other, `cut` that the text goes up to the edge of the box. Of scans only: `picture` is a PNG file,
    `written` says that something stands in the box, `in_order` is what was read of it before it was understood, and
    `unsure` says that a tick may be another: faint, blotted or struck out."""

    name: str
    sheet: int
    source: Source
    text: str = ""
    in_order: str = ""
    doubt: str = ""
    gap: bool = False
    cut: bool = False
    picture: bytes = field(default=b"", repr=False)
    written: bool = False
    unsure: bool = False


@dataclass(frozen=True, slots=True)
class UnplacedSheet:
    """A page with letters of a file that does not say of which form it is: whose it may be is seen once there is a
    record. `grey` are the pixels of its picture, packed by zlib."""

    number: int
    width_px: int
    height_px: int
    grey: bytes = field(repr=False)
    letters: list[Letter] = field(repr=False)

    def pixels(self) -> bytes:
        """A byte a pixel, row by row. Raises `ValueError` where they are not as many as they should be."""
        size = self.width_px * self.height_px
        try:
            pixels = zlib.decompressobj().decompress(self.grey, size)
        except zlib.error:
            raise ValueError("packed in another way") from None
        if len(pixels) != size:
            raise ValueError("too few pixels")
        return pixels


@dataclass(slots=True)
class PrintedPages:
    """The pages of a form that are found on the sheets of a file. `identity` is that of the form, `None` where no page
    is found; `others` are those of pages that are not of the first one's form. `sheets` are those that show each page
    of the form, `orphans` those that show none.

    `page_count` is how many pages the form has, 0 where no field can be read by its place: in a Word document, and in a
    form of another edition; `places` are the pages of its fields. `ink` is whether ink stands in a box to sign in that
    was scanned, and `signature_pictures` are PNG files, both by field; `put_in` are the boxes to sign in, on pages with
    letters, into which something was put. `written_beside` are the pages of the form in whose margins something is
    written, and `page_pictures` PNG files of those that were scanned, small. `own_pictures` are those of what is IOM's
    own on them, its cells and its printed words, and `coarse` the pages that were scanned with few dots or shades.
    `recognised` is whether a program was there that reads letters off pictures.

    `words` are those of the pages of a Word document that have letters, page by page; `lettered` are all
    sheets that have letters. `digitally_signed` is whether the file has a digital signature."""

    identity: Identity | None = None
    cells: list[PrintedCell] = field(default_factory=list)
    sheets: dict[int, list[int]] = field(default_factory=dict)
    orphans: list[int] = field(default_factory=list)
    others: list[Identity] = field(default_factory=list)
    unplaced: list[UnplacedSheet] = field(default_factory=list)
    page_count: int = 0
    places: dict[str, int] = field(default_factory=dict)
    scanned: bool = False
    ink: dict[str, bool] = field(default_factory=dict)
    put_in: list[str] = field(default_factory=list)
    written_beside: list[int] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    lettered: list[int] = field(default_factory=list)
    digitally_signed: bool = False
    signature_pictures: dict[str, bytes] = field(default_factory=dict)
    page_pictures: dict[int, bytes] = field(default_factory=dict)
    own_pictures: dict[str, bytes] = field(default_factory=dict)
    coarse: list[int] = field(default_factory=list)
    recognised: bool = False


def is_tidy(name: str) -> bool:
    """Whether a name can be shown to people."""
    return 0 < len(name) <= LONGEST_NAME and name.isprintable()


@dataclass(frozen=True, slots=True)
class PartRead:
    """One of the files that a form was read from: `sheets` are, by the number of each of its sheets, the number which
    that has in all that was read; none where it is no such part but a file within another."""

    name: str
    sha256: str
    sheets: dict[int, int] = field(default_factory=dict)

    @property
    def pages(self) -> list[int]:
        """The numbers of its pages in all that was read."""
        return sorted(self.sheets.values())


@dataclass(slots=True)
class ReturnedFile:
    """One file: a PDF form, a Word document, or pages without fields; with a `problem` it is none of ours, or not known
    to be one as long as there is no record to know its pages by. `sha256` is that of its bytes.

    `parts` are the files that it was put together from, or the one within an archive or a mail, which `container` then
    is; `parts_again` are those that are one of them once more, `passed_by` other files of the container, and
    `pages_beside` the agreements of pages that came with it and are not of it. `unheld` is what this computer did not
    hold its reader to, or lacks (`codes`)."""

    form: PdfForm | None = None
    document: WordTexts | None = None
    pages: PrintedPages | None = None
    problem: Unread | None = None
    sha256: str = ""
    parts: list[PartRead] = field(default_factory=list)
    container: Container = ""
    parts_again: list[str] = field(default_factory=list)
    passed_by: list[str] = field(default_factory=list)
    pages_beside: list[str] = field(default_factory=list)
    unheld: list[str] = field(default_factory=list)

    @property
    def within(self) -> str:
        """The SHA-256 of the file in an archive, a mail or a portfolio that was read; empty where that is the file
        itself, or several of them."""
        if self.form and self.form.inside:
            return self.form.inside.sha256
        return self.parts[0].sha256 if self.container and len(self.parts) == 1 else ""

    def identity(self) -> dict[str, str]:
        """What the file says that it is, by the names of a form's hidden fields; empty for one that is none of ours."""
        if self.form:
            return identity_of(under_own_names(self.form.fields)[0])
        if self.document:
            return self.document.identity
        return self.pages.identity.texts() if self.pages and self.pages.identity else {}
