"""What a template must not hold beside text and placeholders: objects, links out, and fields that fetch or run."""

from __future__ import annotations

import itertools
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

from dtmforms.findings import Finding, Place
from dtmforms.language.shown import shortened
from dtmforms.word.markup import Element, W, is_on
from dtmforms.word.template_check.package import TEMPLATED, Package, XmlPart
from dtmforms.word.template_check.places import PlacesInWord

_FIELDS = {"PAGE", "NUMPAGES", "SECTIONPAGES", "TITLE", "STYLEREF", "REF", "TOC", "SEQ", "PAGEREF"}
"""The fields that print what the document itself holds (ECMA-376 Part 1, 17.16.5). All others are refused."""
_MOST_FIELDS = 300
_REFUSED_ELEMENTS = {
    f"{W}object": "embedded_object",
    "{urn:schemas-microsoft-com:office:office}OLEObject": "embedded_object",
    f"{W}control": "activex_control",
    f"{W}altChunk": "document_inside",
    f"{W}subDoc": "document_inside",
    f"{W}attachedTemplate": "attached_template",
    f"{W}frameset": "page_of_frames",
    f"{W}mailMerge": "mail_merge",
    f"{W}saveThroughXslt": "transformation",
    f"{W}fldData": "field_data",
}
"""With the code of each."""
_TRACKED = tuple(f"{W}{name}" for name in ("ins", "del", "moveFrom", "moveTo"))
STORES = {  # the properties of a document, which Word offers for content controls
    "{6C3C8BC8-F283-45AE-878A-BAB7291924A1}",
    "{6668398D-A668-4E3E-A5EB-62B293D839F1}",
    "{55AF091B-3C7A-41E3-B477-F2FDAA23CFDA}",
}


def problems_of_content(part: XmlPart, stores: Collection[str]) -> Iterator[Finding]:
    yield from _refused_elements(part)
    yield from _refused_fields(part)
    yield from _pictures_from_elsewhere(part)
    yield from _bindings_that_point_out(part, stores)
    yield from _things_to_look_at(part)


def _refused_elements(part: XmlPart) -> Iterator[Finding]:
    counted = dict.fromkeys(_REFUSED_ELEMENTS, 0)
    for element in part.root.iter(*_REFUSED_ELEMENTS):
        counted[element.tag] += 1
        place: Place = {"place": "element", "name": _tag_name(element), "number": counted[element.tag]}
        yield Finding(_REFUSED_ELEMENTS[element.tag], part.name, place=place)


def _pictures_from_elsewhere(part: XmlPart) -> Iterator[Finding]:
    for element in part.root.iter("{urn:schemas-microsoft-com:vml}*"):
        for attribute, value in element.attrib.items():
            if attribute.rpartition("}")[2] in ("src", "href", "althref"):
                place: Place = {"place": "element_of_kind", "name": _tag_name(element)}
                yield Finding("points_out", part.name, {"target": shortened(value)}, place=place)


def stores_of(package: Package) -> set[str]:
    """The identifiers of the custom XML parts that the package brings along (Part 1, 22.5.2.1)."""
    roots = (part.root for name, part in package.parts.items() if name.startswith("customXml/"))
    items = (value for root in roots for name, value in root.attrib.items() if name.endswith("}itemID"))
    return {value.upper() for value in items}


def _bindings_that_point_out(part: XmlPart, stores: Collection[str]) -> Iterator[Finding]:
    for number, binding in enumerate(part.root.iter(f"{W}dataBinding"), start=1):
        if binding.get(f"{W}storeItemID", "").upper() not in stores:
            place: Place = {"place": "element", "name": "w:dataBinding", "number": number}
            yield Finding("bound_elsewhere", part.name, place=place)


def _things_to_look_at(part: XmlPart) -> Iterator[Finding]:
    if part.name == "word/comments.xml" and len(part.root):
        yield Finding("has_comments", part.name)
    if not TEMPLATED.fullmatch(part.name):
        return
    places = PlacesInWord(part.root)
    for change in itertools.islice(part.root.iter(*_TRACKED), 1):
        yield Finding("has_tracked_changes", part.name, place=places.of(change))
    hidden = filter(is_on, part.root.iter(f"{W}vanish"))
    for element in itertools.islice(hidden, 1):
        yield Finding("has_hidden_text", part.name, place=places.of(element))


def _tag_name(element: Element) -> str:
    return f"{element.prefix}:{element.tag.rpartition('}')[2]}"


# Fields


@dataclass(slots=True)
class _Field:
    name: str
    number: int
    instruction: list[str] = field(default_factory=list)


def _refused_fields(part: XmlPart) -> Iterator[Finding]:
    for number, found in enumerate(_fields(part.root)):
        place: Place = {"place": "element", "name": found.name, "number": found.number}
        if number == _MOST_FIELDS:
            yield Finding("too_many_fields", part.name, {"most": _MOST_FIELDS}, place=place)
            return
        word = re.match(r"\s*([^\s\\\"]*)", "".join(found.instruction))
        name = word[1].upper() if word else ""
        if name not in _FIELDS:
            yield Finding("refused_field", part.name, {"field": shortened(name, 60)}, place=place)


def _fields(root: Element) -> Iterator[_Field]:
    """The fields of a part, nested ones first, with their instructions joined (Part 1, 17.16.18)."""
    counted = {"instrText": 0, "delInstrText": 0, "fldSimple": 0}
    opened: list[_Field] = []
    for element in root.iter(*(f"{W}{name}" for name in (*counted, "fldChar"))):
        name = element.tag.rpartition("}")[2]
        kind = element.get(f"{W}fldCharType")
        if name == "fldChar" and kind == "begin":
            for around in opened[-1:]:
                around.instruction.append("\x00")  # the result of a nested field
            opened.append(_Field("w:instrText", counted["instrText"] + 1))
        elif name == "fldChar" and kind == "end" and opened:
            yield opened.pop()
        elif name != "fldChar":
            counted[name] += 1
            text = element.get(f"{W}instr", "") if name == "fldSimple" else _text_of(element)
            if name == "fldSimple" or not opened:
                yield _Field(f"w:{name}", counted[name], [text])
            else:
                opened[-1].instruction.append(text)
    yield from opened


def _text_of(element: Element) -> str:
    return "".join(element.itertext()) if len(element) else element.text or ""
