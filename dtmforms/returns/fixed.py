"""Whether the fixed text of a returned PDF form is that which was sent (rule E1).

A program that fills in fields leaves the contents of the pages as they are. Where they are others, the words are looked
for in the text of the page. Not compared: fixed text of Arabic forms that a program has written anew.
"""

from __future__ import annotations

from collections.abc import Iterator

from dtmforms.form.labels import FORM_LANGUAGES
from dtmforms.pdf.content import content
from dtmforms.pdf.geometry import Layout
from dtmforms.pdf.pages import texts_of_pages
from dtmforms.pdf.returned import PdfFields


def changed_words(data: bytes, read: PdfFields, identity: dict[str, str]) -> Iterator[tuple[int, str]]:
    """The pages of the form, counted from 1, and the lines on them that are not as they were sent."""
    language, layout = identity["form_language"], Layout.parse(identity["form_rows"])
    if layout is None or language not in FORM_LANGUAGES:
        return
    made = content(language, layout, locked=bool(identity["form_reference"]))
    pages = [number for number, drawn in enumerate(made.pages, start=1) if not _holds(read.contents, drawn)]
    if not pages or language == "ar" or read.page_count < len(made.pages):
        return
    seen = _squeezed(" ".join(texts_of_pages(data, read.opened_with)))
    for words in made.geometry.words if seen else ():
        if words.page in pages and _squeezed(words.text) not in seen:
            yield words.page, words.text


def _holds(contents: list[bytes], drawn: bytes) -> bool:
    return any(drawn in content for content in contents)


def _squeezed(text: str) -> str:
    return "".join(text.split()).casefold()
