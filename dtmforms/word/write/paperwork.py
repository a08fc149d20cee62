"""What stands beside an agreement and is no part of it, as pages in one look: notice, checklist, worksheet, guide."""

from __future__ import annotations

import datetime
import io
from typing import Any

from docx import Document
from docx.oxml.ns import qn
from docx.table import _Cell
from docx.text.paragraph import Paragraph

from dtmforms import opc
from dtmforms.agreement.model import Agreement
from dtmforms.language.direction import in_order
from dtmforms.language.shown import day_in_words
from dtmforms.word.write.paper import GREY, WordPages, set_page, set_styles


class Sheet(WordPages):
    """A document of such pages in one language, which is of no agreement."""

    def __init__(self, language: str, title: str, *, top_mm: float) -> None:
        document = Document()
        super().__init__(document, language)
        set_page(document, top_mm=top_mm)
        set_styles(document, language)
        for english in document.settings.element.findall(qn("w:themeFontLang")):
            document.settings.element.remove(english)
        about = document.core_properties
        about.author, about.title, about.comments = "dtmforms", title, ""
        about.language = self.words.locale
        about.created = about.modified = datetime.datetime(1980, 1, 1)  # the page bears the day that counts

    def as_docx(self) -> bytes:
        made = io.BytesIO()
        self.document.save(made)
        with opc.opened(made.getvalue()) as package:
            return opc.packed((name, package.read(name)) for name in package.namelist())


class PaperworkPage(Sheet):
    """Such a page of a record, with its words."""

    def __init__(self, record: Agreement, said: dict[str, Any], title: str, *, top_mm: float) -> None:
        super().__init__(record.language, title, top_mm=top_mm)
        self.record, self.said = record, said

    def day(self, day: str) -> str:
        """A day in words, which stay on one line."""
        return day_in_words(day, self.words.language).replace(" ", "\u00a0")

    def sentence(self, key: str, **values: str) -> str:
        return str(self.said[key].format(**{name: self.in_order(value) for name, value in values.items()}))

    def in_order(self, value: str) -> str:
        return in_order(value, among_right_to_left=self.words.right_to_left)

    def fill(
        self, cell: _Cell, text: str, *, bold: bool = False, size: float | None = None, grey: bool = False
    ) -> None:
        """A cell with a paragraph for each line."""
        for number, line in enumerate(text.split("\n")):
            paragraph: Paragraph = cell.paragraphs[0] if number == 0 else cell.add_paragraph()
            self.text(paragraph, line, bold=bold, size=size, colour=GREY if grey else None)
