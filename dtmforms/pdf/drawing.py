"""The PDF form of a record, or a blank one: the official tables with a field for everything in the form's table.

What a partner types is drawn by the partner's program; what is filled in before is drawn by us.
"""

from __future__ import annotations

from dtmforms.agreement.places import country_name
from dtmforms.agreement.record import Agreement
from dtmforms.form.identity import Identity
from dtmforms.form.texts import texts_of
from dtmforms.pdf.content import blank_layout, content, layout_of
from dtmforms.pdf.geometry import Geometry, Layout
from dtmforms.pdf.preparing import prepared

__all__ = ["draw", "draw_blank", "geometry", "layout_of"]


def draw(record: Agreement, language: str, terms: str) -> bytes:
    """The record's form as PDF, prefilled, the cells of IOM read-only. The same record gives the same bytes."""
    layout = layout_of(record)
    words = {
        "organization": record.requesting_organization.name,
        "country": country_name(record.country, language),
    }
    identity = Identity(record.reference, language, terms, str(layout))
    return prepared(language, layout, locked=True).filled(identity, texts_of(record, layout.rows, language), words)


def draw_blank(language: str) -> bytes:
    """The empty official form as PDF, every cell to be filled in."""
    layout = blank_layout()
    identity = Identity("", language, "", str(layout))
    return prepared(language, layout, locked=False).filled(identity, {}, {}, small=True)


def geometry(language: str, layout: Layout) -> Geometry:
    """Where everything stands in the form of a language and a layout, prefilled or blank."""
    return content(language, layout, locked=True).geometry
