"""The PDF form of a record, or a blank one: the official tables with a field for everything in the form's table.

What a partner types is drawn by the partner's program; what is filled in before is drawn by us.
"""

from __future__ import annotations

from dtmforms.agreement.places import country_name
from dtmforms.agreement.record import Agreement
from dtmforms.form.identity import Identity
from dtmforms.form.labels import labels
from dtmforms.form.texts import texts_of
from dtmforms.pdf.content import blank_layout, content, layout_of
from dtmforms.pdf.geometry import Geometry, Layout
from dtmforms.pdf.preparing import prepared

__all__ = ["draw", "draw_blank", "geometry", "layout_of"]


def draw(record: Agreement, language: str, terms: str, status: str | None = None) -> bytes:
    """The record's form as PDF, prefilled, the cells of IOM read-only. `status` says on every page, in the form's
    language, what it is, a draft where it is `None` (rule D6). The same record and status give the same bytes."""
    layout = layout_of(record)
    words = {
        "organization": record.requesting_organization.name,
        "country": country_name(record.country, language),
    }
    identity = Identity(record.reference, language, terms, str(layout))
    status = status or labels(language).ours["draft"]
    texts = texts_of(record, layout.rows, language)
    return prepared(language, layout, locked=True).filled(identity, texts, words, status)


def draw_blank(language: str) -> bytes:
    """The empty official form as PDF, every cell to be filled in."""
    layout = blank_layout()
    identity = Identity("", language, "", str(layout))
    return prepared(language, layout, locked=False).filled(identity, {}, {}, labels(language).ours["blank"], small=True)


def geometry(language: str, layout: Layout) -> Geometry:
    """Where everything stands in the form of a language and a layout, prefilled or blank."""
    return content(language, layout, locked=True).geometry
