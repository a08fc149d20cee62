"""A return without form fields: printed, flattened or scanned. Its pages are found on the sheets of the file, each
field is read in its place, and whatever is not sure is said.

Not done here: judging the values, and reading of files that still have fields.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Literal, TypeAlias

from dtmforms.agreement.normal import text_key
from dtmforms.errors import ReturnError
from dtmforms.findings import Finding, dotted
from dtmforms.form.fields import EDITION, TICKED, UNCHOSEN, UNTICKED, Field, fields
from dtmforms.form.identity import Identity, identity_of_code, identity_of_keywords
from dtmforms.form.labels import FORM_LANGUAGES, labels
from dtmforms.form.texts import texts_of, tooltip
from dtmforms.pdf.codes import SeenCode, codes_on
from dtmforms.pdf.geometry import Geometry, Layout
from dtmforms.pdf.pages import Sheet, keywords_of, sheets_of
from dtmforms.returns.placing import FormPage, by_code, by_words, straightened
from dtmforms.returns.printed import UNKNOWN, Cell, Expected, ink_part, read_cell, runs_on, words_of
from dtmforms.returns.scanned import read_boxes
from dtmforms.versions.terms import fingerprint

if TYPE_CHECKING:
    from dtmforms.agreement.record import Agreement
    from dtmforms.pdf.transform import Transform

GeometryOf: TypeAlias = Callable[[str, Layout], Geometry]
WORD = "word"
"""What the layout in the code of a Word document says."""
_SIGNED = 0.01
_LOST = "the program that made the file left out other values, and may have left out what these held"
TOGETHER = {
    _LOST: "ask the partner for the form itself",
    UNKNOWN: "give the record that was sent with --against",
}
"""Doubts about boxes that look empty, told once for all of them, and the next step."""


@dataclass(slots=True)
class PageReturn:
    """`identity` is without a page; `layout` is `None` where no field can be read by its place: in a Word document,
    and in a form of an edition that is not ours. `sheets` tells where each page of the form was found, `missing`
    which were not; both count from 1."""

    kind: Literal["flattened", "scanned"]
    identity: Identity
    layout: Layout | None = None
    cells: dict[str, Cell] = field(default_factory=dict)
    sheets: dict[int, list[int]] = field(default_factory=dict)
    missing: list[int] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    signed_copy: dict[str, object] | None = None

    @property
    def texts(self) -> dict[str, str]:
        """What each field says, drafts included, by its name."""
        return {name: cell.text for name, cell in self.cells.items()}

    @property
    def pages(self) -> dict[str, int]:
        return {name: cell.page for name, cell in self.cells.items()}

    @property
    def doubtful(self) -> set[str]:
        """The fields whose text is no value before a person has looked."""
        return {name for name, cell in self.cells.items() if cell.doubt}

    @property
    def sources(self) -> dict[str, dict[str, object]]:
        """Where each text comes from, and whether it is sure."""
        return {
            name: {"source": cell.source, "sure": not cell.doubt, "page": cell.page}
            for name, cell in self.cells.items()
        }

    @property
    def pictures(self) -> dict[str, bytes]:
        """The boxes of a scan as PNG files, by field."""
        return {name: cell.picture for name, cell in self.cells.items() if cell.picture}

    @property
    def only_signed(self) -> bool:
        """Whether the file is nothing but the accepted signed copy of a Word document: there is no record in it, and
        nothing is left to do."""
        return self.layout is None and bool(self.signed_copy and self.signed_copy["accepted"])


def read_pages(
    data: bytes,
    geometry_of: GeometryOf,
    layout_of: Callable[[Agreement], Layout],
    against: Agreement | None = None,
    password: str = "",
) -> PageReturn:
    """Read a PDF file without fields, or a picture. `against` is the record that was sent. Raises `ReturnError` where
    the file cannot be opened, is too large, holds no page of a form of ours, or pages of several."""
    reading = _Reading(geometry_of, against)
    for sheet in sheets_of(data, password):
        reading.take(sheet)
    reading.take_uncoded(keywords_of(data, password), layout_of)
    return reading.answer()


class _Reading:
    """One file on its way from sheets to fields."""

    def __init__(self, geometry_of: GeometryOf, against: Agreement | None) -> None:
        self.geometry_of, self.against = geometry_of, against
        self.identity: Identity | None = None
        self.others: dict[str, int] = {}
        self.geometry: Geometry | None = None
        self.layout: Layout | None = None
        self.uncoded: list[Sheet] = []
        self.cells: dict[str, Cell] = {}
        self.sheets: dict[int, list[int]] = {}
        self.scanned = False
        self.signed: bool | None = None
        self.findings: list[Finding] = []
        self.orphans: list[int] = []

    # From sheets to pages

    def take(self, sheet: Sheet) -> None:
        """Read the pages of a form that a sheet shows by their codes; keep a sheet without for later."""
        codes = [(code, identity) for code in codes_on(sheet.picture) if (identity := identity_of_code(code.text))]
        if not codes and sheet.letters:
            self.uncoded.append(sheet)
        elif not codes:
            self.orphans.append(sheet.number)
        for code, identity in codes:
            self.take_page(sheet, code, identity)

    def take_page(self, sheet: Sheet, code: SeenCode, identity: Identity) -> None:
        if self.identity is None:
            self.known_as(identity.on_page(0))
        if identity.on_page(0) != self.identity:
            self.others.setdefault(identity.reference, sheet.number)
            return
        to_sheet = by_code(code, self.geometry, sheet.picture) if self.geometry else None
        self.found(sheet, identity.page, to_sheet)

    def known_as(self, identity: Identity) -> None:
        self.identity = identity
        ours = identity.edition == EDITION and identity.language in FORM_LANGUAGES
        self.layout = Layout.parse(identity.rows) if ours else None
        self.geometry = self.geometry_of(identity.language, self.layout) if self.layout else None
        self.table = {entry.name: entry for entry in fields(self.layout.rows)} if self.layout else {}
        self.sent = self.sent_texts(identity)
        self.known = frozenset(words_of(self.sent.values())) if self.sent else frozenset()

    def sent_texts(self, identity: Identity) -> dict[str, str] | None:
        """The texts of the form when it was sent; `None` where they are not known."""
        if self.layout is None:
            return None
        if not identity.reference:
            return {name: UNTICKED if entry.kind == "tick" else "" for name, entry in self.table.items()}
        if self.against is None or not self.same_text(identity):
            return None
        return texts_of(self.against, self.layout.rows, identity.language)

    def same_text(self, identity: Identity) -> bool:
        """Whether the form was made from the record that was sent, as it is now but for its contacts."""
        against = self.against
        if against is None or text_key(identity.reference) != text_key(against.reference):
            return False
        return identity.terms in ("", fingerprint(against))

    def take_uncoded(self, keywords: str, layout_of: Callable[[Agreement], Layout]) -> None:
        """Find pages without a code by their fixed words, once it is known of which form they may be."""
        if self.identity is None and self.uncoded:
            identity = identity_of_keywords(keywords)
            if identity is None and self.against:
                against = self.against
                identity = Identity(against.reference, against.language, "", str(layout_of(against)))
            if identity:
                self.known_as(identity)
        for sheet in self.uncoded:
            fits = by_words(sheet, self.geometry) if self.geometry else {}
            for page, to_sheet in fits.items():
                self.found(sheet, page, to_sheet)
            if not fits:
                self.orphans.append(sheet.number)

    # From pages to cells

    def found(self, sheet: Sheet, page: int, to_sheet: Transform | None) -> None:
        self.sheets.setdefault(page, []).append(sheet.number)
        self.scanned = self.scanned or not sheet.letters
        if self.geometry and to_sheet:
            straight = straightened(sheet, self.geometry, page, to_sheet)
            self.look_for_signatures(straight)
            for name, cell in self.cells_on(straight).items():
                self.put(name, cell)

    def cells_on(self, page: FormPage) -> dict[str, Cell]:
        assert self.geometry  # noqa: S101 - for the reader of types: pages are straightened by it
        assert self.identity  # noqa: S101
        words = labels(self.identity.language)
        placed = [place for place in self.geometry.fields if place.page == page.page and place.name in self.table]
        if page.scanned:
            return read_boxes([place for place in placed if not self.locked(place.name)], page, words)
        runs = runs_on(page, placed)
        return {place.name: read_cell(place, page, runs, self.expected(place.name)) for place in placed}

    def expected(self, name: str) -> Expected:
        assert self.identity  # noqa: S101
        sent = self.sent.get(name, "") if self.sent is not None else None
        return Expected(self.table[name], labels(self.identity.language), sent, self.known)

    def locked(self, name: str) -> bool:
        """Whether a cell is IOM's in this form (rule D3): in a blank one all are to be filled in."""
        return self.table[name].ours and bool(self.identity and self.identity.reference)

    def put(self, name: str, cell: Cell) -> None:
        before = self.cells.setdefault(name, cell)
        if before.text != cell.text:
            self.cells[name] = replace(before, doubt="its page is there twice, with different texts")
        elif cell.doubt:
            self.cells[name] = cell

    def look_for_signatures(self, page: FormPage) -> None:
        for place in self.geometry.signatures if self.geometry else ():
            if place.page == page.page and page.scanned:
                self.signed = bool(self.signed) or ink_part(page.crop(place.box, 2.0)) > _SIGNED

    # From cells to an answer

    def answer(self) -> PageReturn:
        if self.identity is None or not self.sheets:
            message = "the file has no form fields, and no page shows the code or the words of our form"
            raise ReturnError("no_form", f"{message}; ask for the form itself, filled in and saved")
        if self.others:
            message = f"the file holds pages of several forms: {self.identity.reference or 'a blank form'}"
            message += "".join(f", {other or 'a blank form'} (sheet {sheet})" for other, sheet in self.others.items())
            raise ReturnError("not_our_form", f"{message}; send one file for each")
        kind: Literal["flattened", "scanned"] = "scanned" if self.scanned else "flattened"
        self.doubt_what_may_be_lost()
        answer = PageReturn(kind, self.identity, self.layout, self.cells, self.sheets)
        if self.geometry:
            answer.missing = [page for page in range(1, self.geometry.pages + 1) if page not in self.sheets]
        if self.scanned:
            answer.signed_copy = self.signed_copy()
        answer.findings = [*self.findings, *self.sheet_findings(answer.missing), *self.cell_findings()]
        return answer

    def doubt_what_may_be_lost(self) -> None:
        """A program that left out what was in a box, or all ticks, may have left out what was put into others."""
        if self.sent is None or self.scanned:
            return
        ticks = {name for name in self.cells if self.table[name].kind == "tick"}
        empty = {name for name in self.cells.keys() - ticks if not _filled(self.cells[name].text)}
        gone = [name for name in empty if _filled(self.sent.get(name, "")) and not self.cleared(name)]
        lost = {name for name in empty if gone and not self.cells[name].doubt}
        if not any(self.cells[name].text == TICKED for name in ticks):
            lost |= {name for name in ticks if self.sent.get(name) == TICKED}
        for name in lost:
            self.cells[name] = replace(self.cells[name], doubt=_LOST)

    def cleared(self, name: str) -> bool:
        """Whether a row of datasets was emptied on purpose: its choice stands there, and says so."""
        level = self.cells.get(re.sub(r"_(name|partner_label)$", "_level", name))
        return level is not None and level.text == UNCHOSEN and not level.doubt

    def sheet_findings(self, missing: list[int]) -> Iterator[Finding]:
        for page in missing:
            yield Finding("error", "form", f"page {page} of the form is missing; ask for it")
        for sheet in self.orphans:
            message = f"sheet {sheet} shows neither the code nor the words of the form; it is not read"
            yield Finding("warning", "form", message)
        if self.layout is None and self.identity and self.identity.rows != WORD:
            yield Finding("error", "form", f"the form is of edition {self.identity.edition}, which cannot be read")

    def cell_findings(self) -> Iterator[Finding]:
        doubtful = {name: cell for name, cell in self.cells.items() if cell.doubt and not self.locked(name)}
        if self.scanned and self.layout:
            yield Finding("error", "form", self.drafts(doubtful))
            return
        for name, cell in doubtful.items():
            if cell.doubt not in TOGETHER:
                message = f"{self.where(name)}: {cell.doubt}; look at the page, or ask the partner"
                yield Finding("error", dotted(self.table[name].path), message)
        for doubt, next_step in TOGETHER.items():
            places = [cell.page for cell in doubtful.values() if cell.doubt == doubt]
            if places:
                yield Finding("error", "form", f"{_on_pages(places, 'boxes')}: {doubt}; {next_step}")
        compared = [cell.page for name, cell in self.cells.items() if cell.doubt and self.locked(name)]
        if compared:
            message = f"{_on_pages(compared, 'cells of IOM')} could not be compared with what was sent; look at them"
            yield Finding("warning", "form", message, "D3")

    def drafts(self, doubtful: dict[str, Cell]) -> str:
        read = sum(bool(cell.text) for cell in doubtful.values() if cell.source == "ocr")
        how = f"{read} texts were read off pictures" if read else "no text was read off the pictures"
        return f"the pages are pictures; {how}: a person has to confirm each field by its picture (--pictures)"

    def where(self, name: str) -> str:
        """A field's place in words: its page, its label as the form has it, its name."""
        entry: Field = self.table[name]
        language = self.identity.language if self.identity else "en"
        return f"page {self.cells[name].page}, {tooltip(entry, language)} [{name}]"

    def signed_copy(self) -> dict[str, object]:
        """Which text the scan is a copy of, and whether that is the text of the record that was sent."""
        identity, against = self.identity, self.against
        assert identity  # noqa: S101
        accepted = against is not None and bool(identity.terms) and self.same_text(identity)
        if against is None:
            message = "whether the scan is of the text that was agreed is not known; use --against"
            self.findings.append(Finding("warning", "form", message))
        elif not accepted:
            message = f"the scan is of terms {identity.terms or '(none)'}, the record has {fingerprint(against)}"
            self.findings.append(Finding("error", "form", f"{message}; it is no signed copy of the record's text"))
        if self.signed is False:
            self.findings.append(Finding("warning", "form", "no signature is seen in the boxes to sign in"))
        return {
            "reference": identity.reference,
            "terms": identity.terms,
            "pages": sorted(self.sheets),
            "accepted": accepted,
        }


def _filled(text: str) -> bool:
    return text.strip() not in ("", UNCHOSEN)


def _on_pages(pages: list[int], what: str) -> str:
    """`3 boxes on page 2, 4`."""
    return f"{len(pages)} {what} on page {', '.join(map(str, sorted(set(pages))))}"
