"""Word documents and workbooks: packages that are bombs, that lie, or that hold more than text (ECMA-376, APPNOTE)."""

from __future__ import annotations

import io
import re
import struct
import warnings
import zipfile
import zlib
from collections.abc import Callable, Mapping
from functools import cache

from conftest import load_sample
from hostile_pdf_files import zeros
from manifest import (
    BATCH,
    INVALID,
    NOT_TAKEN,
    READ,
    READ_OR_REFUSED,
    REFUSED,
    TO_RECORDS,
    UNREADABLE,
    Expected,
    Hostile,
    flagged,
    meaning,
    of_bytes,
    refused,
)

from dtmforms.changes.fingerprint import fingerprint
from dtmforms.word.write.filled_document import draw
from dtmforms.workbook.from_records import workbook_of

_DOCUMENT, _TYPES, _RELATIONS = "word/document.xml", "[Content_Types].xml", "word/_rels/document.xml.rels"
_SHEET, _PEOPLE, _WORDS = "xl/worksheets/sheet2.xml", "xl/worksheets/sheet5.xml", "xl/sharedStrings.xml"
_LAUGHS = b"<!DOCTYPE x [<!ENTITY e0 'lol'>%b]>" % b"".join(
    b"<!ENTITY e%d '%b'>" % (level, b"&e%d;" % (level - 1) * 10) for level in range(1, 10)
)
_FROM_DISK = b"<!DOCTYPE x [<!ENTITY e9 SYSTEM 'file:///etc/passwd'>]>"
_FROM_ELSEWHERE = b"<!DOCTYPE x [<!ENTITY % p SYSTEM 'http://127.0.0.1:9/x.dtd'>%p;]>"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OLDEST = (1980, 1, 1, 0, 0, 0)

Parts = Mapping[str, bytes]


@cache
def word_parts() -> Parts:
    sent = load_sample("en")
    return _parts(draw(sent, "en", fingerprint(sent)))


@cache
def workbook_parts() -> Parts:
    return _parts(workbook_of([load_sample("en")], "en"))


def _parts(data: bytes) -> Parts:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return {name: package.read(name) for name in package.namelist()}


def zipped(parts: Parts, *more: tuple[str, bytes]) -> bytes:
    """A package of the parts, and of more that may have the names of others."""
    out = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        warnings.simplefilter("ignore")  # names that stand twice are what is wanted
        for name, data in (*parts.items(), *more):
            package.writestr(zipfile.ZipInfo(name, _OLDEST), data, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def word(*more: tuple[str, bytes], **parts: bytes) -> bytes:
    """Our Word document with other parts, by the last piece of their names without an ending."""
    return zipped(_with(word_parts(), parts), *more)


def book(*more: tuple[str, bytes], **parts: bytes) -> bytes:
    return zipped(_with(workbook_parts(), parts), *more)


def _with(parts: Parts, others: Mapping[str, bytes]) -> Parts:
    """Parts with other bytes, found by the name of each without folder and ending."""
    by_stem = {re.sub(r".*/|\..*", "", name): name for name in parts if not name.endswith(".rels")}
    return dict(parts) | {by_stem[stem]: data for stem, data in others.items()}


def in_document(old: bytes, new: bytes) -> bytes:
    return word(document=_replaced(word_parts()[_DOCUMENT], old, new))


def in_sheet(old: bytes, new: bytes) -> bytes:
    return book(sheet2=_replaced(workbook_parts()[_SHEET], old, new))


def _replaced(data: bytes, old: bytes, new: bytes) -> bytes:
    assert old in data, old
    return data.replace(old, new, 1)


def with_type(parts: Parts, document_type: bytes, entity: bytes, before: bytes) -> Parts:
    """The main part with a document type, and an entity of it before a tag."""
    name = _DOCUMENT if _DOCUMENT in parts else _WORDS
    data = re.sub(rb"(<\?xml[^>]*\?>)", lambda head: head[0] + document_type, parts[name], count=1)
    return dict(parts) | {name: _replaced(data, before, entity + before)}


def related(kind: str, target: str, mode: str = "External") -> bytes:
    said = f'<Relationship Id="rX" Type="http://x/relationships/{kind}" Target="{target}" TargetMode="{mode}"/>'
    parts = dict(word_parts())
    parts[_RELATIONS] = _replaced(parts[_RELATIONS], b"</Relationships>", said.encode() + b"</Relationships>")
    return zipped(parts)


# The package itself


def overlapping() -> bytes:
    """A thousand entries of the directory that all lead to one compressed part, of ten megabytes each."""
    content = zeros(10)[2:-4]
    head = struct.pack("<4s5H3I2H", b"PK\3\4", 20, 0, 8, 0, 33, 0, len(content), 10 * 2**20, len(_DOCUMENT), 0)
    local = head + _DOCUMENT.encode() + content
    directory = b""
    for number in range(1000):
        name = (_DOCUMENT if number == 0 else f"word/media/{number}.xml").encode()
        directory += struct.pack(
            "<4s6H3I5H2I", b"PK\1\2", 20, 20, 0, 8, 0, 33, 0, len(content), 10 * 2**20, len(name), *(0,) * 6
        )
        directory += name
    end = struct.pack("<4s4H2IH", b"PK\5\6", 0, 0, 1000, 1000, len(directory), len(local), 0)
    return local + directory + end


def with_header(data: bytes, name: str, offset: int, value: bytes) -> bytes:
    """Other bytes in the entry of the directory of a part (APPNOTE 4.3.12)."""
    at = data.rindex(name.encode()) - 46 + offset
    return data[:at] + value + data[at + len(value) :]


def claiming(data: bytes, name: str, size: int) -> bytes:
    """A package whose directory says another size of a part."""
    return with_header(data, name, 24, struct.pack("<I", size))


def encrypted_part(data: bytes, name: str) -> bytes:
    return with_header(data, name, 8, b"\1\0")


def of_method(data: bytes, name: str, method: int) -> bytes:
    return with_header(data, name, 10, struct.pack("<H", method))


def with_wrong_checksum(data: bytes, name: str) -> bytes:
    return with_header(data, name, 16, b"\xde\xad\xbe\xef")


def many_entries(count: int) -> bytes:
    return word(*((f"word/media/{number}.xml", b"") for number in range(count)))


def without(parts: Parts, name: str) -> bytes:
    return zipped({known: data for known, data in parts.items() if known != name})


def bomb(parts: Parts, name: str, megabytes: int = 400) -> bytes:
    """A part that unpacks to blanks of that size, in front of what it was."""
    data = parts[name]
    head, rest = data[: data.index(b"?>") + 2], data[data.index(b"?>") + 2 :]
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    start = packer.compress(head) + packer.flush(zlib.Z_FULL_FLUSH)
    block = packer.compress(b" " * 2**20) + packer.flush(zlib.Z_FULL_FLUSH)
    end = packer.compress(rest) + packer.flush()
    content = start + block * megabytes + end
    checksum = zlib.crc32(head)
    for _ in range(megabytes):
        checksum = zlib.crc32(b" " * 2**20, checksum)
    return _with_compressed(parts, name, content, zlib.crc32(rest, checksum), len(data) + megabytes * 2**20)


def _with_compressed(parts: Parts, name: str, content: bytes, checksum: int, size: int) -> bytes:
    """A package in which one part is there as it is compressed already."""
    chunks, directory, at = [], b"", 0
    for known, data in parts.items():
        packer = zlib.compressobj(9, zlib.DEFLATED, -15)
        packed = packer.compress(data) + packer.flush()
        sizes = (zlib.crc32(data), len(packed), len(data))
        if known == name:
            packed, sizes = content, (checksum, len(content), size)
        said = struct.pack("<5H3I2H", 20, 0, 8, 0, 33, *sizes, len(known), 0)
        chunks.append(b"PK\3\4" + said + known.encode() + packed)
        directory += b"PK\1\2\x14\0" + said + struct.pack("<3H2I", 0, 0, 0, 0, at) + known.encode()
        at += len(chunks[-1])
    end = struct.pack("<4s4H2IH", b"PK\5\6", 0, 0, len(parts), len(parts), len(directory), at, 0)
    return b"".join(chunks) + directory + end


def compound(stream_name: str) -> bytes:
    return _OLE + bytes(504) + stream_name.encode("utf-16-le") + bytes(4096)


# Word


def two_documents() -> bytes:
    """The main part twice, with another mobile number in the second."""
    other = word_parts()[_DOCUMENT].replace(b"+258 84 555 0103", b"+258 84 555 0999")
    return word((_DOCUMENT, other))


def two_controls() -> bytes:
    """A content control with the same tag and another text, behind the first."""
    data = word_parts()[_DOCUMENT]
    at = data.index(b"+258 84 555 0103")
    start = max(data.rfind(b"<w:sdt>", 0, at), data.rfind(b"<w:sdt ", 0, at))
    end = data.index(b"</w:sdt>", at) + len(b"</w:sdt>")
    twin = data[start:end].replace(b"+258 84 555 0103", b"+258 84 555 0999")
    return word(document=data[:end] + twin + data[end:])


def nested(count: int) -> bytes:
    return in_document(b"<w:body>", b"<w:body>" + b"<w:sdt>" * count + b"</w:sdt>" * count)


def encoded(name: str, mark: bytes = b"") -> bytes:
    text = word_parts()[_DOCUMENT].decode().replace('encoding="UTF-8"', f'encoding="{name}"')
    return word(
        document=mark + re.sub("encoding='[^']*'", f"encoding='{name}'", text).encode(name, "xmlcharrefreplace")
    )


_NUMBER = b"+258 84 555 0103"
_RUN = b'<w:r><w:t xml:space="preserve">' + _NUMBER + b"</w:t></w:r>"


def beside_number(run: bytes) -> bytes:
    """A run behind the one with a mobile number, within its cell."""
    return in_document(_RUN, _RUN + run)


def looking(properties: bytes, text: bytes = b"9") -> bytes:
    """More digits behind those of a mobile number, in a run with these properties."""
    return beside_number(b"<w:r><w:rPr>" + properties + b"</w:rPr><w:t>" + text + b"</w:t></w:r>")


def hidden_by_style() -> bytes:
    """The same in a style that is based on a hidden one (ECMA-376-1 17.7.4.3)."""
    styles = b'<w:style w:type="character" w:styleId="Base"><w:rPr><w:vanish/></w:rPr></w:style>'
    styles += b'<w:style w:type="character" w:styleId="Own"><w:basedOn w:val="Base"/></w:style>'
    run = b'<w:r><w:rPr><w:rStyle w:val="Own"/></w:rPr><w:t>9</w:t></w:r>'
    parts = word_parts()
    document = _replaced(parts[_DOCUMENT], _RUN, _RUN + run)
    return word(document=document, styles=_replaced(parts["word/styles.xml"], b"</w:styles>", styles + b"</w:styles>"))


def in_control(properties: bytes) -> bytes:
    tag = b'<w:tag w:val="table_c_requesting_organization_primary_mobile"/>'
    return in_document(tag, tag + properties)


def in_front_of_number(tag: bytes, properties: bytes) -> bytes:
    """Properties of the row, the cell or the paragraph that the mobile number stands in."""
    data = word_parts()[_DOCUMENT]
    at = data.rindex(b"<w:" + tag + b">", 0, data.index(_RUN)) + len(tag) + 4
    return word(document=data[:at] + properties + data[at:])


def field_of(code: bytes) -> bytes:
    """The mobile number as the result of a field that Word works out (ECMA-376-1 17.16.18)."""
    begin, separate, end = (
        b'<w:r><w:fldChar w:fldCharType="%b"/></w:r>' % kind for kind in (b"begin", b"separate", b"end")
    )
    return in_document(_RUN, begin + b"<w:r><w:instrText>" + code + b"</w:instrText></w:r>" + separate + _RUN + end)


def shown_instead() -> bytes:
    """Another document that the package says is the one to show, beside one of the usual name."""
    parts = word_parts()
    relations = _replaced(parts["_rels/.rels"], b"word/document.xml", b"word/shown.xml")
    return zipped(
        {**parts, "_rels/.rels": relations},
        ("word/shown.xml", parts[_DOCUMENT].replace(_NUMBER, b"+258 84 555 0999")),
    )


_OVER = (
    b'<w:p><w:r><w:drawing><wp:anchor xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing">'
    b'<wp:positionV relativeFrom="page"/></wp:anchor></w:drawing></w:r></w:p>'
)


def packed_by(data: bytes, name: str, method: int) -> bytes:
    """The package with megabytes of blanks in one of its parts, compressed in another way than documents are."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        parts = {known: package.read(known) for known in package.namelist()}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for known, content in parts.items():
            entry = zipfile.ZipInfo(known, _OLDEST)
            more = b" " * 50 * 2**20 if known == name else b""
            package.writestr(entry, content + more, method if known == name else zipfile.ZIP_DEFLATED)
    return out.getvalue()


# Workbooks


def cells_of_nothing(rows: int) -> bytes:
    return in_sheet(
        b"</sheetData>", b"".join(b'<row r="%d"/>' % row for row in range(2000, 2000 + rows)) + b"</sheetData>"
    )


def cell(said: bytes) -> bytes:
    """The first cell of the second row replaced by another one."""
    data = workbook_parts()[_SHEET]
    found = re.search(rb'<c r="A2"[^>]*>.*?</c>', data)
    assert found
    return book(sheet2=data.replace(found[0], said))


_OTHER_MOBILE = b'<c r="F4" t="inlineStr"><is><t>+258 84 555 0999</t></is></c>'
_ELSEWHERE = (
    b'<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"><mc:Fallback>',
    b"</mc:Fallback></mc:AlternateContent>",
)


def mobile(make: Callable[[bytes], bytes], pattern: bytes = rb'<c r="F4".*?</c>') -> bytes:
    """The cell with the mobile of the partner's focal point, or what is around it, replaced by another one."""
    data = workbook_parts()[_PEOPLE]
    found = re.search(pattern, data)
    assert found
    return book(sheet5=data.replace(found[0], make(found[0]), 1))


def row_of_mobile(make: Callable[[bytes], bytes]) -> bytes:
    return mobile(make, rb'<row r="4".*?</row>')


def other_mobile(row: bytes) -> bytes:
    return re.sub(rb'<c r="F4".*?</c>', _OTHER_MOBILE, row)


def foreign(xml: bytes, name: bytes) -> bytes:
    """The same element under a name that only looks like ours."""
    return xml.replace(b"<%b " % name, b'<x:%b xmlns:x="urn:x" ' % name).replace(b"</%b>" % name, b"</x:%b>" % name)


def shown_as_nothing() -> bytes:
    """Texts in a number format that shows none (ECMA-376-1 18.8.31)."""
    return book(styles=_replaced(workbook_parts()["xl/styles.xml"], b'formatCode="@"', b'formatCode=";;;"'))


def after_cells(said: bytes) -> bytes:
    return in_sheet(b"</sheetData>", b"</sheetData>" + said)


_DOC, _XLS = "return.docx", "agreements.xlsx"
_TAG = b"<w:body>"


def _doc(build: Callable[[], bytes], expected: Expected) -> Hostile:
    return of_bytes(build, _DOC, expected)


def _xls(build: Callable[[], bytes], expected: Expected, command: str = TO_RECORDS) -> Hostile:
    return of_bytes(build, _XLS, expected, command)


WORD = {
    "docx as it was sent": _doc(word, Expected(frozenset({0}), record=True)),
    "docx with a bomb for its text": _doc(lambda: bomb(word_parts(), _DOCUMENT), REFUSED),
    "docx with a bomb of 40 MB for its text": _doc(lambda: bomb(word_parts(), _DOCUMENT, 40), READ_OR_REFUSED),
    "docx with a bomb for its properties": _doc(lambda: bomb(word_parts(), "docProps/custom.xml"), REFUSED),
    "docx with entries over each other": _doc(overlapping, REFUSED),
    "docx that claims less than it holds": _doc(lambda: claiming(word(), _DOCUMENT, 100), REFUSED),
    "docx that claims 4 GB": _doc(lambda: claiming(word(), _DOCUMENT, 0xFFFFFFF0), REFUSED),
    "docx with two texts": _doc(two_documents, NOT_TAKEN),
    "docx with names that lead out of it": _doc(
        lambda: word(("../../../../tmp/evil.xml", b"<x/>"), ("/etc/evil", b"x"), ("C:\\evil.dll", b"x")),
        READ_OR_REFUSED,
    ),
    "docx with an encrypted part": _doc(lambda: encrypted_part(word(), _DOCUMENT), REFUSED),
    "docx compressed in a way nobody knows": _doc(lambda: of_method(word(), _DOCUMENT, 98), REFUSED),
    "docx with a bomb of bzip2 for its text": _doc(lambda: packed_by(word(), _DOCUMENT, zipfile.ZIP_BZIP2), REFUSED),
    "docx with a bomb of lzma for its text": _doc(lambda: packed_by(word(), _DOCUMENT, zipfile.ZIP_LZMA), REFUSED),
    "docx with a bomb of bzip2 for its properties": _doc(
        lambda: packed_by(word(), "docProps/custom.xml", zipfile.ZIP_BZIP2), REFUSED
    ),
    "docx with a wrong checksum": _doc(lambda: with_wrong_checksum(word(), _DOCUMENT), REFUSED),
    "docx with 50,000 parts": _doc(lambda: many_entries(50_000), READ_OR_REFUSED),
    "docx without its text": _doc(lambda: without(word_parts(), _DOCUMENT), REFUSED),
    "docx without its types": _doc(lambda: without(word_parts(), _TYPES), READ_OR_REFUSED),
    "docx with nothing in it": _doc(lambda: zipped({_DOCUMENT: b""}), REFUSED),
    "docx whose text is no XML": _doc(lambda: word(document=b"\xff\xfe\0<rubbish"), REFUSED),
    "docx with controls 100,000 deep": _doc(lambda: nested(100_000), REFUSED),
    "docx with a million empty elements": _doc(
        lambda: in_document(_TAG, _TAG + b"<w:p/>" * 1_000_000), READ_OR_REFUSED
    ),
    "docx with a thousand million laughs": _doc(
        lambda: zipped(with_type(word_parts(), _LAUGHS, b"<w:p><w:r><w:t>&e9;</w:t></w:r></w:p>", b"</w:body>")),
        REFUSED,
    ),
    "docx with a file from the disk": _doc(
        lambda: zipped(with_type(word_parts(), _FROM_DISK, b"<w:p><w:r><w:t>&e9;</w:t></w:r></w:p>", b"</w:body>")),
        REFUSED,
    ),
    "docx with a type from elsewhere": _doc(
        lambda: zipped(with_type(word_parts(), _FROM_ELSEWHERE, b"", b"</w:body>")), REFUSED
    ),
    "docx with an attribute of 10 MB": _doc(
        lambda: in_document(_TAG, b'<w:body w:x="' + b"x" * 10_000_000 + b'">'), READ_OR_REFUSED
    ),
    "docx with 100,000 attributes": _doc(
        lambda: in_document(_TAG, b"<w:body" + b"".join(b' w:a%d="x"' % number for number in range(100_000)) + b">"),
        READ_OR_REFUSED,
    ),
    "docx with a text of 10 MB": _doc(
        lambda: in_document(b"+258 84 555 0103", b"+258 84 555 0103" + b"x" * 9_000_000), NOT_TAKEN
    ),
    "docx in UTF-16": _doc(lambda: encoded("utf-16"), READ_OR_REFUSED),
    "docx in UTF-7": _doc(lambda: encoded("utf-7"), READ_OR_REFUSED),
    "docx in EBCDIC": _doc(lambda: encoded("cp037"), READ_OR_REFUSED),
    "docx with links to elsewhere": _doc(
        lambda: related("attachedTemplate", "http://127.0.0.1:9/evil.dotm"), READ_OR_REFUSED
    ),
    "docx with macros": _doc(lambda: word(("word/vbaProject.bin", _OLE + bytes(600))), READ_OR_REFUSED),
    "docx with another document inside": _doc(
        lambda: in_document(b"</w:body>", b'<w:altChunk w:id="rX"/></w:body>'), flagged("word_other_document")
    ),
    "docx with a field that starts a program": _doc(
        lambda: in_document(
            b"</w:body>",
            b'<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>DDEAUTO c:\\\\cmd.exe</w:instrText>'
            b"</w:r></w:p></w:body>",
        ),
        READ_OR_REFUSED,
    ),
    "docx with two controls of one name": _doc(
        two_controls, Expected(frozenset({3}), codes=frozenset({"doubled_field"}))
    ),
    "docx with letters that Word does not show": _doc(lambda: looking(b"<w:vanish/>"), flagged("word_hidden_field")),
    "docx with letters that a style hides": _doc(hidden_by_style, flagged("word_hidden_field")),
    "docx with letters hidden in a browser": _doc(lambda: looking(b"<w:webHidden/>"), flagged("word_hidden_field")),
    "docx with a hidden row": _doc(lambda: in_front_of_number(b"trPr", b"<w:hidden/>"), flagged("word_hidden_field")),
    "docx with a cell that goes on from another": _doc(
        lambda: in_front_of_number(b"tcPr", b"<w:vMerge/>"), flagged("word_hidden_field")
    ),
    "docx with letters that are struck out": _doc(lambda: looking(b"<w:strike/>"), flagged("word_struck_field")),
    "docx with letters that are struck out twice": _doc(lambda: looking(b"<w:dstrike/>"), flagged("word_struck_field")),
    "docx with white letters": _doc(lambda: looking(b'<w:color w:val="FFFFFF"/>'), flagged("word_faint_field")),
    "docx with letters of one point": _doc(lambda: looking(b'<w:sz w:val="2"/>'), flagged("word_faint_field")),
    "docx with a line of one point": _doc(
        lambda: in_document(
            b"<w:p><w:r><w:rPr/><w:t",
            b'<w:p><w:pPr><w:spacing w:line="20" w:lineRule="exact"/></w:pPr><w:r><w:rPr/><w:t',
        ),
        flagged("word_faint_field"),
    ),
    "docx with letters in a font of signs": _doc(
        lambda: looking(b'<w:rFonts w:ascii="Wingdings"/>'), flagged("word_symbol_field")
    ),
    "docx with a sign": _doc(
        lambda: beside_number(b'<w:r><w:sym w:font="Wingdings" w:char="F039"/></w:r>'), flagged("word_symbol_field")
    ),
    "docx with a value that Word works out": _doc(lambda: field_of(b"DOCPROPERTY x"), flagged("word_code_field")),
    "docx with a value from another part": _doc(
        lambda: in_control(b'<w:dataBinding w:xpath="/a[1]" w:storeItemID="{0}"/>'), flagged("word_bound_field")
    ),
    "docx with a value that is called a hint": _doc(
        lambda: in_control(b"<w:showingPlcHdr/>"), flagged("word_hint_field")
    ),
    "docx with a picture in a cell": _doc(
        lambda: beside_number(b"<w:r><w:drawing/></w:r>"), flagged("word_picture_field")
    ),
    "docx with a text box in a cell": _doc(
        lambda: beside_number(b"<w:r><w:pict/></w:r>"), flagged("word_picture_field")
    ),
    "docx with an object in a cell": _doc(
        lambda: beside_number(b"<w:r><w:object/></w:r>"), flagged("word_picture_field")
    ),
    "docx with a picture over a cell": _doc(lambda: in_document(_TAG, _TAG + _OVER), flagged("word_picture_over")),
    "docx with a field in a cell that is not ours": _doc(
        lambda: in_document(
            _RUN + b"</w:sdtContent></w:sdt>",
            _RUN + b'</w:sdtContent></w:sdt><w:sdt><w:sdtPr><w:tag w:val="zzz"/></w:sdtPr><w:sdtContent>'
            b"<w:r><w:t>use this one</w:t></w:r></w:sdtContent></w:sdt>",
        ),
        flagged("word_unknown_field"),
    ),
    "docx with a font of its own": _doc(
        lambda: word(
            fontTable=_replaced(
                word_parts()["word/fontTable.xml"], b"</w:fonts>", b"<w:font><w:embedRegular/></w:font></w:fonts>"
            )
        ),
        flagged("word_own_fonts"),
    ),
    "docx with a hyphen at which no line breaks": _doc(
        lambda: in_document(b"wkamau@", b"w</w:t><w:noBreakHyphen/><w:t>kamau@"),
        meaning(READ, {"table_c.requesting_organization.primary.email": "w-kamau@harbour-trust.example"}),
    ),
    "docx that shows another text": _doc(
        shown_instead,
        meaning(READ, {"table_c.requesting_organization.primary.mobile": "+258 84 555 0999"}),
    ),
    "docx with letters that are written backwards": _doc(
        lambda: word(document=word_parts()[_DOCUMENT].replace(b"Wanjiru Kamau", "Wanjiru \u202euamaK".encode())),
        Expected(
            frozenset({0, 3}),
            record=True,
            means={"table_c.requesting_organization.primary.name": "Wanjiru \u202euamaK"},
        ),
    ),
    "docx with other types": _doc(
        lambda: zipped(
            dict(word_parts()) | {_TYPES: word_parts()[_TYPES].replace(b"document.main+xml", b"template.main+xml")}
        ),
        READ_OR_REFUSED,
    ),
    "docx cut in the middle": _doc(lambda: word()[: len(word()) // 2], REFUSED),
    "docx without its directory": _doc(lambda: word()[: word().rindex(b"PK\1\2")], REFUSED),
    "docx after other bytes": _doc(lambda: b"#!/bin/sh\necho x\n" + word(), READ_OR_REFUSED),
    "docx with a comment of 64 kB": _doc(lambda: word()[:-2] + b"\xff\xff" + b"x" * 65535, READ_OR_REFUSED),
    "ole file with macros": _doc(lambda: compound("WordDocument"), refused("old_word")),
    "ole file of random letters": _doc(lambda: _OLE + bytes(range(256)) * 40, refused("unknown")),
    "ole file with a locked document": _doc(lambda: compound("EncryptedPackage"), refused("office_password")),
}

WORKBOOKS = {
    "xlsx as it was written": _xls(book, Expected(frozenset({0}), record=True)),
    "xlsx with a bomb for a sheet": _xls(lambda: bomb(workbook_parts(), _SHEET), UNREADABLE),
    "xlsx with a bomb for its words": _xls(lambda: bomb(workbook_parts(), _WORDS), UNREADABLE),
    "xlsx with a bomb, for batch": _xls(lambda: bomb(workbook_parts(), _SHEET), UNREADABLE, BATCH),
    "xlsx with a thousand million laughs": _xls(
        lambda: zipped(with_type(workbook_parts(), _LAUGHS, b"<si><t>&e9;</t></si>", b"</sst>")), UNREADABLE
    ),
    "xlsx with a file from the disk": _xls(
        lambda: zipped(with_type(workbook_parts(), _FROM_DISK, b"<si><t>&e9;</t></si>", b"</sst>")), UNREADABLE
    ),
    "xlsx with two sheets of agreements": _xls(
        lambda: book((_SHEET, workbook_parts()[_SHEET].replace(b"<v>73</v>", b"<v>74</v>"))), UNREADABLE
    ),
    "xlsx with names that lead out of it": _xls(
        lambda: book(("../../../../tmp/evil.xml", b"<x/>")), Expected(frozenset({0, 3, 6}), record=True)
    ),
    "xlsx with an encrypted part": _xls(lambda: encrypted_part(book(), _SHEET), UNREADABLE),
    "xlsx with entries over each other": _xls(overlapping, UNREADABLE),
    "xlsx with a part that claims 4 GB": _xls(lambda: claiming(book(), _SHEET, 0xFFFFFFF0), UNREADABLE),
    "xlsx without its sheet of agreements": _xls(lambda: without(workbook_parts(), _SHEET), UNREADABLE),
    "xlsx without its words": _xls(lambda: without(workbook_parts(), _WORDS), UNREADABLE),
    "xlsx without its relations": _xls(lambda: without(workbook_parts(), "xl/_rels/workbook.xml.rels"), UNREADABLE),
    "xlsx with a word beyond the last": _xls(lambda: cell(b'<c r="A2" t="s"><v>999999999</v></c>'), UNREADABLE),
    "xlsx with a word before the first": _xls(lambda: cell(b'<c r="A2" t="s"><v>-1</v></c>'), UNREADABLE),
    "xlsx with a word that is no number": _xls(lambda: cell(b'<c r="A2" t="s"><v>x</v></c>'), UNREADABLE),
    "xlsx with a formula": _xls(lambda: cell(b'<c r="A2" t="str"><f>1+1</f><v>MOZ-CD-HCT-CP</v></c>'), INVALID),
    "xlsx with a formula that starts a program": _xls(
        lambda: cell(b'<c r="A2" t="str"><f>cmd|\'/c calc\'!A1</f><v>x</v></c>'), INVALID
    ),
    "xlsx with a number of 400 digits": _xls(lambda: cell(b'<c r="A2"><v>' + b"9" * 400 + b"</v></c>"), UNREADABLE),
    "xlsx with a number that is none": _xls(lambda: cell(b'<c r="A2"><v>NaN</v></c>'), UNREADABLE),
    "xlsx with a cell of 10 MB": _xls(
        lambda: cell(b'<c r="A2" t="inlineStr"><is><t>' + b"x" * 9_000_000 + b"</t></is></c>"), UNREADABLE
    ),
    "xlsx with a cell in no row": _xls(lambda: cell(b'<c r="ZZZZZZ99999999999999" t="s"><v>0</v></c>'), UNREADABLE),
    "xlsx with the last cell that there is": _xls(
        lambda: in_sheet(b"</sheetData>", b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'),
        UNREADABLE,
    ),
    "xlsx that claims the largest of sheets": _xls(
        lambda: book(
            sheet2=re.sub(rb'<dimension ref="[^"]*"', b'<dimension ref="A1:XFD1048576"', workbook_parts()[_SHEET])
        ),
        Expected(frozenset({0, 3, 6}), record=True),
    ),
    "xlsx with a million rows of nothing": _xls(
        lambda: cells_of_nothing(1_000_000), Expected(frozenset({0, 3, 6}), record=True)
    ),
    "xlsx with merged cells over each other": _xls(
        lambda: after_cells(b'<mergeCells count="2"><mergeCell ref="A1:C3"/><mergeCell ref="B2:D9"/></mergeCells>'),
        INVALID,
    ),
    "xlsx with all cells merged": _xls(
        lambda: after_cells(b'<mergeCells count="1"><mergeCell ref="A1:XFD1048576"/></mergeCells>'), INVALID
    ),
    "xlsx with links to another workbook": _xls(
        lambda: book(("xl/externalLinks/externalLink1.xml", b"<externalLink/>")),
        Expected(frozenset({0, 3, 6}), record=True),
    ),
    "xlsx with macros": _xls(
        lambda: book(("xl/vbaProject.bin", _OLE + bytes(600))), Expected(frozenset({0, 3, 6}), record=True)
    ),
    "xlsx with hidden rows": _xls(lambda: in_sheet(b'<row r="2"', b'<row r="2" hidden="1"'), INVALID),
    "xlsx with a bomb of bzip2 for a sheet": _xls(lambda: packed_by(book(), _SHEET, zipfile.ZIP_BZIP2), UNREADABLE),
    "xlsx with a bomb of lzma for its words": _xls(lambda: packed_by(book(), _WORDS, zipfile.ZIP_LZMA), UNREADABLE),
    "xlsx with a mobile twice": _xls(lambda: mobile(lambda cell: cell + _OTHER_MOBILE), UNREADABLE),
    "xlsx with a mobile twice, for batch": _xls(lambda: mobile(lambda cell: cell + _OTHER_MOBILE), UNREADABLE, BATCH),
    "xlsx with two values for a mobile": _xls(
        lambda: mobile(lambda cell: cell.replace(b"</c>", b"<v>1</v></c>")), UNREADABLE
    ),
    "xlsx with a mobile of another row": _xls(lambda: mobile(lambda cell: cell.replace(b"F4", b"F5")), UNREADABLE),
    "xlsx with a mobile in a name like ours": _xls(
        lambda: mobile(lambda cell: cell + foreign(_OTHER_MOBILE, b"c")), UNREADABLE
    ),
    "xlsx with a word counted from the end": _xls(
        lambda: mobile(lambda cell: re.sub(rb"<v>.*?</v>", b"<v>-3</v>", cell)), UNREADABLE
    ),
    "xlsx with a row twice": _xls(lambda: row_of_mobile(lambda row: row + other_mobile(row)), UNREADABLE),
    "xlsx with a row for other programs": _xls(
        lambda: row_of_mobile(lambda row: row + other_mobile(row).join(_ELSEWHERE)), UNREADABLE
    ),
    "xlsx with a row in a name like ours": _xls(
        lambda: row_of_mobile(lambda row: row + foreign(other_mobile(row), b"row")), UNREADABLE
    ),
    "xlsx with a row that is too low to read": _xls(
        lambda: row_of_mobile(lambda row: re.sub(rb' ht="[^"]*"', b' ht="0.1"', row, count=1)), INVALID
    ),
    "xlsx with rows that are all too low to read": _xls(
        lambda: mobile(lambda rows: re.sub(rb' ht="[^"]*"', b' ht="0.1"', rows), rb"<sheetData>.*</sheetData>"), INVALID
    ),
    "xlsx with columns that are too narrow to read": _xls(
        lambda: mobile(lambda _: b'<col min="1" max="7" width="0.01"/>', b"<col .*/>(?=</cols>)"), INVALID
    ),
    "xlsx with texts that their format does not show": _xls(shown_as_nothing, INVALID),
    "xlsx with elements 100,000 deep": _xls(
        lambda: in_sheet(b"<sheetData>", b"<sheetData>" + b"<x>" * 100_000 + b"</x>" * 100_000), UNREADABLE
    ),
    "xlsx with an attribute of 10 MB": _xls(
        lambda: in_sheet(b"<sheetData>", b'<sheetData x="' + b"x" * 10_000_000 + b'">'),
        Expected(frozenset({0, 3, 6}), record=True),
    ),
    "xlsx cut in the middle": _xls(lambda: book()[: len(book()) // 2], UNREADABLE),
    "xlsx cut in the middle, for batch": _xls(lambda: book()[: len(book()) // 2], UNREADABLE, BATCH),
    "xlsx for a return": of_bytes(book, "return.pdf", refused("spreadsheet")),
    "ole file for a workbook": _xls(lambda: compound("Workbook"), UNREADABLE),
    "ole file with a locked workbook": _xls(lambda: compound("EncryptedPackage"), UNREADABLE),
    "docx for a workbook": _xls(word, UNREADABLE),
}
