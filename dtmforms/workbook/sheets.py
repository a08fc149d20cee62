"""The sheets of somebody's workbook held against the layout: which they are, what their rows say, and what is wrong
with them before any record is made. No record is known here; `to_records` makes them."""

from __future__ import annotations

from dtmforms.findings import Finding
from dtmforms.language import LANGUAGES
from dtmforms.workbook.layout import LAYOUTS, ONE_AGREEMENT
from dtmforms.workbook.sheet_table import Sheets, SheetTable
from dtmforms.workbook.upright_table import UprightTable
from dtmforms.workbook.words import folded, is_for_eyes, sheet_keys, words_in
from dtmforms.workbook.xlsx_reader import SheetRead


def sheets_of(read: list[SheetRead]) -> Sheets:
    """The rows of a workbook's sheets, and everything that is wrong with the sheets themselves."""
    named = [(sheet, *sheet_keys().get(folded(sheet.title), ("", ""))) for sheet in read]
    language = next((language for _, key, language in named if key and not is_for_eyes(key)), "")
    if not language:
        return Sheets(words_in(LANGUAGES[0]), findings=[Finding("no_sheet_of_ours")], is_ours=False)
    sheets = Sheets(words_in(language))
    by_key: dict[str, SheetRead] = {}
    for sheet, key, _ in named:
        if not key or is_for_eyes(key):
            _look_at_another(sheet, sheets, known=bool(key))
        elif key in by_key:
            sheets.is_ours = False
            sheets.found("sheet_twice", f"{sheet.title}!A1", first=by_key[key].title)
        else:
            by_key[key] = sheet
    upright = by_key.get(ONE_AGREEMENT.key)
    if upright:
        UprightTable(upright, sheets).read()
    for layout in LAYOUTS:
        if layout.key in by_key:
            SheetTable(layout, by_key[layout.key], sheets).read()
        elif layout.needed and not upright:
            sheets.is_ours = False
            title = sheets.words.sheets[layout.key]
            sheets.found("sheet_missing", f"{title}!A1", sheet=title)
    sheets.rows.sort(key=lambda row: LAYOUTS.index(row.layout))
    return sheets


def _look_at_another(sheet: SheetRead, sheets: Sheets, *, known: bool) -> None:
    """Whatever somebody typed on a sheet that nothing is read from is not lost in silence."""
    if not known and sheet.rows:
        sheets.found("sheet_of_others_hidden" if sheet.hidden else "sheet_of_others", f"{sheet.title}!A1")
