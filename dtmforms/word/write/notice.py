"""The paperwork of a focal-point notice: the written notice to the counterpart, and the handover's checklist.

One page each, with Table C, the areas for which somebody else is called, and nothing of Table B: what was agreed stays,
and the page says so (rules D4, D5, D9, D11).
"""

from __future__ import annotations

import datetime
import io
from collections.abc import Sequence
from dataclasses import dataclass, replace

from docx import Document
from docx.document import Document as WordDocument
from docx.oxml import OxmlElement
from docx.shared import Mm, Pt
from docx.table import _Cell
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from dtmforms import opc
from dtmforms.agreement.areas import area_of
from dtmforms.agreement.closed_lists import FOCAL_POINT, POSTS, SIDES
from dtmforms.agreement.model import Agreement
from dtmforms.findings import at
from dtmforms.language.catalog import catalog
from dtmforms.language.cldr import listed
from dtmforms.language.direction import right_to_left
from dtmforms.language.labels import labels
from dtmforms.language.paths import steps_in_words
from dtmforms.language.shown import day_in_words

_AFTER_BIDI = ("w:adjustRightInd", "w:snapToGrid", "w:spacing", "w:ind", "w:contextualSpacing", "w:jc", "w:rPr")
_AFTER_VISUAL = ("w:tblStyleRowBandSize", "w:tblStyleColBandSize", "w:tblW", "w:jc", "w:tblLayout", "w:tblLook")
_BOX = "☐"
_LEFT_TO_RIGHT_MARK = "\u200e"


@dataclass(frozen=True, slots=True)
class Turnover:
    """What the paperwork of a notice prints: the record with the new focal points, the posts with another holder, the
    day from which they hold them, the terms that stay, the agreement's `numbers` as a sentence, and the duties that
    are open. `number` is the contacts number of the notice, `told_by` the day by which the counterpart is told of it,
    `None` where none is agreed (rule D12)."""

    record: Agreement
    number: int
    posts: Sequence[str]
    day: str
    terms: str
    numbers: str
    duties: Sequence[str]
    told_by: str | None = None


def written_notice(turnover: Turnover) -> bytes:
    """The notice to the counterpart, as .docx in the agreement's language. The same turnover gives the same bytes."""
    page = _Page(turnover, "notice")
    page.add_paragraph(page.words["confirm"])
    page.add_signature()
    return page.as_docx()


def handover(turnover: Turnover) -> bytes:
    """The checklist of the handover, as .docx in the agreement's language, with the duties that are open."""
    page = _Page(turnover, "handover")
    page.add_table([[page.words["done"], "", page.words["evidence"]], *page.duties()])
    page.add_signature()
    return page.as_docx()


class _Page:
    """One page, from the heading to Table C; what follows differs."""

    def __init__(self, turnover: Turnover, kind: str) -> None:
        record = turnover.record.as_printed()
        self.turnover = replace(turnover, record=record)
        self.words, self.labels = catalog("paperwork", record.language), labels(record.language)
        self.document: WordDocument = Document()
        self.set_up(self.words[kind])
        organization = record.requesting_organization.name
        self.add_paragraph(self.sentence("agreement", reference=record.reference, organization=organization))
        self.add_paragraph(turnover.numbers)
        posts = listed([self.post(place) for place in turnover.posts], record.language)
        day = day_in_words(turnover.day, record.language)
        self.add_paragraph(self.sentence("from_then", day=day, posts=posts))
        if turnover.told_by:
            self.add_paragraph(self.told(turnover.told_by))
        self.add_paragraph(self.sentence("unchanged", terms=turnover.terms))
        self.add_table_c()
        if self.labels.prevails:
            self.add_paragraph(self.labels.prevails)

    def set_up(self, title: str) -> None:
        section = self.document.sections[0]
        section.page_width, section.page_height = Mm(210), Mm(297)
        section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Mm(18)
        style = self.document.styles["Normal"]
        style.font.name, style.font.size = "Arial", Pt(9.5)
        about = self.document.core_properties
        about.author, about.title, about.comments = "dtmforms", title, ""
        about.created = about.modified = datetime.datetime(1980, 1, 1)  # the page bears the day that counts
        self.add_run(self.document.add_paragraph(), title).bold = True

    def post(self, place: str) -> str:
        side, _, post = place.partition(".")
        area = area_of(place)
        said = self.labels.official[post].rstrip(":").rstrip() if area is None else f"{self.labels.ours['area']} {area}"
        return steps_in_words((self.side(side), said), self.labels.language)

    def told(self, by: str) -> str:
        """By when, and how, the counterpart is told."""
        agreed, day = self.turnover.record.turnover, day_in_words(by, self.labels.language)
        if agreed and agreed.channel:
            return self.sentence("told_by_channel", day=day, channel=agreed.channel)
        return self.sentence("told_by", day=day)

    def side(self, side: str) -> str:
        return self.labels.official["iom"] if side == "iom" else self.turnover.record.requesting_organization.name

    def sentence(self, key: str, **values: str) -> str:
        return str(self.words[key].format(**{name: self.in_order(value) for name, value in values.items()}))

    def in_order(self, value: str) -> str:
        """A value that keeps its order among words from right to left: `2026-11-03` would run backwards there, part by
        part (UAX #9, W2), but for a left-to-right mark before and after it."""
        turns = self.labels.right_to_left and not right_to_left(value)
        return f"{_LEFT_TO_RIGHT_MARK}{value}{_LEFT_TO_RIGHT_MARK}" if turns else value

    def add_paragraph(self, text: str) -> None:
        self.add_run(self.document.add_paragraph(), text)

    def add_signature(self) -> None:
        self.add_paragraph("\n" + at(self.words["signature"], "_" * 50, self.labels.language))

    def duties(self) -> list[list[str]]:
        return [[_BOX, self.words["duties"][duty], ""] for duty in self.turnover.duties]

    def add_table_c(self) -> None:
        self.add_paragraph(self.labels.official["table_c"])
        rows = [[self.side(side) for side in SIDES]]
        for post in POSTS:
            rows.append([f"{self.labels.official[post]}\n{self.person(f'{side}.{post}')}" for side in SIDES])
        self.add_table(rows)
        areas = [place for place in self.turnover.posts if area_of(place) is not None]
        if areas:
            self.add_paragraph("\n" + self.labels.ours["field_heading"])
            self.add_table([[self.post(place), self.person(place)] for place in areas])

    def person(self, place: str) -> str:
        person = self.turnover.record.focal_point(place)
        if person is None:
            return str(self.words["vacant"])
        words = self.labels.official
        return "\n".join(f"{words[f'person_{key}']} {self.in_order(getattr(person, key) or '')}" for key in FOCAL_POINT)

    def add_table(self, rows: list[list[str]]) -> None:
        table = self.document.add_table(len(rows), len(rows[0]), style="Table Grid")
        if self.labels.right_to_left:
            table._tbl.tblPr.insert_element_before(OxmlElement("w:bidiVisual"), *_AFTER_VISUAL)
        for row, texts in zip(table.rows, rows, strict=True):
            for cell, text in zip(row.cells, texts, strict=True):
                self.fill(cell, text)

    def fill(self, cell: _Cell, text: str) -> None:
        for number, line in enumerate(text.split("\n")):
            self.add_run(cell.paragraphs[0] if number == 0 else cell.add_paragraph(), line)

    def add_run(self, paragraph: Paragraph, text: str) -> Run:
        """A line in its direction; in a page from right to left, whatever letters it begins with."""
        run = paragraph.add_run(text)
        paragraph.paragraph_format.space_after = Pt(4)
        if self.labels.right_to_left or right_to_left(text):
            paragraph._p.get_or_add_pPr().insert_element_before(OxmlElement("w:bidi"), *_AFTER_BIDI)
        if right_to_left(text):
            run._r.get_or_add_rPr().append(OxmlElement("w:rtl"))
        return run

    def as_docx(self) -> bytes:
        made = io.BytesIO()
        self.document.save(made)
        with opc.opened(made.getvalue()) as package:
            return opc.packed((name, package.read(name)) for name in package.namelist())
