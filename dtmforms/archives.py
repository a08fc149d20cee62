"""ZIP files from outside, which Word documents and workbooks are."""

from __future__ import annotations

import io
import zipfile

MOST_PARTS = 2_000
"""A Word document has some 20, a workbook of a hundred sheets some 300."""
_LISTED = b"PK\1\2"
"""What each entry of the list at the end begins with (APPNOTE 4.3.12)."""
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
"""All that ECMA-376-2 (Annex B) allows. Of the others, `zipfile` unpacks as much as there is, however little of a part
is asked for."""


class OddCompressionError(zipfile.BadZipFile):
    """A part is compressed by a method that no document has."""

    def __init__(self, part: str, method: int) -> None:
        super().__init__(f"{part!r} is compressed by method {method}")
        self.part, self.method = part, method


def opened(data: bytes) -> zipfile.ZipFile:
    """The archive, to be closed by who opened it. Raises `BadZipFile` for one that lists more parts than any document,
    before a list is made of them, `OddCompressionError` for a part that is neither stored nor deflated, and whatever
    else `zipfile` raises."""
    if data.count(_LISTED) > MOST_PARTS:
        raise zipfile.BadZipFile("more parts than any document has")
    archive = zipfile.ZipFile(io.BytesIO(data))
    for part in archive.infolist():
        if part.compress_type not in _METHODS:
            raise OddCompressionError(part.filename, part.compress_type)
    return archive
