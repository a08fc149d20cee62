"""ZIP files from outside, which Word documents and workbooks are."""

from __future__ import annotations

import io
import zipfile

MOST_PARTS = 2_000
"""A Word document has some 20, a workbook of a hundred sheets some 300."""
_LISTED = b"PK\1\2"
"""What each entry of the list at the end begins with (APPNOTE 4.3.12)."""


def opened(data: bytes) -> zipfile.ZipFile:
    """The archive, to be closed by who opened it. Raises `BadZipFile` for one that lists more parts than any document,
    before a list is made of them, and whatever else `zipfile` raises."""
    if data.count(_LISTED) > MOST_PARTS:
        raise zipfile.BadZipFile("more parts than any document has")
    return zipfile.ZipFile(io.BytesIO(data))
