"""The paperwork of a focal-point notice: the written notice to the counterpart, and the handover's checklist.

One page each, with Table C and nothing of Table B: what was agreed stays, and the page says so (rules D4, D5, D9).
"""

from __future__ import annotations

import datetime
import io
import tomllib
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from docx import Document
from docx.document import Document as WordDocument
from docx.oxml import OxmlElement
from docx.shared import Mm, Pt
from docx.table import _Cell
from docx.text.paragraph import Paragraph

from dtmforms.agreement.record import FOCAL_POINT, POSTS, SIDES, Agreement
from dtmforms.form.labels import labels
from dtmforms.word.template import right_to_left

_OLDEST = (1980, 1, 1, 0, 0, 0)
_AFTER_BIDI = ("w:adjustRightInd", "w:snapToGrid", "w:spacing", "w:ind", "w:contextualSpacing", "w:jc", "w:rPr")
_AFTER_VISUAL = ("w:tblStyleRowBandSize", "w:tblStyleColBandSize", "w:tblW", "w:jc", "w:tblLayout", "w:tblLook")
_BOX = "☐"
_LEFT_TO_RIGHT = "\u200e"


@dataclass(frozen=True, slots=True)
class Turnover:
    """What the paperwork tells of a notice: the record with the new focal points, the posts with another holder, the
    day, the terms that stay, the agreement's numbers as a sentence, and the duties that are open. `number` is the
    contacts number of the notice."""

    record: Agreement
    number: int
    posts: Sequence[str]
    day: str
    terms: str
    numbers: str
    duties: Sequence[str]


def written_notice(turnover: Turnover) -> bytes:
    """The notice to the counterpart, as .docx in the agreement's language. The same turnover gives the same bytes."""
    page = _Page(turnover, "notice")
    page.says(page.words["confirm"])
    page.signature()
    return page.done()


def handover(turnover: Turnover) -> bytes:
    """The checklist of the handover, as .docx in the agreement's language, with the duties that are open."""
    page = _Page(turnover, "handover")
    page.table([[page.words["done"], "", page.words["evidence"]], *page.duties()])
    page.signature()
    return page.done()


@cache
def _words(language: str) -> dict[str, Any]:
    text = resources.files("dtmforms.word").joinpath("paperwork", f"{language}.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


class _Page:
    """One page on its way: heading, what the notice is about, Table C."""

    def __init__(self, turnover: Turnover, kind: str) -> None:
        record, self.turnover = turnover.record, turnover
        self.words, self.labels = _words(record.language), labels(record.language)
        self.document: WordDocument = Document()
        self._begin(self.words[kind])
        organization = record.requesting_organization.name
        self.says(self.filled("agreement", reference=record.reference, organization=organization))
        self.says(turnover.numbers)
        posts = ", ".join(self.post(place) for place in turnover.posts)
        self.says(self.filled("from_then", day=turnover.day, posts=posts))
        self.says(self.filled("unchanged", terms=turnover.terms))
        self.table_c()
        if self.labels.prevails:
            self.says(self.labels.prevails)

    def _begin(self, title: str) -> None:
        section = self.document.sections[0]
        section.page_width, section.page_height = Mm(210), Mm(297)
        section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Mm(18)
        style = self.document.styles["Normal"]
        style.font.name, style.font.size = "Arial", Pt(9.5)
        about = self.document.core_properties
        about.author, about.title, about.comments = "dtmforms", title, ""
        about.created = about.modified = datetime.datetime(1980, 1, 1)  # the page bears the day that counts
        self.laid(self.document.add_paragraph(), title).runs[0].bold = True

    def post(self, place: str) -> str:
        side, _, post = place.partition(".")
        return f"{self.side(side)}, {self.labels.official[post].rstrip(':')}"

    def side(self, side: str) -> str:
        return self.labels.official["iom"] if side == "iom" else self.turnover.record.requesting_organization.name

    def filled(self, sentence: str, **values: str) -> str:
        return str(self.words[sentence].format(**{name: self.kept(value) for name, value in values.items()}))

    def kept(self, value: str) -> str:
        """A value whose order stays among Arabic words: `2026-11-03` would run backwards there, part by part (Unicode
        Bidirectional Algorithm, W2), but for a left-to-right mark before and after it."""
        return f"{_LEFT_TO_RIGHT}{value}{_LEFT_TO_RIGHT}" if self.is_arabic and not right_to_left(value) else value

    @property
    def is_arabic(self) -> bool:
        return self.turnover.record.language == "ar"

    def says(self, text: str) -> None:
        self.laid(self.document.add_paragraph(), text)

    def signature(self) -> None:
        self.says(f"\n{self.words['signature']}: " + "_" * 50)

    def duties(self) -> list[list[str]]:
        return [[_BOX, self.words["duties"][duty], ""] for duty in self.turnover.duties]

    def table_c(self) -> None:
        self.says(self.labels.official["table_c"])
        rows = [[self.side(side) for side in SIDES]]
        for post in POSTS:
            rows.append([f"{self.labels.official[post]}\n{self.person(f'{side}.{post}')}" for side in SIDES])
        self.table(rows)

    def person(self, place: str) -> str:
        person = self.turnover.record.focal_point(place)
        if person is None:
            return str(self.words["vacant"])
        words = self.labels.official
        return "\n".join(f"{words[f'person_{key}']} {self.kept(getattr(person, key))}" for key in FOCAL_POINT)

    def table(self, rows: list[list[str]]) -> None:
        table = self.document.add_table(len(rows), len(rows[0]), style="Table Grid")
        if self.is_arabic:
            table._tbl.tblPr.insert_element_before(OxmlElement("w:bidiVisual"), *_AFTER_VISUAL)
        for row, texts in zip(table.rows, rows, strict=True):
            for cell, text in zip(row.cells, texts, strict=True):
                self.fill(cell, text)

    def fill(self, cell: _Cell, text: str) -> None:
        for number, line in enumerate(text.split("\n")):
            self.laid(cell.paragraphs[0] if number == 0 else cell.add_paragraph(), line)

    def laid(self, paragraph: Paragraph, text: str) -> Paragraph:
        """A line in its direction; in a page from right to left, whatever letters it begins with."""
        run = paragraph.add_run(text)
        paragraph.paragraph_format.space_after = Pt(4)
        if self.is_arabic or right_to_left(text):
            paragraph._p.get_or_add_pPr().insert_element_before(OxmlElement("w:bidi"), *_AFTER_BIDI)
        if right_to_left(text):
            run._r.get_or_add_rPr().append(OxmlElement("w:rtl"))
        return paragraph

    def done(self) -> bytes:
        made, fixed = io.BytesIO(), io.BytesIO()
        self.document.save(made)
        with zipfile.ZipFile(made) as archive, zipfile.ZipFile(fixed, "w", zipfile.ZIP_DEFLATED) as target:
            for name in archive.namelist():
                target.writestr(zipfile.ZipInfo(name, _OLDEST), archive.read(name), zipfile.ZIP_DEFLATED)
        return fixed.getvalue()
