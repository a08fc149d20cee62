"""Files and folders without a name of their own yet: they are held for as long as a run is at work on them, and swept
away where one that was killed left them behind.

Not done here: giving a file its name. What the system refuses is raised as it is, an `OSError`.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import stat
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO

LOCK = ".dtmforms.lock"
"""The file that is held for a folder."""
_PREFIX, _SUFFIX = ".dtmforms-", ".tmp"
_FOLDER_PREFIX = "dtmforms-passing-"
_LONG_AGO_SECONDS = 3600


def open_private(path: Path) -> IO[bytes]:
    """A file to add to, which only its owner can read where it is made here."""
    return open(path, "ab", opener=lambda name, flags: os.open(name, flags, 0o600))


def hold(file: IO[bytes]) -> None:
    """Keep others from holding a file, until it is closed or the program ends. Raises `BlockingIOError` where somebody
    holds it already, and `OSError` on a disk where none can be held."""
    if sys.platform == "win32":
        import msvcrt

        try:
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError:
            raise BlockingIOError from None
    else:
        import fcntl

        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


def new_file(folder: Path) -> tuple[IO[bytes], Path]:
    """A new file for the owner alone, held for as long as it is open."""
    while True:
        handle, name = tempfile.mkstemp(dir=folder, prefix=_PREFIX, suffix=_SUFFIX)
        file = os.fdopen(handle, "wb")
        if sys.platform == "win32":
            return file, Path(name)
        with contextlib.suppress(OSError):  # of a disk that holds none
            hold(file)
        if os.fstat(handle).st_nlink:  # else another run took it for left behind before it was held
            return file, Path(name)
        file.close()


@contextlib.contextmanager
def new_folder(parent: Path) -> Iterator[Path]:
    """A new folder for the owner alone, held until it is removed in the end. Those that killed runs left beside it are
    removed first."""
    for left in parent.glob(f"{_FOLDER_PREFIX}*"):
        with contextlib.suppress(OSError):
            if _is_left_behind(left):
                shutil.rmtree(left)
    folder = Path(tempfile.mkdtemp(prefix=_FOLDER_PREFIX, dir=parent))
    try:
        with open_private(folder / LOCK) as lock:
            with contextlib.suppress(OSError):
                hold(lock)
            lock.write(b"held")
            lock.flush()
            yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def sweep(folder: Path) -> None:
    """Remove the files of a folder that nobody is at work on any more; none where it does not show its files."""
    try:
        names = os.listdir(folder)  # noqa: PTH208 - with a path for each, a folder of thousands takes three times as long
    except OSError:
        return
    _remove(folder / name for name in names if name.startswith(_PREFIX) and name.endswith(_SUFFIX))


def sweep_all_below(folder: Path) -> None:
    """The same for a folder and those in it."""
    _remove(folder.rglob(f"{_PREFIX}*{_SUFFIX}"))


def _remove(files: Iterable[Path]) -> None:
    for file in files:
        with contextlib.suppress(OSError):
            if _is_left_behind(file):
                file.unlink()


def _is_left_behind(place: Path) -> bool:
    """Whether nobody is at work on a file or folder of ours any more: nobody holds it; where it cannot be held, it was
    made long ago. Raises `OSError` where it is gone."""
    there = place.lstat()
    is_folder = stat.S_ISDIR(there.st_mode)
    if sys.platform != "win32" and there.st_uid != os.geteuid():
        return False
    if is_folder or sys.platform != "win32":
        try:
            with (place / LOCK if is_folder else place).open("r+b") as file:
                hold(file)
                if not is_folder or file.read(1):
                    return True
        except BlockingIOError:
            return False
        except OSError:
            pass
    return time.time() - there.st_mtime > _LONG_AGO_SECONDS
