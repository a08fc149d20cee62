"""Whether the fixed text of a returned PDF form is that which was sent, and nothing was drawn beside it (rule E1).

A program that fills in fields leaves the contents of the pages as they are. Where they are others, the words are looked
for in the text of the page. Not compared: fixed text of Arabic forms that a program has written anew.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from dtmforms.form.labels import FORM_LANGUAGES
from dtmforms.pdf.content import Content, content
from dtmforms.pdf.geometry import Layout
from dtmforms.pdf.operators import PAINTING, pieces
from dtmforms.pdf.pages import texts_of_pages
from dtmforms.pdf.returned import PdfFields


def made_of(identity: Mapping[str, str]) -> Content | None:
    """The form as it was drawn; `None` where it does not say how."""
    language, layout = identity["form_language"], Layout.parse(identity["form_rows"])
    if layout is None or language not in FORM_LANGUAGES:
        return None
    return content(language, layout, locked=bool(identity["form_reference"]))


def changed_words(data: bytes, read: PdfFields, identity: dict[str, str]) -> Iterator[tuple[int, str]]:
    """The pages of the form, counted from 1, and the lines on them that are not as they were sent, or not as often."""
    made, language = made_of(identity), identity["form_language"]
    if made is None:
        return
    pages = [number for number, drawn in enumerate(made.pages, start=1) if not _holds(read.contents, drawn)]
    if not pages or language == "ar" or read.page_count < len(made.pages):
        return
    seen = _squeezed(" ".join(texts_of_pages(data, read.opened_with)))
    lines = [_squeezed(words.text) for words in made.geometry.words]
    for words, line in zip(made.geometry.words, lines, strict=True) if seen else ():
        if words.page in pages and seen.count(line) < sum(other.count(line) for other in lines):
            yield words.page, words.text


def drawn_upon(read: PdfFields, identity: dict[str, str], as_sent: Mapping[int, int]) -> list[int]:
    """The pages of the file on which more is painted than on those of the form: areas, lines and pictures, that may
    cover what was there. `as_sent` is which page of the form each of them is."""
    made = made_of(identity)
    found = []
    for number, drawn in enumerate(read.contents, start=1):
        page = as_sent.get(number, 0)
        if made and 0 < page <= len(made.pages) and _paints_more(drawn, made.pages[page - 1]):
            found.append(number)
    return found


def _paints_more(content: bytes, sent: bytes) -> bool:
    """Beside what all forms share, ours paint the code, and nothing else that is no text."""
    if sent in content:
        more = Counter(pieces(content.replace(sent, b"", 1)))
    else:
        more = Counter(pieces(content)) - Counter(pieces(sent))
    more[b"BI"] -= 1
    return any(more[operator] > 0 for operator in PAINTING)


def _holds(contents: list[bytes], drawn: bytes) -> bool:
    return any(drawn in content for content in contents)


def _squeezed(text: str) -> str:
    return "".join(text.split()).casefold()
