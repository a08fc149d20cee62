"""The words of a Word document that was printed to PDF, beside those that it was sent with: the values by the names of
their fields, and all that is printed around them.

What a program prints is in the order of the document. Line ends, page breaks, bullets, the head and the foot of a page,
and the heads that tables repeat are the program's own; whatever else differs is told.
"""

from __future__ import annotations

import html
import io
import re
import unicodedata
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache
from typing import TYPE_CHECKING, Literal

from dtmforms.agreement.closed_lists import FOCAL_POINT
from dtmforms.agreement.keys import text_key
from dtmforms.errors import DtmformsError
from dtmforms.findings import Finding
from dtmforms.language import LANGUAGES
from dtmforms.language.catalog import catalog
from dtmforms.language.labels import labels

if TYPE_CHECKING:
    from dtmforms.agreement.model import Agreement
    from dtmforms.form.identity import Identity

_DOCUMENT = "word/document.xml"
_PIECE = re.compile(r'<w:tag w:val="([^"]*)"/>|(</w:sdt>)|<w:t(?: [^>]*)?>([^<]*)|(</w:p>|<w:br/>|<w:tab/>)')
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2066-\u2069]")
_BULLETS = frozenset("•·●○▪■-–\uf0b7\uf0a7\uf02d")
_DAY_OR_NUMBER = re.compile(r"[\d\W_]+")
_MOST_WORDS = 4_000
_KINDS = str.maketrans("’‘ʼ´–—‑−“”„«»", "''''----" + '"' * 5)

Part = Literal["parties", "section_2", "other_terms", "signatures"]


@dataclass(frozen=True, slots=True)
class _Word:
    """A word as it was sent: the field that it belongs to, empty for fixed text, and the part of the document."""

    text: str
    field: str
    part: Part


@dataclass(frozen=True, slots=True)
class _Difference:
    """Words as they were sent, and what is printed in their place; `beside` are the words around them."""

    sent: tuple[_Word, ...]
    printed: tuple[str, ...]
    beside: tuple[_Word, ...]

    @property
    def fields(self) -> list[str]:
        """The fields that it concerns: those of the words, or where words were added, those beside them."""
        return list(dict.fromkeys(word.field for word in self.sent or self.beside if word.field))

    @property
    def part(self) -> Part:
        """Section 2 where it touches that at all, and else what is agreed beside it."""
        parts = [word.part for word in self.sent or self.beside]
        agreed: tuple[Part, ...] = ("section_2", "other_terms")
        return next((part for part in agreed if part in parts), parts[0] if parts else "parties")


def word_differences(pages: Sequence[str], sent: Agreement, identity: Identity, *, all_pages: bool) -> list[Finding]:
    """What is not printed as it was sent; none where all of it is. `pages` are the words of the pages that have
    letters: without `all_pages`, what is missing from them may stand on another. Changed values are named by their
    fields, and never repeated (rule D1)."""
    expected = _as_sent(sent, identity)
    if not expected:
        return [Finding("word_text_differs", "document", severity="error")]
    printed = _Furniture(sent, identity).without(pages)[:_MOST_WORDS]
    found = [one for one in _differences(expected, printed) if one.printed or all_pages]
    return list(_told(found))


def _told(found: Sequence[_Difference]) -> Iterator[Finding]:
    fields = list(dict.fromkeys(name for one in found for name in one.fields))
    if fields:
        yield Finding("copy_words_differ", "form", {"fields": fields})
    fixed = [one for one in found if not one.fields]
    if any(one.part == "section_2" for one in fixed):
        yield Finding("copy_section_2_differs", "form")
    if any(one.part == "other_terms" for one in fixed):
        yield Finding("copy_other_terms_differ", "form")
    if any(one.part == "parties" or (one.part == "signatures" and one.sent) for one in fixed):
        yield Finding("copy_surroundings_differ", "form")
    if any(one.part == "signatures" and not one.sent for one in fixed):
        yield Finding("typed_at_signatures", "form")


def _differences(expected: Sequence[_Word], printed: Sequence[str]) -> Iterator[_Difference]:
    matcher = SequenceMatcher(None, [word.text for word in expected], printed, autojunk=False)
    for how, i, j, k, m in matcher.get_opcodes():
        sent, there = expected[i:j], printed[k:m]
        if how == "equal" or "".join(word.text for word in sent) == "".join(there):
            continue
        yield _Difference(tuple(sent), tuple(there), tuple(expected[max(i - 1, 0) : j + 1]))


def _as_sent(sent: Agreement, identity: Identity) -> list[_Word]:
    """The words of the document, made again; none where it cannot be."""
    from dtmforms.word.write.filled_document import draw  # slow to load, and few returns are printed documents

    try:
        document = draw(sent, identity.language, identity.terms)
    except (DtmformsError, KeyError):
        return []
    with zipfile.ZipFile(io.BytesIO(document)) as package:
        return list(_in_parts(_paragraphs(package.read(_DOCUMENT).decode()), identity.language))


def _paragraphs(document: str) -> Iterator[list[tuple[str, str]]]:
    """Each paragraph as its words with their fields."""
    letters: list[tuple[str, str]] = []
    field = ""
    for tag, closed, text, broken in _PIECE.findall(document):
        if tag or closed:
            field = tag
        elif broken:
            yield _words_of(letters)
            letters = []
        else:
            letters += [(letter, field) for letter in html.unescape(text)]
    yield _words_of(letters)


def _words_of(letters: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """Words, each of the first field that has a letter in it."""
    found, text = [], "".join(letter for letter, _ in letters)
    for match in re.finditer(r"\S+", text):
        fields = (field for _, field in letters[match.start() : match.end()] if field)
        found += [(word, next(fields, "")) for word in words(match[0])]
    return found


def _in_parts(paragraphs: Iterator[list[tuple[str, str]]], languages: str) -> Iterator[_Word]:
    part: Part = "parties"
    first = labels(languages.partition(",")[0])
    heads: dict[tuple[str, ...], Part] = {
        tuple(words(first.official["heading"])): "section_2",
        tuple(words(first.ours["other_terms"])): "other_terms",
        tuple(words(first.ours["signatures"])): "signatures",
    }
    annex = tuple(words(first.ours["field_heading"]))
    for paragraph in paragraphs:
        there = tuple(word for word, _ in paragraph)
        part = "other_terms" if there[: len(annex)] == annex else heads.get(there, part)
        for word, field in paragraph:
            yield _Word(word, field, part)


def words(text: str) -> list[str]:
    """The words of a text as they are compared: without bullets, and without what printing changes."""
    found = text_key(unicodedata.normalize("NFKC", _UNSEEN.sub("", text))).translate(_KINDS).split()
    return [word for word in found if word not in _BULLETS]


class _Furniture:
    """What a program prints on every page beside the text: head, foot, and the heads of tables once more."""

    def __init__(self, sent: Agreement, identity: Identity) -> None:
        first, *second = map(labels, identity.language.split(","))
        whose = f"{first.official['iom']} – {sent.requesting_organization.name}"
        prevails = " ".join(one.prevails for one in (first, *second))
        self.head = words(f"{first.ours['title']} {sent.reference} {whose} {prevails}")
        self.terms = words(f"{first.ours['terms']} {identity.terms}")
        self.page, self.of = words(first.ours["page"]), words(first.ours["of"])
        official = first.official
        urgencies = " ".join(official[f"{name}{part}"] for name in ("low", "medium") for part in ("", "_when"))
        annex = " ".join([first.ours["area"], *(official[f"person_{part}"].rstrip(" :\u00a0") for part in FOCAL_POINT)])
        sides = f"{official['iom']} {sent.requesting_organization.name}"
        self.repeated = [words(urgencies), words(sides), words(annex)]
        self.status = _status_words()

    def without(self, pages: Sequence[str]) -> list[str]:
        printed: list[str] = []
        for number, page in enumerate(pages):
            there = self.without_foot(_without(self.head, words(page)))
            for head in self.repeated if number else ():
                there = there[len(head) :] if there[: len(head)] == head else there
            printed += there
        return printed

    def without_foot(self, there: list[str]) -> list[str]:
        at = _place_of(self.terms, there)
        if at is None:
            return there
        begin, end = at, at + len(self.terms)
        while begin and (there[begin - 1] in self.status or _DAY_OR_NUMBER.fullmatch(there[begin - 1])):
            begin -= 1
        while begin < at and there[begin] not in self.status:  # a number at the end of the text
            begin += 1
        for part in (self.page, ["1"], self.of, ["1"]):
            seen = there[end : end + len(part)]
            end += len(part) if seen == part or (part == ["1"] and seen and seen[0].isdecimal()) else 0
        return there[:begin] + there[end:]


@cache
def _status_words() -> frozenset[str]:
    """The words with which the foot of a page says what a document is, in any language."""
    texts = [str(text) for language in LANGUAGES for text in catalog("paperwork", language)["status"].values()]
    texts += [labels(language).ours["draft"] for language in LANGUAGES]
    return frozenset(word for text in texts for word in words(re.sub(r"\{\w+\}\S*", " ", text)))


def _without(part: Sequence[str], whole: list[str]) -> list[str]:
    at = _place_of(part, whole)
    return whole if at is None else whole[:at] + whole[at + len(part) :]


def _place_of(part: Sequence[str], whole: Sequence[str]) -> int | None:
    places = range(len(whole) - len(part) + 1)
    return next((at for at in places if list(whole[at : at + len(part)]) == list(part)), None)
