"""The package of a template, from somebody else: its XML parts, and whatever a template must not bring along.

What is allowed stands in lists, of kinds of parts and of limits of size; nothing larger is ever held (ECMA-376 Part 2,
Open Packaging Conventions). Not done here: what the XML says; `content` and `placeholders` judge it.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from dtmforms import opc
from dtmforms.findings import Finding, Place, Value
from dtmforms.language.shown import shortened
from dtmforms.opc import DAMAGED
from dtmforms.word.markup import DOCUMENT, STRICT, DoctypeError, Element, MalformedError, parsed

CONTENT_TYPES = "[Content_Types].xml"
_ROOT_RELATIONS = opc.relationships_of("")

_MEGABYTE = 1_000_000
_LARGEST_FILE = 20 * _MEGABYTE
_LARGEST_TOTAL = 60 * _MEGABYTE
_LARGEST_PART = 25 * _MEGABYTE
_LARGEST_XML = 2_500_000
_MOST_ENTRIES = 400
_MOST_MARKUP = 100_000
"""Tags and, counted by half, attributes in all XML parts together; python-docx's own template has 45 000."""
_MOST_RELATIONSHIPS = 2_000
_HIGHEST_RATIO = 200

_XML_KINDS = ("xml", "rels")
_KINDS = (*_XML_KINDS, "png", "jpg", "jpeg", "gif", "bmp", "tif", "tiff", "emf", "wmf", "odttf")
"""The file name extensions of parts that a template may hold; what is not named here is refused."""
_REFUSED_PARTS = {
    r"vba\w*\.(bin|xml)": "macro",
    r"activex": "activex",
    r"embeddings/|oleobject": "embedded_file",
    r"afchunk": "document_inside",
}
"""What names of parts give away, with the code of each."""
_REFUSED_TYPES = {
    r"macroenabled|vba": "type_of_macro",
    r"activex": "type_of_activex",
    r"oleobject|package$": "type_of_embedded_file",
    r"wordprocessingml\.template": "type_of_dotx",
}
"""What content types do."""
_MAIN_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_REFUSED_RELATIONSHIPS = {
    "attachedtemplate", "oleobject", "package", "control", "activexcontrolbinary", "vbaproject", "wordvbadata",
    "afchunk", "subdocument", "frame", "mailmergesource", "mailmergeheadersource", "recipientdata", "transform",
    "attachedtoolbars", "externallink", "externallinkpath", "ui/extensibility", "ui/usercustomization",
}  # fmt: skip
"""The last step of a relationship's type, in small letters, wherever it points."""
_INSTRUCTIONS = (b"xml", b"mso-application", b"mso-contentType")

TEMPLATED = re.compile(r"word/(?:document|header\d*|footer\d*)\.xml")
"""The parts in which placeholders are filled in."""


@dataclass(frozen=True, slots=True)
class XmlPart:
    """An XML part: `text` as it is stored, `root` as it is understood."""

    name: str
    text: str
    root: Element


@dataclass(slots=True)
class Package:
    """What could be read, and all that is wrong with the rest."""

    parts: dict[str, XmlPart] = field(default_factory=dict)
    problems: list[Finding] = field(default_factory=list)


def read_package(data: bytes) -> Package:
    """The XML parts of a .docx by name, and every problem of the package. Raises nothing for what the bytes hold."""
    if reasons := list(_why_it_is_not_opened(data)):
        return Package(problems=reasons)
    try:
        with opc.opened(data) as archive:
            return _read(archive)
    except opc.OddCompressionError as odd:
        return Package(problems=[_of_entry("part_odd_compression", odd.part, method=odd.method)])
    except DAMAGED:
        return Package(problems=[Finding("no_word_document")])


def _of_entry(code: str, part: str, **values: Value) -> Finding:
    return Finding(code, part, values, place={"place": "entry"})


def _why_it_is_not_opened(data: bytes) -> Iterator[Finding]:
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        yield Finding("template_locked")
    elif len(data) > _LARGEST_FILE:
        yield Finding("template_too_large", values={"size": len(data), "most": _LARGEST_FILE})
    elif opc.count_of_parts(data) > _MOST_ENTRIES:
        yield Finding("too_many_parts", values={"most": _MOST_ENTRIES})


def _read(archive: zipfile.ZipFile) -> Package:
    entries = archive.infolist()
    package = Package(problems=list(_problems_of_the_directory(entries)))
    if package.problems:
        return package
    stored: dict[str, bytes] = {}
    for entry in entries:
        try:
            stored[entry.filename] = opc.content_of(archive, entry)
        except DAMAGED:
            package.problems.append(_of_entry("part_damaged", entry.filename))
    _parse_all({name: content for name, content in stored.items() if _extension(name) in _XML_KINDS}, package)
    names = [entry.filename for entry in entries]
    relations = [part for part in package.parts.values() if part.name.endswith(".rels")]
    types = _Types(package.parts.get(CONTENT_TYPES))
    if sum(len(part.root) for part in relations) + len(types.listed) > _MOST_RELATIONSHIPS:
        package.problems.append(Finding("too_many_relationships"))
        return package
    package.problems += _problems_of_parts(names, types)
    for part in relations:
        package.problems += _problems_of_relationships(part, set(names))
    return package


def _problems_of_the_directory(entries: list[zipfile.ZipInfo]) -> Iterator[Finding]:
    counted = Counter(entry.filename.casefold() for entry in entries)
    for entry in entries:
        yield from _reasons_against(entry)
        if counted.pop(entry.filename.casefold(), 0) > 1:
            yield _of_entry("part_twice", entry.filename)
    if sum(entry.file_size for entry in entries) > _LARGEST_TOTAL:
        yield Finding("unpacks_to_too_much", values={"most": _LARGEST_TOTAL})
    for name in (CONTENT_TYPES, _ROOT_RELATIONS, DOCUMENT):
        if all(entry.filename != name for entry in entries):
            yield Finding("part_missing", name)


def _reasons_against(entry: zipfile.ZipInfo) -> Iterator[Finding]:
    name = entry.orig_filename
    if re.search(r"^/|^[A-Za-z]:|\\|[\x00-\x1f\x7f]|(^|/)\.{1,2}(/|$)|//", name):
        yield _of_entry("part_leads_out", entry.filename)
    if name.endswith("/") and entry.file_size:
        yield _of_entry("part_is_full_folder", entry.filename)
    if entry.flag_bits & 0x2041:  # APPNOTE 4.4.4: bits 0, 6 and 13
        yield _of_entry("part_encrypted", entry.filename)
    if entry.file_size > _LARGEST_PART:
        yield _of_entry("part_too_large", entry.filename, size=entry.file_size, most=_LARGEST_PART)
    if entry.file_size > _MEGABYTE and entry.file_size > _HIGHEST_RATIO * entry.compress_size:
        yield _of_entry("part_too_packed", entry.filename, ratio=_HIGHEST_RATIO)


def _extension(name: str) -> str:
    return name.rpartition("/")[2].rpartition(".")[2].lower()


class _Types:
    """The content type of a part, asked by its name; empty where there is none (Part 2, 7.2.3)."""

    def __init__(self, part: XmlPart | None) -> None:
        self.listed: dict[str, str] = {}
        for entry in part.root.iterchildren("{*}Default", "{*}Override") if part else ():
            key = entry.get("PartName") or "." + entry.get("Extension", "")
            self.listed[key.lower()] = entry.get("ContentType", "")

    def __call__(self, name: str) -> str:
        return self.listed.get(f"/{name}".lower()) or self.listed.get(f".{_extension(name)}", "")


def _problems_of_parts(names: Iterable[str], types: _Types) -> Iterator[Finding]:
    for name in names:
        if code := _first_match(_REFUSED_PARTS, name):
            yield _of_entry(code, name)
        elif not name.endswith("/") and _extension(name) not in _KINDS:
            yield _of_entry("part_of_unknown_kind", name)
        elif _extension(name) not in _XML_KINDS and types(name).lower().endswith("xml"):
            yield _of_entry("part_misnamed", name)
    for key, content_type in types.listed.items():
        if code := _first_match(_REFUSED_TYPES, content_type):
            yield Finding(code, CONTENT_TYPES, place={"place": "content_type", "part": key})
    if types.listed and types(DOCUMENT) != _MAIN_TYPE:
        place: Place = {"place": "content_type", "part": f"/{DOCUMENT}"}
        yield Finding("type_of_other_document", CONTENT_TYPES, {"type": shortened(types(DOCUMENT))}, place=place)


def _first_match(table: Mapping[str, str], text: str) -> str:
    return next((code for pattern, code in table.items() if re.search(pattern, text, re.IGNORECASE)), "")


def _parse_all(stored: Mapping[str, bytes], package: Package) -> None:
    markup = {name: content.count(b"<") + content.count(b"=") // 2 for name, content in stored.items()}
    if sum(map(len, stored.values())) > _LARGEST_XML or sum(markup.values()) > _MOST_MARKUP:
        largest = max(stored, key=lambda name: markup[name] * _LARGEST_XML + len(stored[name]) * _MOST_MARKUP)
        package.problems.append(Finding("too_much_text", largest))
        return
    for name, content in stored.items():
        problem, root = _root_of(name, content)
        if problem:
            package.problems.append(problem)
        else:
            package.parts[name] = XmlPart(name, content.decode("utf-8-sig"), root)


def _root_of(name: str, content: bytes) -> tuple[Finding | None, Element | None]:
    """Why a part is refused, `None` where it is not, and its root. Blank text goes, as where templates are filled."""
    if not _is_utf_8(content):
        return Finding("part_not_utf8", name), None
    try:
        root = parsed(content, keep_blanks=False)
    except DoctypeError:
        return Finding("part_with_dtd", name), None
    except MalformedError as problem:
        return Finding("part_not_well_formed", name, {"said": str(problem)[:120]}), None
    if any(target not in _INSTRUCTIONS for target in re.findall(rb"<\?([^\s?]*)", content)):
        return Finding("part_with_instruction", name), None
    return Finding("part_strict", name) if STRICT in content else None, root


def _is_utf_8(content: bytes) -> bool:
    """Whether a part is in UTF-8 and says nothing else of itself."""
    declared = re.findall(rb"encoding\s*=\s*[\"']([^\"']*)", content[: content.find(b"?>") + 1])
    if any(encoding.lower() not in (b"utf-8", b"us-ascii") for encoding in declared) or b"\x00" in content:
        return False
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _problems_of_relationships(part: XmlPart, names: Collection[str]) -> Iterator[Finding]:
    folder = posixpath.dirname(posixpath.dirname(part.name))
    documents = []
    for relationship in part.root.iterchildren("{*}Relationship"):
        kind = relationship.get("Type", "").lower()
        target = opc.target_of(relationship.get("Target", ""), folder)
        documents += [target] if kind.endswith("/officedocument") else []
        place: Place = {"place": "relationship", "id": relationship.get("Id", "")[:40]}
        for code, values in _why_it_leads_astray(relationship, kind, target, names):
            yield Finding(code, part.name, values, place=place)
    if part.name == _ROOT_RELATIONS and documents != [DOCUMENT]:
        yield Finding("no_main_document", part.name, {"part": DOCUMENT})


def _why_it_leads_astray(
    relationship: Element, kind: str, target: str, names: Collection[str]
) -> Iterator[tuple[str, dict[str, Value]]]:
    written = relationship.get("Target", "")
    what = kind.rpartition("/relationships/")[2]
    if relationship.get("TargetMode", "Internal") != "Internal" or re.match(r"\w[\w+.-]*:|//|\\", written):
        yield "link_out", {"kind": what[:40], "target": shortened(written)}
    elif what in _REFUSED_RELATIONSHIPS:
        yield "refused_relationship", {"kind": what}
    elif target.partition("#")[0] not in names and not written.startswith("#"):
        yield "lost_relationship", {"target": shortened(written)}
