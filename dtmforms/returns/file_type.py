"""What a file is, by what stands in it and never by its name. Not done here: reading it."""

from __future__ import annotations

import re
import zipfile

from dtmforms import opc

_FIRST_BYTES = {
    "picture": (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"II*\x00", b"MM\x00*"),
    "other_picture": (b"GIF8", b"BM"),
    "zip": (b"PK\x05\x06",),
    "archive": (b"Rar!\x1a\x07", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b\x08"),
    "rich_text": (b"{\\rtf",),
}
_NEAR_THE_START = {"pdf": b"%PDF-", "fdf": b"%FDF-"}
_IN_A_ZIP = {
    "word": re.compile(r"word/.*\.xml$"),
    "spreadsheet": re.compile(r"xl/"),
    "open_document": re.compile(r"(mimetype|content\.xml)$"),
}
_IN_A_COMPOUND_FILE = {
    "office_password": "EncryptedPackage",
    "mail": "__properties_version1.0",
    "spreadsheet": "Workbook",
    "old_word": "WordDocument",
}
_PHONE_PICTURE = re.compile(rb"....ftyp(heic|heix|hevc|mif1|msf1|avif)|RIFF....WEBP", re.DOTALL)
_IN_A_PACKAGE = re.compile(r"$|\[Content_Types\]\.xml|(_rels|word|docProps|customXml)/")
"""How the first name begins in what may have been a Word document."""
_MAIL_HEADER = re.compile(
    rb"\s*(?:From [^\n]*\n)?(?:(?:From|To|Cc|Subject|Date|Received|Return-Path|Reply-To|Delivered-To|Message-ID"
    rb"|References|In-Reply-To|Sender|MIME-Version|Authentication-Results|DKIM-Signature|User-Agent|Accept-Language"
    rb"|(?:ARC|Thread|Content|X)-[\w-]+):[^\n]*\n(?:[ \t][^\n]*\n)*){2}",
    re.IGNORECASE,
)
_MARKUP = {
    "xfdf": re.compile(rb"<xfdf[\s>]"),
    "xfa": re.compile(rb"<(xdp:xdp|xfa:)"),
    "web_page": re.compile(rb"<(!doctype html|html|head|body)[\s>]", re.IGNORECASE),
}
CONTAINERS = ("zip", "eml")
"""What holds files, each of which is read as if it had come by itself."""
_START = 4096
_NOTHING = b"\0 \t\r\n"


def contents_of(data: bytes) -> str:
    """The word for what a file is: `pdf`, `fdf`, `xfdf`, `word`, `picture` (JPEG, PNG, TIFF), `zip` and `eml`, which
    hold files, or one that names the sentence which says that it is no form: `empty`, `archive`, `mail`, `text`,
    `unknown` and so on."""
    start = data[:_START]
    if not start.strip(_NOTHING) and not data.strip(_NOTHING):
        return "empty"
    if data.startswith(b"PK\x03\x04"):
        return _if_no_pdf(_in_zip(data), start, "archive")
    if data.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        # The directory of a compound file holds the names of its streams in UTF-16 ([MS-CFB] 2.6.1).
        return next((kind for kind, name in _IN_A_COMPOUND_FILE.items() if name.encode("utf-16-le") in data), "unknown")
    for kind, beginnings in _FIRST_BYTES.items():
        if data.startswith(beginnings):
            return kind
    if _PHONE_PICTURE.match(start):
        return "other_picture"
    return _in_text(data, start)


def _if_no_pdf(kind: str, start: bytes, else_kind: str) -> str:
    """The kind, but of what holds files, as a Word document does, another one where a viewer of PDF would open it, and
    show something else."""
    return else_kind if kind in (*CONTAINERS, "word") and _NEAR_THE_START["pdf"] in start[:1024] else kind


def _in_text(data: bytes, start: bytes) -> str:
    if _MAIL_HEADER.match(start):
        return _if_no_pdf("eml", start, "mail")
    for kind, mark in _NEAR_THE_START.items():
        if mark in start[:1024]:
            return kind
    plain = start.replace(b"\0", b"")
    for kind, mark_up in _MARKUP.items():
        if mark_up.search(plain):
            return kind
    return "text" if _is_text(data) else "unknown"


def _in_zip(data: bytes) -> str:
    """A file that was cut off is taken for what it began as."""
    try:
        with opc.opened(data) as package:
            names = package.namelist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        return "word" if _IN_A_PACKAGE.match(_first_name(data)) else "zip"
    return next((kind for kind, mark in _IN_A_ZIP.items() if any(map(mark.match, names))), "zip")


def _first_name(data: bytes) -> str:
    """The name in the first header of a ZIP file (APPNOTE 4.3.7), empty where there is none."""
    length = int.from_bytes(data[26:28], "little")
    return data[30 : 30 + length].decode("utf-8", "replace")


def _is_text(data: bytes) -> bool:
    try:
        text = data.decode("utf-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8")
    except UnicodeDecodeError:
        return False
    return "\0" not in text
