"""Small parts of a Word document, as elements."""

from __future__ import annotations

from dtmforms.word.markup import Element, parsed

_NAMESPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml" '
    'xmlns:w15="http://schemas.microsoft.com/office/word/2012/wordml" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:v="urn:schemas-microsoft-com:vml" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
)


def part(root: str, content: str) -> Element:
    """The root element of a part."""
    return parsed(f"<{root} {_NAMESPACES}>{content}</{root}>".encode())


def body(content: str) -> Element:
    return part("w:body", content)


def run(properties: str = "", text: str = "text") -> str:
    return f"<w:r><w:rPr>{properties}</w:rPr><w:t>{text}</w:t></w:r>"


def paragraph(content: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr>{content}</w:p>"


def control(content: str, tag: str = "mobile", properties: str = "") -> str:
    """A content control in a paragraph."""
    return f'<w:sdt><w:sdtPr><w:tag w:val="{tag}"/>{properties}</w:sdtPr><w:sdtContent>{content}</w:sdtContent></w:sdt>'


def table(content: str, properties: str = "", *, cell: str = "", row: str = "") -> str:
    """A table of one cell."""
    return (
        f"<w:tbl><w:tblPr>{properties}</w:tblPr><w:tr><w:trPr>{row}</w:trPr>"
        f"<w:tc><w:tcPr>{cell}</w:tcPr>{content}</w:tc></w:tr></w:tbl>"
    )


def style(identity: str, content: str, kind: str = "character", *, default: bool = False) -> str:
    standard = ' w:default="1"' if default else ""
    return f'<w:style w:type="{kind}" w:styleId="{identity}"{standard}>{content}</w:style>'
