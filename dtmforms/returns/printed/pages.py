"""The pages of a form on the sheets of a file: found by their codes, else by their fixed words, and each field read in
its place."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from PIL import Image

from dtmforms.form.barcode import ReadCode
from dtmforms.form.fields import EDITION, Rows, fields
from dtmforms.form.identity import WORD, Identity
from dtmforms.language import LANGUAGES
from dtmforms.language.labels import labels
from dtmforms.pdf.geometry import FormLayout, Geometry, PlacedField
from dtmforms.pdf.read.model import FileSheet
from dtmforms.pdf.read.transform import Transform
from dtmforms.pdf.write.form import geometry, layout_of
from dtmforms.pdf.write.form_layout import blank_layout
from dtmforms.returns.printed import ocr
from dtmforms.returns.printed.boxes import foreign_ink, read_cell, runs_on
from dtmforms.returns.printed.ink import holds_ink, written_beside
from dtmforms.returns.printed.own_parts import own_parts
from dtmforms.returns.printed.registration import (
    FormPage,
    by_code,
    by_words,
    has_words_of,
    straightened,
    words_in_place,
)
from dtmforms.returns.printed.scan import picture_of, picture_of_box, picture_of_page, read_boxes
from dtmforms.returns.returned_file import MOST_LETTERS, MOST_UNPLACED, PrintedCell, PrintedPages, UnplacedSheet

if TYPE_CHECKING:
    from dtmforms.agreement.model import Agreement
_LINE_PX = 8
"""By how much letters stand lower, or higher, that are on another line."""


def found_as_sent(pages: PrintedPages, sent: Agreement) -> PrintedPages:
    """The pages of a form of a record, the one to fill in or the one to sign, on sheets of which it is not known whose
    they are."""
    found = FoundPages()
    found.pages.orphans = list(pages.orphans)
    sheets = [*map(unpacked, pages.unplaced)]
    layouts = [layout_of(sent, sent.language, to_sign=to_sign) for to_sign in (False, True)]
    seen = [sum(words_in_place(sheet, geometry(sent.language, layout)) for sheet in sheets) for layout in layouts]
    layout = layouts[seen.index(max(seen))]
    found.take_uncoded(sheets, Identity(sent.reference, sent.language, "", str(layout)))
    return found.pages


class FoundPages:
    """Takes the sheets of a file, one after the other, and reads the pages of the form that they show."""

    def __init__(self) -> None:
        self.pages = PrintedPages()
        self.worksheet_in = ""
        """The language of a worksheet, of which pages are there; they are no pages of any form."""
        self.form: _Form | None = None

    def take_coded(self, sheet: FileSheet, codes: Sequence[tuple[ReadCode, Identity]]) -> None:
        """Read the pages that a sheet shows by their codes. The first code says of which form they are."""
        for code, identity in codes:
            form = self.form or self.begin(identity.on_page(0))
            if identity.on_page(0) != form.identity:
                self.pages.others.append(identity)
            else:
                to_sheet = by_code(code, form.geometry, sheet.picture) if form.geometry else None
                self.put(form, sheet, identity.page, to_sheet)

    def take_uncoded(self, sheets: Iterable[FileSheet], identity: Identity | None) -> None:
        """Find pages without a code by their fixed words: as of the form of the other pages, else as of `identity`. A
        sheet that may be of ours, while it is not known of which form, is kept; all others are orphans."""
        for sheet in sheets:
            form = self.form or (self.begin(identity) if identity else None)
            if form:
                self.take_by_words(form, sheet)
            elif len(self.pages.unplaced) < MOST_UNPLACED and _may_be_ours(sheet):
                self.pages.unplaced.append(packed(sheet))
            else:
                self.pages.orphans.append(sheet.number)

    def take_by_words(self, form: _Form, sheet: FileSheet) -> None:
        places = by_words(sheet, form.geometry) if form.geometry else {}
        for page, to_sheet in places.items():
            self.put(form, sheet, page, to_sheet)
        if not places:
            self.pages.orphans.append(sheet.number)

    def begin(self, identity: Identity) -> _Form:
        self.form = form = _Form(identity)
        self.pages.identity = identity
        if form.geometry:
            self.pages.page_count = form.geometry.pages
            self.pages.places = {place.name: place.page for place in form.geometry.fields}
        return form

    def put(self, form: _Form, sheet: FileSheet, page: int, to_sheet: Transform | None) -> None:
        """Read the cells of a page that was found on a sheet."""
        self.pages.sheets.setdefault(page, []).append(sheet.number)
        self.pages.scanned = self.pages.scanned or not sheet.letters or form.identity.rows == WORD
        if form.geometry and to_sheet:
            straight = straightened(sheet, form.geometry, page, to_sheet)
            self.pages.cells += _cells_on(straight, form)
            self.look_for_signatures(straight, form.geometry)
            if straight.scanned:
                self.pages.recognised = ocr.installed()
                self.look_at_own_parts(straight, form)
                if written_beside(straight, form.geometry):
                    self.pages.written_beside.append(page)
        elif form.identity.rows == WORD and sheet.letters:
            self.pages.words.append(_lines(sheet))

    def look_at_own_parts(self, page: FormPage, form: _Form) -> None:
        """The whole page, and what is IOM's own on it; of a page that is there twice, the first."""
        if page.page in self.pages.page_pictures:
            return
        self.pages.page_pictures[page.page] = picture_of_page(page)
        self.pages.coarse += [page.page] if page.is_coarse else []
        for part in form.own_parts:
            if part.page == page.page:
                self.pages.own_pictures[part.name] = picture_of_box(part.box, page)

    def look_for_signatures(self, page: FormPage, places: Geometry) -> None:
        """Ink in the boxes to sign in, on a scan; what was put into them, on a page with letters."""
        for place in places.signatures:
            if place.page != page.page:
                continue
            if page.scanned:
                self.pages.ink[place.name] = self.pages.ink.get(place.name, True) and holds_ink(page, place.box)
                self.pages.signature_pictures[place.name] = picture_of(place, page)
            elif foreign_ink(page, place.box, page.letters):
                self.pages.put_in.append(place.name)


class _Form:
    """What is known of a form by its identity alone. `geometry` is `None` where no field can be read by its place:
    in a Word document, and in a form of another edition."""

    def __init__(self, identity: Identity) -> None:
        self.identity = identity
        ours = identity.edition == EDITION and identity.language in LANGUAGES
        layout = FormLayout.parse(identity.rows) if ours else None
        self.geometry: Geometry | None = geometry(identity.language, layout) if layout else None
        self.words = labels(identity.language if ours else "en")
        self.table = {entry.name: entry for entry in fields(layout.rows if layout else Rows())}
        bears_texts = layout is not None and layout.purpose not in ("blank", "sign")
        self.own_parts = own_parts(self.geometry, self.locked) if self.geometry and bears_texts else []

    def locked(self, name: str) -> bool:
        """Whether a cell is IOM's in this form (rule D3): in a blank one all are to be filled in."""
        return self.table[name].ours and bool(self.identity.reference)

    def on_page(self, page: int) -> list[PlacedField]:
        placed = self.geometry.fields if self.geometry else ()
        return [place for place in placed if place.page == page and place.name in self.table]


def _cells_on(page: FormPage, form: _Form) -> list[PrintedCell]:
    placed = form.on_page(page.page)
    if page.scanned:
        return read_boxes([place for place in placed if not form.locked(place.name)], page, form.words)
    runs = runs_on(page, placed)
    return [read_cell(place, page, runs) for place in placed]


def _lines(sheet: FileSheet) -> str:
    """The letters of a sheet in the order of the file, line by line."""
    text, before = "", None
    for letter in sheet.letters[:MOST_LETTERS]:
        below = letter.text.strip() and before is not None and abs(letter.origin[1] - before) > _LINE_PX
        text += f"\n{letter.text}" if below else letter.text
        before = letter.origin[1] if letter.text.strip() else before
    return text


def _may_be_ours(sheet: FileSheet) -> bool:
    return len(sheet.letters) <= MOST_LETTERS and has_our_words(sheet)


def has_our_words(sheet: FileSheet) -> bool:
    """Whether a sheet has the fixed words of our form, in any language. They are the same in every layout."""
    return any(has_words_of(sheet, geometry(language, blank_layout())) for language in LANGUAGES)


def packed(sheet: FileSheet) -> UnplacedSheet:
    grey = zlib.compress(sheet.picture.tobytes(), 1)
    return UnplacedSheet(sheet.number, *sheet.picture.size, grey, list(sheet.letters))


def unpacked(sheet: UnplacedSheet) -> FileSheet:
    picture = Image.frombytes("L", (sheet.width_px, sheet.height_px), sheet.pixels())
    return FileSheet(sheet.number, picture, tuple(sheet.letters))
