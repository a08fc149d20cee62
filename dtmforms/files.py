"""Where files come in and go out: every byte that is read or written passes through here. What is written is whole
or not there at all, for its owner alone, and outlasts a loss of power.

`STANDARD` ("-") is standard input for reading and standard output for writing.
"""

from __future__ import annotations

import contextlib
import errno
import os
import stat
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Literal

from dtmforms import temporary_files
from dtmforms.codes.errors import ERRORS
from dtmforms.errors import FileError
from dtmforms.temporary_files import LOCK, hold, open_private

STANDARD = "-"
LARGEST_BYTES = 30_000_000
"""Honest viewers embed a whole system font, which makes a return of 44 kB one of up to 17 MB."""

LARGEST_OWN_BYTES = 2_000_000_000
"""Of a file that the program itself wrote."""

Outcome = Literal["written", "unchanged"]

_NO_LINKS = (errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK)
"""What a disk says on which a file has one name only, such as a stick with FAT."""
_NO_FLUSH = (errno.EINVAL, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.EBADF)
_REASONS = {
    errno.ENOSPC: "disk_full",
    getattr(errno, "EDQUOT", -1): "share_used_up",
    errno.EROFS: "read_only_disk",
    errno.ENAMETOOLONG: "name_too_long",
    errno.EEXIST: "file_for_folder",
    errno.ENOTDIR: "in_a_file",
    errno.EIO: "disk_fails",
    errno.ENXIO: "no_file",
}
"""What the system says, as the code of an error ends."""
_WINDOWS = {
    19: "read_only_disk",
    32: "open",
    33: "open",
    206: "name_too_long",
}
"""What Windows says by numbers of its own: write-protected, sharing violation, lock violation, name too long
("System Error Codes", learn.microsoft.com)."""


def read(place: str, largest_bytes: int | None = None) -> bytes:
    """The bytes of the file at `place`, `LARGEST_BYTES` at most where nothing else is given. Raises `FileError` with
    the reason and the next step."""
    largest = largest_bytes or LARGEST_BYTES
    if place == STANDARD:
        return _within(largest, place, sys.stdin.buffer.read(largest + 1))
    with _explained(place, "read"), open(place, "rb", opener=_for_reading) as file:
        return _within(largest, place, file.read(largest + 1))


def admit(place: str, folder: str | None = None) -> bytes:
    """The bytes of a file from outside, read once: of an ordinary file that lies in `folder`, the one that was named,
    or in its own where none was, and not behind a link that leads out of it; `LARGEST_BYTES` at most. Raises
    `FileError` with the reason and the next step."""
    if place == STANDARD:
        return read(place)
    with _explained(place, "read"):
        try:
            target = Path(place).resolve()
            allowed = (Path(folder) if folder else Path(place).parent).resolve()
        except RuntimeError:  # what `resolve` raises for links in a circle
            raise FileError("link_to_nowhere", place=place) from None
        if not target.is_relative_to(allowed):
            raise FileError("link_out_of_folder", place=place)
        with open(target, "rb", opener=_ordinary) as file:
            return _within(LARGEST_BYTES, place, file.read(LARGEST_BYTES + 1))


class _NoFileError(OSError):
    pass


def _ordinary(path: str, flags: int) -> int:
    """Open a file for reading, and no link or pipe that a file was replaced by meanwhile; a pipe or a device is not
    waited for. Raises `_NoFileError`, and what opening raises."""
    return _for_reading(path, flags | getattr(os, "O_NOFOLLOW", 0))


def _for_reading(path: str, flags: int) -> int:
    """Open a file, and nothing that would have to be waited for. Raises `_NoFileError`, and what opening raises."""
    flags |= getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0)
    handle = os.open(path, flags)
    if stat.S_ISREG(os.fstat(handle).st_mode):
        return handle
    os.close(handle)
    raise IsADirectoryError if Path(path).is_dir() else _NoFileError


def _within(largest: int, place: str, data: bytes) -> bytes:
    if len(data) > largest:
        raise FileError("too_large", place=place, megabytes=largest // 1_000_000)
    return data


def files_in(folder: str) -> list[Path]:
    """The files of a folder and of those in it, by name; hidden ones and locks of programs left out."""
    found = []
    for path in sorted(Path(folder).rglob("*")):
        inside = path.relative_to(folder)
        hidden = any(part.startswith((".", "~$")) for part in inside.parts)
        if not hidden and path.is_file():
            found.append(inside)
    return found


def records_in(folder: str) -> list[Path]:
    """The YAML and JSON files of a folder and of those in it, by name; hidden ones and locks of programs left out."""
    return [path for path in files_in(folder) if path.suffix.lower() in (".yaml", ".yml", ".json")]


def resolved(place: str | Path) -> Path:
    """A place without its links, to be held against others; as it is where its links go in a circle."""
    try:
        return Path(place).resolve()
    except RuntimeError:
        return Path(place).absolute()


def write(place: str, data: bytes, *, force: bool = False) -> Outcome:
    """Write `data` to `place` whole or not at all, making its folder where it is missing, for the owner alone.

    Returns "unchanged" where the file already holds just these bytes. A file that holds others is
    replaced only with `force`. What runs that were killed left half-written beside it is swept away. Raises
    `FileError`; then the file is what it was, or is new and whole.
    """
    if place == STANDARD:
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
        return "written"
    path = Path(place)
    with _explained(place):
        temporary_files.sweep(path.parent)
        if _holds(path, data):
            return "unchanged"
        _make_folder(path.parent)
        try:
            _put(path, data, replace=force)
        except FileExistsError:
            if _holds(path, data):  # another run was quicker
                return "unchanged"
            raise FileError("exists_and_differs", place=place) from None
        _flush(path.parent)
    return "written"


@contextlib.contextmanager
def alone_in(folder: Path) -> Iterator[Folder]:
    """The folder, made where it is missing, for one run at a time; what a run that was killed left half-written is
    swept away. What is written to it is sure to outlast a loss of power at the end of the run. Raises `FileError` where
    another run is at work in it."""
    with _explained(folder):
        _make_folder(folder)
        with open_private(folder / LOCK) as lock:
            try:
                hold(lock)
            except BlockingIOError:
                raise FileError("folder_in_use", place=str(folder)) from None
            temporary_files.sweep_all_below(folder)
            ours = Folder(folder)
            yield ours
            ours.flush()


class Folder:
    """A folder that one run is alone in: what is written is whole at once, and has its name for good at the end."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._written: set[Path] = set()

    def write(self, name: str, data: bytes) -> Outcome:
        """Write a file whole or not at all, over what stands there. Returns "unchanged" where it already holds just
        these bytes. Raises `FileError`."""
        path = self._folder / name
        with _explained(path):
            if _holds(path, data):
                return "unchanged"
            _make_folder(path.parent)
            _put(path, data, replace=True)
        self._written.add(path.parent)
        return "written"

    def flush(self) -> None:
        """Have the names of all that was written on the disk, in one go. Raises `FileError`."""
        for folder in self._written:
            with _explained(folder):
                _flush(folder)
        self._written.clear()


@contextlib.contextmanager
def passing_folder() -> Iterator[Path]:
    """A folder for what another program needs as files, for the owner alone, and removed in the end. Raises `FileError`
    where there is no room for one."""
    place = tempfile.gettempdir()
    with _explained(place), temporary_files.new_folder(Path(place)) as folder:
        yield folder


def opened_elsewhere(path: Path) -> str:
    """The file beside another by which Word, Excel or LibreOffice say that they are at work on that one, so that it is
    not to be replaced. It is called `~$` and the name, which Word shortens by two letters, or `.~lock.` and the name.
    Empty where there is none."""
    names = (f"~${path.name}", f"~${path.name[1:]}", f"~${path.name[2:]}", f".~lock.{path.name}#")
    return next((name for name in names if (path.parent / name).exists()), "")


def appending(place: str) -> IO[bytes]:
    """A file to add lines to, which only its owner can read. Raises `FileError`."""
    with _explained(place):
        return open_private(Path(place))


def make_private(place: str) -> None:
    """An empty file that only its owner can read, where there is none yet; its folder too. Raises `FileError`."""
    path = Path(place)
    with _explained(place):
        _make_folder(path.parent)
        if not path.exists():
            path.touch(mode=0o600)
            _flush(path.parent)


def _holds(path: Path, data: bytes) -> bool:
    """Whether a file is there with just these bytes. Raises `FileError` where what is there is no file."""
    try:
        there = path.stat()
    except FileNotFoundError:
        return False
    if stat.S_ISDIR(there.st_mode):
        raise IsADirectoryError
    if not stat.S_ISREG(there.st_mode):
        raise FileError("no_ordinary_file", place=str(path))
    return there.st_size == len(data) and path.read_bytes() == data


def _put(path: Path, data: bytes, *, replace: bool) -> None:
    """Give `data` a name when all of it is on the disk. Raises `OSError`, and `FileExistsError` where it would have
    taken the name of another file without `replace`."""
    if replace and path.exists() and (beside := opened_elsewhere(path)):
        raise FileError("open_elsewhere", place=str(path), beside=beside)
    file, temporary = temporary_files.new_file(path.parent)
    try:
        with file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
            if sys.platform != "win32":  # which names no file that is open
                _name(temporary, path, replace=replace)
        if sys.platform == "win32":
            _name(temporary, path, replace=replace)
    except BaseException:
        with contextlib.suppress(OSError):
            temporary.unlink()
        raise


def _name(temporary: Path, path: Path, *, replace: bool) -> None:
    """Raises `FileExistsError` where there is such a file, without `replace`."""
    if replace:
        temporary.replace(path)
    elif sys.platform == "win32":
        temporary.rename(path)
    else:
        try:
            os.link(temporary, path)
        except OSError as error:
            if error.errno not in _NO_LINKS:
                raise
            if os.path.lexists(path):
                raise FileExistsError from None
            temporary.replace(path)
        else:
            temporary.unlink()


def _make_folder(folder: Path) -> None:
    """Make a folder where it is missing, and those above it, for the owner alone. Raises `OSError`."""
    if folder.is_dir():
        return
    _make_folder(folder.parent)
    folder.mkdir(mode=0o700, exist_ok=True)
    _flush(folder.parent)


def _flush(folder: Path) -> None:
    """Have the names of a folder on the disk, where the system does that for folders. Raises `OSError`."""
    if sys.platform == "win32":
        return
    try:
        handle = os.open(folder, os.O_RDONLY)
    except PermissionError:  # of a folder that takes files and shows none
        return
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno not in _NO_FLUSH:
            raise
    finally:
        os.close(handle)


@contextlib.contextmanager
def _explained(place: str | Path, what: Literal["read", "written"] = "written") -> Iterator[None]:
    """Raises `FileError` with the reason and the next step in the place of an `OSError`."""
    try:
        yield
    except OSError as error:
        raise _refused(str(place), what, error) from None


def _refused(place: str, what: Literal["read", "written"], error: OSError) -> FileError:
    code = f"not_{what}_{_reason(error)}"
    if code in ERRORS:
        return FileError(code, place=place)
    if error.strerror:
        return FileError(f"not_{what}_otherwise", place=place, said=error.strerror.lower())
    return FileError(f"not_{what}_without_reason", place=place)


def _reason(error: OSError) -> str:
    """How the code of an error ends that says it; empty where there is none for it."""
    known = _WINDOWS.get(getattr(error, "winerror", None) or 0) or _REASONS.get(error.errno or 0)
    if known:
        return known
    kinds = {
        FileNotFoundError: "missing",
        IsADirectoryError: "folder",
        _NoFileError: "no_file",
        PermissionError: "refused",
    }
    return next((word for kind, word in kinds.items() if isinstance(error, kind)), "")
