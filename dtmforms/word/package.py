"""A Word package from a stranger, read safely: the ZIP file, its XML parts, their content types and relationships.

Nothing is unpacked to disk, no entity is expanded, nothing is fetched, and nothing larger than the limits below is
ever held. ECMA-376 Part 2 (Open Packaging Conventions). Not done here: what the parts say; `checking` judges it.
"""

from __future__ import annotations

import posixpath
import re
import struct
import zipfile
import zlib
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from lxml import etree

from dtmforms import archives
from dtmforms.findings import Severity

Element: TypeAlias = Any
"""An lxml element; lxml has no types of its own."""

DOCUMENT = "word/document.xml"
CONTENT_TYPES = "[Content_Types].xml"
_ROOT_RELATIONS = "_rels/.rels"
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"

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
DAMAGED = (
    zipfile.BadZipFile, zlib.error, struct.error, EOFError, NotImplementedError, RuntimeError, OSError, ValueError,
    OverflowError, KeyError, IndexError,
)  # fmt: skip
"""What `zipfile` raises for bytes that are no package."""

_XML_KINDS = ("xml", "rels")
_KINDS = (*_XML_KINDS, "png", "jpg", "jpeg", "gif", "bmp", "tif", "tiff", "emf", "wmf", "odttf")
"""The file name extensions of parts that a template may hold; what is not named here is refused."""
_REFUSED_PARTS = {
    r"vba\w*\.(bin|xml)": "a macro; save the template as .docx, which has none",
    r"activex": "an ActiveX control; delete it in Word",
    r"embeddings/|oleobject": "an embedded file; delete it in Word, or insert it as a picture",
    r"afchunk": "another document inside; copy its text in instead",
}
_REFUSED_TYPES = {
    r"macroenabled|vba": "the content type of macros; save the template as .docx, which has none",
    r"activex": "the content type of an ActiveX control; delete it in Word",
    r"oleobject|package$": "the content type of an embedded file; delete it in Word",
    r"wordprocessingml\.template": "the content type of a .dotx; save it as .docx",
}
_MAIN_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_REFUSED_RELATIONSHIPS = {
    "attachedtemplate", "oleobject", "package", "control", "activexcontrolbinary", "vbaproject", "wordvbadata",
    "afchunk", "subdocument", "frame", "mailmergesource", "mailmergeheadersource", "recipientdata", "transform",
    "attachedtoolbars", "externallink", "externallinkpath", "ui/extensibility", "ui/usercustomization",
}  # fmt: skip
"""The last step of a relationship's type, in small letters, wherever it points."""
_INSTRUCTIONS = (b"xml", b"mso-application", b"mso-contentType")
_STRICT = "http://purl.oclc.org/ooxml/"

TEMPLATED = re.compile(r"word/(?:document|header\d*|footer\d*)\.xml")
"""The parts in which placeholders are filled in."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing found in a template. `severity` "error" means refused. `part` is the part of the package, empty for
    the package itself; `place` where in it, empty where there is none. `message` is one sentence."""

    severity: Severity
    part: str
    place: str
    message: str


@dataclass(frozen=True, slots=True)
class Part:
    """An XML part: `text` as it is stored, `root` as it is understood."""

    name: str
    text: str
    root: Element


@dataclass(slots=True)
class Package:
    """What could be read, and all that is wrong with the rest."""

    parts: dict[str, Part] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def error(part: str, place: str, message: str) -> Problem:
    return Problem("error", part, place, message)


def read_package(data: bytes) -> Package:
    """The XML parts of a .docx by name, and every problem of the package. Raises nothing for what the bytes hold."""
    if reason := _why_it_is_not_opened(data):
        return Package(problems=[error("", "", reason)])
    try:
        with archives.opened(data) as archive:
            return _read(archive)
    except archives.OddCompressionError as odd:
        why = f"is compressed by method {odd.method}, which Word does not use; save it in Word once more"
        return Package(problems=[error(odd.part, "zip entry", why)])
    except DAMAGED:
        return Package(problems=[error("", "", "is no Word document, or a damaged one; save it as .docx once more")])


def _why_it_is_not_opened(data: bytes) -> str:
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        return "has a password or is an old .doc; save it as .docx without a password"
    if len(data) > _LARGEST_FILE:
        return f"has {len(data):,} bytes, more than {_LARGEST_FILE:,}; make its pictures smaller"
    if data.count(b"PK\x01\x02") > _MOST_ENTRIES:  # counted before zipfile lists what may be a million entries
        return f"has more than {_MOST_ENTRIES} parts; save it in Word once more"
    return ""


def _read(archive: zipfile.ZipFile) -> Package:
    entries = archive.infolist()
    package = Package(problems=list(_problems_of_the_directory(entries)))
    if package.problems:
        return package
    stored: dict[str, bytes] = {}
    for entry in entries:
        try:
            stored[entry.filename] = _content(archive, entry)
        except DAMAGED:
            package.problems.append(error(entry.filename, "zip entry", "is damaged; save the template once more"))
    _parse_all({name: content for name, content in stored.items() if _extension(name) in _XML_KINDS}, package)
    names = [entry.filename for entry in entries]
    relations = [part for part in package.parts.values() if part.name.endswith(".rels")]
    types = _Types(package.parts.get(CONTENT_TYPES))
    if sum(len(part.root) for part in relations) + len(types.listed) > _MOST_RELATIONSHIPS:
        package.problems.append(
            error("", "", "holds more relationships than a template can need; start from ours again")
        )
        return package
    package.problems += _problems_of_parts(names, types)
    for part in relations:
        package.problems += _problems_of_relationships(part, set(names))
    return package


def _content(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    """An entry's bytes, never more than its header declares; `zipfile` then compares their checksum."""
    with archive.open(entry) as opened:
        content = opened.read(entry.file_size + 1)
    if len(content) != entry.file_size:
        raise EOFError
    return content


def _problems_of_the_directory(entries: list[zipfile.ZipInfo]) -> Iterator[Problem]:
    counted = Counter(entry.filename.casefold() for entry in entries)
    for entry in entries:
        for reason in _reasons_against(entry):
            yield error(entry.filename, "zip entry", reason)
        if counted.pop(entry.filename.casefold(), 0) > 1:
            yield error(entry.filename, "zip entry", "stands twice in the file; save the template in Word once more")
    if sum(entry.file_size for entry in entries) > _LARGEST_TOTAL:
        yield error("", "", f"unpacks to more than {_LARGEST_TOTAL:,} bytes; make its pictures smaller")
    for name in (CONTENT_TYPES, _ROOT_RELATIONS, DOCUMENT):
        if all(entry.filename != name for entry in entries):
            yield error(name, "", "is missing, so this is no Word document; save it as .docx")


def _reasons_against(entry: zipfile.ZipInfo) -> Iterator[str]:
    name = entry.orig_filename
    if re.search(r"^/|^[A-Za-z]:|\\|[\x00-\x1f\x7f]|(^|/)\.{1,2}(/|$)|//", name):
        yield "has a name that leads out of the package; save the template in Word once more"
    if name.endswith("/") and entry.file_size:
        yield "is a folder with content of its own; save the template in Word once more"
    if entry.flag_bits & 0x2041:  # APPNOTE 4.4.4: bits 0, 6 and 13
        yield "is encrypted; save the template without a password"
    if entry.file_size > _LARGEST_PART:
        yield f"unpacks to {entry.file_size:,} bytes, more than {_LARGEST_PART:,}; make its pictures smaller"
    if entry.file_size > _MEGABYTE and entry.file_size > _HIGHEST_RATIO * entry.compress_size:
        yield f"unpacks to more than {_HIGHEST_RATIO} times its size; save the template in Word once more"


def _extension(name: str) -> str:
    return name.rpartition("/")[2].rpartition(".")[2].lower()


class _Types:
    """The content type of a part, asked by its name; empty where there is none (Part 2, 7.2.3)."""

    def __init__(self, part: Part | None) -> None:
        self.listed: dict[str, str] = {}
        for entry in part.root.iterchildren("{*}Default", "{*}Override") if part else ():
            key = entry.get("PartName") or "." + entry.get("Extension", "")
            self.listed[key.lower()] = entry.get("ContentType", "")

    def __call__(self, name: str) -> str:
        return self.listed.get(f"/{name}".lower()) or self.listed.get(f".{_extension(name)}", "")


def _problems_of_parts(names: Iterable[str], types: _Types) -> Iterator[Problem]:
    for name in names:
        if reason := _first_match(_REFUSED_PARTS, name):
            yield error(name, "zip entry", f"is {reason}")
        elif not name.endswith("/") and _extension(name) not in _KINDS:
            yield error(name, "zip entry", "is of a kind that no template needs; delete what was inserted in Word")
        elif _extension(name) not in _XML_KINDS and types(name).lower().endswith("xml"):
            yield error(name, "zip entry", "is called XML and named as a picture; save the template in Word once more")
    for key, content_type in types.listed.items():
        if reason := _first_match(_REFUSED_TYPES, content_type):
            yield error(CONTENT_TYPES, key, f"is {reason}")
    if types.listed and types(DOCUMENT) != _MAIN_TYPE:
        yield error(
            CONTENT_TYPES, f"/{DOCUMENT}", f"is no Word document, but {types(DOCUMENT)!r:.80}; save it as .docx"
        )


def _first_match(table: Mapping[str, str], text: str) -> str:
    return next((reason for pattern, reason in table.items() if re.search(pattern, text, re.IGNORECASE)), "")


def _parse_all(stored: Mapping[str, bytes], package: Package) -> None:
    markup = {name: content.count(b"<") + content.count(b"=") // 2 for name, content in stored.items()}
    if sum(map(len, stored.values())) > _LARGEST_XML or sum(markup.values()) > _MOST_MARKUP:
        largest = max(stored, key=lambda name: markup[name] * _LARGEST_XML + len(stored[name]) * _MOST_MARKUP)
        package.problems.append(error(largest, "", "holds more text than a template can need; start from ours again"))
        return
    for name, content in stored.items():
        reason, root = _why_it_is_not_parsed(content), None
        if not reason:
            reason, root = _parsed(content)
        if reason:
            package.problems.append(error(name, "", reason))
        else:
            package.parts[name] = Part(name, content.decode("utf-8-sig"), root)


def _why_it_is_not_parsed(content: bytes) -> str:
    declared = re.findall(rb"encoding\s*=\s*[\"']([^\"']*)", content[: content.find(b"?>") + 1])
    if any(encoding.lower() not in (b"utf-8", b"us-ascii") for encoding in declared) or not _is_utf_8(content):
        return "is not in UTF-8; save the template in Word once more"
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        return "has a document type definition, which no Word document has; start from our template again"
    return ""


def _is_utf_8(content: bytes) -> bool:
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return b"\x00" not in content


def _parsed(content: bytes) -> tuple[str, Element | None]:
    """Why a part is refused, empty where it is not, and its root. Blank text goes, as where templates are filled.
    libxml2 itself refuses what is nested more than 256 deep."""
    parser = etree.XMLParser(
        remove_blank_text=True, resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False
    )
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as problem:
        return f"is no well-formed XML ({str(problem)[:120]}); save the template in Word once more", None
    if any(target not in _INSTRUCTIONS for target in re.findall(rb"<\?([^\s?]*)", content)):
        return "has a processing instruction, which no Word document has; save the template in Word once more", None
    if _STRICT.encode() in content:
        return "is Strict Open XML; save the template as 'Word Document (.docx)'", None
    return "", root


def _problems_of_relationships(part: Part, names: Collection[str]) -> Iterator[Problem]:
    folder = posixpath.dirname(posixpath.dirname(part.name))
    documents = []
    for relationship in part.root.iterchildren("{*}Relationship"):
        kind = relationship.get("Type", "").lower()
        target = posixpath.normpath(posixpath.join("/", folder, relationship.get("Target", "")))[1:]
        documents += [target] if kind.endswith("/officedocument") else []
        if reason := _why_it_leads_astray(relationship, kind, target, names):
            yield error(part.name, f"relationship {relationship.get('Id', '')[:40]}", reason)
    if part.name == _ROOT_RELATIONS and documents != [DOCUMENT]:
        yield error(part.name, "", f"does not name {DOCUMENT} as the document; save the template in Word once more")


def _why_it_leads_astray(relationship: Element, kind: str, target: str, names: Collection[str]) -> str:
    written = relationship.get("Target", "")
    what = kind.rpartition("/relationships/")[2]
    if relationship.get("TargetMode", "Internal") != "Internal" or re.match(r"\w[\w+.-]*:|//|\\", written):
        return f"is a link ({what:.40}) out of the document, to {written!r:.80}; remove it in Word"
    if what in _REFUSED_RELATIONSHIPS:
        return f"brings in {what!r}, which a template must not have; remove it in Word"
    if target.partition("#")[0] not in names and not written.startswith("#"):
        return f"leads to {written!r:.80}, which is missing; save the template in Word once more"
    return ""
