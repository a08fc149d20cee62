"""A returned Word document in the making: honest ones, and what the lies are written with."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from functools import cache

from claims import LEVEL, Claim, Way, record_sent

import dtmforms

MAIN = "word/document.xml"
RELATIONSHIPS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


@cache
def sent(language: str, level: str = "site") -> bytes:
    """The document that was sent."""
    return dtmforms.fill(record_sent(language, level))


class WordReturn:
    """A document in which the claim's control holds what is stored, and honestly shows it as well."""

    def __init__(self, language: str, claim: Claim) -> None:
        self.language, self.claim = language, claim
        with zipfile.ZipFile(io.BytesIO(sent(language))) as package:
            self.parts = {name: package.read(name) for name in package.namelist()}
        self.document = self.parts.pop(MAIN).decode()
        self.shown, self.stored = self.text_of(claim.shown), self.text_of(claim.stored)
        self.put(run(self.stored))

    def text_of(self, value: str) -> str:
        """What an honest document says for it."""
        if self.claim != LEVEL:
            return value
        with zipfile.ZipFile(io.BytesIO(sent(self.language, value))) as package:
            control = _control(package.read(MAIN).decode(), self.claim.field)
        return "".join(re.findall(r"<w:t[^>]*>([^<]*)</w:t>", control))

    @property
    def head(self) -> str:
        return self.claim.head

    @property
    def tails(self) -> tuple[str, str]:
        return self.claim.tails

    @property
    def control(self) -> str:
        return _control(self.document, self.claim.field)

    def change(self, old: str, new: str) -> None:
        assert old in self.document, old
        self.document = self.document.replace(old, new, 1)

    def put(self, content: str, *, before: str = "", after: str = "", properties: str = "") -> None:
        """Writes the control anew, with what stands before and after it."""
        head = re.search(r"<w:sdtPr>.*?<w:tag [^>]*/>", self.control)
        assert head
        made = f"<w:sdt>{head[0]}{properties}</w:sdtPr><w:sdtContent>{content}</w:sdtContent></w:sdt>"
        self.change(self.control, before + made + after)

    @property
    def paragraph(self) -> str:
        """The paragraph that the control stands in."""
        place = self.document.index(self.control)
        start = max(self.document.rfind(tag, 0, place) for tag in ("<w:p>", "<w:p "))
        return self.document[start : self.document.index("</w:p>", place) + len("</w:p>")]

    def set_paragraph(self, properties: str) -> None:
        old = self.paragraph
        if "<w:pPr>" in old:
            self.change(old, old.replace("</w:pPr>", properties + "</w:pPr>", 1))
        else:
            self.change(old, old.replace("<w:p>", f"<w:p><w:pPr>{properties}</w:pPr>", 1))

    def add_style(self, kind: str, name: str, inner: str) -> None:
        style = (
            f'<w:style w:type="{kind}" w:customStyle="1" w:styleId="{name}"><w:name w:val="{name}"/>{inner}</w:style>'
        )
        self.replace("word/styles.xml", "</w:styles>", style + "</w:styles>")

    def replace(self, part: str, old: str, new: str) -> None:
        text = self.parts[part].decode()
        assert old in text, old
        self.parts[part] = text.replace(old, new, 1).encode()

    def add_part(self, name: str, data: bytes, kind: str, content_type: str, *, identity: str = "rIdLie") -> None:
        """A part of the document, with its relationship and its content type."""
        self.parts[f"word/{name}"] = data
        relation = f'<Relationship Id="{identity}" Type="{RELATIONSHIPS}/{kind}" Target="{name}"/>'
        self.replace("word/_rels/document.xml.rels", "</Relationships>", relation + "</Relationships>")
        entry = f'<Override PartName="/word/{name}" ContentType="{content_type}"/>'
        self.replace("[Content_Types].xml", "</Types>", entry + "</Types>")

    def bytes(self, *more: tuple[str, bytes]) -> bytes:
        """The package; `more` are entries that follow the others."""
        target = io.BytesIO()
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
            for name, data in [*self.parts.items(), (MAIN, self.document.encode()), *more]:
                package.writestr(zipfile.ZipInfo(name), data)
        return target.getvalue()


def _control(document: str, tag: str) -> str:
    match = re.search(rf'<w:sdt><w:sdtPr>(?:(?!<w:sdt>).)*?<w:tag w:val="{tag}"/>.*?</w:sdt>', document, re.DOTALL)
    assert match, tag
    return match[0]


def run(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


Lie = Callable[[WordReturn], bytes | None]
WAYS: list[Way[WordReturn]] = []


def lie(family: str, claim: Claim, seen_in: tuple[str, ...] = ("libreoffice",)) -> Callable[[Lie], Lie]:
    """Registers a way by the name of its function. A way gives the file, or nothing where the return holds it."""

    def register(make: Lie) -> Lie:
        WAYS.append(Way(make, make.__name__.strip("_").replace("_", " "), family, claim, seen_in))
        return make

    return register


def told(way: Way[WordReturn], language: str) -> bytes:
    """The file of a lie."""
    made = WordReturn(language, way.claim)
    return way.make(made) or made.bytes()


@cache
def honest(language: str, claim: Claim, *, stored: bool = False) -> bytes:
    """A return that stores and shows what the claim shows; or both what it stores."""
    made = WordReturn(language, claim)
    made.put(run(made.stored if stored else made.shown))
    return made.bytes()
