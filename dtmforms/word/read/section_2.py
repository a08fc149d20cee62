"""Section 2 of a Word document: where its tables stand, and its fixed text as it is found and as it has to be.

Not done here: the values between the fixed words, and what differs outside of Section 2.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from dtmforms.agreement.closed_lists import FOCAL_POINT, POSTS, SIDES, URGENCIES
from dtmforms.agreement.keys import text_key
from dtmforms.language import LANGUAGES
from dtmforms.language.labels import Labels, labels
from dtmforms.word.fixed_text import AROUND_CLASS, DATASET_FRAME
from dtmforms.word.markup import Element, W, child, parsed
from dtmforms.word.read.content_controls import holds_a_value, tagged_controls, text_of

_WHOLE_PARAGRAPHS = (
    *("heading", "table_b", "low", "low_when", "medium", "medium_when", "timeline", "datasets", "destination"),
    *("method", "note", "table_c", "turnover", "iom", "primary", "secondary"),
)
_TEMPLATE_SYNTAX = re.compile(r"\{%.*?%\}|\{\{.*?\}\}")


@dataclass(frozen=True, slots=True)
class Section2:
    """Where a Section 2 stands: its language, the table before it, which says whose agreement it is, and its tables."""

    language: str
    before: Element
    table_b: Element
    table_c: Element


def sections_of(body: Element | None) -> list[Section2]:
    """Every Section 2 of a document's body, one a language; none without a body."""
    if body is None:
        return []
    tables = [table for table in body.iter(f"{W}tbl") if next(table.iterancestors(f"{W}tbl"), None) is None]
    found = []
    lines = [_lines_of(table) for table in tables]
    for index, (before, table_b, table_c) in enumerate(zip(tables, tables[1:], tables[2:], strict=False)):
        lines_b, lines_c = lines[index + 1 : index + 3]
        for language in LANGUAGES:
            official = labels(language).official
            if {official["low_when"], official["destination"]} <= lines_b and official["primary"] in lines_c:
                found.append(Section2(language, before, table_b, table_c))
    return found


def tables_with_values(body: Element, sections: list[Section2]) -> list[Element]:
    """The tables that values are read from, and those of the other language beside them, in the order of the text."""
    of_sections = [table for one in sections for table in (one.before, one.table_b, one.table_c)]
    holding = [
        table for table in body.iter(f"{W}tbl") if any(holds_a_value(control) for control in table.iter(f"{W}sdt"))
    ]
    return [table for table in body.iter(f"{W}tbl") if table in of_sections or table in holding]


def template_section_2(document: bytes) -> list[tuple[list[str], list[str]]]:
    """The fixed text of each Section 2 in a template's `word/document.xml`, as found and as it has to be; empty
    where there are no Tables B and C in any language of the form. Raises `ValueError` for what cannot be read."""
    body = child(parsed(document), "body")
    pairs = []
    for section in sections_of(body):
        lines = [normal_line(_TEMPLATE_SYNTAX.sub("", line)) for line in fixed_lines_of(body, section)]
        found = [line for line in lines if line and not DATASET_FRAME.fullmatch(line)]
        pairs.append((found, section_2_lines(labels(section.language), "")))
    return pairs


def template_languages(document: bytes) -> str:
    """The languages in which a template's `word/document.xml` has Section 2, as `en` or `en,fr`; empty without any."""
    return ",".join(section.language for section in sections_of(child(parsed(document), "body")))


def section_2_lines(words: Labels, organization: str) -> list[str]:
    """The fixed text of Section 2, a line a paragraph, values left out."""
    official = words.official
    post = [[official[post], *(official[f"person_{part}"] for part in FOCAL_POINT)] for post in POSTS]
    lines = [
        official["heading"],
        official["table_b"],
        *(official[key] for urgency in URGENCIES for key in (urgency, f"{urgency}_when")),
        official["timeline"],
        official["datasets"],
        official["dataset"],
        official["dataset"],
        official["destination"],
        official["method"],
        official["note"],
        official["table_c"],
        official["turnover"],
        official["iom"],
        organization,
        *(line for lines in post for line in lines * len(SIDES)),
    ]
    return [line for line in map(normal_line, lines) if line]


def fixed_lines_of(
    body: Element, section: Section2, instead: Mapping[Element, str] = MappingProxyType({})
) -> Iterator[str]:
    """The fixed text from the heading of Section 2 to the end of Table C, a line a paragraph, without the values;
    `instead` are paragraphs of which only a part is fixed, each with that part."""
    paragraphs = list(body.iter(f"{W}p"))
    first_of_b = paragraphs.index(next(section.table_b.iter(f"{W}p")))
    last_of_c = paragraphs.index(list(section.table_c.iter(f"{W}p"))[-1])
    for paragraph in paragraphs[max(first_of_b - 2, 0) : last_of_c + 1]:
        line = normal_line(text_of(paragraph, holds_a_value) if paragraph not in instead else instead[paragraph])
        if any("_datasets_" in tag or "_not_applicable" in tag for tag, _ in tagged_controls(paragraph)):
            line = re.sub(rf"^\(\s*\)|{AROUND_CLASS}$", "", line).strip()
        if line:
            yield line


def nearest_paragraphs(body: Element, words: Labels) -> tuple[list[str], list[str]]:
    """The fixed paragraphs of Section 2 as found and as they have to be, where there are no content controls: values
    cannot be parted there from the words around them, so each paragraph is held against the one most like it."""
    expected = [normal_line(words.official[key]) for key in _WHOLE_PARAGRAPHS]
    lines = [normal_line(text_of(paragraph)) for paragraph in body.iter(f"{W}p")]
    found = [line if line in lines else next(iter(difflib.get_close_matches(line, lines, 1)), "") for line in expected]
    return found, expected


def _lines_of(element: Element) -> set[str]:
    return {normal_line(text_of(paragraph)) for paragraph in element.iter(f"{W}p")}


def is_annex_head(cells: list[Element], words: Labels) -> bool:
    """Whether these are the headings of the annex's columns: in a language alone, or with those of another one."""
    alone = _annex_head(words)
    others = (_annex_head(labels(language)) for language in LANGUAGES if language != words.language)
    with_another = ([" / ".join(pair) for pair in zip(alone, other, strict=True)] for other in others)
    return [normal_line(text_of(cell)) for cell in cells] in (alone, *with_another)


def _annex_head(words: Labels) -> list[str]:
    people = (words.official[f"person_{part}"].rstrip(" :\u00a0") for part in FOCAL_POINT)
    return [normal_line(heading) for heading in (words.ours["area"], *people)]


def normal_line(text: str) -> str:
    """A line as lines are compared: without marks of direction, and with its spaces made one."""
    return text_key(text.replace("\u200e", "").replace("\u200f", ""))
