"""ZIP files from outside are opened only where they are such as documents are."""

from __future__ import annotations

import io
import zipfile

import pytest

from dtmforms import archives


def archive(*methods: int) -> bytes:
    """A part for each method of compression."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as made:
        for number, method in enumerate(methods):
            made.writestr(f"{number}.xml", b" " * 2**20, method)
    return data.getvalue()


def test_parts_that_are_stored_or_deflated_are_opened() -> None:
    with archives.opened(archive(zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)) as opened:
        assert opened.namelist() == ["0.xml", "1.xml"]


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_part_that_is_compressed_in_another_way_is_named_and_nothing_is_opened(method: int) -> None:
    with pytest.raises(zipfile.BadZipFile, match=rf"'1\.xml' is compressed by method {method}"):
        archives.opened(archive(zipfile.ZIP_DEFLATED, method))


def test_more_parts_than_any_document_has_are_not_listed() -> None:
    with pytest.raises(zipfile.BadZipFile, match="more parts than any document has"):
        archives.opened(archive(*[zipfile.ZIP_STORED] * 2) + b"PK\1\2" * archives.MOST_PARTS)
