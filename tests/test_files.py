"""Where files come in and go out."""

from __future__ import annotations

import os
import socket
import sys
from pathlib import Path

import pytest
from hypothesis import given
from strategies import lines

from dtmforms import files
from dtmforms.errors import FileError

posix = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such files")


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


@posix
def test_a_file_from_outside_is_an_ordinary_file_and_nothing_is_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.pdf")
    with socket.socket(socket.AF_UNIX) as opened:
        opened.bind(str(tmp_path / "socket.pdf"))
        for place in (tmp_path / "pipe.pdf", tmp_path / "socket.pdf", Path(os.devnull), Path("/dev/zero")):
            with pytest.raises(FileError, match="a device, a pipe or a socket"):
                files.admit(str(place))
    with pytest.raises(FileError, match="it is a folder; name a file"):
        files.admit(str(tmp_path))
    with pytest.raises(FileError, match="no such file"):
        files.admit(str(tmp_path / "missing"))


@posix
def test_a_link_may_not_lead_out_of_the_folder_that_was_named(tmp_path: Path) -> None:
    (tmp_path / "inbox" / "below").mkdir(parents=True)
    (tmp_path / "secret").write_bytes(b"secret")
    (tmp_path / "inbox" / "a.pdf").write_bytes(b"a")
    below = tmp_path / "inbox" / "below"
    (below / "out.pdf").symlink_to(tmp_path / "secret")
    (below / "inside.pdf").symlink_to("../a.pdf")
    (below / "beside.pdf").symlink_to("inside.pdf")
    (tmp_path / "by-another-name").symlink_to(tmp_path / "inbox")
    inbox = str(tmp_path / "inbox")
    with pytest.raises(FileError, match="leads out of its folder; name the file itself"):
        files.admit(str(below / "out.pdf"), inbox)
    with pytest.raises(FileError, match="leads out of its folder"):
        files.admit(str(below / "inside.pdf"))
    assert files.admit(str(below / "beside.pdf"), inbox) == b"a"
    assert files.admit(str(tmp_path / "by-another-name" / "a.pdf")) == b"a"


@posix
def test_links_in_a_circle_lead_nowhere(tmp_path: Path) -> None:
    (tmp_path / "a").symlink_to(tmp_path / "b")
    (tmp_path / "b").symlink_to(tmp_path / "a")
    with pytest.raises(FileError, match=r"leads nowhere|cannot be read"):
        files.admit(str(tmp_path / "a"))


def test_a_file_from_outside_is_not_too_large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "LARGEST_BYTES", 10)
    (tmp_path / "a").write_bytes(b"x" * 10)
    assert files.admit(str(tmp_path / "a")) == b"x" * 10
    (tmp_path / "a").write_bytes(b"x" * 11)
    with pytest.raises(FileError, match="larger"):
        files.admit(str(tmp_path / "a"))


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
