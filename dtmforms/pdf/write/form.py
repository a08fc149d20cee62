"""The PDF form of a record, or a blank one: the official tables with a field for everything in the form's table.

What a partner types is drawn by the partner's program; what is filled in before is drawn by us. Not done here: what
stands where (`form_layout`), and what a record puts in (`filled_form`).
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from dtmforms.form.fields import IDENTITY, TICKED, UNTICKED, fields
from dtmforms.form.identity import Identity
from dtmforms.form.texts import texts_of, tooltip
from dtmforms.language.labels import labels
from dtmforms.language.paths import steps_in_words
from dtmforms.pdf.geometry import FormLayout, Geometry, PlacedField
from dtmforms.pdf.write.canvas import HEIGHT_PT, WIDTH_PT
from dtmforms.pdf.write.filled_form import BlankForm, ObjectNumbers, put_font
from dtmforms.pdf.write.fonts import ALL_LETTERS, BOLD, REGULAR, simple
from dtmforms.pdf.write.form_layout import blank_layout, content, layout_of
from dtmforms.pdf.write.shaping import FONT_KEYS
from dtmforms.pdf.write.structure_tree import put_structure
from dtmforms.pdf.write.syntax import PdfFile, stream, text_string
from dtmforms.pdf.write.widgets import (
    DEFAULT_APPEARANCE,
    DEFAULT_FONTS,
    Widget,
    field_entries,
    tick_appearance,
    widget,
)

if TYPE_CHECKING:
    from dtmforms.agreement.model import Agreement

__all__ = ["blank_form", "draw", "draw_blank", "geometry", "layout_of"]


def draw(record: Agreement, language: str, terms: str, status: str | None = None) -> bytes:
    """The record's form as PDF, prefilled, the cells of IOM read-only. `status` is printed on every page, in the form's
    language: what the form is, a draft where it is `None` (rule D6). The same record and status give the same bytes."""
    layout = layout_of(record)
    words = {
        "organization": record.requesting_organization.name.strip(),
        "country": record.country_in(language).strip(),
    }
    identity = Identity(record.reference.strip(), language, terms, str(layout))
    status = status or labels(language).ours["draft"]
    texts = texts_of(record, layout.rows, language)
    return blank_form(language, layout, locked=True).filled(identity, texts, words, status)


def draw_blank(language: str) -> bytes:
    """The empty official form as PDF, every cell to be filled in."""
    layout = blank_layout()
    identity = Identity("", language, "", str(layout))
    status = labels(language).ours["blank"]
    return blank_form(language, layout, locked=False).filled(identity, {}, {}, status, small=True)


def geometry(language: str, layout: FormLayout) -> Geometry:
    """Where everything stands in the form of a language and a layout, prefilled or blank."""
    return content(language, layout, locked=True).geometry


@lru_cache(maxsize=32)
def blank_form(language: str, layout: FormLayout, *, locked: bool) -> BlankForm:
    """The form of a language and a layout, ready to be filled. `locked` is whether the cells of IOM are read-only."""
    return _FormObjects(language, layout, locked).blank_form()


class _FormObjects:
    """The pages, fonts, fields and structure of a form, on their way into a file as its objects."""

    def __init__(self, language: str, layout: FormLayout, locked: bool) -> None:
        self.words, self.locked = labels(language), locked
        self.content = content(language, layout, locked=locked)
        self.table = {field.name: field for field in fields(layout.rows)}
        self.file = file = PdfFile()
        self.pages = [file.reserve() for _ in self.content.pages]
        self.empty = file.add(stream(b"/Tx BMC EMC", b"/Type/XObject/Subtype/Form/BBox[0 0 1 1]/Resources<<>>"))
        drawn = [(state.encode(), file.add(tick_appearance(state))) for state in (TICKED, UNTICKED)]
        self.ticks = b"".join(b"/%b %d 0 R" % one for one in drawn)
        self.places = (*self.content.geometry.fields, *self.content.geometry.signatures)
        self.widget_numbers = {place.name: file.reserve() for place in self.places}
        self.resources = file.reserve()

    def blank_form(self) -> BlankForm:
        file = self.file
        tree, keys = put_structure(self.content.root, file, self.pages, self.widget_numbers)
        widgets = tuple(self.widget(place, keys[place.name]) for place in self.places)
        numbers = ObjectNumbers(
            root=file.reserve(),
            page=self.pages[0],
            empty=self.empty,
            info=file.reserve(),
            metadata=file.reserve(),
            fonts=file.reserve(),
            contents=tuple(file.reserve() for _ in self.pages),
            hidden=tuple(file.reserve() for _ in IDENTITY),
        )
        file.put(self.resources, f"<</Font {numbers.fonts} 0 R>>".encode())
        page_tree = self.put_pages(numbers)
        self.put_catalog(numbers, page_tree, tree)
        return BlankForm(self.words, file, numbers, widgets, self.content.slots, self.fonts(), self.content.glyphs)

    def fonts(self) -> dict[str, int]:
        """The simple fonts: whatever a record holds is in the regular one, only fixed words are in the bold one."""
        fixed = frozenset("".join(words.text for words in self.content.geometry.words)) & ALL_LETTERS
        regular, bold = simple(REGULAR, ALL_LETTERS), simple(BOLD, fixed)
        return {FONT_KEYS[REGULAR]: put_font(self.file, regular), FONT_KEYS[BOLD]: put_font(self.file, bold)}

    def widget(self, place: PlacedField, key: int) -> Widget:
        field = self.table.get(place.name)
        if field:
            text = tooltip(field, self.words.language)
            entries = field_entries(field, self.words, text, locked=self.locked, ticks=self.ticks)
        else:
            entries = b"/FT/Sig/T%b/TU%b" % (text_string(place.name), text_string(self.signature_tooltip(place.name)))
        entries += b"/P %d 0 R/StructParent %d" % (self.pages[place.page - 1], key)
        appearance = self.empty if place.kind in ("tick", "signature") else self.file.reserve()
        return widget(place, self.widget_numbers[place.name], appearance, self.resources, entries, self.words)

    def signature_tooltip(self, name: str) -> str:
        ours = self.words.ours
        side = self.words.official["iom"] if name.endswith("_iom") else ours["requesting_organization"]
        return steps_in_words((ours["signature"].rstrip(": \u00a0"), side), self.words.language)

    def put_pages(self, numbers: ObjectNumbers) -> int:
        """Put the pages, and give the number of their tree."""
        page_tree = self.file.reserve()
        for index, (page, drawn) in enumerate(zip(self.pages, self.content.pages, strict=True)):
            fixed = self.file.add(stream(zlib.compress(drawn, 9), b"/Filter/FlateDecode"))
            here = [self.widget_numbers[place.name] for place in self.places if place.page == index + 1]
            annotations = _references([*here, *(numbers.hidden if index == 0 else ())])
            # Resources of its own for each page: @libpdf/core flattens with the same names on every page, and where the
            # dictionary is shared each page then shows the fields of the last.
            body = (
                f"<</Type/Page/Parent {page_tree} 0 R/MediaBox[0 0 {WIDTH_PT} {HEIGHT_PT}]/StructParents {index}/Tabs/S"
                f"/Resources<</Font {numbers.fonts} 0 R>>/Contents{_references([fixed, numbers.contents[index]])}"
                f"/Annots{annotations}>>"
            )
            self.file.put(page, body.encode())
        self.file.put(page_tree, f"<</Type/Pages/Count {len(self.pages)}/Kids{_references(self.pages)}>>".encode())
        return page_tree

    def put_catalog(self, numbers: ObjectNumbers, page_tree: int, structure_tree: int) -> None:
        """The document's catalog (7.7.2), with the form's dictionary (12.7.3)."""
        listed = _references([*self.widget_numbers.values(), *numbers.hidden])
        fonts = "".join(f"/{key} {self.file.add(font)} 0 R" for key, font in DEFAULT_FONTS.items())
        catalog = (
            f"<</Type/Catalog/Pages {page_tree} 0 R/Lang({self.words.language})/MarkInfo<</Marked true>>"
            f"/AcroForm<</Fields{listed}/DA({DEFAULT_APPEARANCE})/DR<</Font<<{fonts}>>>>>>"
            f"/Metadata {numbers.metadata} 0 R/StructTreeRoot {structure_tree} 0 R"
            "/ViewerPreferences<</DisplayDocTitle true>>>>"
        )
        self.file.put(numbers.root, catalog.encode())


def _references(numbers: Sequence[int]) -> str:
    return f"[{' '.join(f'{number} 0 R' for number in numbers)}]"
