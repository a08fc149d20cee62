"""Returns without fields: printed, flattened or scanned pages, and pictures of them. Their sheets are drawn one by one,
and searched for the codes that our documents have on every page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice

from dtmforms.errors import ReturnError
from dtmforms.form.barcode import ReadCode, codes_on
from dtmforms.form.identity import PAPERWORK, WORKSHEET, Identity, identity_of_code
from dtmforms.pdf.read.model import FileSheet
from dtmforms.pdf.read.pypdf_reader import PypdfFile
from dtmforms.pdf.read.raster import sheets_of
from dtmforms.returns.printed.pages import FoundPages, has_our_words, packed, unpacked
from dtmforms.returns.returned_file import ReturnedFile, Unread
from dtmforms.sandbox.protocol import take_longer

_NO_COPIES = (PAPERWORK, WORKSHEET)
"""Whose codes tie a page to no text (rule E9): those of a notice, of a checklist, and of a worksheet."""
_MOST_SHEETS = 20
"""That are searched for what a file is a copy of."""


def pages_of_pdf(data: bytes, file: PypdfFile, said: Identity | None) -> ReturnedFile:
    """The pages of a PDF file that has no fields of ours; `said` is what its keywords say that it is."""
    language = said.language if said else ""
    why = (
        Unread("not_our_form", "other_form", language)
        if file.fields.texts
        else Unread("no_form", "no_fields", language)
    )
    try:
        found = _found_on(sheets_of(data, file.password or ""), said)
    except ReturnError as error:
        error.language = error.language or language
        raise
    found.pages.digitally_signed = bool(file.fields.signatures)
    return _returned(found, why)


def pages_of_picture(data: bytes) -> ReturnedFile:
    """The pages on a picture, which has no letters to know them by if there is no code."""
    return _returned(_found_on(sheets_of(data), None), Unread("scanned", "picture"))


def _returned(found: FoundPages, why: Unread) -> ReturnedFile:
    """What was found, and `why` it is no form of ours where no page of one is there."""
    if found.pages.sheets:
        return ReturnedFile(pages=found.pages)
    worksheet = Unread("not_our_form", "risk_worksheet", found.worksheet_in)
    return ReturnedFile(pages=found.pages, problem=worksheet if found.worksheet_in else why)


def identities_on(data: bytes) -> list[Identity]:
    """What the codes on the first sheets of a PDF file or a picture say that it is, once for each page that says so.
    Raises `ReturnError`."""
    sheets = islice(sheets_of(data), _MOST_SHEETS)
    return [identity for sheet in sheets for _, identity in _codes_on(sheet) if identity.rows not in _NO_COPIES]


def _found_on(sheets: Iterable[FileSheet], said: Identity | None) -> FoundPages:
    take_longer()
    found = FoundPages()
    waiting = [packed(sheet) for sheet in _uncoded(sheets, found)]
    found.take_uncoded(map(unpacked, waiting), said)
    return found


def _uncoded(sheets: Iterable[FileSheet], found: FoundPages) -> Iterator[FileSheet]:
    """The sheets with words of ours that have no code; all others are taken. Of a long report, no page is kept."""
    for sheet in sheets:
        borne = list(_codes_on(sheet))
        codes = [(code, identity) for code, identity in borne if identity.rows not in _NO_COPIES]
        worksheet = next((identity for _, identity in borne if identity.rows == WORKSHEET), None)
        found.pages.lettered += [sheet.number] if sheet.letters else []
        if codes:
            found.take_coded(sheet, codes)
        elif worksheet:
            found.worksheet_in = worksheet.language
            found.pages.orphans.append(sheet.number)
        elif sheet.letters and has_our_words(sheet):
            yield sheet
        else:
            found.pages.orphans.append(sheet.number)


def _codes_on(sheet: FileSheet) -> Iterator[tuple[ReadCode, Identity]]:
    for code in codes_on(sheet.picture):
        if identity := identity_of_code(code.text):
            yield code, identity
