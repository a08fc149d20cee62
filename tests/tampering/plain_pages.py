"""A form as a file of plain values, as if libraries had read it, with a text and a look that are said."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from dtmforms.form.fields import Rows
from dtmforms.form.identity import Identity
from dtmforms.pdf.geometry import Box, FormLayout
from dtmforms.pdf.read.model import PdfFields
from dtmforms.pdf.read.pdfium_reader import PdfiumPages
from dtmforms.pdf.read.pypdf_reader import PypdfFile
from dtmforms.returns.tampering.fixed_text import made_of

LAYOUT = FormLayout("sign", Rows((14, 1, 1, 8, 1, 1)), (("humanitarian_need", 44),))
"""Of four pages: Table B begins on the second one, and the last one is to be signed."""


def identity(language: str = "en", reference: str = "REF", rows: str = str(LAYOUT)) -> dict[str, str]:
    return Identity(reference, language, "TERMS", rows).texts()


_MADE = made_of(identity())
assert _MADE
MADE = _MADE
SENT = [page + b"\n" for page in MADE.pages]
"""What the pages of the form draw."""
WORDS = " ".join(words.text for words in MADE.geometry.words)
"""All that the form says."""


class SaidPages(PdfiumPages):
    """Pages with these texts, of which some are said to look otherwise; `asked` is what they were compared with."""

    def __init__(self, *texts: str, unlike: Iterable[int] = ()) -> None:
        super().__init__(b"", None)
        self.said, self.said_unlike = texts, [*unlike]
        self.asked: list[tuple[bytes, dict[int, int], dict[int, list[Box]]]] = []

    def texts(self) -> list[str]:
        return [*self.said]

    def unlike(self, sent: bytes, pages: Mapping[int, int], aside: Mapping[int, Iterable[Box]]) -> list[int]:
        self.asked.append((sent, dict(pages), {page: [*boxes] for page, boxes in aside.items()}))
        return [number for number in self.said_unlike if number in pages]


def file_of(contents: Iterable[bytes] = SENT, page_count: int = 4, **texts: str) -> PypdfFile:
    """A file whose pages draw this, with the hidden fields of the form and more."""
    return PypdfFile(PdfFields(identity() | texts, page_count=page_count), [*contents])
