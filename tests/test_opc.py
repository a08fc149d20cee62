"""Packages: ZIP files from outside are opened only where they are such as documents are; our own are reproducible."""

from __future__ import annotations

import io
import zipfile

import pytest

from dtmforms import opc


def archive(*methods: int) -> bytes:
    """A part for each method of compression."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as made:
        for number, method in enumerate(methods):
            made.writestr(f"{number}.xml", b" " * 2**20, method)
    return data.getvalue()


def test_parts_that_are_stored_or_deflated_are_opened() -> None:
    with opc.opened(archive(zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)) as opened:
        assert opened.namelist() == ["0.xml", "1.xml"]


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_part_that_is_compressed_in_another_way_is_named_and_nothing_is_opened(method: int) -> None:
    with pytest.raises(zipfile.BadZipFile, match=rf"'1\.xml' is compressed by method {method}"):
        opc.opened(archive(zipfile.ZIP_DEFLATED, method))


def test_more_parts_than_any_document_has_are_not_listed() -> None:
    with pytest.raises(zipfile.BadZipFile, match="more parts than any document has"):
        opc.opened(archive(*[zipfile.ZIP_STORED] * 2) + b"PK\1\2" * opc.MOST_PARTS)


def test_a_part_is_read_whole() -> None:
    with opc.opened(archive(zipfile.ZIP_DEFLATED)) as package:
        assert opc.content_of(package, package.infolist()[0]) == b" " * 2**20


@pytest.mark.parametrize("declared", [2**20 - 1, 2**20 + 1])
def test_a_part_that_is_longer_or_shorter_than_it_says_is_damaged(declared: int) -> None:
    with opc.opened(archive(zipfile.ZIP_STORED)) as package:
        [part] = package.infolist()
        part.file_size = declared
        with pytest.raises(opc.DAMAGED):
            opc.content_of(package, part)


@pytest.mark.parametrize(
    ("part", "relationships"),
    [
        ("", "_rels/.rels"),
        ("word/document.xml", "word/_rels/document.xml.rels"),
        ("document.xml", "_rels/document.xml.rels"),
    ],
)
def test_every_part_has_its_relationships_in_a_part_beside_it(part: str, relationships: str) -> None:
    assert opc.relationships_of(part) == relationships


@pytest.mark.parametrize(
    ("target", "folder", "part"),
    [
        ("styles.xml", "word", "word/styles.xml"),
        ("/word/styles.xml", "xl", "word/styles.xml"),
        ("../docProps/app.xml", "word", "docProps/app.xml"),
        ("../../../etc/passwd", "word", "etc/passwd"),
        ("word/./document.xml", "", "word/document.xml"),
    ],
)
def test_a_target_is_a_part_of_the_package(target: str, folder: str, part: str) -> None:
    assert opc.target_of(target, folder) == part


def test_a_target_on_another_computer_is_no_part() -> None:
    assert opc.target_of("//server/word/document.xml", "") == "/server/word/document.xml"


PARTS = {"[Content_Types].xml": b"<Types/>", "word/été.xml": b"x" * 5_000, "word/empty.xml": b""}


def test_packed_parts_come_back_as_they_were_and_in_their_order() -> None:
    with opc.opened(opc.packed(PARTS.items())) as package:
        assert {name: package.read(name) for name in package.namelist()} == PARTS
        assert package.namelist() == list(PARTS)
        assert package.testzip() is None


def test_a_package_has_the_bytes_that_the_standard_library_writes() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as package:
        for name, content in PARTS.items():
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.create_system = 0
            package.writestr(entry, content, zipfile.ZIP_DEFLATED)
    assert opc.packed(PARTS.items()) == file.getvalue()


def test_the_same_parts_give_the_same_bytes_and_bear_no_day_and_no_system() -> None:
    data = opc.packed(PARTS.items())
    assert opc.packed(PARTS.items()) == data
    with opc.opened(data) as package:
        assert {(part.date_time, part.create_system) for part in package.infolist()} == {((1980, 1, 1, 0, 0, 0), 0)}


def test_parts_are_packed_after_those_that_are_packed_already() -> None:
    first = opc.packed([("a.xml", b"a")])
    with opc.opened(opc.packed([("b.xml", b"b")], after=first)) as package:
        assert [package.read(name) for name in ("a.xml", "b.xml")] == [b"a", b"b"]
        assert package.namelist() == ["a.xml", "b.xml"]


def test_parts_too_small_to_be_worth_it_are_stored() -> None:
    with opc.opened(opc.packed([("a", b"x" * 99), ("b", b"x" * 100)], stored_below=100)) as package:
        assert [part.compress_type for part in package.infolist()] == [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED]
