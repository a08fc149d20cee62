"""Where files come in and go out: every byte that is read or written passes through here.

`STANDARD` ("-") is standard input for reading and standard output for writing.
"""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
import stat
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, Literal

from dtmforms.errors import FileError

STANDARD = "-"
LARGEST_BYTES = 30_000_000
"""Honest viewers embed a whole system font, which makes a return of 44 kB one of up to 17 MB."""

LARGEST_OWN_BYTES = 2_000_000_000
"""Of a file that the program itself wrote."""

Outcome = Literal["written", "unchanged"]

_TEMPORARY = (".dtmforms-", ".tmp")
_PASSING = "dtmforms-passing-"
_LOCK = ".dtmforms.lock"
_LONG_AGO_SECONDS = 3600
_NO_LINKS = (errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK)
"""What a disk says on which a file has one name only, such as a stick with FAT."""
_NO_FLUSH = (errno.EINVAL, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.EBADF)
_OPEN = "it is open in Word or another program; close it there and try again"
_STALE = "delete that file where nobody has it open"
_REASONS = {
    errno.ENOSPC: "the disk is full; make room and run it again",
    getattr(errno, "EDQUOT", -1): "your share of the disk is used up; delete what you no longer need and run it again",
    errno.EROFS: "the disk can only be read; choose a folder on another one",
    errno.ENAMETOOLONG: "the name is too long for the disk; give a shorter one",
    errno.EEXIST: "a file has this name, where a folder is to be; give another one",
    errno.ENOTDIR: "a part of the place is a file and no folder; give another place",
    errno.EIO: "the disk fails; write to another one, and have this one looked at",
}
"""What the system says, in a sentence with a next step."""
_WINDOWS = {
    19: _REASONS[errno.EROFS],
    32: _OPEN,
    33: _OPEN,
    206: _REASONS[errno.ENAMETOOLONG],
}
"""What Windows says by numbers of its own: write-protected, sharing violation, lock violation, name too long
("System Error Codes", learn.microsoft.com)."""


def read(place: str, largest_bytes: int | None = None) -> bytes:
    """The bytes of the file at `place`, `LARGEST_BYTES` at most where nothing else is given. Raises `FileError` with
    the reason and the next step."""
    largest = largest_bytes or LARGEST_BYTES
    if place == STANDARD:
        return _within(largest, place, sys.stdin.buffer.read(largest + 1))
    try:
        with open(place, "rb", opener=_for_reading) as file:
            return _within(largest, place, file.read(largest + 1))
    except OSError as error:
        raise FileError(f"{place}: cannot be read: {_why(error)}") from None


def admit(place: str, folder: str | None = None) -> bytes:
    """The bytes of a file from outside, read once: of an ordinary file that lies in `folder`, the one that was named,
    or in its own where none was, and not behind a link that leads out of it; `LARGEST_BYTES` at most. Raises
    `FileError` with the reason and the next step."""
    if place == STANDARD:
        return read(place)
    try:
        target = Path(place).resolve()
        if not target.is_relative_to((Path(folder) if folder else Path(place).parent).resolve()):
            raise FileError(f"{place}: is a link that leads out of its folder; name the file itself, where it lies")
        with open(target, "rb", opener=_ordinary) as file:
            return _within(LARGEST_BYTES, place, file.read(LARGEST_BYTES + 1))
    except RuntimeError:  # what `resolve` raises for links in a circle
        raise FileError(f"{place}: is a link that leads nowhere; ask for the file itself") from None
    except OSError as error:
        raise FileError(f"{place}: cannot be read: {_why(error)}") from None


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
        raise FileError(f"{place}: larger than {largest // 1_000_000} MB; no record or return is")
    return data


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
    with _told(place):
        _sweep(_unfinished_in(path.parent))
        if _holds(path, data):
            return "unchanged"
        _make_folder(path.parent)
        try:
            _put(path, data, replace=force)
        except FileExistsError:
            if _holds(path, data):  # another run was quicker
                return "unchanged"
            raise FileError(f"{place}: exists and differs; give another place, or --force to replace it") from None
        _flush(path.parent)
    return "written"


@contextlib.contextmanager
def alone_in(folder: Path) -> Iterator[Folder]:
    """The folder, made where it is missing, for one run at a time; what a run that was killed left half-written is
    swept away. What is written to it is sure to outlast a loss of power at the end of the run. Raises `FileError` where
    another run is at work in it."""
    try:
        _make_folder(folder)
        with _private(folder / _LOCK) as lock:
            _hold(lock)
            _sweep(folder.rglob("*".join(_TEMPORARY)))
            ours = Folder(folder)
            yield ours
            ours.flush()
    except BlockingIOError:
        raise FileError(f"{folder}: another run is at work in this folder; wait for its end") from None
    except OSError as error:
        raise FileError(f"{folder}: cannot be written: {_why(error)}") from None


class Folder:
    """A folder that one run is alone in: what is written is whole at once, and has its name for good at the end."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._written: set[Path] = set()

    def write(self, name: str, data: bytes) -> Outcome:
        """Write a file whole or not at all, over what stands there. Returns "unchanged" where it already holds just
        these bytes. Raises `FileError`."""
        path = self._folder / name
        with _told(str(path)):
            if _holds(path, data):
                return "unchanged"
            _make_folder(path.parent)
            _put(path, data, replace=True)
        self._written.add(path.parent)
        return "written"

    def flush(self) -> None:
        """Have the names of all that was written on the disk, in one go. Raises `FileError`."""
        for folder in self._written:
            with _told(str(folder)):
                _flush(folder)
        self._written.clear()


@contextlib.contextmanager
def passing_folder() -> Iterator[Path]:
    """A folder for what another program needs as files, for the owner alone, and removed in the end. Those that killed
    runs left are removed first. Raises `FileError` where there is no room for one."""
    place = tempfile.gettempdir()
    with _told(place):
        for left in Path(place).glob(f"{_PASSING}*"):
            with contextlib.suppress(OSError):
                if _is_left_behind(left):
                    shutil.rmtree(left)
        folder = Path(tempfile.mkdtemp(prefix=_PASSING, dir=place))
    try:
        with _told(place), _private(folder / _LOCK) as lock:
            with contextlib.suppress(OSError):
                _hold(lock)
            lock.write(b"held")
            lock.flush()
            yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def opened_elsewhere(path: Path) -> str:
    """Why a file is not to be replaced: Word, Excel or LibreOffice say, by a file beside it, that they are at work on
    it. That one is called `~$` and the name, which Word shortens by two letters, or `.~lock.` and the name. Empty where
    there is none."""
    names = (f"~${path.name}", f"~${path.name[1:]}", f"~${path.name[2:]}", f".~lock.{path.name}#")
    beside = next((name for name in names if (path.parent / name).exists()), "")
    return f"is open in another program, as {beside} beside it says; close it there, or {_STALE}" if beside else ""


def _hold(lock: IO[bytes]) -> None:
    """Keep others from holding it, until the file is closed or the program ends. Raises `OSError`."""
    if sys.platform == "win32":
        import msvcrt

        try:
            msvcrt.locking(lock.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError:
            raise BlockingIOError from None
    else:
        import fcntl

        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)


def appending(place: str) -> IO[bytes]:
    """A file to add lines to, which only its owner can read. Raises `FileError`."""
    try:
        return _private(Path(place))
    except OSError as error:
        raise FileError(f"{place}: cannot be written: {_why(error)}") from None


def files_in(folder: str) -> list[Path]:
    """The files of a folder and of those in it, by name; hidden ones and locks of programs left out."""
    found = []
    for path in sorted(Path(folder).rglob("*")):
        inside = path.relative_to(folder)
        hidden = any(part.startswith((".", "~$")) for part in inside.parts)
        if not hidden and path.is_file():
            found.append(inside)
    return found


def resolved(place: str | Path) -> Path:
    """A place without its links, to be held against others; as it is where its links go in a circle."""
    try:
        return Path(place).resolve()
    except RuntimeError:
        return Path(place).absolute()


def records_in(folder: str) -> list[Path]:
    """The YAML and JSON files of a folder and of those in it, by name; hidden ones and locks of programs left out."""
    return [path for path in files_in(folder) if path.suffix.lower() in (".yaml", ".yml", ".json")]


def make_private(place: str) -> None:
    """An empty file that only its owner can read, where there is none yet; its folder too. Raises `FileError`."""
    path = Path(place)
    try:
        _make_folder(path.parent)
        if not path.exists():
            path.touch(mode=0o600)
            _flush(path.parent)
    except OSError as error:
        raise FileError(f"{place}: cannot be written: {_why(error)}") from None


def _holds(path: Path, data: bytes) -> bool:
    """Whether a file is there with just these bytes. Raises `FileError` where what is there is no file."""
    try:
        there = path.stat()
    except FileNotFoundError:
        return False
    if stat.S_ISDIR(there.st_mode):
        raise IsADirectoryError
    if not stat.S_ISREG(there.st_mode):
        raise FileError(f"{path}: is a device or a pipe and no file; name a file, or - for standard output")
    return there.st_size == len(data) and path.read_bytes() == data


def _put(path: Path, data: bytes, *, replace: bool) -> None:
    """Give `data` a name when all of it is on the disk. Raises `OSError`, and `FileExistsError` where it would have
    taken the name of another file without `replace`."""
    if replace and path.exists() and (why := opened_elsewhere(path)):
        raise FileError(f"{path}: {why}, and try again")
    file, temporary = _fresh_in(path.parent)
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


def _fresh_in(folder: Path) -> tuple[IO[bytes], Path]:
    """A new file for the owner alone, held for as long as it is open. Raises `OSError`."""
    while True:
        handle, name = tempfile.mkstemp(dir=folder, prefix=_TEMPORARY[0], suffix=_TEMPORARY[1])
        file = os.fdopen(handle, "wb")
        if sys.platform == "win32":
            return file, Path(name)
        with contextlib.suppress(OSError):  # of a disk that holds none
            _hold(file)
        if os.fstat(handle).st_nlink:  # else another run took it for left behind before it was held
            return file, Path(name)
        file.close()


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


def _unfinished_in(folder: Path) -> list[Path]:
    """The temporary files of a folder; none where it does not show its files."""
    try:
        names = os.listdir(folder)  # noqa: PTH208 - with a path for each, a folder of thousands takes three times as long
    except OSError:
        return []
    return [folder / name for name in names if name.startswith(_TEMPORARY[0]) and name.endswith(_TEMPORARY[1])]


def _sweep(temporaries: Iterable[Path]) -> None:
    for temporary in temporaries:
        with contextlib.suppress(OSError):
            if _is_left_behind(temporary):
                temporary.unlink()


def _is_left_behind(place: Path) -> bool:
    """Whether nobody is at work on a temporary file or folder of ours any more: nobody holds it; where it cannot be
    held, it was made long ago. Raises `OSError` where it is gone."""
    there = place.lstat()
    is_folder = stat.S_ISDIR(there.st_mode)
    if sys.platform != "win32" and there.st_uid != os.geteuid():
        return False
    if is_folder or sys.platform != "win32":
        try:
            with (place / _LOCK if is_folder else place).open("r+b") as file:
                _hold(file)
                if not is_folder or file.read(1):
                    return True
        except BlockingIOError:
            return False
        except OSError:
            pass
    return time.time() - there.st_mtime > _LONG_AGO_SECONDS


def _private(path: Path) -> IO[bytes]:
    """A file to add to, which only its owner can read where it is made here. Raises `OSError`."""
    return open(path, "ab", opener=lambda name, flags: os.open(name, flags, 0o600))


@contextlib.contextmanager
def _told(place: str) -> Iterator[None]:
    """Raises `FileError` with the reason and the next step in the place of an `OSError`."""
    try:
        yield
    except OSError as error:
        raise FileError(f"{place}: cannot be written: {_why(error)}") from None


def _why(error: OSError) -> str:
    said = _WINDOWS.get(getattr(error, "winerror", None) or 0) or _REASONS.get(error.errno or 0)
    if said:
        return said
    if isinstance(error, FileNotFoundError):
        return "there is no such file; check the name and the folder"
    if isinstance(error, IsADirectoryError):
        return "it is a folder; name a file"
    if isinstance(error, _NoFileError) or error.errno == errno.ENXIO:
        return "it is a device, a pipe or a socket and no file; save what it holds as a file, or give it with -"
    if isinstance(error, PermissionError):
        return "access is refused; close it in other programs, or choose another folder"
    return (error.strerror or "the system gives no reason").lower()
