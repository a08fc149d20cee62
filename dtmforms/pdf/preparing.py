"""Make a form ready to be filled: its pages, fonts, fields and structure, as the objects of a file."""

from __future__ import annotations

import zlib
from functools import lru_cache

from dtmforms.form.fields import IDENTITY, TICKED, UNTICKED, fields
from dtmforms.form.labels import labels
from dtmforms.form.texts import tooltip
from dtmforms.pdf.blank import Blank, Numbers, put_font
from dtmforms.pdf.content import content
from dtmforms.pdf.fonts import BOLD, REGULAR, WINDOWS_1252, simple
from dtmforms.pdf.geometry import Layout, PlacedField
from dtmforms.pdf.lettering import FONT_KEYS
from dtmforms.pdf.objects import PdfFile, stream, text_string
from dtmforms.pdf.sheet import HEIGHT_PT, WIDTH_PT
from dtmforms.pdf.structure import structure
from dtmforms.pdf.widgets import (
    DEFAULT_APPEARANCE,
    DEFAULT_FONTS,
    Widget,
    field_entries,
    tick_appearance,
    widget,
)


@lru_cache(maxsize=32)
def prepared(language: str, layout: Layout, *, locked: bool) -> Blank:
    """The form of a language and a layout. `locked` is whether the cells of IOM are."""
    return _Preparing(language, layout, locked).blank()


class _Preparing:
    def __init__(self, language: str, layout: Layout, locked: bool) -> None:
        self.words, self.locked = labels(language), locked
        self.content = content(language, layout, locked=locked)
        self.table = {entry.name: entry for entry in fields(layout.rows)}
        self.file = file = PdfFile()
        self.pages = [file.reserve() for _ in self.content.pages]
        self.empty = file.add(stream(b"/Tx BMC EMC", b"/Type/XObject/Subtype/Form/BBox[0 0 1 1]/Resources<<>>"))
        drawn = [(state.encode(), file.add(tick_appearance(state))) for state in (TICKED, UNTICKED)]
        self.ticks = b"".join(b"/%b %d 0 R" % one for one in drawn)
        self.places = (*self.content.geometry.fields, *self.content.geometry.signatures)
        self.widget_numbers = {place.name: file.reserve() for place in self.places}
        self.resources = file.reserve()

    def blank(self) -> Blank:
        file = self.file
        tree, keys = structure(self.content.root, file, self.pages, self.widget_numbers)
        widgets = tuple(self.widget(place, keys[place.name]) for place in self.places)
        numbers = Numbers(
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
        self.put_pages(numbers, tree)
        return Blank(self.words.language, file, numbers, widgets, self.content.slots, self.fonts(), self.content.glyphs)

    def fonts(self) -> dict[str, int]:
        """The simple fonts: whatever a record says is in the regular one, only fixed words are in the bold one."""
        letters = frozenset(filter(None, WINDOWS_1252))
        fixed = frozenset("".join(words.text for words in self.content.geometry.words)) & letters
        regular, bold = simple(REGULAR, letters), simple(BOLD, fixed)
        return {FONT_KEYS[REGULAR]: put_font(self.file, regular), FONT_KEYS[BOLD]: put_font(self.file, bold)}

    def widget(self, place: PlacedField, key: int) -> Widget:
        entry = self.table.get(place.name)
        if entry:
            said = field_entries(
                entry, self.words, tooltip(entry, self.words.language), locked=self.locked, ticks=self.ticks
            )
        else:
            said = b"/FT/Sig/T%b/TU%b" % (text_string(place.name), text_string(self.signing(place.name)))
        said += b"/P %d 0 R/StructParent %d" % (self.pages[place.page - 1], key)
        drawn = self.empty if place.kind in ("tick", "signature") else self.file.reserve()
        return widget(place, self.widget_numbers[place.name], drawn, self.resources, said, self.words)

    def signing(self, name: str) -> str:
        """The tooltip of a signature field."""
        ours = self.words.ours
        side = self.words.official["iom"] if name.endswith("_iom") else ours["requesting_organization"]
        return f"{ours['signature'].rstrip(': ')}, {side}"

    def put_pages(self, numbers: Numbers, tree: int) -> None:
        above = self.file.reserve()
        for index, (page, drawn) in enumerate(zip(self.pages, self.content.pages, strict=True)):
            fixed = self.file.add(stream(zlib.compress(drawn, 9), b"/Filter/FlateDecode"))
            here = [self.widget_numbers[place.name] for place in self.places if place.page == index + 1]
            annotations = _references([*here, *(numbers.hidden if index == 0 else ())])
            # Resources of its own for each page: @libpdf/core flattens with the same names on every page, and where the
            # dictionary is shared each page then shows the fields of the last.
            body = (
                f"<</Type/Page/Parent {above} 0 R/MediaBox[0 0 {WIDTH_PT} {HEIGHT_PT}]/StructParents {index}/Tabs/S"
                f"/Resources<</Font {numbers.fonts} 0 R>>/Contents{_references([fixed, numbers.contents[index]])}"
                f"/Annots{annotations}>>"
            )
            self.file.put(page, body.encode())
        self.file.put(above, f"<</Type/Pages/Count {len(self.pages)}/Kids{_references(self.pages)}>>".encode())
        listed = _references([*self.widget_numbers.values(), *numbers.hidden])
        fonts = "".join(f"/{key} {self.file.add(font)} 0 R" for key, font in DEFAULT_FONTS.items())
        catalog = (
            f"<</Type/Catalog/Pages {above} 0 R/Lang({self.words.language})/MarkInfo<</Marked true>>"
            f"/AcroForm<</Fields{listed}/DA({DEFAULT_APPEARANCE})/DR<</Font<<{fonts}>>>>>>"
            f"/Metadata {numbers.metadata} 0 R/StructTreeRoot {tree} 0 R/ViewerPreferences<</DisplayDocTitle true>>>>"
        )
        self.file.put(numbers.root, catalog.encode())


def _references(numbers: list[int]) -> str:
    return f"[{' '.join(f'{number} 0 R' for number in numbers)}]"
