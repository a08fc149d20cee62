"""Whether the fixed text of a returned PDF form is that which was sent, and nothing was drawn beside it (rule E1).

A program that fills in fields leaves the contents of the pages as they are. Where they are others, the words are looked
for in the text of the page, but for those of Arabic forms, and a page has to look as it did.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from dtmforms.form.identity import Identity
from dtmforms.form.labels import FORM_LANGUAGES
from dtmforms.pdf.additions import BESIDE_CODE, is_drawn_by_us, room_of
from dtmforms.pdf.content import Content, content
from dtmforms.pdf.geometry import Box, Layout
from dtmforms.pdf.likeness import unlike
from dtmforms.pdf.operators import PAINTING, SHOWING, exact_pieces, pieces
from dtmforms.pdf.pages import texts_of_pages
from dtmforms.pdf.preparing import prepared
from dtmforms.pdf.returned import PdfFields
from dtmforms.pdf.sheet import Slot


def made_of(identity: Mapping[str, str]) -> Content | None:
    """The form as it was drawn; `None` where it does not say how."""
    language, layout = identity["form_language"], Layout.parse(identity["form_rows"])
    if layout is None or language not in FORM_LANGUAGES:
        return None
    return content(language, layout, locked=bool(identity["form_reference"]))


def changed_words(data: bytes, read: PdfFields, identity: Mapping[str, str]) -> Iterator[tuple[int, str]]:
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


def drawn_upon(data: bytes, read: PdfFields, identity: Mapping[str, str], as_sent: Mapping[int, int]) -> list[int]:
    """The pages of the file that do not look as they were sent: with more painted on them, moved, clipped, or with
    other words; and pages beyond those of the form that show anything. `as_sent` is which page of the form each of
    them is; those that have no field are known by what they draw."""
    made, layout = made_of(identity), Layout.parse(identity["form_rows"])
    if made is None or layout is None:
        return []
    found: list[int] = []
    doubtful: dict[int, int] = {}
    for number, drawn in enumerate(read.contents, start=1):
        page = as_sent.get(number) or _page_drawn(drawn, made)
        if not page:
            found += [number] if _draws(drawn) else []
        elif is_drawn_by_us(drawn, made.pages[page - 1], _slots_on(page, made)):
            continue
        elif _paints_more(drawn, made.pages[page - 1]):
            found.append(number)
        else:
            doubtful[number] = page
    if doubtful:
        reworded = {page for page, _ in changed_words(data, read, identity)}
        doubtful = {number: page for number, page in doubtful.items() if page not in reworded}
        found += unlike(data, read.opened_with, _form_of(identity, layout), doubtful, _boxes_aside(made))
    return sorted(found)


def _page_drawn(drawn: bytes, made: Content) -> int:
    return next((page for page, sent in enumerate(made.pages, start=1) if sent in drawn), 0)


def _slots_on(page: int, made: Content) -> list[Slot]:
    return [slot for slot in made.slots if slot.marked.page == page]


def _form_of(identity: Mapping[str, str], layout: Layout) -> bytes:
    """The form without anything that a record says."""
    language = identity["form_language"]
    empty = Identity("", language, "", str(layout))
    return prepared(language, layout, locked=bool(identity["form_reference"])).filled(empty, {}, {}, "")


def _boxes_aside(made: Content) -> dict[int, list[Box]]:
    """Where each form has something of its own, or is signed, by page."""
    aside = {page: [made.geometry.code, BESIDE_CODE] for page in range(1, made.geometry.pages + 1)}
    for slot in made.slots:
        aside[slot.marked.page].append(room_of(slot))
    for place in made.geometry.signatures:
        aside[place.page].append(place.box)
    return aside


def _draws(content: bytes) -> bool:
    found = exact_pieces(content)
    return found is None or not (PAINTING | SHOWING).isdisjoint(found)


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
