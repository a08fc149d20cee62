"""The notice of focal points as a PDF of its own, with one box to sign: what it says stands on its pages, and once more
as a file attached to it, which can be read back exactly.

It follows from what the notice says alone: the same gives the same bytes, and whoever reads a notice draws it once more
and compares. Other words, or another look, are another edition (`form/notice.SCHEMA`), for signed ones are out.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator

from dtmforms.agreement.closed_lists import FOCAL_POINT
from dtmforms.form.identity import PAPERWORK, Identity
from dtmforms.form.notice import NoticeContent, Person, PostChange
from dtmforms.language.catalog import catalog
from dtmforms.language.direction import in_order
from dtmforms.language.labels import labels
from dtmforms.language.paths import steps_in_words
from dtmforms.language.shown import day_in_words
from dtmforms.pdf.geometry import PlacedField
from dtmforms.pdf.write.canvas import (
    BOLD,
    CAPTION,
    COLUMN_PT,
    CONTENT_PT,
    HEAD,
    HEIGHT_PT,
    LABEL,
    MARGIN_PT,
    PAD_PT,
    SUBHEADING,
    TITLE,
    TITLE_AGAIN,
    WIDTH_PT,
    CellLine,
    PageCanvas,
    Style,
)
from dtmforms.pdf.write.filled_form import code_drawn, put_composite_fonts, put_font, put_information
from dtmforms.pdf.write.fonts import ALL_LETTERS, REGULAR, simple
from dtmforms.pdf.write.fonts import BOLD as BOLD_FONT
from dtmforms.pdf.write.form import references, signature_tooltip
from dtmforms.pdf.write.shaping import FONT_KEYS, glyphs_of, line, lines
from dtmforms.pdf.write.structure_tree import put_structure
from dtmforms.pdf.write.syntax import PdfFile, stream, text_string
from dtmforms.pdf.write.widgets import DEFAULT_APPEARANCE, NOTHING_DRAWN, PRINT, WIDGET_BEGINS

ATTACHED = "notice.json"
"""The name of the attached file with what the notice says."""
_TEXT, _VALUE, _NEW = Style(9.5), Style(9.0), Style(9.0, True)
_REFERENCE = Style(9.5, True)
_SIGNATURE_PT = (170.1, 71.0)
"""60 by 25 mm."""
_LABEL_PT = 88.0
_MOST_LINES = 6
"""Of a value that stays on one page."""
_RIGHT_TO_LEFT_MARK = "\u200f"
_SIGNING_PT = 112.0


def draw_notice(notice: NoticeContent) -> bytes:
    """The notice as PDF, in its own language, to be signed by its side. Raises `ValueError` for a letter that no font
    has, which would not be seen."""
    if any(glyph.number == 0 for piece in glyphs_of([line(notice.text())]) for glyph in piece.glyphs):
        raise ValueError("a letter that no font has")
    count, pages = 1, _NoticePages(notice, 1)
    while pages.page != count:  # a page says how many there are
        count = pages.page
        pages = _NoticePages(notice, count)
    return _NoticeFile(notice, pages).made()


def box_of(side: str) -> str:
    """The name of the box that a side signs in."""
    return f"signature_{side}"


class _NoticePages(PageCanvas):
    """What a notice shows; `count` is how many pages it says that it has."""

    def __init__(self, notice: NoticeContent, count: int) -> None:
        self.labels = labels(notice.language)
        super().__init__(right_to_left=self.labels.right_to_left)
        self.notice, self.count = notice, count
        self.official, self.ours = self.labels.official, self.labels.ours
        self.said = catalog("paperwork", notice.language)
        self.begin_page()
        self.parties()
        self.sentence("changes", reference=notice.reference, day=self.day())
        self.changes()
        self.sentence("unchanged", terms=notice.terms)
        self.sentence("confirm")
        self.links()
        self.signing()
        self.finish_page()

    # The top of every page

    def head(self) -> None:
        top, width = HEIGHT_PT - 24, HEAD[2]
        x = self._left(HEAD[0], width)  # the code is not mirrored
        first = self.page == 1
        identity = Identity(self.notice.reference, self.notice.language, self.notice.terms, PAPERWORK)
        with self.artifact():
            self.canvas.addLiteral(code_drawn(identity.code(self.page)))
        title = self.said["notice"]
        with self.tag("H1") if first else self.artifact():
            top = self.band_line(title, x, top, TITLE if first else TITLE_AGAIN, marked=first) - 5
        numbered = f"{self.ours['page']} {self.page} {self.ours['of']} {self.count}"
        with self.artifact():
            top = self.band_line(f"{self.in_order(self.notice.reference)} \u00b7 {numbered}", x, top, _REFERENCE) - 2
            if self.labels.prevails:
                top = self.band_line(self.labels.prevails, x, top, CAPTION) - 1
            self.band_line(f"{self.ours['terms']} {self.in_order(self.notice.terms)}", x, top, CAPTION)

    def band_line(self, text: str, x: float, top: float, style: Style, *, marked: bool = False) -> float:
        """Words in the band beside the code; where they end."""
        if marked:
            self.words(text, x, top, HEAD[2], style)
        else:
            self.words_aside(text, x, top, HEAD[2], style)
        return top - self.height_of(text, HEAD[2], style)

    def break_page(self) -> None:
        self.next_page(self.ours["continues"].format(page=self.page + 1))

    # What it says

    def parties(self) -> None:
        """From whom to whom, of which agreement."""
        iom = f"{self.official['iom']}, {self.notice.country}"
        sender, receiver = iom, self.notice.organization
        if self.notice.side != "iom":
            sender, receiver = receiver, sender
        self.y -= 4
        rows = (
            (self.said["from"], sender),
            (self.said["to"], receiver),
            (self.ours["reference"], self.notice.reference),
        )
        for label, text in rows:
            height = self.height_of(text, CONTENT_PT - _LABEL_PT, _TEXT)
            with self.tag("P"):
                self.words(label, MARGIN_PT, self.y, _LABEL_PT - 6, LABEL)
                self.words(text, MARGIN_PT + _LABEL_PT, self.y, CONTENT_PT - _LABEL_PT, _TEXT)
            self.y -= height + 4
        self.y -= 6

    def sentence(self, key: str, **values: str) -> None:
        self.paragraph(self.filled(self.said[key], **values), _TEXT, after=6)

    def changes(self) -> None:
        """Each post, or area, in a table of its own: as it was and as it is from then on; what is new is bold."""
        for one in self.notice.posts:
            rows = [*self.rows_of(one)]
            heights = [max(self.height_of(text, COLUMN_PT - 2 * PAD_PT, _NEW) for text in row) for row in rows]
            self.need(sum(heights) + 9 * len(heights) + 50)
            self.paragraph(self.post(one), SUBHEADING, after=4, tag="H2")
            with self.tag("Table"):
                self.table_head()
                for label, before, after in rows:
                    style = _NEW if before != after else _VALUE
                    self.band(label, self.value(before, _VALUE), self.value(after, style))
            self.y -= 10

    def value(self, text: str, style: Style) -> list[CellLine]:
        """A value in its cell; one of many lines may go on on the next page."""
        made = lines(text, (COLUMN_PT - 2 * PAD_PT) * 1000 / style.size_pt, bold=style.bold)
        pieces = [text] if len(made) <= _MOST_LINES else [one.text for one in made]
        return [self.words_line(piece, style, COLUMN_PT) for piece in pieces]

    def table_head(self) -> None:
        heads = self.said["before"], self.filled(self.said["from_day"], day=self.day())
        self.band("", *([self.words_line(text, BOLD, COLUMN_PT)] for text in heads), head=True)

    def rows_of(self, one: PostChange) -> Iterator[tuple[str, str, str]]:
        """The parts of a focal point: their label, before and after."""
        for part, before, after in zip(FOCAL_POINT, self.person(one.before), self.person(one.after), strict=True):
            yield self.official[f"person_{part}"].rstrip(" \u00a0:"), before, after

    def person(self, person: Person) -> list[str]:
        if person is None:
            return [self.said["vacant"], *[""] * (len(FOCAL_POINT) - 1)]
        return [person[part] for part in FOCAL_POINT]

    def post(self, one: PostChange) -> str:
        side, _, post = one.place.partition(".")
        party = self.official["iom"] if side == "iom" else self.notice.organization
        said = f"{self.ours['area']} {one.area}" if one.area else self.official[post]
        mark = _RIGHT_TO_LEFT_MARK if self.right_to_left else ""  # the party's name may be of the other direction
        return mark + steps_in_words((party, said), self.notice.language)

    def links(self) -> None:
        """What it follows, and by what the next one names it."""
        notice, said = self.notice, self.said["chain"]
        follows = said["first" if notice.is_first else "follows"]
        for text in (
            self.filled(follows, terms=notice.terms, fingerprint=notice.follows),
            self.filled(said["own"], fingerprint=notice.fingerprint),
        ):
            self.paragraph(text, CAPTION, after=3)
        self.y -= 8

    def signing(self) -> None:
        width, height = _SIGNATURE_PT
        only = self.said["chain"]["only_signature"]
        self.need(self.height_of(only, CONTENT_PT, _TEXT) + 6 + _SIGNING_PT)
        self.paragraph(only, _TEXT, after=8)
        party = self.official["iom"] if self.notice.side == "iom" else self.notice.organization
        with self.tag("H2"):
            text = self.ours["signature_of"].format(party=party)
            self.words(text, MARGIN_PT, self.y, CONTENT_PT, SUBHEADING)
        self.y -= self.height_of(text, CONTENT_PT, SUBHEADING) + 3
        with self.tag("P"):
            self.words(self.ours["signature_and_stamp"], MARGIN_PT, self.y, CONTENT_PT, CAPTION)
            self.y -= 13
            box = (MARGIN_PT, self.y - height, width, height)
            self.box(box)
            self.field(PlacedField(box_of(self.notice.side), "signature", self.page, box))

    # Words

    def filled(self, text: str, **values: str) -> str:
        return text.format(**{name: self.in_order(value) for name, value in values.items()})

    def in_order(self, value: str) -> str:
        return in_order(value, among_right_to_left=self.right_to_left)

    def day(self) -> str:
        return day_in_words(self.notice.effective, self.notice.language).replace(" ", "\u00a0")


class _NoticeFile:
    """The pages on their way into a file."""

    def __init__(self, notice: NoticeContent, pages: _NoticePages) -> None:
        self.notice, self.drawn, self.words = notice, pages, pages.labels
        self.file = PdfFile()

    def made(self) -> bytes:
        file, drawn = self.file, self.drawn
        pages = [file.reserve() for _ in drawn.contents]
        [box] = drawn.geometry().signatures
        widget = file.reserve()
        tree, keys = put_structure(drawn.root, file, pages, {box.name: widget})
        self.put_box(widget, box, pages[box.page - 1], keys[box.name])
        page_tree = self.put_pages(pages, widget, box.page)
        catalog, info, metadata = file.reserve(), file.reserve(), file.reserve()
        title = f"{drawn.said['notice']} – {self.notice.reference}"
        keywords = Identity(self.notice.reference, self.notice.language, self.notice.terms, PAPERWORK).keywords()
        put_information(file, (info, metadata), title, drawn.said["notice"], keywords, self.words.language)
        attached = self.put_content()
        names = f"/Names<</EmbeddedFiles<</Names[({ATTACHED}){attached} 0 R]>>>>/AF[{attached} 0 R]"
        body = (
            f"<</Type/Catalog/Pages {page_tree} 0 R/Lang({self.words.language})/MarkInfo<</Marked true>>"
            f"/AcroForm<</Fields[{widget} 0 R]/DA({DEFAULT_APPEARANCE})>>/Metadata {metadata} 0 R"
            f"/StructTreeRoot {tree} 0 R/ViewerPreferences<</DisplayDocTitle true>>{names}>>"
        )
        file.put(catalog, body.encode())
        return file.finished({"Root": catalog, "Info": info}, made_of=self.notice.text().encode())

    def put_box(self, number: int, box: PlacedField, page: int, key: int) -> None:
        """The one field: whoever signs locks all of the file (Table 236)."""
        x, y, width, height = box.box
        lock = self.file.add(b"<</Type/SigFieldLock/Action/All>>")
        empty = stream(NOTHING_DRAWN, b"/Subtype/Form/BBox[0 0 %.5g %.5g]/Resources<<>>" % (width, height))
        self.file.put(
            number,
            b"%b%d/Rect[%.2f %.2f %.2f %.2f]/FT/Sig/T%b/TU%b/Lock %d 0 R/P %d 0 R/StructParent %d/AP<</N %d 0 R>>>>"
            % (
                WIDGET_BEGINS,
                PRINT,
                *(x, y, x + width, y + height),
                text_string(box.name),
                text_string(signature_tooltip(box.name, self.words)),
                *(lock, page, key, self.file.add(empty)),
            ),
        )

    def put_pages(self, pages: list[int], widget: int, signed_page: int) -> int:
        """Put the pages, and give the number of their tree."""
        file = self.file
        fonts = {FONT_KEYS[font]: put_font(file, simple(font, ALL_LETTERS)) for font in (REGULAR, BOLD_FONT)}
        fonts |= put_composite_fonts(file, self.drawn.glyphs)
        named = "".join(f"/{key} {number} 0 R" for key, number in fonts.items())
        tree = file.reserve()
        for index, (page, content) in enumerate(zip(pages, self.drawn.contents, strict=True)):
            drawn = file.add(stream(zlib.compress(content, 9), b"/Filter/FlateDecode"))
            annotations = f"/Annots[{widget} 0 R]" if index + 1 == signed_page else ""
            body = (
                f"<</Type/Page/Parent {tree} 0 R/MediaBox[0 0 {WIDTH_PT} {HEIGHT_PT}]/StructParents {index}/Tabs/S"
                f"/Resources<</Font<<{named}>>>>/Contents {drawn} 0 R{annotations}>>"
            )
            file.put(page, body.encode())
        file.put(tree, f"<</Type/Pages/Count {len(pages)}/Kids{references(pages)}>>".encode())
        return tree

    def put_content(self) -> int:
        """What the notice says, as a file attached to it (7.11.4, 14.13)."""
        text = self.notice.text().encode(errors="surrogatepass")
        held = self.file.add(stream(text, b"/Type/EmbeddedFile/Subtype/application#2Fjson"))
        name = text_string(ATTACHED)
        body = b"<</Type/Filespec/F%b/UF%b/AFRelationship/Data/EF<</F %d 0 R>>>>" % (name, name, held)
        return self.file.add(body)
