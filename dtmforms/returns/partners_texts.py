"""What the partner says in a form that came back: the texts of their own cells, and of all others those that were sent.

A text of IOM's that was edited is reported and not taken (rule D3). What is lost, stands twice or turns its letters is
said, and nothing is chosen.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from itertools import pairwise

from dtmforms.agreement.closed_lists import URGENCIES
from dtmforms.agreement.confusables import turns_letters
from dtmforms.agreement.keys import text_key
from dtmforms.agreement.places import find_country
from dtmforms.codes.kinds import Severity
from dtmforms.findings import Finding, Value
from dtmforms.form.fields import DATES, IDENTITY, SIGNATURES, TICKED, UNTICKED, Field
from dtmforms.form.texts import FormValues, values_of
from dtmforms.language.shown import side_by_side
from dtmforms.returns.returned_form import ReturnedForm

_MOST_DOUBLED = 5
"""Beyond, it is two copies of a form that differ, not a field that stands in it twice."""


def said_by_partner(form: ReturnedForm) -> FormValues | None:
    """The values that the texts of a form amount to; `None` where no cell of the partner holds anything, which is said:
    all else follows from that."""
    texts = _texts_of_all(form)
    if all(entry.is_empty(texts.get(name, "")) for name, entry in form.table.items() if not entry.ours):
        form.note("nothing_filled_in")
        return None
    said = values_of(texts, form.rows, form.language)
    for name in said.contradictions:
        form.at(name, "contradicted_column")
    return said


def _texts_of_all(form: ReturnedForm) -> dict[str, str]:
    """The texts of all fields, those that the partner may not edit as they were sent."""
    texts = dict(form.read.texts)
    _say_what_is_doubled(form)
    _suspect_turned(form)
    for name, reason in sorted(form.read.suspect.items()):
        form.at(name, reason)
    for name in sorted(texts.keys() - form.table.keys() - {*IDENTITY, *SIGNATURES, *DATES}):
        form.at(name, "unknown_field")
    if order := _out_of_order(form.table, form.read.pages):
        form.note("pages_out_of_order", pages=list(order))
    lost = _on_lost_pages(form, form.table.keys() - texts.keys())
    _keep_reference(form, texts)
    for name, entry in form.table.items():
        _take_text(form, entry, texts, is_lost=name in lost)
    return texts


def _take_text(form: ReturnedForm, entry: Field, texts: dict[str, str], *, is_lost: bool) -> None:
    """The text of one field as it counts, which goes back into the texts."""
    name = entry.name
    if form.against and entry.ours:
        if not is_lost:
            _compare_ours(form, entry, texts.get(name, ""), form.sent[name])
        texts[name] = form.sent[name]
    elif name not in texts:
        if not is_lost:
            form.at(name, "field_missing")
    elif entry.kind == "tick":
        # An on state has any name (ISO 32000-2:2020 12.7.5.2.3); data files tell nothing but that name.
        texts[name] = UNTICKED if texts[name] in ("", UNTICKED) else TICKED
    elif name == "country":
        texts[name] = find_country(texts[name]) or texts[name]


def _keep_reference(form: ReturnedForm, texts: dict[str, str]) -> None:
    """Without the record that was sent, what the form carries still tells its reference."""
    reference, returned = form.answer.reference, texts.get("reference")
    if reference and returned is not None and not form.against:
        _compare_ours(form, form.table["reference"], returned, reference)
        texts["reference"] = reference


def _compare_ours(form: ReturnedForm, entry: Field, returned: str, sent: str) -> None:
    """A cell of IOM's beside what was sent; contact data is not shown (rule D1)."""
    from_blank = not form.answer.reference and not returned.strip()
    if text_key(returned) == text_key(sent) or from_blank:
        return
    if entry.path[0] == "table_c":
        form.at(entry.name, "ours_differs_contact")
    else:
        before, after = side_by_side(sent, returned)
        form.at(entry.name, "ours_differs", sent=before, returned=after)


def _suspect_turned(form: ReturnedForm) -> None:
    """Fields of the partner whose text is shown in another order than it is stored, and was not sent so."""
    for name, entry in form.table.items():
        text = form.read.texts.get(name, "")
        if not entry.ours and text != form.sent.get(name) and turns_letters(text):
            form.read.suspect.setdefault(name, "turned_field")


def _say_what_is_doubled(form: ReturnedForm) -> None:
    """Fields that stand twice with different values: neither is chosen."""
    if len(form.read.doubled) > _MOST_DOUBLED:
        form.note("two_copies", number=len(form.read.doubled))
        return
    for name in sorted(form.read.doubled):
        form.at(name, "doubled_field")


# Pages


def _on_lost_pages(form: ReturnedForm, missing: set[str]) -> set[str]:
    """Say which pages did not come back; the names of the fields that stood on them."""
    read = form.read
    on_no_page = form.table.keys() - read.pages.keys() if read.pages else missing
    as_sent = read.places if on_no_page else {}
    if read.page_count < max(as_sent.values(), default=0):
        # A page can be taken away and leave its fields in the form, with what they held before.
        missing = missing | on_no_page
    lost: set[str] = set()
    for page, names in _lost_pages(missing, as_sent).items():
        partners = [name for name in names if not (form.against and form.table[name].ours)]
        values: dict[str, Value] = {"page": page, "number": len(names), "first": names[0], "last": names[-1]}
        severity: Severity = "error" if partners else "warning"
        form.answer.findings.append(Finding("page_missing", "form", values, severity))
        lost.update(names)
    return lost


def _lost_pages(missing: Collection[str], as_sent: Mapping[str, int]) -> dict[int, list[str]]:
    """The pages as sent of which no field came back, with the names of their fields."""
    on_page: dict[int, list[str]] = {}
    for name, page in as_sent.items():
        on_page.setdefault(page, []).append(name)
    return {page: names for page, names in on_page.items() if set(names) <= set(missing)}


def _out_of_order(table: Mapping[str, Field], pages: Mapping[str, int]) -> list[int]:
    """The pages of a file in the order of the form, where that is not their own; empty where it is."""
    order = []
    for urgency in URGENCIES:
        # Urgency columns stand beside each other: each of them goes down the pages with what is before and after it.
        names = [name for name, entry in table.items() if not _in_column(entry, {*URGENCIES} - {urgency})]
        found = list(dict.fromkeys(pages[name] for name in names if name in pages))
        if any(after < before for before, after in pairwise(found)):
            order += found
    return list(dict.fromkeys(order))


def _in_column(entry: Field, urgencies: Collection[str | int]) -> bool:
    return len(entry.path) > 1 and entry.path[0] == "table_b" and entry.path[1] in urgencies
