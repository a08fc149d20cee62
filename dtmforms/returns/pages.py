"""Returns without fields: printed, flattened or scanned pages, and pictures of them. Their pages are found on the
sheets of the file, each field is read in its place, and whatever is not sure is said.

Not done here: judging the values. What is read off a picture is a draft and never a value.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from dtmforms.agreement.normal import text_key
from dtmforms.agreement.record import Agreement
from dtmforms.errors import ReturnError
from dtmforms.findings import Finding, Severity
from dtmforms.form.fields import EDITION, TICKED, UNCHOSEN, UNTICKED, Rows, fields
from dtmforms.form.identity import WORD, Identity, identity_of_code, identity_of_keywords
from dtmforms.form.labels import FORM_LANGUAGES, labels
from dtmforms.form.texts import texts_of
from dtmforms.gate.inside import take_longer
from dtmforms.pdf.codes import SeenCode, codes_on
from dtmforms.pdf.drawing import geometry, layout_of
from dtmforms.pdf.geometry import Geometry, Layout, PlacedField
from dtmforms.pdf.pages import Sheet, sheets_of
from dtmforms.pdf.returned import PdfFields
from dtmforms.pdf.transform import Transform
from dtmforms.returns import ocr
from dtmforms.returns.fields import ReturnedFields
from dtmforms.returns.placing import FormPage, by_code, by_words, straightened
from dtmforms.returns.printed import NEW, UNKNOWN, Cell, Expected, ink_part, read_cell, runs_on, words_of
from dtmforms.returns.scanned import DRAFT, picture_of, read_boxes
from dtmforms.returns.sentences import sentence
from dtmforms.versions.terms import fingerprint

_LOST = "lost_boxes"
_LOST_TICKS = "lost_ticks"
_STALE = "stale_ticks"
_TOGETHER = (UNKNOWN, _LOST, _LOST_TICKS, _STALE, DRAFT)
"""Doubts that are told once for all cells that they are about."""
_SIGNED = 0.01
"""The part of a box that a signature covers at the least."""


def of_printed(data: bytes, read: PdfFields, password: str | None, sent: Agreement | None) -> ReturnedFields:
    """The fields of a PDF file that has none of ours left, from its pages; `read` is what else stands in it.
    Raises `ReturnError` of the kind `no_form` where the pages are not those of our form."""
    identity = next(filter(None, map(identity_of_keywords, read.keywords)), None)
    return _read(data, password or "", identity, sent)


def of_picture(data: bytes, sent: Agreement | None) -> ReturnedFields:
    """The fields on a picture of a page. Raises `ReturnError` of the kind `scanned` where it shows no page of ours."""
    try:
        return _read(data, "", None, sent)
    except ReturnError as error:
        if error.kind == "no_form":
            raise ReturnError("scanned", reason="picture") from None
        raise


def _read(data: bytes, password: str, said: Identity | None, sent: Agreement | None) -> ReturnedFields:
    take_longer()
    found = _Found(sent)
    for sheet in sheets_of(data, password):
        found.take(sheet)
    found.take_uncoded(said)
    if not found.sheets or found.form is None:
        raise ReturnError("no_form", reason="no_fields", language=said.language if said else "")
    return _Answer(found, found.form).fields()


class _Form:
    """What is known of a form by its identity alone. `geometry` is `None` where no field can be read by its place:
    in a Word document, and in a form of another edition. `sent` are its texts when it was sent, `None` where they are
    not known."""

    def __init__(self, identity: Identity, sent: Agreement | None) -> None:
        self.identity, self.record = identity, sent
        ours = identity.edition == EDITION and identity.language in FORM_LANGUAGES
        layout = Layout.parse(identity.rows) if ours else None
        self.rows = layout.rows if layout else Rows()
        self.geometry: Geometry | None = geometry(identity.language, layout) if layout else None
        self.words = labels(identity.language if ours else "en")
        self.table = {entry.name: entry for entry in fields(self.rows)} if layout else {}
        self.sent = self._sent()
        self.known = frozenset(words_of(self.sent.values())) if self.sent else frozenset()

    def _sent(self) -> dict[str, str] | None:
        if not self.identity.reference:
            return {name: UNTICKED if entry.kind == "tick" else "" for name, entry in self.table.items()}
        if self.record is None or not self.is_of_record() or not self.table:
            return None
        return texts_of(self.record, self.rows, self.identity.language)

    def is_of_record(self) -> bool:
        """Whether the form was made from the record that was sent, as it is now but for its contacts."""
        record = self.record
        if record is None or text_key(self.identity.reference) != text_key(record.reference):
            return False
        return self.identity.terms in ("", fingerprint(record))

    def expected(self, name: str) -> Expected:
        sent = self.sent.get(name, "") if self.sent is not None else None
        return Expected(self.table[name], self.words, sent, self.known)

    def locked(self, name: str) -> bool:
        """Whether a cell is IOM's in this form (rule D3): in a blank one all are to be filled in."""
        return self.table[name].ours and bool(self.identity.reference)

    def on_page(self, page: int) -> list[PlacedField]:
        placed = self.geometry.fields if self.geometry else ()
        return [place for place in placed if place.page == page and place.name in self.table]


class _Found:
    """The pages of a form that are found on the sheets of a file, and what stands in their cells. `sheets` are those
    of each page, `uncoded` those on which nothing was found yet, `others` the identities that are not the first's."""

    def __init__(self, sent: Agreement | None) -> None:
        self.record = sent
        self.form: _Form | None = None
        self.cells: dict[str, Cell] = {}
        self.sheets: dict[int, list[int]] = {}
        self.uncoded: list[Sheet] = []
        self.orphans: list[int] = []
        self.others: list[Identity] = []
        self.pictures: dict[str, bytes] = {}
        self.scanned = False
        self.signed: bool | None = None

    def take(self, sheet: Sheet) -> None:
        """Read the pages that a sheet shows by their codes; keep a sheet without for later."""
        codes = [(code, identity) for code in codes_on(sheet.picture) if (identity := identity_of_code(code.text))]
        if not codes and sheet.letters:
            self.uncoded.append(sheet)
        elif not codes:
            self.orphans.append(sheet.number)
        for code, identity in codes:
            self.take_page(sheet, code, identity)

    def take_page(self, sheet: Sheet, code: SeenCode, identity: Identity) -> None:
        form = self.form = self.form or _Form(identity.on_page(0), self.record)
        if identity.on_page(0) != form.identity:
            self.others.append(identity)
        else:
            to_sheet = by_code(code, form.geometry, sheet.picture) if form.geometry else None
            self.put(form, sheet, identity.page, to_sheet)

    def take_uncoded(self, said: Identity | None) -> None:
        """Find pages without a code by their fixed words, once it is known of which form they may be: by other pages,
        by what the file `said` of itself, else as the form of the record that was sent."""
        guess = self.form is None and said is None
        identity = said or (_identity_of(self.record) if self.record else None)
        if self.form is None and self.uncoded and identity:
            self.form = _Form(identity, self.record)
        for sheet in self.uncoded:
            if not (self.form and self.take_by_words(self.form, sheet)):
                self.orphans.append(sheet.number)
        if guess and self.form and not self.says_reference(self.form):
            self.sheets = {}

    def take_by_words(self, form: _Form, sheet: Sheet) -> bool:
        places = by_words(sheet, form.geometry) if form.geometry else {}
        for page, to_sheet in places.items():
            self.put(form, sheet, page, to_sheet)
        return bool(places)

    def says_reference(self, form: _Form) -> bool:
        """Whether the page itself says to which agreement it belongs, where nothing else does."""
        cell = self.cells.get("reference")
        return cell is not None and not cell.doubt and text_key(cell.text) == text_key(form.identity.reference)

    def put(self, form: _Form, sheet: Sheet, page: int, to_sheet: Transform | None) -> None:
        """Read the cells of a page that was found on a sheet."""
        self.sheets.setdefault(page, []).append(sheet.number)
        self.scanned = self.scanned or not sheet.letters or form.identity.rows == WORD
        if form.geometry and to_sheet:
            straight = straightened(sheet, form.geometry, page, to_sheet)
            for name, cell in _cells_on(straight, form).items():
                self.put_cell(name, cell)
            if straight.scanned:
                self.look_for_signatures(straight, form.geometry)

    def put_cell(self, name: str, cell: Cell) -> None:
        before = self.cells.setdefault(name, cell)
        if before.text != cell.text:
            self.cells[name] = replace(before, doubt=before.doubt or cell.doubt or "doubt_twice")
        elif cell.doubt:
            self.cells[name] = cell

    def look_for_signatures(self, page: FormPage, places: Geometry) -> None:
        for place in places.signatures:
            if place.page == page.page:
                self.signed = bool(self.signed) or ink_part(page.crop(place.box, 2.0)) > _SIGNED
                self.pictures[place.name] = picture_of(place, page)


def _identity_of(record: Agreement) -> Identity:
    return Identity(record.reference, record.language, "", str(layout_of(record)))


def _cells_on(page: FormPage, form: _Form) -> dict[str, Cell]:
    placed = form.on_page(page.page)
    if page.scanned:
        return read_boxes([place for place in placed if not form.locked(place.name)], page, form.words)
    runs = runs_on(page, placed)
    return {place.name: read_cell(place, page, runs, form.expected(place.name)) for place in placed}


class _Answer:
    """From the cells that were found to the fields of a return."""

    def __init__(self, found: _Found, form: _Form) -> None:
        self.found, self.form, self.cells = found, form, dict(found.cells)
        self.language = found.record.language if found.record else form.identity.language
        if form.sent is not None and not found.scanned:
            self.doubt_what_may_be_lost(form.sent)

    def fields(self) -> ReturnedFields:
        form, cells = self.form, self.cells
        doubtful = {name: cell.doubt for name, cell in cells.items() if cell.doubt and not form.locked(name)}
        return ReturnedFields(
            texts={name: self.text_of(name, cell) for name, cell in cells.items()},
            stored={name: cell.text for name, cell in cells.items()},
            identity=form.identity.texts(),
            rows=form.rows,
            pages={name: cell.page for name, cell in cells.items()},
            suspect={name: doubt for name, doubt in doubtful.items() if doubt not in _TOGETHER},
            findings=[*self.of_sheets(), *self.of_copy(), *self.of_cells(doubtful)],
            kind="scanned" if self.found.scanned else "flattened",
            sources={
                name: {"source": cell.source, "sure": not cell.doubt, "page": cell.page} for name, cell in cells.items()
            },
            signed_copy=self.signed_copy() if self.found.scanned else None,
            pictures={name: cell.picture for name, cell in cells.items() if cell.picture} | self.found.pictures,
        )

    def text_of(self, name: str, cell: Cell) -> str:
        """What a cell says; of IOM's own, where that cannot be compared, what was sent."""
        sent = self.form.sent
        return sent.get(name, "") if sent is not None and self.not_compared(name, cell) else cell.text

    def not_compared(self, name: str, cell: Cell) -> bool:
        return cell.doubt not in ("", NEW) and self.form.locked(name)

    def doubt_what_may_be_lost(self, sent: dict[str, str]) -> None:
        """Where something was typed, a program may have left out what was typed into other boxes, and may show ticks as
        they were before; where it left out what was in a box, or all ticks, it has."""
        ticks = {name for name in self.cells if self.form.table[name].kind == "tick"}
        empty = {name for name in self.cells.keys() - ticks if not _filled(self.cells[name].text)}
        blank = {name for name in empty if self.cells[name].doubt != "doubt_ink"}
        gone = any(_filled(sent.get(name, "")) and not self.cleared(name) for name in blank)
        filled = self.cells.keys() - empty
        gone |= any(self.cells[name].doubt and not self.form.locked(name) for name in filled)
        lost = dict.fromkeys((name for name in empty if gone and not self.cells[name].doubt), _LOST)
        if not any(self.cells[name].text == TICKED for name in ticks) and TICKED in map(sent.get, ticks):
            lost |= dict.fromkeys(ticks, _LOST_TICKS)
        elif gone:
            lost |= dict.fromkeys((name for name in ticks if not self.cells[name].doubt), _STALE)
        for name, doubt in lost.items():
            self.cells[name] = replace(self.cells[name], doubt=doubt)

    def cleared(self, name: str) -> bool:
        """Whether a row of datasets was emptied on purpose: its choice stands there, and says so."""
        level = self.cells.get(re.sub(r"_(name|partner_label)$", "_level", name))
        return level is not None and level.text == UNCHOSEN and not level.doubt

    def of_sheets(self) -> Iterator[Finding]:
        form, found = self.form, self.found
        references = dict.fromkeys([form.identity.reference, *(other.reference for other in found.others)])
        if len(references) > 1:
            yield self.finding("error", "two_forms", references=", ".join(map(repr, references)))
        elif found.others:
            terms = dict.fromkeys([form.identity.terms, *(other.terms for other in found.others)])
            yield self.finding("error", "two_texts", terms=", ".join(terms))
        if found.orphans:
            yield self.finding("warning", "page_unknown", pages=_listed(found.orphans))
        if found.scanned and form.geometry:
            for page in range(1, form.geometry.pages + 1):
                if page not in found.sheets:
                    yield self.finding("error", "page_not_scanned", page=page)
        if found.scanned and form.identity.edition != EDITION:
            yield self.finding("error", "other_edition", returned=form.identity.edition, sent=EDITION)

    def of_cells(self, doubtful: dict[str, str]) -> Iterator[Finding]:
        if DRAFT in doubtful.values():
            yield self.finding("error", DRAFT if ocr.installed() else "drafts_without_text")
            return
        for doubt in (UNKNOWN, _LOST, _LOST_TICKS, _STALE):
            places = [self.cells[name].page for name, why in doubtful.items() if why == doubt]
            if places:
                yield self.finding("error", doubt, number=len(places), pages=_listed(places))
        if not doubtful and self.found.record and self.form.geometry:
            yield self.finding("warning", "nothing_new_seen")
        ours = [cell.page for name, cell in self.cells.items() if self.not_compared(name, cell)]
        if ours and self.found.record:
            yield self.finding("warning", "ours_not_compared", number=len(ours), pages=_listed(ours))

    def of_copy(self) -> Iterator[Finding]:
        record, identity = self.found.record, self.form.identity
        if not self.found.scanned:
            return
        if record is None:
            yield self.finding("warning", "copy_unknown")
        elif self.is_right_text():
            yield self.finding("warning", "copy_by_code", terms=identity.terms)
        elif text_key(identity.reference) == text_key(record.reference):
            terms = fingerprint(record)
            yield self.finding("error", "copy_of_other_terms", returned=identity.terms or "-", sent=terms)
        if self.found.signed is False:
            yield self.finding("warning", "not_signed")
        if changed := self.changed_ticks():
            yield self.finding("warning", "copy_changed", fields=", ".join(f"[{name}]" for name in changed))

    def is_right_text(self) -> bool:
        """Whether the code is that of the text that the record stands for: the same agreement, the same terms."""
        return bool(self.form.identity.terms) and self.form.is_of_record() and not self.found.others

    def changed_ticks(self) -> list[str]:
        """The ticks of a scan that are not those that were sent."""
        sent = self.form.sent or {}
        ticks = {name: cell for name, cell in self.cells.items() if self.form.table[name].kind == "tick"}
        return [name for name, cell in ticks.items() if self.found.scanned and cell.text != sent.get(name, cell.text)]

    def accepted(self) -> bool:
        """Whether the scan counts as the signed copy of the right text: by its code, and in a form, of which that can
        be seen, by a signature, by its ticks, and with every page."""
        if not self.is_right_text():
            return False
        places = self.form.geometry
        whole = places is None or set(self.found.sheets) == set(range(1, places.pages + 1))
        return whole and (places is None or self.found.signed is True) and not self.changed_ticks()

    def signed_copy(self) -> dict[str, object]:
        identity, sheets = self.form.identity, self.found.sheets
        return {
            "reference": identity.reference,
            "terms": identity.terms,
            "pages": sorted(sheets)
            if self.form.geometry
            else sorted({sheet for on in sheets.values() for sheet in on}),
            "accepted": self.accepted(),
        }

    def finding(self, severity: Severity, reason: str, **values: object) -> Finding:
        return Finding(severity, "form", sentence(reason, self.language, **values), code=reason)


def _filled(text: str) -> bool:
    return text.strip() not in ("", UNCHOSEN)


def _listed(pages: Iterable[int]) -> str:
    return ", ".join(map(str, sorted(set(pages))))
