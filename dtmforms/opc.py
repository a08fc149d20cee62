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

_LISTED = b"PK\1\2"
"""What each entry of the list at the end begins with (APPNOTE 4.3.12)."""
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
"""All that ECMA-376-2 (Annex B) allows. Of the others, `zipfile` unpacks as much as there is, however little of a part
is asked for."""
_FIRST_DAY = (1980, 1, 1, 0, 0, 0)
"""The first time that a ZIP file can hold (APPNOTE 4.4.6), and the same every time."""
_FAT = 0
"""The system on which files have no rights (APPNOTE 4.4.2.2): the bytes do not depend on the one that made them."""


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
    file = io.BytesIO()
    file.write(after)
    with zipfile.ZipFile(file, "a") as package:
        for name, content in parts:
            entry = zipfile.ZipInfo(name, _FIRST_DAY)
            entry.create_system = _FAT
            method = zipfile.ZIP_STORED if len(content) < stored_below else zipfile.ZIP_DEFLATED
            package.writestr(entry, content, method)
    return file.getvalue()
