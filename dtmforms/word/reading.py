"""A returned Word document as plain texts: bytes in, values out, no object of a library leaves this module.

Every value sits in a content control whose tag is its field's name. Programs that drop content controls leave the
tables, and values are then read by their place in them. Not done here: whether tracked changes are accepted.
"""

from __future__ import annotations

import difflib
import posixpath
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from lxml import etree

from dtmforms import archives
from dtmforms.agreement.normal import text_key
from dtmforms.agreement.record import FOCAL_POINT, POSTS, SIDES, URGENCIES
from dtmforms.errors import ReturnError
from dtmforms.form.fields import PREAMBLE
from dtmforms.form.labels import FORM_LANGUAGES, Labels, labels
from dtmforms.word.fixed import fixed_lines
from dtmforms.word.looks import Looks, child
from dtmforms.word.package import DAMAGED, DOCUMENT
from dtmforms.word.seeing import Document, is_hint, seen_otherwise, tag_of, text_of

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MARKS = "\u200e\u200f"
_LISTS = ("destination", "method")
_DATASET_TAG = re.compile(r"table_b_(low|medium)_(?:datasets_(\d\d\d?)|(not_applicable))_(name|level|partner_label)")
_ITEM_TAG = re.compile(r"table_b_(low|medium)_(destination|method)_\w+")
_WHOLE_PARAGRAPHS = (
    *("heading", "table_b", "low", "low_when", "medium", "medium_when", "timeline", "datasets", "destination"),
    *("method", "note", "table_c", "turnover", "iom", "primary", "secondary"),
)
_TEMPLATE_SYNTAX = re.compile(r"\{%.*?%\}|\{\{.*?\}\}")
_DATASET_FRAME = re.compile(r"\(\s*\)(\s*–\s*:\s*“\s*”)?")
"""What stands around a dataset's name, level and label when these are left out."""
_LARGEST_PART, _LARGEST_KEPT = 25_000_000, 500_000
_TRACKED = tuple(f"{_W}{name}" for name in ("ins", "del", "moveFrom", "moveTo", "cellIns", "cellDel", "cellMerge"))
_OWN_FONTS = re.compile(rb"\bembed(?:Regular|Bold|Italic|BoldItalic)\b")
_ROOT_RELATIONS, _PROPERTIES = "_rels/.rels", "docProps/custom.xml"
_RELATED = ("styles", "theme", "numbering", "fontTable", "comments")
"""The parts beside the text that say how it looks, by the last step of their relationship's type."""


@dataclass(slots=True)
class WordTexts:
    """What a document holds. `texts` are those of fields that stand alone, by name; `items` those of destinations and
    methods, as pairs of field name and text, the name empty where it is not known; `datasets` name, level and label.

    `by_position` says that there were no content controls. `doubled` are fields that stand twice with different
    texts, `tracked` fields with tracked changes in them, `unlike` those that show something else than what
    is read, with the name of the sentence that says why, and no name of a field outside of all. `commented` says
    whether there are comments. `fixed` is the fixed text of Section 2, a line a paragraph, as found; `expected` as it
    was sent."""

    language: str
    identity: dict[str, str] = field(default_factory=dict)
    by_position: bool = False
    texts: dict[str, str] = field(default_factory=dict)
    items: dict[tuple[str, str], list[tuple[str, str]]] = field(default_factory=dict)
    datasets: dict[str, list[tuple[str, str, str]]] = field(default_factory=dict)
    doubled: set[str] = field(default_factory=set)
    tracked: list[str] = field(default_factory=list)
    unlike: list[tuple[str, str]] = field(default_factory=list)
    in_tables: set[str] = field(default_factory=set)
    """The tags of the content controls in the tables that are read, whether or not the form knows them."""
    commented: bool = False
    fixed: list[str] = field(default_factory=list)
    expected: list[str] = field(default_factory=list)
    outside: list[str] = field(default_factory=list)
    """All text outside of the cells, as `fixed.fixed_lines` has it; empty where there are no content controls."""


def read_texts(data: bytes) -> WordTexts:
    """The texts of a .docx. Raises `ReturnError` of the kind `damaged` or `not_our_form`."""
    try:
        parts = _parts(data)
        body = _parsed(parts["document"]).find(f"{_W}body")
        looks = _looks_of(parts.get("styles", b""), parts.get("theme", b""))
        numbering = _parsed(parts["numbering"]) if "numbering" in parts else None
    except (*DAMAGED, etree.XMLSyntaxError):
        raise ReturnError("damaged", reason="word_damaged") from None
    sections = _sections(body) if body is not None else []
    if not sections:
        raise ReturnError("not_our_form", reason="other_document")
    section = sections[0]
    language, table_b, table_c = section.language, section.table_b, section.table_c
    read = WordTexts(language, _custom_properties(parts))
    read.commented = b"<w:comment " in parts.get("comments", b"")
    controls = list(_controls(body))
    if any(tag.startswith("table_c_") for tag, _ in controls):
        _by_controls(read, controls)
    else:
        read.by_position = True
        _by_position(read, labels(language), section.before, table_b, table_c)
    if not read.by_position:
        read.fixed = list(_fixed_lines(body, table_b, table_c))
        organization = read.texts.get("requesting_organization_name", "")
        read.expected = section_2_lines(labels(language), organization)
    else:
        read.fixed, read.expected = _long_texts(body, labels(language))
    if not read.by_position:
        read.outside = fixed_lines(text_of(paragraph, _is_value) for paragraph in body.iter(f"{_W}p"))
    read.tracked = sorted({_where_tracked(element) for element in body.iter(*_TRACKED)})
    own_fonts = bool(_OWN_FONTS.search(parts.get("fontTable", b"")))
    tables = _tables(body, sections)
    read.in_tables = {tag for table in tables for tag, _ in _controls(table)}
    read.unlike = seen_otherwise(Document(body, tables, looks, numbering, own_fonts))
    return read


def template_section_2(document: bytes) -> list[tuple[list[str], list[str]]]:
    """The fixed text of each Section 2 in a template's `word/document.xml`, as found and as it has to be; empty
    where there are no Tables B and C in any language of the form. Raises `ValueError` for what is no XML."""
    try:
        body = _parsed(document).find(f"{_W}body")
    except etree.XMLSyntaxError as error:
        raise ValueError(str(error)) from None
    pairs = []
    for section in _sections(body) if body is not None else ():
        lines = [_line(_TEMPLATE_SYNTAX.sub("", line)) for line in _fixed_lines(body, section.table_b, section.table_c)]
        found = [line for line in lines if line and not _DATASET_FRAME.fullmatch(line)]
        pairs.append((found, section_2_lines(labels(section.language), "")))
    return pairs


def word_changes(expected: list[str], found: list[str]) -> Iterator[str]:
    """Every difference between two texts, word by word, as a sentence says it: `'a' became 'b'`."""
    before, after = (" ¶ ".join(lines).split() for lines in (expected, found))
    for kind, i, j, k, m in difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        old, new = (" ".join(word for word in words if word != "¶") for words in (before[i:j], after[k:m]))
        if kind != "equal" and old != new:
            yield f"{old!r} became {new!r}" if old and new else f"{old!r} is gone" if old else f"{new!r} was added"


def template_languages(document: bytes) -> str:
    """The languages in which a template's `word/document.xml` has Section 2, as `en` or `en,fr`; empty without any."""
    body = _parsed(document).find(f"{_W}body")
    return ",".join(section.language for section in _sections(body))


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
    return [line for line in map(_line, lines) if line]


def _parts(data: bytes) -> dict[str, bytes]:
    """The parts that are read, by what they are to the document, whatever their names (ECMA-376 Part 2, 9.3)."""
    with archives.opened(data) as package:
        listed = package.infolist()
        found = {info.filename: info for info in listed}

        def part(name: str) -> bytes:
            if sum(info.filename == name for info in listed) > 1:
                raise zipfile.BadZipFile("a part stands twice")
            if found[name].file_size > _LARGEST_PART:
                raise zipfile.BadZipFile("larger than a form can be")
            with package.open(found[name]) as opened:
                content = opened.read(_LARGEST_PART + 1)
            if len(content) > _LARGEST_PART:
                raise zipfile.BadZipFile("larger than a form can be")
            return content

        roots = _relations(part(_ROOT_RELATIONS), "") if _ROOT_RELATIONS in found else []
        documents = {target for kind, target in roots if kind == "officeDocument"} or {DOCUMENT}
        if len(documents) > 1:
            raise zipfile.BadZipFile("two documents in one file")
        [document] = documents
        folder, name = posixpath.split(document)
        beside = f"{folder}/_rels/{name}.rels"
        related = _relations(part(beside), folder) if beside in found else []
        names = {kind: target for kind, target in related if kind in _RELATED and target in found}
        names |= {"document": document} | ({"properties": _PROPERTIES} if _PROPERTIES in found else {})
        return {kind: part(name) for kind, name in names.items()}


def _looks_of(styles: bytes, theme: bytes) -> Looks:
    """Those of one document; what is larger than a form's is not kept."""
    large = len(styles) + len(theme) > _LARGEST_KEPT
    return _looks.__wrapped__(styles, theme) if large else _looks(styles, theme).for_another()


@lru_cache(maxsize=4)
def _looks(styles: bytes, theme: bytes) -> Looks:
    """Nearly all documents have the styles and the theme of one template, so they are understood once."""
    return Looks(*(_parsed(part) if part else None for part in (styles, theme)))


def _relations(relations: bytes, folder: str) -> list[tuple[str, str]]:
    """The last step of each relationship's type, and the name of the part that it leads to."""
    targets = ((one.get("Type", "").rpartition("/")[2], one.get("Target", "")) for one in _parsed(relations))
    return [(kind, posixpath.normpath(posixpath.join("/", folder, target))[1:]) for kind, target in targets]


def _parsed(xml: bytes) -> Any:
    if b"<!DOCTYPE" in xml or b"<!ENTITY" in xml:
        raise ValueError("a document type definition stands in the part")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    return etree.fromstring(xml, parser)


def _custom_properties(parts: dict[str, bytes]) -> dict[str, str]:
    """The identity that the document was given (ECMA-376 Part 1, 22.3); empty where a program dropped it."""
    try:
        properties = _parsed(parts["properties"])
    except (KeyError, etree.XMLSyntaxError, ValueError):
        return {}
    return {
        name: "".join(element.itertext())
        for element in properties
        if (name := element.get("name", "")).startswith("form_")
    }


@dataclass(frozen=True, slots=True)
class _Section2:
    language: str
    before: Any
    table_b: Any
    table_c: Any


def _sections(body: Any) -> list[_Section2]:
    """Every Section 2 of a document, one a language: its language, the table before it, Table B and Table C."""
    tables = [table for table in body.iter(f"{_W}tbl") if next(table.iterancestors(f"{_W}tbl"), None) is None]
    found = []
    all_said = [_said(table) for table in tables]
    for index, (before, table_b, table_c) in enumerate(zip(tables, tables[1:], tables[2:], strict=False)):
        said, said_c = all_said[index + 1 : index + 3]
        for language in FORM_LANGUAGES:
            official = labels(language).official
            if official["low_when"] in said and official["destination"] in said and official["primary"] in said_c:
                found.append(_Section2(language, before, table_b, table_c))
    return found


def _is_value(control: Any) -> bool:
    return tag_of(control) != ""


def _tables(body: Any, sections: list[_Section2]) -> list[Any]:
    """The tables that values are read from, and those of the other language beside them, in the order of the text."""
    of_sections = [table for one in sections for table in (one.before, one.table_b, one.table_c)]
    holding = [
        table for table in body.iter(f"{_W}tbl") if any(_is_value(control) for control in table.iter(f"{_W}sdt"))
    ]
    return [table for table in body.iter(f"{_W}tbl") if table in of_sections or table in holding]


def _said(element: Any) -> set[str]:
    return {_line(text_of(paragraph)) for paragraph in element.iter(f"{_W}p")}


def _controls(body: Any) -> Iterator[tuple[str, Any]]:
    for control in body.iter(f"{_W}sdt"):
        if child(control, "sdtPr", "tag") is not None:
            yield tag_of(control), control


def _control_text(control: Any) -> str:
    content = control.find(f"{_W}sdtContent")
    return "" if content is None or is_hint(control) else text_of(content)


def _by_controls(read: WordTexts, controls: list[tuple[str, Any]]) -> None:
    datasets: dict[tuple[str, str], dict[str, str]] = {}
    for tag, control in controls:
        text = _control_text(control)
        row, item = _DATASET_TAG.fullmatch(tag), _ITEM_TAG.fullmatch(tag)
        if row:
            # Copying a line in Word copies its controls: two texts of one name are two datasets, and neither is chosen.
            if datasets.setdefault((row[1], row[2] or row[3]), {}).setdefault(row[4], text) != text:
                read.doubled.add(tag)
        elif item:
            read.items.setdefault((item[1], item[2]), []).append((tag, text))
        elif read.texts.setdefault(tag, text) != text:
            read.doubled.add(tag)
    for (urgency, _), values in datasets.items():
        said = (values.get("name", ""), values.get("level", ""), values.get("partner_label", ""))
        read.datasets.setdefault(urgency, []).append(said)


def _by_position(read: WordTexts, words: Labels, preamble: Any, table_b: Any, table_c: Any) -> None:
    names = {words.ours[path[0]]: "_".join(path) for path in PREAMBLE}
    names[words.ours["password_change_plan"]] = "table_b_password_change_plan"
    for row in _rows(preamble):
        if len(row) == 2 and (name := names.get(_line(text_of(row[0])))):
            read.texts[name] = "\n".join(_paragraphs(row[1]))
    rows = _rows(table_b)
    if len(rows) < 5 or any(len(row) < 3 for row in rows[:5]) or len(_rows(table_c)) < 3:
        raise ReturnError("not_our_form", reason="torn_tables")
    for column, urgency in enumerate(URGENCIES, start=1):
        cells = dict(zip(("timeline", "datasets", *_LISTS), (row[column] for row in rows[1:5]), strict=False))
        read.texts[f"table_b_{urgency}_timeline"] = "\n".join(_paragraphs(cells["timeline"]))
        lines = [line for line in _paragraphs(cells["datasets"]) if _line(line) != words.official["dataset"]]
        read.datasets[urgency] = [_dataset(line, words) for line in lines if line.strip()]
        for attribute in _LISTS:
            read.items[urgency, attribute] = [("", line) for line in _paragraphs(cells[attribute]) if line.strip()]
    _people_by_position(read, words, table_c)


def _people_by_position(read: WordTexts, words: Labels, table_c: Any) -> None:
    for row, post in zip(_rows(table_c)[1:], POSTS, strict=False):
        for cell, side in zip(row, SIDES, strict=False):
            for line in _paragraphs(cell):
                for part in FOCAL_POINT:
                    label = words.official[f"person_{part}"]
                    if line.lstrip().startswith(label):
                        text = line.lstrip().removeprefix(label).strip(_MARKS).removeprefix(" ").strip(_MARKS)
                        read.texts[f"table_c_{side}_{post}_{part}"] = text


def _dataset(line: str, words: Labels) -> tuple[str, str, str]:
    levels = "|".join(map(re.escape, words.levels.values()))
    match = re.fullmatch(rf"(.*) \(({levels})\)(?: – .*: “(.*)”)?", line.replace("\u200e", ""), re.DOTALL)
    return (match[1], match[2], match[3] or "") if match else (line, "", "")


def _rows(table: Any) -> list[list[Any]]:
    return [list(row.iter(f"{_W}tc")) for row in table.iter(f"{_W}tr")]


def _paragraphs(cell: Any) -> list[str]:
    return [text_of(paragraph).strip(_MARKS) for paragraph in cell.iter(f"{_W}p")]


def _line(text: str) -> str:
    return text_key(text.replace("\u200e", "").replace("\u200f", ""))


def _fixed_lines(body: Any, table_b: Any, table_c: Any) -> Iterator[str]:
    """The fixed text from the heading of Section 2 to the end of Table C."""
    paragraphs = list(body.iter(f"{_W}p"))
    first_b = paragraphs.index(next(table_b.iter(f"{_W}p")))
    last_c = paragraphs.index(list(table_c.iter(f"{_W}p"))[-1])
    for index in range(max(first_b - 2, 0), last_c + 1):
        paragraph = paragraphs[index]
        line = _line(text_of(paragraph, _is_value))
        if any("_datasets_" in tag or "_not_applicable" in tag for tag, _ in _controls(paragraph)):
            line = re.sub(r"^\(\s*\)|(?<!\S)– .*: “”$|^“”$", "", line).strip()
            line = re.sub(r"– .*: “”$", "", line).strip()
        if line:
            yield line


def _long_texts(body: Any, words: Labels) -> tuple[list[str], list[str]]:
    """Without controls, values cannot be told from what stands around them: whole paragraphs are compared, each with
    the one that is most like it."""
    expected = [_line(words.official[key]) for key in _WHOLE_PARAGRAPHS]
    said = [_line(text_of(paragraph)) for paragraph in body.iter(f"{_W}p")]
    found = [line if line in said else next(iter(difflib.get_close_matches(line, said, 1)), "") for line in expected]
    return found, expected


def _where_tracked(element: Any) -> str:
    return next(filter(None, map(tag_of, element.iterancestors(f"{_W}sdt"))), "")
