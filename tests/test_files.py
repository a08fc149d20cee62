"""Where files come in and go out."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from hypothesis import given
from strategies import lines

from dtmforms import files
from dtmforms.errors import FileError


def test_a_file_is_written_whole_and_its_folder_made(tmp_path: Path) -> None:
    place = tmp_path / "a" / "b" / "c.txt"
    assert files.write(str(place), b"x") == "written"
    assert place.read_bytes() == b"x"
    assert [path.name for path in place.parent.iterdir()] == ["c.txt"]


def test_twice_is_the_same_as_once(tmp_path: Path) -> None:
    place = tmp_path / "c.txt"
    files.write(str(place), b"x")
    before = place.stat().st_mtime_ns
    assert files.write(str(place), b"x") == "unchanged"
    assert place.stat().st_mtime_ns == before


def test_what_differs_is_spared(tmp_path: Path) -> None:
    place = tmp_path / "c.txt"
    place.write_bytes(b"mine")
    with pytest.raises(FileError, match="--force"):
        files.write(str(place), b"x")
    assert place.read_bytes() == b"mine"
    assert files.write(str(place), b"x", force=True) == "written"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such permissions")
def test_only_the_owner_can_read_what_is_written(tmp_path: Path) -> None:
    files.write(str(tmp_path / "new" / "c.txt"), b"x")
    assert (tmp_path / "new" / "c.txt").stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "new").stat().st_mode & 0o777 == 0o700


def test_what_cannot_be_read_or_written_says_why(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="no such file"):
        files.read(str(tmp_path / "missing"))
    with pytest.raises(FileError, match="folder"):
        files.read(str(tmp_path))
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(FileError, match="cannot be written"):
        files.write(str(tmp_path / "file" / "below"), b"x")


def test_a_file_too_large_for_a_return_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "LARGEST_BYTES", 10)
    (tmp_path / "a").write_bytes(b"x" * 11)
    with pytest.raises(FileError, match="larger"):
        files.read(str(tmp_path / "a"))


@given(lines)
def test_any_reference_makes_a_safe_name(reference: str) -> None:
    name = files.stem(reference)
    assert name
    assert len(name) <= 81
    assert not set(name) & set('\\/:*?"<>| \n')
    assert name[0] not in ".-"
    assert name[-1] not in ".-"


@pytest.mark.parametrize(
    ("reference", "name"), [("CON", "_CON"), ("a/../b", "a-..-b"), ("???", "agreement"), ("é è", "é-è")]
)
def test_names_that_a_system_keeps_for_itself_are_changed(reference: str, name: str) -> None:
    assert files.stem(reference) == name
