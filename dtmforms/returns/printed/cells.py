"""Pages without fields compared with what was sent: what each cell says, why it may not be what was typed, and whether
the pages are a signed copy.

Text is sure only where it is what was sent: programs leave out letters that they cannot draw, and nothing on the page
tells. Not done here: judging the values. What is read off a picture is a draft and never a value.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from dtmforms.agreement.keys import text_key
from dtmforms.findings import Finding
from dtmforms.form.fields import TICKED, UNCHOSEN
from dtmforms.returns.answer import Basis, ReturnedFields
from dtmforms.returns.printed.doubts import doubt, ordinary
from dtmforms.returns.printed.scanned_fields import confirmed_cells, form_as_made, scanned_fields, taken_of
from dtmforms.returns.printed.sent_form import Expected, SentForm, compared, is_filled
from dtmforms.returns.printed.signed_copy import SignedCopy
from dtmforms.returns.returned_file import DRAFT, PrintedCell, PrintedPages

NEW = "doubt_new"
"""The doubt about a text that looks right, and is not what was sent."""
UNKNOWN = "unknown_boxes"
"""The doubt about an empty box of which nothing is known; told once for all of them."""
_LOST = "lost_boxes"
_LOST_TICKS = "lost_ticks"
_STALE = "stale_ticks"
_OF_MARGINS = ("initials", "written_in_margins")
_TOGETHER = (UNKNOWN, _LOST, _LOST_TICKS, _STALE, DRAFT)
"""Doubts that are told once for all cells that they are about."""


def fields_of_pages(pages: PrintedPages, basis: Basis) -> ReturnedFields | None:
    """The fields of pages that are found, or that the record's form finds; `None` where there are none of it."""
    sent, terms = basis.against, basis.known_terms
    if pages.sheets and pages.identity:
        return _Printed(pages, SentForm(pages.identity, sent, terms), basis).fields()
    if not pages.unplaced or not sent:
        return None
    from dtmforms.returns.printed.pages import found_as_sent  # slow to load, and hardly any page is without a code

    found = found_as_sent(pages, sent)
    form = SentForm(found.identity, sent, terms) if found.sheets and found.identity else None
    printed = _Printed(found, form, basis) if form else None
    return printed.fields() if printed and printed.says_reference() else None


def beside_sent(cell: PrintedCell, expected: Expected) -> PrintedCell:
    """What a cell says, with the reason why that is not sure: as read, where it is ink or a draft."""
    if cell.doubt == DRAFT or expected.entry.kind == "tick":
        return cell
    return _with_text(cell, expected) if cell.text.strip() else _empty(cell, expected)


def _empty(cell: PrintedCell, expected: Expected) -> PrintedCell:
    choice = expected.entry.kind == "choice"
    cell = replace(cell, text=UNCHOSEN if choice else "")
    if cell.doubt or expected.sent == "" or (choice and expected.sent == UNCHOSEN):
        return cell
    return replace(cell, doubt=UNKNOWN if expected.sent is None else "doubt_empty")


def _with_text(cell: PrintedCell, expected: Expected) -> PrintedCell:
    meant = _meant(cell, expected)
    if meant is not None:
        return replace(cell, text=meant)
    if expected.entry.kind == "choice":
        return replace(cell, doubt="doubt_choice")
    cut = "doubt_cut" if cell.cut else ""
    why = cell.doubt or doubt(cell.text, expected.entry, expected.known) or _left_out(cell, expected) or cut
    return replace(cell, doubt=why or NEW)


def _meant(cell: PrintedCell, expected: Expected) -> str | None:
    """The value that the letters stand for where they are, in one of the orders in which programs leave them, those
    of an option or of what was sent; `None` where they are not."""
    seen = {compared(way) for way in (cell.text, cell.in_order, cell.text[::-1], cell.in_order[::-1])}
    if expected.entry.kind == "choice":
        options = expected.options.items()
        meant = [option for option, words in options if seen & {compared(words), compared(option)}]
        return meant[0] if len(meant) == 1 else None
    return expected.sent if expected.sent and compared(expected.sent) in seen else None


def _left_out(cell: PrintedCell, expected: Expected) -> str:
    """Why letters may have been left out by a program that could not draw them: two spaces in a row are left, or all
    that was sent but for such letters."""
    drawable = "".join(letter for letter in expected.sent or "" if ordinary(letter))
    return "doubt_letters" if cell.gap or compared(drawable) == compared(cell.text) else ""


class _Printed:
    """From the cells that were found to the fields of a return. `made` is the form with the focal points that a scan
    has been made with, beside which its ink is looked at; what it says is judged by those of now."""

    def __init__(self, found: PrintedPages, form: SentForm, basis: Basis) -> None:
        self.found, self.form = found, form
        self.cells: dict[str, PrintedCell] = {}
        for cell in found.cells:
            if cell.name in form.table:
                self.put_cell(beside_sent(cell, form.expected(cell.name)))
        if form.sent is not None and not found.scanned:
            self.doubt_what_may_be_lost(form.sent)
        self.made = form_as_made(self.cells, form, basis.perhaps_made_of, found) if found.scanned else form
        self.scanned = scanned_fields(self.cells, self.made, found) if found.scanned else []
        taken = taken_of(self.scanned, basis.confirmed or {})
        self.confirmed = sorted(name for name, text in taken.items() if text is not None)
        self.by_person = bool(self.scanned) and basis.confirmed is not None
        if self.by_person:
            self.cells = confirmed_cells(self.cells, self.scanned, basis.confirmed or {})

    def put_cell(self, cell: PrintedCell) -> None:
        before = self.cells.setdefault(cell.name, cell)
        if before.text != cell.text:
            self.cells[cell.name] = replace(before, doubt=before.doubt or cell.doubt or "doubt_twice")
        elif cell.doubt:
            self.cells[cell.name] = cell

    def says_reference(self) -> bool:
        """Whether the pages themselves say to which agreement they belong, where nothing else does."""
        cell = self.cells.get("reference")
        reference = self.form.identity.reference
        return cell is not None and not cell.doubt and text_key(cell.text) == text_key(reference)

    def fields(self) -> ReturnedFields:
        form, cells, drafts = self.form, self.cells, self.is_draft()
        unread = {} if drafts or not self.scanned else self.unread_on_sheets()
        copy = SignedCopy.of(self.found, form.identity, form.record, form.terms, self.changed_ticks())
        doubtful = {name: cell.doubt for name, cell in cells.items() if cell.doubt and not form.locked(name)}
        return ReturnedFields(
            texts={name: self.text_of(name, cell) for name, cell in cells.items()}
            | {name: (form.sent or {})[name] for name in unread},
            stored={name: cell.text for name, cell in cells.items()},
            identity=form.identity.texts(),
            rows=form.rows,
            pages={name: cell.sheet for name, cell in cells.items()} | unread,
            places=self.found.places,
            suspect={name: why for name, why in doubtful.items() if why not in _TOGETHER},
            findings=[*self.of_sheets(), *self.of_pages(), *self.of_paper(copy), *self.of_cells(doubtful)],
            kind="scanned" if self.found.scanned else "flattened",
            sources={
                name: {"source": cell.source, "sure": not cell.doubt, "page": cell.sheet}
                for name, cell in cells.items()
            },
            signed_copy=copy.as_json() if self.found.scanned else None,
            pictures={name: cell.picture for name, cell in cells.items() if cell.picture}
            | self.found.signature_pictures,
            drafts=drafts,
            scanned=self.scanned,
            confirmed=self.confirmed,
        )

    def is_draft(self) -> bool:
        """Whether something of a scan is not confirmed, so that nothing is concluded from it."""
        return self.found.scanned and (
            not self.scanned or self.form.sent is None or any(cell.doubt == DRAFT for cell in self.cells.values())
        )

    def unread_on_sheets(self) -> dict[str, int]:
        """The cells of IOM that stand on the pages of a scan, where none is read, each with its page of the file."""
        sheets, places = self.found.sheets, self.found.places
        on = {name: sheets[page][0] for name, page in places.items() if page in sheets and name not in self.cells}
        return {name: sheet for name, sheet in on.items() if name in (self.form.sent or {})}

    def text_of(self, name: str, cell: PrintedCell) -> str:
        """What a cell says; of IOM's own, where that cannot be compared, what was sent."""
        sent = self.form.sent
        return sent.get(name, "") if sent is not None and self.not_compared(name, cell) else cell.text

    def not_compared(self, name: str, cell: PrintedCell) -> bool:
        return cell.doubt not in ("", NEW) and self.form.locked(name)

    def doubt_what_may_be_lost(self, sent: dict[str, str]) -> None:
        """Where something was typed, a program may have left out what was typed into other boxes, and may show ticks as
        they were before; where it left out what was in a box, or all ticks, it has."""
        ticks = {name for name in self.cells if self.form.table[name].kind == "tick"}
        empty = {name for name in self.cells.keys() - ticks if not is_filled(self.cells[name].text)}
        blank = {name for name in empty if self.cells[name].doubt != "doubt_ink"}
        gone = any(is_filled(sent.get(name, "")) and not self.cleared(name) for name in blank)
        filled = self.cells.keys() - empty
        gone |= any(self.cells[name].doubt and not self.as_sent(name, sent) for name in filled)
        lost = dict.fromkeys((name for name in empty if gone and not self.cells[name].doubt), _LOST)
        if not any(self.cells[name].text == TICKED for name in ticks) and TICKED in map(sent.get, ticks):
            lost |= dict.fromkeys(ticks, _LOST_TICKS)
        elif gone:
            lost |= dict.fromkeys((name for name in ticks if not self.cells[name].doubt), _STALE)
        for name, why in lost.items():
            self.cells[name] = replace(self.cells[name], doubt=why)

    def as_sent(self, name: str, sent: dict[str, str]) -> bool:
        """Whether nobody typed into a box that holds text: it is locked, or only shows less than the file says."""
        unseen = self.cells[name].doubt == "doubt_unseen"
        return self.form.locked(name) or (unseen and self.cells[name].text == sent.get(name))

    def cleared(self, name: str) -> bool:
        """Whether a row of datasets was emptied on purpose: its choice stands there, and says so."""
        level = self.cells.get(re.sub(r"_(name|partner_label)$", "_level", name))
        return level is not None and level.text == UNCHOSEN and not level.doubt

    def of_sheets(self) -> Iterator[Finding]:
        form, found = self.form, self.found
        references = dict.fromkeys([form.identity.reference, *(other.reference for other in found.others)])
        if len(references) > 1:
            yield Finding("two_forms", "form", {"references": list(references)})
        elif found.others:
            terms = dict.fromkeys([form.identity.terms, *(other.terms for other in found.others)])
            yield Finding("two_texts", "form", {"terms": list(terms)})

    def of_pages(self) -> Iterator[Finding]:
        """Pages that are none of the form, or come twice; on a scan, those that are missing."""
        found = self.found
        first = min((sheet for on in found.sheets.values() for sheet in on), default=0)
        before, others = ([page for page in found.orphans if (page < first) == is_cover] for is_cover in (True, False))
        if before:
            yield Finding("cover_page", "form", {"pages": _listed(before)})
        if others:
            yield Finding("page_unknown", "form", {"pages": _listed(others)})
        for page, sheets in found.sheets.items():
            if 0 < page <= found.page_count and len(set(sheets)) > 1:
                yield Finding("page_twice", "form", {"page": page}, "error" if found.scanned else "warning")
        if found.scanned and found.page_count:
            for page in range(1, found.page_count + 1):
                if page not in found.sheets:
                    yield Finding("page_not_scanned", "form", {"page": page})

    def of_cells(self, doubtful: dict[str, str]) -> Iterator[Finding]:
        if DRAFT in doubtful.values():
            yield Finding(DRAFT if self.found.recognised else "drafts_without_text", "form")
            return
        for code in (UNKNOWN, _LOST, _LOST_TICKS, _STALE):
            places = [self.cells[name].sheet for name, why in doubtful.items() if why == code]
            if places:
                yield Finding(code, "form", {"number": len(places), "pages": _listed(places)})
        if not doubtful and self.form.record and self.found.page_count and not self.by_person:
            yield Finding("nothing_new_seen", "form")
        ours = [cell.sheet for name, cell in self.cells.items() if self.not_compared(name, cell)]
        if ours and self.form.record:
            yield Finding("ours_not_compared", "form", {"number": len(ours), "pages": _listed(ours)})

    def of_paper(self, copy: SignedCopy) -> Iterator[Finding]:
        """Of a copy, and of what is written beside the boxes: of a form to fill in, wherever that is."""
        if not self.found.scanned:
            yield from self.of_copy(copy)
            return
        from dtmforms.returns.printed.as_printed import printed_otherwise  # with what draws forms
        from dtmforms.returns.printed.on_pages import pages_written_on

        written, (pages, names) = pages_written_on(self.found, self.made), printed_otherwise(self.found, self.made)
        of_margins = () if written is None else _OF_MARGINS
        yield from (one for one in self.of_copy(copy) if one.code not in of_margins)
        if written or pages:
            yield Finding("written_on_pages", "form", {"pages": _listed([*(written or ()), *self.sheets_of(pages)])})
        if names:
            yield self.of_own_cells(names)

    def of_own_cells(self, names: list[str]) -> Finding:
        """Cells of IOM that are not as sent: where most are not, a program drew them in letters of its own."""
        pages = _listed(self.sheets_of(self.found.places[name] for name in names))
        sent = self.form.sent or {}
        filled = [name for name in self.found.own_pictures if is_filled(sent.get(name, ""))]
        if len(names) > len(filled) / 2:
            return Finding("ours_not_compared", "form", {"number": len(names), "pages": pages})
        return Finding("ours_on_paper", "form", {"fields": names, "pages": pages})

    def sheets_of(self, pages: Iterable[int]) -> list[int]:
        """The pages of the file that show pages of the form."""
        return [sheet for page in pages for sheet in self.found.sheets.get(page, ())]

    def of_copy(self, copy: SignedCopy) -> Iterator[Finding]:
        """Of a scan, whether it is a signed copy; of a form with letters, what was put in where a signature belongs."""
        yield from copy.findings() if self.found.scanned else copy.of_signatures()

    def changed_ticks(self) -> list[str]:
        """The ticks of a scan that are not those that were sent."""
        sent = self.form.sent or {}
        ticks = {name: cell for name, cell in self.cells.items() if self.form.table[name].kind == "tick"}
        return [name for name, cell in ticks.items() if self.found.scanned and cell.text != sent.get(name, cell.text)]


def _listed(pages: Iterable[int]) -> list[int]:
    return sorted(set(pages))
