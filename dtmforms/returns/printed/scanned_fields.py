"""The fields of a scan as a person confirms them: which of them have to be looked at, and what the scan says when they
have been.

A field is not asked where what was read of it is what was sent, and where its box shows the strokes that the form had
when it was sent, with no other ink around it. Where one line of a focal point is another, all lines of that
person are asked: a program reads digits wrongly without a word, and a new person seldom has the number of the old one.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from dtmforms.agreement.closed_lists import LEVELS
from dtmforms.findings import Path
from dtmforms.form.fields import UNCHOSEN, Field
from dtmforms.returns.form_field import FormField
from dtmforms.returns.printed.sent_form import SentForm, compared, is_filled
from dtmforms.returns.returned_file import DRAFT, PrintedCell, PrintedPages

if TYPE_CHECKING:
    from dtmforms.agreement.model import Agreement

LONGEST = 5_000
"""Letters that a field takes."""
_NEVER_PREFILLED = ("mobile", "email")
"""What a glance does not read digit by digit: whoever confirms it types it."""


@dataclass(frozen=True, slots=True)
class ScannedField(FormField):
    """A field of a scan. `sent` is its text when it was sent, `None` where that is not known; `draft` what was read of
    it, empty where nothing was, or where a person is to type it; `is_asked` whether a person has to confirm it;
    `may_be_empty` whether nothing is seen in its box. `picture` is a PNG file of the box, `page` the page of the
    file."""

    page: int
    sent: str | None
    draft: str
    is_asked: bool
    may_be_empty: bool
    picture: bytes = field(default=b"", repr=False)

    def taken(self, typed: str) -> str | None:
        """What was typed, as the field's value; `None` where it can be none."""
        lines = [line.strip() for line in typed.replace("\r\n", "\n").strip().split("\n")]
        text = "\n".join(lines)
        if self.choices:
            return text if text in self.choices else None
        wrong = any(unicodedata.category(letter) == "Cc" for letter in "".join(lines))
        return None if wrong or len(text) > LONGEST or (len(lines) > 1 and self.kind != "lines") else text


def form_as_made(
    cells: Mapping[str, PrintedCell], form: SentForm, made_of: Iterable[Agreement], found: PrintedPages
) -> SentForm:
    """The form with the focal points of whichever record most of its fields show, of those of which it may have been
    made, the likeliest first. That is a guess, by which nothing is taken: what is another is asked."""
    then = [form.with_people_of(record) for record in made_of]
    forms = {tuple((one.sent or {}).items()): one for one in reversed(then)}
    return min(reversed(forms.values()), key=lambda one: len(_others(cells, one, found))) if len(forms) > 1 else form


def scanned_fields(cells: Mapping[str, PrintedCell], form: SentForm, found: PrintedPages) -> list[ScannedField]:
    """All fields that stand in the boxes of a scan, in the order of the form."""
    sent = form.sent if form.sent is not None else {}
    other = _others(cells, form, found)
    people = {person for name in other if (person := _person(form.table[name]))}
    return [
        _field(entry, cell, sent.get(entry.name), is_asked=entry.name in other or _person(entry) in people)
        for entry, cell in _on_scan(cells, form)
    ]


def _others(cells: Mapping[str, PrintedCell], form: SentForm, found: PrintedPages) -> set[str]:
    """The names of the fields that are not seen to be as they were sent."""
    from dtmforms.returns.printed.as_drawn import DrawnForm  # with what draws forms, which nothing else here needs

    drawn, sent = DrawnForm(form), form.sent if form.sent is not None else {}
    return {
        entry.name
        for entry, cell in _on_scan(cells, form)
        if not _is_as_sent(entry, cell, sent.get(entry.name), read=found.recognised)
        or (cell.doubt == DRAFT and not drawn.is_all_of(entry, cell.picture))
    }


def _on_scan(cells: Mapping[str, PrintedCell], form: SentForm) -> list[tuple[Field, PrintedCell]]:
    return [(form.table[name], cells[name]) for name in form.table if name in cells and not form.locked(name)]


def confirmed_cells(
    cells: Mapping[str, PrintedCell], fields: Collection[ScannedField], confirmed: Mapping[str, str | None]
) -> dict[str, PrintedCell]:
    """The cells of a scan with what a person has confirmed, and with what was sent where that is not asked. What is
    asked and not confirmed stays a draft, and so does what nobody can read, and what can be no value of its field."""
    texts = {one.name: one.sent for one in fields if not one.is_asked} | taken_of(fields, confirmed)
    return {
        name: cell
        if name not in texts
        else replace(cell, doubt=DRAFT)
        if text is None
        else replace(cell, text=text, doubt="")
        for name, cell in cells.items()
        for text in [texts.get(name)]
    }


def taken_of(fields: Collection[ScannedField], confirmed: Mapping[str, str | None]) -> dict[str, str | None]:
    """What was confirmed of the fields of a scan, by name; `None` where nobody can read it, or it can be no value.
    Whatever is no field of the scan is left out."""
    known = {one.name: one for one in fields}
    there = [(known[name], text) for name, text in confirmed.items() if name in known]
    return {one.name: None if text is None else one.taken(text) for one, text in there}


def _field(entry: Field, cell: PrintedCell, sent: str | None, *, is_asked: bool) -> ScannedField:
    typed_by_person = is_asked and entry.path[-1] in _NEVER_PREFILLED
    empty = not cell.written and not is_filled(cell.text)
    return ScannedField(entry, cell.sheet, sent, "" if typed_by_person else cell.text, is_asked, empty, cell.picture)


def _person(entry: Field) -> Path:
    """The place of the focal point whose line a field is; empty of any other field."""
    return entry.path[:-1] if entry.path[0] == "table_c" else ()


def _is_as_sent(entry: Field, cell: PrintedCell, sent: str | None, *, read: bool) -> bool:
    if sent is None:
        return False
    if cell.doubt != DRAFT:  # a page with letters, of which others are pictures
        return not cell.doubt and cell.text == sent
    if entry.kind == "tick":
        return cell.text == sent and not cell.unsure
    if not cell.written:
        return not is_filled(sent)
    if not read or not cell.in_order:  # something is written, and nobody knows what
        return False
    if entry.kind == "choice":  # what is read and is no option is misread: whether it is what was sent, its strokes say
        return cell.text == sent or cell.text not in (UNCHOSEN, *LEVELS)
    return bool(sent) and compared(cell.text) == compared(sent)
