"""The PDF form of a record, or a blank one: the official tables with a field for everything in the form's table.

What a partner types is drawn by the partner's program; what is filled in before is drawn by us. Not done here: what
stands where (`form_layout`, `form_pages`), and what a record puts in (`filled_form`).
"""

from __future__ import annotations

import datetime
import string
import zlib
from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from dtmforms.form.fields import DATES, IDENTITY, SIGNATURES, TICKED, UNTICKED, Field, fields, is_required
from dtmforms.form.identity import Identity
from dtmforms.form.texts import tooltip
from dtmforms.language.labels import Labels, labels
from dtmforms.language.paths import steps_in_words
from dtmforms.pdf.geometry import SEND, FormLayout, Geometry, PlacedField
from dtmforms.pdf.write.canvas import HEIGHT_PT, WIDTH_PT
from dtmforms.pdf.write.filled_form import BlankForm, ObjectNumbers, put_font
from dtmforms.pdf.write.fonts import ALL_LETTERS, BOLD, REGULAR, simple
from dtmforms.pdf.write.form_layout import blank_layout, laid_out, layout_of, send_to, words_of
from dtmforms.pdf.write.form_pages import Content, content
from dtmforms.pdf.write.shaping import FONT_KEYS
from dtmforms.pdf.write.structure_tree import put_structure
from dtmforms.pdf.write.syntax import PdfFile, stream, text_string
from dtmforms.pdf.write.widgets import (
    DEFAULT_APPEARANCE,
    DEFAULT_FONTS,
    NOTHING_DRAWN,
    Widget,
    field_entries,
    tick_appearance,
    widget,
)

if TYPE_CHECKING:
    from dtmforms.agreement.model import Agreement

_EMPTY = b"/Subtype/Form/BBox[0 0 1 1]/Resources<<>>"

__all__ = ["blank_form", "draw", "draw_blank", "geometry", "layout_of"]


def draw(
    record: Agreement,
    language: str,
    terms: str,
    status: str | None = None,
    *,
    to_sign: bool = False,
    return_by: datetime.date | None = None,
) -> bytes:
    """The record's form as PDF, prefilled: to be filled in, the cells of IOM read-only; or `to_sign`, all of them.
    `status` is printed on every page, in the form's language: what the form is, a draft where it is `None` (rule D6).
    `return_by` is a day that the first page asks for. The same gives the same bytes."""
    (layout, texts), words = laid_out(record, language, to_sign=to_sign), labels(language)
    identity = Identity(record.reference.strip(), language, terms, str(layout))
    said = words_of(record) | {SEND: send_to(record, words, return_by)}
    made = blank_form(language, layout)
    return made.filled(identity, texts, said, status or words.ours["draft"])


def draw_blank(language: str) -> bytes:
    """The empty official form as PDF, every cell to be filled in."""
    layout = blank_layout()
    identity = Identity("", language, "", str(layout))
    status = labels(language).ours["blank"]
    return blank_form(language, layout).filled(identity, {}, {}, status, small=True)


def geometry(language: str, layout: FormLayout) -> Geometry:
    """Where everything stands in the form of a language and a layout."""
    return content(language, layout).geometry


@lru_cache(maxsize=256)
def blank_form(language: str, layout: FormLayout) -> BlankForm:
    """The form of a language and a layout, ready to be filled."""
    return _FormObjects(language, layout).blank_form()


class _FormObjects:
    """The pages, fonts, fields and structure of a form, on their way into a file as its objects."""

    def __init__(self, language: str, layout: FormLayout) -> None:
        self.words, self.purpose = labels(language), layout.purpose
        self.content = content(language, layout)
        self.rows = layout.rows
        self.table = {field.name: field for field in fields(layout.rows)}
        self.file = file = PdfFile()
        self.pages = [file.reserve() for _ in self.content.pages]
        self.places = (*self.content.geometry.fields, *self.content.geometry.signatures)
        self.widget_numbers = {place.name: file.reserve() for place in self.places}

    def blank_form(self) -> BlankForm:
        file = self.file
        tree, keys = put_structure(self.content.root, file, self.pages, self.widget_numbers)
        widgets = tuple(self.widget(place, keys[place.name]) for place in self.places)
        numbers = ObjectNumbers(
            root=file.reserve(),
            page=self.pages[0],
            empty=tuple(file.add(stream(NOTHING_DRAWN, _EMPTY)) for _ in IDENTITY),
            info=file.reserve(),
            metadata=file.reserve(),
            fonts=file.reserve(),
            contents=tuple(file.reserve() for _ in self.pages),
            hidden=tuple(file.reserve() for _ in IDENTITY),
        )
        page_tree = self.put_pages(numbers)
        self.put_catalog(numbers, page_tree, tree)
        return BlankForm(self.words, file, numbers, widgets, self.content.slots, self.fonts(), self.content.glyphs)

    def fonts(self) -> dict[str, int]:
        """The simple fonts; in an empty form, into which nothing bold is put but the number of a page, the bold one has
        the letters of its words alone."""
        letters = {REGULAR: ALL_LETTERS, BOLD: bold_letters(self.words.language, self.purpose, self.content)}
        return {FONT_KEYS[font]: put_font(self.file, simple(font, letters[font])) for font in (REGULAR, BOLD)}

    def widget(self, place: PlacedField, key: int) -> Widget:
        field = self.table.get(place.name)
        if field:
            text = tooltip(field, self.words.language)
            if self.purpose == "fill" and is_required(field, self.rows):
                text = steps_in_words((text, self.words.ours["required"]), self.words.language)
            read_only = self.purpose == "sign" or (self.purpose == "fill" and field.ours)
            entries = field_entries(field, place.kind, self.words, text, read_only=read_only, ticks=self.ticks(field))
        elif place.kind == "line":
            date = Field(place.name, (), "line")
            entries = field_entries(
                date, "line", self.words, signature_tooltip(place.name, self.words), read_only=False, ticks=b""
            )
        else:
            entries = b"/FT/Sig/T%b/TU%b" % (
                text_string(place.name),
                text_string(signature_tooltip(place.name, self.words)),
            )
            entries += self.lock(place.name) if self.purpose == "sign" else b""
        entries += b"/P %d 0 R/StructParent %d" % (self.pages[place.page - 1], key)
        appearance = 0 if place.kind == "tick" else self.file.reserve()
        return widget(place, self.widget_numbers[place.name], appearance, entries, self.words)

    def ticks(self, field: Field) -> bytes:
        """The appearances of a tick by its states; nothing for any other field."""
        states = (TICKED, UNTICKED) if field.kind == "tick" else ()
        return b"".join(b"/%b %d 0 R" % (state.encode(), self.file.add(tick_appearance(state))) for state in states)

    def lock(self, name: str) -> bytes:
        """What nobody may change once this signature is given (Table 236): after that of IOM, which comes first, all
        but what the partner signs with; after the partner's, all."""
        lock = b"/Action/All"
        if name == SIGNATURES[0]:
            lock = b"/Action/Exclude/Fields[%b]" % b"".join(map(text_string, (DATES[1], SIGNATURES[1])))
        return b"/Lock %d 0 R" % self.file.add(b"<</Type/SigFieldLock%b>>" % lock)

    def put_pages(self, numbers: ObjectNumbers) -> int:
        """Put the pages, and give the number of their tree."""
        page_tree = self.file.reserve()
        for index, (page, drawn) in enumerate(zip(self.pages, self.content.pages, strict=True)):
            fixed = self.file.add(stream(zlib.compress(drawn, 9), b"/Filter/FlateDecode"))
            here = [self.widget_numbers[place.name] for place in self.places if place.page == index + 1]
            annotations = references([*here, *(numbers.hidden if index == 0 else ())])
            # Resources of its own for each page: @libpdf/core flattens with the same names on every page, and where the
            # dictionary is shared each page then shows the fields of the last.
            body = (
                f"<</Type/Page/Parent {page_tree} 0 R/MediaBox[0 0 {WIDTH_PT} {HEIGHT_PT}]/StructParents {index}/Tabs/S"
                f"/Resources<</Font {numbers.fonts} 0 R>>/Contents{references([fixed, numbers.contents[index]])}"
                f"/Annots{annotations}>>"
            )
            self.file.put(page, body.encode())
        self.file.put(page_tree, f"<</Type/Pages/Count {len(self.pages)}/Kids{references(self.pages)}>>".encode())
        return page_tree

    def put_catalog(self, numbers: ObjectNumbers, page_tree: int, structure_tree: int) -> None:
        """The document's catalog (7.7.2), with the form's dictionary (12.7.3)."""
        listed = references([*self.widget_numbers.values(), *numbers.hidden])
        fonts = "".join(f"/{key} {self.file.add(font)} 0 R" for key, font in DEFAULT_FONTS.items())
        catalog = (
            f"<</Type/Catalog/Pages {page_tree} 0 R/Lang({self.words.language})/MarkInfo<</Marked true>>"
            f"/AcroForm<</Fields{listed}/DA({DEFAULT_APPEARANCE})/DR<</Font<<{fonts}>>>>>>"
            f"/Metadata {numbers.metadata} 0 R/StructTreeRoot {structure_tree} 0 R"
            "/ViewerPreferences<</DisplayDocTitle true>>>>"
        )
        self.file.put(numbers.root, catalog.encode())


def bold_letters(language: str, purpose: str, made: Content) -> frozenset[str]:
    """The letters of the simple bold font of a form."""
    if purpose != "blank":
        return ALL_LETTERS
    ours = labels(language).ours
    said = [*(word.text for word in made.geometry.words), ours["page"], ours["of"], string.digits]
    return frozenset("".join(said)) & ALL_LETTERS


def signature_tooltip(name: str, words: Labels) -> str:
    """What a box to sign in, or a day beside it, is for, and whose it is."""
    side = words.official["iom"] if name.endswith("_iom") else words.ours["requesting_organization"]
    return steps_in_words((words.ours[name.partition("_")[0]].rstrip(": \u00a0"), side), words.language)


def references(numbers: Sequence[int]) -> str:
    return f"[{' '.join(f'{number} 0 R' for number in numbers)}]"
