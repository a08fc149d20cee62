"""A record's texts put into a blank form: what all records of one language and layout share is made once and copied,
and the record's own are field values with appearance streams of ours.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape

from dtmforms.form.barcode import code_bits
from dtmforms.form.fields import UNCHOSEN
from dtmforms.form.identity import Identity
from dtmforms.language.labels import Labels
from dtmforms.pdf.write.canvas import CODE, Slot
from dtmforms.pdf.write.fonts import FontObjects, composite
from dtmforms.pdf.write.shaping import GLYPH_KEYS, Glyphs, glyphs_of, in_lines
from dtmforms.pdf.write.syntax import PdfFile, stream, text_string
from dtmforms.pdf.write.widgets import Widget, hidden_field

_PROGRAM = "dtmforms"


@dataclass(frozen=True, slots=True)
class ObjectNumbers:
    """The numbers of the objects that each record's form puts itself; and of those that it only refers to: the catalog
    `root`, the first `page`, and the empty appearances of its hidden fields."""

    root: int
    page: int
    empty: tuple[int, ...]
    info: int
    metadata: int
    fonts: int
    contents: tuple[int, ...]
    hidden: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class BlankForm:
    """A form as far as it is the same for all records: `head` has its objects, `fonts` the simple fonts among them by
    their keys, `glyphs` are the pieces of its fixed words that need other fonts."""

    words: Labels
    head: PdfFile
    numbers: ObjectNumbers
    widgets: tuple[Widget, ...]
    slots: tuple[Slot, ...]
    fonts: Mapping[str, int]
    glyphs: tuple[Glyphs, ...]

    def filled(
        self,
        identity: Identity,
        texts: Mapping[str, str],
        words: Mapping[str, str],
        status: str,
        *,
        small: bool = False,
    ) -> bytes:
        """The whole file: `texts` by the names of its fields, `words` by the keys of its slots, `status` is printed on
        every page. The same gives the same bytes. `small` makes half as many of them, which takes twice as long."""
        numbers, file, drawn = self.numbers, PdfFile(self.head), list(self.glyphs)
        shown: list[tuple[Widget, bytes]] = []
        for widget in self.widgets:
            value = texts.get(widget.name, UNCHOSEN if widget.kind == "choice" else "")
            file.put(widget.number, widget.body(value))
            if widget.appearance_number:
                content, glyphs = widget.drawing(value)
                shown.append((widget, content))
                drawn += glyphs
        for number, empty, (name, value) in zip(numbers.hidden, numbers.empty, identity.texts().items(), strict=True):
            file.put(number, hidden_field(name, value, numbers.page, empty))
        said = {**words, "about": self._about(identity, status)}
        for page, number in enumerate(numbers.contents, start=1):
            file.put(number, stream("\n".join(self._page(page, identity, said, drawn)).encode()))
        fonts = self._put_fonts(file, drawn)
        chosen = [(b"/%b " % key.encode(), b"/%b %d 0 R" % (key.encode(), number)) for key, number in fonts.items()]
        for widget, content in shown:
            file.put(widget.appearance_number, widget.appearance(content, chosen))
        self._put_information(file, identity)
        finish = file.packed if small else file.finished
        made_of = repr((identity, texts, words, status)).encode()
        return finish({"Root": numbers.root, "Info": numbers.info}, made_of=made_of)

    def _page(self, page: int, identity: Identity, words: Mapping[str, str], drawn: list[Glyphs]) -> Iterator[str]:
        """What each record's form has on a page: the code, and the words of the slots."""
        ours = self.words.ours
        numbered = f"{ours['page']} {page} {ours['of']} {len(self.numbers.contents)}"
        words = {**words, "reference_and_page": " \u00b7 ".join(filter(None, (identity.reference, numbered)))}
        yield f"/Artifact BMC {code_drawn(identity.code(page))} EMC"
        for slot in self.slots:
            if slot.page == page:
                style = slot.style
                said = words.get(slot.key, "")
                lines, size = in_lines(said, slot.width, style.size_pt, slot.lines, bold=style.bold)
                drawn += glyphs_of(lines)
                opening = f"/Span<</MCID {slot.marked.number}>>BDC" if slot.marked else "/Artifact BMC"
                yield f"{opening} {slot.operators(lines, size)} EMC"

    def _about(self, identity: Identity, status: str) -> str:
        """What a form is, in words: its edition and language, its terms, and its status."""
        ours = self.words.ours
        parts = [f"{ours['form_edition']} {identity.edition} ({identity.language})"]
        parts += [f"{ours['terms']} {identity.terms}"] if identity.reference else []
        return " \u00b7 ".join([*parts, status])

    def _put_fonts(self, file: PdfFile, drawn: list[Glyphs]) -> dict[str, int]:
        """The fonts, each composite one with the glyphs that this form uses; their numbers by their keys."""
        fonts = dict(self.fonts) | put_composite_fonts(file, drawn)
        entries = "".join(f"/{key} {number} 0 R" for key, number in fonts.items())
        file.put(self.numbers.fonts, f"<<{entries}>>".encode())
        return fonts

    def _put_information(self, file: PdfFile, identity: Identity) -> None:
        title = self.words.ours["title"] + (f" – {identity.reference}" if identity.reference else "")
        numbers = self.numbers.info, self.numbers.metadata
        put_information(file, numbers, title, self.words.official["heading"], identity.keywords(), self.words.language)


def put_information(
    file: PdfFile, numbers: tuple[int, int], title: str, subject: str, keywords: str, language: str
) -> None:
    """The document information, and the same as XMP (14.3), as the objects with these numbers."""
    about = {"Title": title, "Subject": subject, "Keywords": keywords}
    about |= dict.fromkeys(("Author", "Creator", "Producer"), _PROGRAM)
    entries = b"".join(b"/%b%b" % (key.encode(), text_string(text)) for key, text in about.items())
    file.put(numbers[0], b"<<%b>>" % entries)
    xmp = _XMP.format(language=language, **{key.lower(): escape(text, quote=False) for key, text in about.items()})
    file.put(numbers[1], stream(xmp.encode(), b"/Type/Metadata/Subtype/XML"))


def put_composite_fonts(file: PdfFile, drawn: Sequence[Glyphs]) -> dict[str, int]:
    """Put the fonts of pieces of text into a file, each with the glyphs that are used; their numbers by their keys."""
    used: dict[str, dict[int, str]] = {}
    for piece in drawn:
        known = used.setdefault(piece.font, {})
        for glyph in piece.glyphs:
            known[glyph.number] = known.get(glyph.number) or glyph.text
    fonts = {}
    for font in sorted(used):
        texts = tuple((number, text) for number, text in sorted(used[font].items()) if text)
        fonts[GLYPH_KEYS[font]] = put_font(file, composite(font, frozenset(used[font]), texts))
    return fonts


def put_font(file: PdfFile, font: FontObjects) -> int:
    """Put a font and what it is made of into a file; its number."""
    numbers = [file.reserve() for _ in font.parts]
    for number, part in zip(numbers, font.parts, strict=True):
        file.put(number, part if isinstance(part, bytes) else _referring(part, numbers))
    return file.add(_referring(font.font, numbers))


def _referring(body: str, numbers: list[int]) -> bytes:
    for place, number in enumerate(numbers):
        body = body.replace(f"{{{place}}}", str(number))
    return body.encode()


def code_drawn(text: str) -> str:
    """A code as an image mask in the page (8.9.7, inline images), a pixel a module."""
    size, bits = code_bits(text)
    x, y, width, height = CODE
    place = f"{width:.2f} 0 0 {height:.2f} {x:.2f} {y:.2f} cm"
    return f"q 0 g {place} BI/W {size}/H {size}/BPC 1/IM true/F/AHx ID {bits.hex()}> EI Q"


_XMP = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF \
xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" \
xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/" \
xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">\
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>\
<dc:description><rdf:Alt><rdf:li xml:lang="x-default">{subject}</rdf:li></rdf:Alt></dc:description>\
<dc:creator><rdf:Seq><rdf:li>{author}</rdf:li></rdf:Seq></dc:creator>\
<dc:language><rdf:Bag><rdf:li>{language}</rdf:li></rdf:Bag></dc:language>\
<pdf:Keywords>{keywords}</pdf:Keywords><pdf:Producer>{producer}</pdf:Producer><xmp:CreatorTool>{creator}\
</xmp:CreatorTool><pdfuaid:part>1</pdfuaid:part></rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="r"?>"""
