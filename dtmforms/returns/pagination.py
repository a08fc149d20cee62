"""Whether all pages of a form came back, and in the order in which they were sent."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from itertools import pairwise

from dtmforms.agreement.record import URGENCIES
from dtmforms.form.fields import Field
from dtmforms.pdf.geometry import Layout
from dtmforms.returns.fields import ReturnedFields


def pages_as_sent(read: ReturnedFields, language: str) -> dict[str, int]:
    """The page on which each field was sent, from 1; empty where the form does not say how it was laid out."""
    layout = Layout.parse(read.identity.get("form_rows", ""))
    if layout is None:
        return {}
    from dtmforms.pdf.content import content  # slow to load, and most returns come with all their pages

    return {place.name: place.page for place in content(language, layout, locked=True).geometry.fields}


def missing_pages(missing: Collection[str], as_sent: Mapping[str, int]) -> dict[int, list[str]]:
    """The pages as sent of which no field came back, with the names of their fields."""
    on_page: dict[int, list[str]] = {}
    for name, page in as_sent.items():
        on_page.setdefault(page, []).append(name)
    return {page: names for page, names in on_page.items() if set(names) <= set(missing)}


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


def _in_column(entry: Field, urgencies: Collection[str | int]) -> bool:
    return len(entry.path) > 1 and entry.path[0] == "table_b" and entry.path[1] in urgencies
