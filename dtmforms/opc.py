"""Packages of Word and Excel: the ZIP file, its parts, and the relationships between them (ECMA-376 Part 2, Open
Packaging Conventions).

Packages come from outside: nothing is unpacked to disk, and nothing is held that is larger than it says. Not done
here: the XML of parts, what a part means, and how large the parts of one kind of document may be; who reads it knows.
"""

from __future__ import annotations

import io
import posixpath
import struct
import zipfile
import zlib
from collections.abc import Iterable

MOST_PARTS = 2_000
"""A Word document has some 20, a workbook of a hundred sheets some 300."""
DAMAGED = (
    zipfile.BadZipFile, zlib.error, struct.error, EOFError, NotImplementedError, RuntimeError, OSError, ValueError,
    OverflowError, KeyError, IndexError,
)  # fmt: skip
"""What `zipfile` raises for bytes that are no package."""

_PART, _LISTED, _END_OF_LIST = b"PK\3\4", b"PK\1\2", b"PK\5\6"
"""What a part, its entry in the list behind all of them, and the end of that list begin with (APPNOTE 4.3.7, 4.3.12,
4.3.16)."""
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
"""All that ECMA-376-2 (Annex B) allows. Of the others, `zipfile` unpacks as much as there is, however little of a part
is asked for."""
_VERSION, _UTF_8, _NO_TIME, _FIRST_DAY = 20, 1 << 11, 0, 1 << 5 | 1
"""Version 2.0, which knows how to deflate; that a name is UTF-8; and the first time that a ZIP file can hold, the same
every time (4.4.3, 4.4.4, 4.4.6)."""
_FAT = bytes([_VERSION, 0])
"""The system on which files have no rights (4.4.2): the bytes do not depend on the one that made them."""
_OF_OWNER = 0o600 << 16
"""Rights all the same, for systems that have them: those of the owner."""
_ABOUT, _PLACE, _END = struct.Struct("<5H3L2H"), struct.Struct("<3H2L"), struct.Struct("<4s4H2LH")
"""What a part says of itself, and its entry again; what the entry alone says; and the end of the list."""


class OddCompressionError(zipfile.BadZipFile):
    """A part is compressed by a method that no document has."""

    def __init__(self, part: str, method: int) -> None:
        super().__init__(f"{part!r} is compressed by method {method}")
        self.part, self.method = part, method


def count_of_parts(data: bytes) -> int:
    """How many parts the bytes list, or more: counted before `zipfile` makes objects of what may be a million."""
    return data.count(_LISTED)


def opened(data: bytes) -> zipfile.ZipFile:
    """The package as a ZIP file, to be closed by who opened it. Raises `BadZipFile` for one that lists more parts than
    any document, `OddCompressionError` for a part that is neither stored nor deflated, and others of `DAMAGED`."""
    if count_of_parts(data) > MOST_PARTS:
        raise zipfile.BadZipFile("more parts than any document has")
    package = zipfile.ZipFile(io.BytesIO(data))
    for part in package.infolist():
        if part.compress_type not in _METHODS:
            raise OddCompressionError(part.filename, part.compress_type)
    return package


def content_of(package: zipfile.ZipFile, part: zipfile.ZipInfo) -> bytes:
    """A part's bytes, never more than its header declares. Raises one of `DAMAGED` where they are not just as many, or
    where their checksum is another."""
    with package.open(part) as opened_part:
        content = opened_part.read(part.file_size + 1)
    if len(content) != part.file_size:
        raise EOFError
    return content


def relationships_of(part: str) -> str:
    """The name of the part that holds a part's relationships; those of the package for an empty name (Part 2, 6.5)."""
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")


def target_of(target: str, folder: str) -> str:
    """The name of the part that a relationship leads to, by its target and the folder of the part that has it; of one
    that leads out of the package, a name that no part has (Part 2, 6.4 and 6.5)."""
    return posixpath.normpath(posixpath.join("/", folder, target))[1:]


def packed(parts: Iterable[tuple[str, bytes]], *, after: bytes = b"", stored_below: int = 0) -> bytes:
    """A ZIP file of parts, by name and content, and of those of another one, which come first. Parts of fewer bytes
    than `stored_below` are not compressed. The same parts give the same bytes, on every day and every system."""
    count, begins = _END.unpack(after[-_END.size :])[4:7:2] if after else (0, 0)
    pieces, listed, at = [after[:begins]], [after[begins : -_END.size]], begins
    for name, content in parts:
        method = zipfile.ZIP_STORED if len(content) < stored_below else zipfile.ZIP_DEFLATED
        data = zlib.compress(content, wbits=-zlib.MAX_WBITS) if method == zipfile.ZIP_DEFLATED else content
        called, flags = name.encode(), 0 if name.isascii() else _UTF_8
        sizes = zlib.crc32(content), len(data), len(content)
        about = _ABOUT.pack(_VERSION, flags, method, _NO_TIME, _FIRST_DAY, *sizes, len(called), 0)
        listed += (_LISTED, _FAT, about, _PLACE.pack(0, 0, 0, _OF_OWNER, at), called)
        pieces += (_PART, about, called, data)
        at += len(_PART) + len(about) + len(called) + len(data)
        count += 1
    table = b"".join(listed)
    return b"".join((*pieces, table, _END.pack(_END_OF_LIST, 0, 0, count, count, len(table), at, 0)))
