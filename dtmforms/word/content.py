"""What a template must not hold beside text and placeholders: objects, links out, and fields that fetch or run."""

from __future__ import annotations

import itertools
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

from dtmforms.word.locating import Places
from dtmforms.word.package import TEMPLATED, Element, Package, Part, Problem, W, error

_FIELDS = {"PAGE", "NUMPAGES", "SECTIONPAGES", "TITLE", "STYLEREF", "REF", "TOC", "SEQ", "PAGEREF"}
"""The fields that print what the document itself holds (ECMA-376 Part 1, 17.16.5). All others are refused."""
_MOST_FIELDS = 300
_REFUSED_ELEMENTS = {
    f"{{{W}}}object": "an embedded object; delete it, or insert it as a picture",
    "{urn:schemas-microsoft-com:office:office}OLEObject": "an embedded object; delete it, or insert it as a picture",
    f"{{{W}}}control": "an ActiveX control; delete it",
    f"{{{W}}}altChunk": "another document inside; copy its text in instead",
    f"{{{W}}}subDoc": "another document inside; copy its text in instead",
    f"{{{W}}}attachedTemplate": "a link to another template; detach it under Developer, Document Template",
    f"{{{W}}}frameset": "a page of frames; start from our template again",
    f"{{{W}}}mailMerge": "a mail merge; turn it off under Mailings, Start Mail Merge, Normal Word Document",
    f"{{{W}}}saveThroughXslt": "a transformation on saving; turn it off",
    f"{{{W}}}fldData": "hidden data of a field; delete the field",
}
_TRACKED = tuple(f"{{{W}}}{name}" for name in ("ins", "del", "moveFrom", "moveTo"))
STORES = {  # the properties of a document, which Word offers for content controls
    "{6C3C8BC8-F283-45AE-878A-BAB7291924A1}",
    "{6668398D-A668-4E3E-A5EB-62B293D839F1}",
    "{55AF091B-3C7A-41E3-B477-F2FDAA23CFDA}",
}


def problems_of_content(part: Part, stores: Collection[str]) -> Iterator[Problem]:
    yield from _refused_elements(part)
    yield from _refused_fields(part)
    yield from _pictures_from_elsewhere(part)
    yield from _bindings_that_point_out(part, stores)
    yield from _things_to_look_at(part)


def _refused_elements(part: Part) -> Iterator[Problem]:
    counted = dict.fromkeys(_REFUSED_ELEMENTS, 0)
    for element in part.root.iter(*_REFUSED_ELEMENTS):
        counted[element.tag] += 1
        yield error(part.name, f"{_tag_name(element)} {counted[element.tag]}", f"is {_REFUSED_ELEMENTS[element.tag]}")


def _pictures_from_elsewhere(part: Part) -> Iterator[Problem]:
    for element in part.root.iter("{urn:schemas-microsoft-com:vml}*"):
        for attribute, value in element.attrib.items():
            if attribute.rpartition("}")[2] in ("src", "href", "althref"):
                yield error(part.name, _tag_name(element), f"points out of the document, to {value!r:.80}; remove it")


def stores_of(package: Package) -> set[str]:
    """The identifiers of the custom XML parts that the package brings along (Part 1, 22.5.2.1)."""
    roots = (part.root for name, part in package.parts.items() if name.startswith("customXml/"))
    items = (value for root in roots for name, value in root.attrib.items() if name.endswith("}itemID"))
    return {value.upper() for value in items}


def _bindings_that_point_out(part: Part, stores: Collection[str]) -> Iterator[Problem]:
    for number, binding in enumerate(part.root.iter(f"{{{W}}}dataBinding"), start=1):
        if binding.get(f"{{{W}}}storeItemID", "").upper() not in stores:
            yield error(part.name, f"w:dataBinding {number}", "binds a content control to data elsewhere; remove it")


def _things_to_look_at(part: Part) -> Iterator[Problem]:
    if part.name == "word/comments.xml" and len(part.root):
        yield Problem("warning", part.name, "", "holds comments, which would go out with every document; delete them")
    if not TEMPLATED.fullmatch(part.name):
        return
    places = Places(part.root)
    for change in itertools.islice(part.root.iter(*_TRACKED), 1):
        yield Problem("warning", part.name, places.of(change), "has tracked changes; accept or reject them in Word")
    hidden = (e for e in part.root.iter(f"{{{W}}}vanish") if e.get(f"{{{W}}}val") not in ("0", "false", "off"))
    for element in itertools.islice(hidden, 1):
        yield Problem("warning", part.name, places.of(element), "has hidden text; show it in Word, and delete it")


def _tag_name(element: Element) -> str:
    return f"{element.prefix}:{element.tag.rpartition('}')[2]}"


# Fields


@dataclass(slots=True)
class _Field:
    place: str
    instruction: list[str] = field(default_factory=list)


def _refused_fields(part: Part) -> Iterator[Problem]:
    for number, found in enumerate(_fields(part.root)):
        if number == _MOST_FIELDS:
            yield error(part.name, found.place, f"is one field more than the {_MOST_FIELDS} that a template may have")
            return
        word = re.match(r"\s*([^\s\\\"]*)", "".join(found.instruction))
        name = word[1].upper() if word else ""
        if name not in _FIELDS:
            yield error(part.name, found.place, f"is the field {name!r:.60}, which a template must not have; delete it")


def _fields(root: Element) -> Iterator[_Field]:
    """The fields of a part, nested ones first, with their instructions joined (Part 1, 17.16.18)."""
    counted = {"instrText": 0, "delInstrText": 0, "fldSimple": 0}
    opened: list[_Field] = []
    for element in root.iter(*(f"{{{W}}}{name}" for name in (*counted, "fldChar"))):
        name = element.tag.rpartition("}")[2]
        kind = element.get(f"{{{W}}}fldCharType")
        if name == "fldChar" and kind == "begin":
            for around in opened[-1:]:
                around.instruction.append("\x00")  # the result of a nested field
            opened.append(_Field(f"w:instrText {counted['instrText'] + 1}"))
        elif name == "fldChar" and kind == "end" and opened:
            yield opened.pop()
        elif name != "fldChar":
            counted[name] += 1
            text = element.get(f"{{{W}}}instr", "") if name == "fldSimple" else _text_of(element)
            if name == "fldSimple" or not opened:
                yield _Field(f"w:{name} {counted[name]}", [text])
            else:
                opened[-1].instruction.append(text)
    yield from opened


def _text_of(element: Element) -> str:
    return "".join(element.itertext()) if len(element) else element.text or ""
