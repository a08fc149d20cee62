"""Where files come in and go out."""

from __future__ import annotations

import errno
import os
import re
import socket
import sys
import tempfile
import time
from pathlib import Path

import pytest

from dtmforms import files, temporary_files
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


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such permissions")
def test_every_folder_that_is_made_is_for_its_owner_alone(tmp_path: Path) -> None:
    files.write(str(tmp_path / "a" / "b" / "c.txt"), b"x")
    assert (tmp_path / "a").stat().st_mode & 0o777 == 0o700
    with files.alone_in(tmp_path / "d" / "e") as folder:
        folder.write("f/g.txt", b"x")
    made = [tmp_path / "d", *(tmp_path / "d").rglob("*")]
    assert {path.name: path.stat().st_mode & 0o777 for path in made} == {
        "d": 0o700,
        "e": 0o700,
        "f": 0o700,
        "g.txt": 0o600,
        ".dtmforms.lock": 0o600,
    }


def leftover(folder: Path) -> Path:
    """What a run leaves that was killed before its file had a name."""
    place = folder / ".dtmforms-abc.tmp"
    place.write_bytes(b"half")
    return place


def test_what_a_killed_run_left_is_swept_away_by_the_next_and_nothing_else(tmp_path: Path) -> None:
    left = leftover(tmp_path)
    spared = tmp_path / ".dtmforms-batch.jsonl", tmp_path / "other.tmp"
    for path in spared:
        path.write_bytes(b"x")
    long_ago = time.time() - 7200
    os.utime(left, (long_ago, long_ago))
    files.write(str(tmp_path / "c.txt"), b"x")
    assert sorted(tmp_path.iterdir()) == sorted([tmp_path / "c.txt", *spared])


@pytest.mark.skipif(sys.platform == "win32", reason="Windows spares what is open by itself")
@pytest.mark.parametrize("batch", [True, False])
def test_what_another_run_is_writing_is_spared(tmp_path: Path, batch: bool) -> None:
    file, unfinished = temporary_files.new_file(tmp_path)
    with file:
        if batch:
            with files.alone_in(tmp_path):
                pass
        else:
            files.write(str(tmp_path / "c.txt"), b"x")
        assert unfinished.exists()
    files.write(str(tmp_path / "d.txt"), b"x")
    assert not unfinished.exists()


def test_two_runs_that_write_one_file_at_once_spare_what_the_first_wrote(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = tmp_path / "c.txt"
    syncing = os.fsync

    def meanwhile(handle: int) -> None:
        place.write_bytes(b"first")
        syncing(handle)

    monkeypatch.setattr(os, "fsync", meanwhile)
    with pytest.raises(FileError, match="exists and differs"):
        files.write(str(place), b"second")
    assert place.read_bytes() == b"first"
    place.unlink()
    assert files.write(str(place), b"first") == "unchanged"
    assert list(tmp_path.iterdir()) == [place]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows gives names in another way")
def test_a_disk_without_links_is_written_to_all_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_links(*_: object) -> None:
        raise OSError(errno.EPERM, os.strerror(errno.EPERM))

    monkeypatch.setattr(os, "link", no_links)
    assert files.write(str(tmp_path / "c.txt"), b"x") == "written"
    with pytest.raises(FileError, match="exists and differs"):
        files.write(str(tmp_path / "c.txt"), b"y")
    assert (tmp_path / "c.txt").read_bytes() == b"x"
    assert len(list(tmp_path.iterdir())) == 1


@pytest.mark.skipif(sys.platform == "win32", reason="Windows flushes no folders")
def test_a_name_is_on_the_disk_when_the_writer_returns_and_of_a_batch_at_its_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    flushed: list[Path] = []
    monkeypatch.setattr(files, "_flush", flushed.append)
    files.write(str(tmp_path / "c.txt"), b"x")
    assert flushed == [tmp_path]
    flushed.clear()
    with files.alone_in(tmp_path) as folder:
        for number in range(5):
            folder.write(f"{number}.txt", b"x")
        assert flushed == []
    assert flushed == [tmp_path]


REASONS = {
    errno.ENOSPC: "the disk is full; make room",
    errno.EDQUOT: "your share of the disk is used up",
    errno.EROFS: "can only be read; choose a folder on another",
    errno.EIO: "the disk fails; write to another one",
    errno.EACCES: "access is refused",
}


@pytest.mark.parametrize("code", REASONS)
@pytest.mark.parametrize("call", ["fsync", "link", "mkdir"])
@pytest.mark.skipif(sys.platform == "win32", reason="Windows gives names in another way")
def test_each_fault_of_a_disk_is_a_sentence_with_a_next_step(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int, call: str
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(os, call, broken)
    with pytest.raises(FileError, match=REASONS[code]):
        files.write(str(tmp_path / "new" / "c.txt"), b"x")
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_a_name_that_is_too_long_is_said_to_be(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="the name is too long for the disk; give a shorter one"):
        files.write(str(tmp_path / ("x" * 300)), b"x")


def test_what_windows_says_by_its_own_numbers_is_told() -> None:
    error = PermissionError(errno.EACCES, "The process cannot access the file")
    error.winerror = 32  # type: ignore[attr-defined, unused-ignore]
    said = str(files._refused("a.docx", "written", error))
    assert said == "a.docx: cannot be written: it is open in Word or another program; close it there and try again"


@pytest.mark.parametrize("beside", ["~$reement.docx", "~$agreement.docx", ".~lock.agreement.docx#"])
def test_a_file_that_is_open_in_word_or_libreoffice_is_not_replaced(tmp_path: Path, beside: str) -> None:
    place = tmp_path / "agreement.docx"
    assert files.write(str(place), b"x") == "written"
    (tmp_path / beside).write_bytes(b"")
    with pytest.raises(FileError, match=re.escape(f"as {beside} beside it says; close it there")):
        files.write(str(place), b"y", force=True)
    assert place.read_bytes() == b"x"
    (tmp_path / beside).unlink()
    assert files.write(str(place), b"y", force=True) == "written"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such files")
def test_a_pipe_is_neither_waited_for_nor_replaced(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(FileError, match="is a device or a pipe"):
        files.write(str(tmp_path / "pipe"), b"x", force=True)
    assert (tmp_path / "pipe").is_fifo()


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
def test_a_link_that_leads_nowhere_is_not_replaced_unasked(tmp_path: Path) -> None:
    (tmp_path / "c.txt").symlink_to(tmp_path / "gone")
    with pytest.raises(FileError, match="exists and differs"):
        files.write(str(tmp_path / "c.txt"), b"x")
    assert (tmp_path / "c.txt").is_symlink()
    assert not (tmp_path / "gone").exists()


def test_a_passing_folder_is_gone_in_the_end_and_those_of_killed_runs_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    left = tmp_path / "dtmforms-passing-left"
    left.mkdir()
    (left / "0.docx").write_bytes(b"x")
    (left / ".dtmforms.lock").write_bytes(b"held")
    with files.passing_folder() as folder, files.passing_folder() as other:
        assert sorted(tmp_path.iterdir()) == sorted([folder, other])
        if sys.platform != "win32":
            assert folder.stat().st_mode & 0o777 == 0o700
    assert list(tmp_path.iterdir()) == []
