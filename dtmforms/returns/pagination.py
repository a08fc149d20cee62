"""Whether all pages of a form came back, and in the order in which they were sent."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from itertools import pairwise

from dtmforms.agreement.record import URGENCIES, Agreement
from dtmforms.form.fields import Field, Rows
from dtmforms.pdf.drawing import draw, draw_blank
from dtmforms.pdf.reading import read_fields
from dtmforms.returns.fields import ReturnedFields


def pages_as_sent(read: ReturnedFields, sent: Agreement | None, language: str) -> dict[str, int]:
    """The page on which each field was sent, counted from 1; empty where that is not known, because the form was made
    from a record that is not at hand."""
    if sent and read.identity["form_reference"]:
        return read_fields(draw(sent, language, read.identity["form_terms"])).pages
    blank = not read.identity["form_reference"] and read.rows == Rows()
    return read_fields(draw_blank(language)).pages if blank else {}


def missing_pages(missing: Collection[str], as_sent: Mapping[str, int]) -> dict[int, list[str]]:
    """The pages as sent of which no field came back, with the names of their fields."""
    on_page: dict[int, list[str]] = {}
    for name, page in as_sent.items():
        on_page.setdefault(page, []).append(name)
    named = {page: [name for name in names if not name.startswith("form_")] for page, names in on_page.items()}
    return {page: names for page, names in named.items() if names and set(names) <= set(missing)}


def out_of_order(table: Mapping[str, Field], pages: Mapping[str, int]) -> list[int]:
    """The pages of a file in the order of the form, where that is not their own; empty where it is."""
    order = []
    for urgency in URGENCIES:
        # Urgency columns stand beside each other: each of them goes down the pages with what is before and after it.
        names = [name for name, entry in table.items() if not _in_column(entry, {*URGENCIES} - {urgency})]
        found = list(dict.fromkeys(pages[name] for name in names if name in pages))
        if any(after < before for before, after in pairwise(found)):
            order += found
    return list(dict.fromkeys(order))


def _in_column(entry: Field, urgencies: Iterable[str]) -> bool:
    return len(entry.path) > 1 and entry.path[0] == "table_b" and entry.path[1] in urgencies
