"""A returned Word document as plain texts: bytes in, plain values out.

Every value sits in a content control whose tag is its field's name. Programs that drop content controls leave the
tables, and values are then read by their place in them. Not done here: whether tracked changes are accepted.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections import Counter
from functools import lru_cache
from typing import NamedTuple

from dtmforms import opc
from dtmforms.agreement.closed_lists import FOCAL_POINT, POSTS, SIDES, URGENCIES
from dtmforms.errors import ReturnError
from dtmforms.form.fields import AREA, COLUMN_LISTS, OTHER_TERMS, PREAMBLE
from dtmforms.language import LANGUAGES
from dtmforms.language.catalog import catalog
from dtmforms.language.labels import Labels, labels
from dtmforms.opc import DAMAGED
from dtmforms.word.fixed_text import fixed_lines
from dtmforms.word.markup import DOCUMENT, STRICT, Element, W, child, parsed
from dtmforms.word.read.content_controls import holds_a_value, tag_of, tagged_controls, text_of, value_of
from dtmforms.word.read.datasets import lines_of_fixed_text, typed_below
from dtmforms.word.read.document_parts import DocumentParts
from dtmforms.word.read.fonts import Fonts
from dtmforms.word.read.formatting import Formatting
from dtmforms.word.read.placing import misplaced
from dtmforms.word.read.section_2 import (
    Section2,
    fixed_lines_of,
    is_annex_head,
    nearest_paragraphs,
    normal_line,
    section_2_lines,
    sections_of,
    tables_with_values,
)
from dtmforms.word.read.texts import WordTexts, dataset_of
from dtmforms.word.read.visibility import seen_otherwise

_MARKS = "\u200e\u200f"
_DATASET_TAG = re.compile(r"table_b_(low|medium)_(?:datasets_(\d\d\d?)|(not_applicable))_(name|level|partner_label)")
_ITEM_TAG = re.compile(r"table_b_(low|medium)_(destination|method)_\w+")
_LARGEST_PART, _LARGEST_KEPT = 25_000_000, 500_000
_MOST_TAGS = 200_000
"""In the text; a form has 2,000, and each takes its time to be looked at."""
_TRACKED = tuple(f"{W}{name}" for name in ("ins", "del", "moveFrom", "moveTo", "cellIns", "cellDel", "cellMerge"))
_OWN_FONTS = re.compile(rb"\bembed(?:Regular|Bold|Italic|BoldItalic)\b")
_PROPERTIES = "docProps/custom.xml"
_RELATED = ("styles", "theme", "numbering", "fontTable", "settings", "comments")
"""The parts beside the text that say how it looks, by the last step of their relationship's type."""
_AROUND = "around "
"""Headers and footers, with a number each."""
_LINKED_OUT = "linked out"
"""Among the parts where one lies outside of the file."""
_HARMLESS_OUTSIDE = ("hyperlink", "image", "attachedTemplate")
"""Links, pictures, which are looked at where they stand, and templates, which only change what is typed next."""


def read_texts(data: bytes) -> WordTexts:
    """The texts of a .docx. Raises `ReturnError` of the kind `damaged`, `too_large` or `not_our_form`."""
    try:
        parts = _parts(data)
        if parts["document"].count(b"<") > _MOST_TAGS:
            raise ReturnError("too_large", reason="reader_answer_too_large")
        body = child(parsed(parts["document"]), "body")
        formatting = _formatting_of(parts.get("styles", b""), parts.get("theme", b""))
        numbering, fonts, settings = (
            parsed(parts[kind]) if kind in parts else None for kind in ("numbering", "fontTable", "settings")
        )
        around = [parsed(content) for kind, content in parts.items() if kind.startswith(_AROUND)]
    except DAMAGED:
        raise ReturnError("damaged", reason="word_damaged") from None
    sections = sections_of(body)
    if body is None or not sections:
        raise ReturnError("not_our_form", reason=_why_other(body, parts["document"]))
    read = WordTexts(sections[0].language, _custom_properties(parts))
    _read_values(read, body, sections[0])
    _read_fixed_text(read, body, sections[0])
    read.commented = b"<w:comment " in parts.get("comments", b"")
    read.tracked = sorted({_control_around(element) for element in body.iter(*_TRACKED)})
    tables = tables_with_values(body, sections)
    read.in_tables = {tag for table in tables for tag, _ in tagged_controls(table)}
    read.unlike = seen_otherwise(
        DocumentParts(
            body,
            tables,
            formatting,
            numbering,
            own_fonts=bool(_OWN_FONTS.search(parts.get("fontTable", b""))),
            fonts=Fonts(fonts),
            around=around,
            settings=settings,
            right_to_left=any(labels(section.language).right_to_left for section in sections),
            linked_out=_LINKED_OUT in parts,
        )
    )
    return read


def _why_other(body: Element | None, document: bytes) -> str:
    """Why a document without Tables B and C is no return: it may be a worksheet, known by what it says of itself."""
    if body is None:
        return "strict_document" if STRICT in document else "other_document"
    lines = {normal_line(text_of(paragraph)) for paragraph in body.iter(f"{W}p")}
    says = (catalog("paperwork", language)["worksheet"]["apart"] for language in LANGUAGES)
    return "other_document" if lines.isdisjoint(map(normal_line, says)) else "risk_worksheet"


def _parts(data: bytes) -> dict[str, bytes]:
    """The parts that are read, by what they are to the document, whatever their names (ECMA-376 Part 2, 6.5). Raises
    one of `DAMAGED`."""
    with opc.opened(data) as package:
        names = Counter(package.namelist())

        def part(name: str) -> bytes:
            listed = package.getinfo(name)
            if names[name] > 1 or listed.file_size > _LARGEST_PART:
                raise zipfile.BadZipFile("a part stands twice, or is larger than a form can be")
            return opc.content_of(package, listed)

        def related_to(name: str) -> list[_Related]:
            relationships = opc.relationships_of(name)
            return _related(part(relationships), posixpath.dirname(name)) if relationships in names else []

        documents = {one.target for one in related_to("") if one.kind == "officeDocument"} or {DOCUMENT}
        if len(documents) > 1:
            raise zipfile.BadZipFile("two documents in one file")
        [document] = documents
        related = related_to(document)
        found = [(one.kind, one.target) for one in related if one.kind in _RELATED and one.target in names]
        if len({kind for kind, _ in found}) < len(found):
            raise zipfile.BadZipFile("two parts that say how the text looks")
        headers = (one.target for one in related if one.kind in ("header", "footer") and one.target in names)
        found += [(f"{_AROUND}{number}", target) for number, target in enumerate(headers)]
        found += [("document", document), *([("properties", _PROPERTIES)] if _PROPERTIES in names else [])]
        outside = any(one.outside and one.kind not in _HARMLESS_OUTSIDE for one in related)
        return {kind: part(name) for kind, name in found} | ({_LINKED_OUT: b""} if outside else {})


class _Related(NamedTuple):
    """A relationship: the last step of its type, the name of the part that it leads to, whether that lies outside of
    the file."""

    kind: str
    target: str
    outside: bool


def _related(relationships: bytes, folder: str) -> list[_Related]:
    return [
        _Related(
            one.get("Type", "").rpartition("/")[2],
            opc.target_of(one.get("Target", ""), folder),
            one.get("TargetMode", "Internal") == "External",
        )
        for one in parsed(relationships)
    ]


def _formatting_of(styles: bytes, theme: bytes) -> Formatting:
    """That of one document. What is larger than in any form is not kept."""
    large = len(styles) + len(theme) > _LARGEST_KEPT
    return _formatting.__wrapped__(styles, theme) if large else _formatting(styles, theme).for_another()


@lru_cache(maxsize=4)
def _formatting(styles: bytes, theme: bytes) -> Formatting:
    """Nearly all documents have the styles and the theme of one template, so they are understood once."""
    return Formatting(*(parsed(part) if part else None for part in (styles, theme)))


def _custom_properties(parts: dict[str, bytes]) -> dict[str, str]:
    """The identity that the document was given (ECMA-376 Part 1, 22.3); empty where a program dropped it."""
    try:
        properties = parsed(parts["properties"])
    except (KeyError, ValueError):
        return {}
    return {
        name: "".join(element.itertext())
        for element in properties
        if (name := element.get("name", "")).startswith("form_")
    }


def _read_values(read: WordTexts, body: Element, section: Section2) -> None:
    controls = list(tagged_controls(body))
    read.by_position = not any(tag.startswith("table_c_") for tag, _ in controls)
    if read.by_position:
        _by_position(read, section)
    else:
        _by_controls(read, controls)
        words = labels(read.language)
        for urgency, line in typed_below(section):
            read.datasets.setdefault(urgency, []).append(dataset_of(line, words))
        read.misplaced = misplaced(body, section, words) - read.doubled


def _read_fixed_text(read: WordTexts, body: Element, section: Section2) -> None:
    words = labels(read.language)
    if read.by_position:
        read.fixed, read.expected = nearest_paragraphs(body, words)
        return
    datasets = lines_of_fixed_text(section)
    read.fixed = list(fixed_lines_of(body, section, datasets))
    read.expected = section_2_lines(words, read.texts.get("requesting_organization_name", ""))
    read.outside = fixed_lines(
        text_of(paragraph, holds_a_value) if paragraph not in datasets else datasets[paragraph]
        for paragraph in body.iter(f"{W}p")
    )


def _by_controls(read: WordTexts, controls: list[tuple[str, Element]]) -> None:
    datasets: dict[tuple[str, str], dict[str, str]] = {}
    for tag, control in controls:
        text = value_of(control)
        row, item = _DATASET_TAG.fullmatch(tag), _ITEM_TAG.fullmatch(tag)
        if row:
            # Copying a line in Word copies its controls: two texts of one name are two datasets, and neither is chosen.
            if datasets.setdefault((row[1], row[2] or row[3]), {}).setdefault(row[4], text) != text:
                read.doubled.add(tag)
        elif item:
            read.items.setdefault(f"{item[1]}_{item[2]}", []).append((tag, text))
        elif read.texts.setdefault(tag, text) != text:
            read.doubled.add(tag)
    for (urgency, _), values in datasets.items():
        dataset = (values.get("name", ""), values.get("level", ""), values.get("partner_label", ""))
        read.datasets.setdefault(urgency, []).append(dataset)


def _by_position(read: WordTexts, section: Section2) -> None:
    words = labels(read.language)
    _preamble_by_position(read, words, section.before)
    rows = _rows(section.table_b)
    if len(rows) < 5 or any(len(row) < 3 for row in rows[:5]) or len(_rows(section.table_c)) < 3:
        raise ReturnError("not_our_form", reason="torn_tables")
    for column, urgency in enumerate(URGENCIES, start=1):
        cells = dict(zip(("timeline", "datasets", *COLUMN_LISTS), (row[column] for row in rows[1:5]), strict=False))
        read.texts[f"table_b_{urgency}_timeline"] = "\n".join(_paragraphs(cells["timeline"]))
        lines = [line for line in _paragraphs(cells["datasets"]) if normal_line(line) != words.official["dataset"]]
        read.datasets[urgency] = [dataset_of(line, words) for line in lines if line.strip()]
        for attribute in COLUMN_LISTS:
            read.items[f"{urgency}_{attribute}"] = [
                ("", line) for line in _paragraphs(cells[attribute]) if line.strip()
            ]
    _people_by_position(read, words, section.table_c)
    _terms_by_position(read, words, section.table_c)
    _areas_by_position(read, words, section.table_c)


def _preamble_by_position(read: WordTexts, words: Labels, table: Element) -> None:
    names = {words.ours[path[0]]: "_".join(path) for path in PREAMBLE}
    names[words.ours["password_change_plan"]] = "table_b_password_change_plan"
    for row in _rows(table):
        for label, cell in zip(row[::2], row[1::2], strict=False):
            if name := names.get(normal_line(text_of(label))):
                read.texts[name] = "\n".join(_paragraphs(cell))


def _people_by_position(read: WordTexts, words: Labels, table_c: Element) -> None:
    for row, post in zip(_rows(table_c)[1:], POSTS, strict=False):
        for cell, side in zip(row, SIDES, strict=False):
            for line in _paragraphs(cell):
                for part in FOCAL_POINT:
                    label = r"\s+".join(map(re.escape, words.official[f"person_{part}"].split()))
                    if behind := re.fullmatch(rf"\s*{label}[\s{_MARKS}]*(.*)", line, re.DOTALL):
                        read.texts[f"table_c_{side}_{post}_{part}"] = behind[1].rstrip(_MARKS)


def _terms_by_position(read: WordTexts, words: Labels, table_c: Element) -> None:
    """What is agreed beside Section 2, by the labels of the table that has it."""
    names = {normal_line(words.ours[term.label]): term.name for term in OTHER_TERMS}
    for row in (row for table in table_c.itersiblings(f"{W}tbl") for row in _rows(table)):
        if len(row) == 2 and (name := names.get(normal_line(text_of(row[0])))):
            read.texts.setdefault(name, "\n".join(_paragraphs(row[1])))


def _areas_by_position(read: WordTexts, words: Labels, table_c: Element) -> None:
    """The field focal points, by the headings of the tables that have them, and of the annex above (rule D11)."""
    for table in table_c.itersiblings(f"{W}tbl"):
        head, *rows = _rows(table) or [[]]
        if not is_annex_head(head, words):
            continue
        above = (normal_line(text_of(one)) for one in table.itersiblings(f"{W}p", preceding=True))
        heading = next(filter(None, above), "")
        side = SIDES[0] if heading.endswith(normal_line(words.official["iom"])) else SIDES[1]
        for number, row in enumerate(rows, start=1):
            for cell, key in zip(row, AREA, strict=False):
                read.texts[f"table_c_{side}_field_{number:02d}_{key}"] = "\n".join(_paragraphs(cell))


def _rows(table: Element) -> list[list[Element]]:
    return [list(row.iter(f"{W}tc")) for row in table.iter(f"{W}tr")]


def _paragraphs(cell: Element) -> list[str]:
    return [text_of(paragraph).strip(_MARKS) for paragraph in cell.iter(f"{W}p")]


def _control_around(element: Element) -> str:
    """The tag of the nearest content control around an element; empty outside of them all."""
    return next(filter(None, map(tag_of, element.iterancestors(f"{W}sdt"))), "")
