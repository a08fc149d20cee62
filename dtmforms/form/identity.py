"""By what a document of ours is known again: hidden fields, the document information, and a code on every page. None of
them holds contact data (rule D1)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from urllib.parse import parse_qsl, quote, unquote, urlencode

from dtmforms.form.fields import EDITION, IDENTITY

_MARK = "DTM"
"""The first part of the text of every code of ours."""
WORD = "word"
"""In place of a layout: a Word document has none."""
PAPERWORK = "paperwork"
"""The same on a notice or a checklist, which are no copies of any text."""
WORKSHEET = "worksheet"
"""The same on the worksheet of a risk assessment, which is part of no agreement."""


@dataclass(frozen=True, slots=True)
class Identity:
    """`reference` and `terms` are empty in a blank form; `rows` is the form's layout as text, `word` for a Word
    document, `paperwork` for what belongs to a notice, and `worksheet` for that of a risk assessment; `page` counts
    from 1 and is 0 where it is not known."""

    reference: str
    language: str
    terms: str
    rows: str
    edition: str = EDITION
    page: int = 0

    def texts(self) -> dict[str, str]:
        """The hidden fields of a form, by name."""
        return dict(zip(IDENTITY, (self.reference, self.edition, self.language, self.terms, self.rows), strict=True))

    def keywords(self) -> str:
        """The same as one text for the document information, which stays where a program loses the fields."""
        return urlencode(self.texts())

    def code(self, page: int = 0) -> str:
        """The text of the code on a page: `DTM/2/en/7Q2M-KX4D/2/fill.4.1.1.3.1.1.7.6=1/NGA-LCB-UNICEF-CP`."""
        parts = (_MARK, self.edition, self.language, self.terms, str(page), self.rows.replace(" ", "."))
        return "/".join((*parts, quote(self.reference, safe="")))

    def on_page(self, page: int) -> Identity:
        return replace(self, page=page)


def identity_of_texts(texts: dict[str, str]) -> Identity | None:
    """The identity that hidden fields hold; `None` where they hold none."""
    if not texts.get("form_edition"):
        return None
    reference, edition, language, terms, rows = (texts.get(name, "") for name in IDENTITY)
    return Identity(reference, language, terms, rows, edition)


def identity_of_keywords(keywords: str) -> Identity | None:
    """The identity that the document information holds; `None` where it holds none."""
    return identity_of_texts(dict(parse_qsl(keywords)))


def identity_of_code(code: str) -> Identity | None:
    """The identity, with its page, that a code holds; `None` for a code that is not ours."""
    parts = [unquote(part) for part in code.split("/")]
    if len(parts) != 7 or parts[0] != _MARK or not parts[4].isdecimal():
        return None
    _, edition, language, terms, page, rows, reference = parts
    return Identity(reference, language, terms, rows.replace(".", " "), edition, int(page))
