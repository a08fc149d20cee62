"""Where files come in and go out: every byte that is read or written passes through here.

`STANDARD` ("-") is standard input for reading and standard output for writing.
"""

from __future__ import annotations

import contextlib
import errno
import os
import re
import sys
import tempfile
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Literal

from dtmforms.errors import FileError

STANDARD = "-"
LARGEST_BYTES = 30_000_000
"""Honest viewers embed a whole system font, which makes a return of 44 kB one of up to 17 MB."""

LARGEST_OWN_BYTES = 2_000_000_000
"""Of a file that the program itself wrote."""

Outcome = Literal["written", "unchanged"]

_RESERVED_ON_WINDOWS = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?$", re.IGNORECASE)
_LONGEST_STEM = 80
_TEMPORARY = (".dtmforms-", ".tmp")
_LOCK = ".dtmforms.lock"


def read(place: str, largest_bytes: int | None = None) -> bytes:
    """The bytes of the file at `place`, `LARGEST_BYTES` at most where nothing else is given. Raises `FileError` with
    the reason and the next step."""
    largest = largest_bytes or LARGEST_BYTES
    if place == STANDARD:
        data = sys.stdin.buffer.read(largest + 1)
    else:
        try:
            with Path(place).open("rb") as file:
                data = file.read(largest + 1)
        except OSError as error:
            raise FileError(f"{place}: cannot be read: {_why(error)}") from None
    if len(data) > largest:
        raise FileError(f"{place}: larger than {largest // 1_000_000} MB; no record or return is")
    return data


def write(place: str, data: bytes, *, force: bool = False) -> Outcome:
    """Write `data` to `place` whole or not at all, making its folder where it is missing.

    Returns "unchanged" where the file already holds just these bytes. A file that holds others is
    replaced only with `force`. Raises `FileError`.
    """
    if place == STANDARD:
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
        return "written"
    path = Path(place)
    try:
        if path.exists():
            if path.read_bytes() == data:
                return "unchanged"
            if not force:
                raise FileError(f"{place}: exists and differs; give another place, or --force to replace it")
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _replace(path, data)
    except OSError as error:
        raise FileError(f"{place}: cannot be written: {_why(error)}") from None
    return "written"


@contextlib.contextmanager
def alone_in(folder: Path) -> Iterator[None]:
    """The folder, made where it is missing, for one run at a time; what a run that was killed left half-written is
    swept away. Raises `FileError` where another run is at work in it."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with (folder / _LOCK).open("ab") as lock:
            _hold(lock)
            for leftover in folder.rglob("*".join(_TEMPORARY)):
                leftover.unlink()
            yield
    except BlockingIOError:
        raise FileError(f"{folder}: another run is at work in this folder; wait for its end") from None
    except OSError as error:
        raise FileError(f"{folder}: cannot be written: {_why(error)}") from None


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
        return open(place, "ab", opener=lambda path, flags: os.open(path, flags, 0o600))
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
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not path.exists():
            path.touch(mode=0o600)
    except OSError as error:
        raise FileError(f"{place}: cannot be written: {_why(error)}") from None


def stem(reference: str) -> str:
    """A file's name, without its ending, for an agreement's reference: safe on every disk, never empty."""
    kept = re.sub(r"[^\w.-]+", "-", unicodedata.normalize("NFC", reference)).strip("-._")[:_LONGEST_STEM]
    kept = kept.rstrip("-._") or "agreement"
    return f"_{kept}" if _RESERVED_ON_WINDOWS.match(kept) else kept


def _replace(path: Path, data: bytes) -> None:
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=_TEMPORARY[0], suffix=_TEMPORARY[1])
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            Path(temporary).unlink()
        raise


def _why(error: OSError) -> str:
    if isinstance(error, FileNotFoundError):
        return "there is no such file; check the name and the folder"
    if isinstance(error, IsADirectoryError):
        return "it is a folder; name a file"
    if error.errno == errno.ENOSPC:
        return "the disk is full; make room and run it again"
    if isinstance(error, PermissionError):
        return "access is refused; close it in other programs, or choose another folder"
    return (error.strerror or "the system gives no reason").lower()
