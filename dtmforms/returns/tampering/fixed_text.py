"""Whether the fixed text of a returned PDF form is that which was sent, and nothing was drawn beside it (rule E1).

A program that fills in fields leaves the contents of the pages as they are. Where they are others, the words are looked
for in the text of the page, but for those of forms from right to left, and a page has to look as it did.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

from dtmforms.form.identity import Identity
from dtmforms.language import LANGUAGES
from dtmforms.language.labels import labels
from dtmforms.pdf.geometry import Box, FormLayout, PlacedWords
from dtmforms.pdf.read.content_stream import UnreadableError
from dtmforms.pdf.read.page_compare import drawn_behind, draws, is_drawn_by_us, paints_more, room_of
from dtmforms.pdf.read.pdfium_reader import PdfiumPages
from dtmforms.pdf.read.pypdf_reader import PypdfFile
from dtmforms.pdf.read.qpdf_reader import QpdfFile
from dtmforms.pdf.write.canvas import Slot
from dtmforms.pdf.write.form import blank_form, bold_letters
from dtmforms.pdf.write.form_pages import Content, content
from dtmforms.returns.tampering.overlays import PARTNERS_BOX, box_signed


def made_of(identity: Mapping[str, str]) -> Content | None:
    """The form as it was drawn; `None` where it does not say how."""
    language, layout = identity["form_language"], FormLayout.parse(identity["form_rows"])
    if layout is None or language not in LANGUAGES:
        return None
    return content(language, layout)


class PagesDrawn:
    """What the pages of a file draw themselves, beside the form that its identity names."""

    def __init__(self, file: PypdfFile, pages: PdfiumPages, identity: Mapping[str, str]) -> None:
        self.file, self.pages, self.identity = file, pages, identity
        self.made = made_of(identity)
        self.signed: set[int] = set()
        """The pages of the file on which something is drawn in the partner's box to sign in, and nowhere else."""

    def are_as_sent(self, qpdf: QpdfFile | None) -> bool:
        """Whether every page draws, byte by byte and as both readers see it, what it was sent with, in the fonts that
        it was sent with, and beside it nothing but our own words in their places: then nobody has put any text into
        it."""
        if qpdf is None or not all(page.alone for page in qpdf.fonts) or self.in_other_fonts(qpdf):
            return False
        return self._hold_ours(self.file.contents) and self._hold_ours(qpdf.contents)

    def in_other_fonts(self, qpdf: QpdfFile) -> set[int]:
        """The pages of the file, counted from 1, that may draw their text in other fonts than ours."""
        layout = FormLayout.parse(self.identity["form_rows"])
        if self.made is None or layout is None:
            return set()
        bold = bold_letters(self.identity["form_language"], layout.purpose, self.made)
        return {number for number, page in enumerate(qpdf.fonts, start=1) if not page.are_ours(bold)}

    def _hold_ours(self, contents: Sequence[bytes]) -> bool:
        made = self.made
        if made is None or len(contents) != len(made.pages):
            return False
        pages = enumerate(zip(contents, made.pages, strict=True), start=1)
        return all(is_drawn_by_us(drawn, sent, _slots_on(page, made)) for page, (drawn, sent) in pages)

    def changed_words(self) -> list[tuple[int, str]]:
        """The pages of the form, counted from 1, and the lines on them that are not as they were sent, or not as
        often. Those of forms from right to left, which come as they are seen, are not compared."""
        made, contents = self.made, self.file.contents
        if made is None:
            return []
        pages = {number for number, drawn in enumerate(made.pages, start=1) if not _holds(contents, drawn)}
        reversed_words = labels(self.identity["form_language"]).right_to_left
        if not pages or reversed_words or self.file.fields.page_count < len(made.pages):
            return []
        return list(_changed(made.geometry.words, _squeezed(" ".join(self.pages.texts())), pages))

    def drawn_upon(
        self,
        as_sent: Mapping[int, int],
        reworded: Collection[int],
        drawings: Sequence[Mapping[str, Box]],
        in_other_fonts: Collection[int] = (),
    ) -> list[int]:
        """The pages of the file that do not look as they were sent: with more painted on them, moved, clipped, or with
        other words; and pages beyond those of the form that show anything. `as_sent` is which page of the form each of
        them is; those that have no field are known by what they draw. What was `reworded` is told already. `drawings`
        are what each page of the file can draw by a name; what is drawn `in_other_fonts` has to look as it did."""
        if self.made is None:
            return []
        found: list[int] = []
        doubtful: dict[int, int] = {}
        for number, drawn in enumerate(self.file.contents, start=1):
            page = as_sent.get(number) or _page_drawn(drawn, self.made)
            if not page:
                found += [number] if draws(drawn) else []
            elif number not in in_other_fonts and is_drawn_by_us(
                drawn, self.made.pages[page - 1], _slots_on(page, self.made)
            ):
                continue
            elif paints_more(drawn, self.made.pages[page - 1]):
                signed = self.only_signs(drawn, page, drawings[number - 1] if number <= len(drawings) else {})
                self.signed.update([number] if signed else [])
                found += [] if signed else [number]
            elif page not in reworded:
                doubtful[number] = page
        if doubtful:
            found += self.pages.unlike(_form_of(self.identity), doubtful, _boxes_aside(self.made))
        return sorted(found)

    def only_signs(self, drawn: bytes, page: int, drawings: Mapping[str, Box]) -> bool:
        """Whether a page draws what was sent, and beside that something in the partner's box to sign in."""
        if self.made is None:
            return False
        try:
            places = drawn_behind(drawn, self.made.pages[page - 1], _slots_on(page, self.made), drawings)
        except UnreadableError:
            return False
        geometry = self.made.geometry
        return bool(places) and all(box_signed(place, page, geometry) == PARTNERS_BOX for place in places)


def _changed(lines: Sequence[PlacedWords], seen: str, pages: Collection[int]) -> Iterator[tuple[int, str]]:
    """The lines on pages that are not in the text that is seen, or not as often; none where no text is."""
    squeezed = [_squeezed(words.text) for words in lines]
    for words, line in zip(lines, squeezed, strict=True) if seen else ():
        if words.page in pages and seen.count(line) < sum(other.count(line) for other in squeezed):
            yield words.page, words.text


def _page_drawn(drawn: bytes, made: Content) -> int:
    return next((page for page, sent in enumerate(made.pages, start=1) if sent in drawn), 0)


def _slots_on(page: int, made: Content) -> list[Slot]:
    return [slot for slot in made.slots if slot.page == page]


def _form_of(identity: Mapping[str, str]) -> bytes:
    """The form without anything that a record says; none where the identity does not say how it was drawn."""
    language, layout = identity["form_language"], FormLayout.parse(identity["form_rows"])
    if layout is None:
        return b""
    empty = Identity("", language, "", str(layout))
    return blank_form(language, layout).filled(empty, {}, {}, "")


def _boxes_aside(made: Content) -> dict[int, list[Box]]:
    """Where each form has something of its own, or is signed, by page."""
    aside = {page: [made.geometry.code] for page in range(1, made.geometry.pages + 1)}
    for slot in made.slots:
        aside[slot.page].append(room_of(slot))
    for place in made.geometry.signatures:
        aside[place.page].append(place.box)
    return aside


def _holds(contents: list[bytes], drawn: bytes) -> bool:
    return any(drawn in content for content in contents)


def _squeezed(text: str) -> str:
    return "".join(text.split()).casefold()
