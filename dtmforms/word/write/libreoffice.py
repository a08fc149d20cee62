"""Word documents as PDF, printed by LibreOffice, where it is installed.

What LibreOffice writes differs from run to run in its date and its identifier. The documents lie in a folder that only
their owner can enter while it is at work, and nowhere else.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path

from dtmforms import files
from dtmforms.errors import FileError

SECONDS_TO_START = 60
SECONDS_A_DOCUMENT = 10
_NAMES = ("soffice", "libreoffice")
_USUAL_PLACES = (
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
    "/usr/lib/libreoffice/program/soffice",
    "/opt/libreoffice/program/soffice",
    r"C:\Program Files\LibreOffice\program\soffice.exe",
    r"C:\Program Files (x86)\LibreOffice\program\soffice.exe",
)


def program() -> str:
    """Where LibreOffice is. Raises `FileError` where it is not installed."""
    found = next(filter(None, map(shutil.which, (*_NAMES, *_USUAL_PLACES))), None)
    if found is None:
        raise FileError("libreoffice_missing")
    return found


def as_pdf(documents: Sequence[bytes]) -> list[bytes]:
    """Each document as PDF; empty for one that LibreOffice fails at, or does not come to an end with, which spoils no
    other. Raises `FileError`."""
    soffice = program()
    with files.passing_folder() as folder:
        for number, data in enumerate(documents):
            files.write(str(folder / f"{number}.docx"), data)
        _convert(soffice, folder, range(len(documents)))
        for number in range(len(documents)):
            if not _made(folder, number):
                _convert(soffice, folder, [number])
        return [_made(folder, number) for number in range(len(documents))]


def _convert(soffice: str, folder: Path, numbers: Iterable[int]) -> None:
    """Let LibreOffice print some, one after the other, for as long as that may take."""
    names = [str(folder / f"{number}.docx") for number in numbers]
    own = Path(tempfile.mkdtemp(prefix="profile-", dir=folder))  # of a user of its own, who disturbs nobody
    profile = f"-env:UserInstallation={own.as_uri()}"
    options = [profile, "--headless", "--norestore", "--convert-to", "pdf", "--outdir", str(folder)]
    try:
        process = subprocess.Popen(  # noqa: S603 - a program by its place, options and names of our own
            [soffice, *options, *names],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            env=os.environ | dict.fromkeys(("TMPDIR", "TMP", "TEMP"), str(folder)),  # where it leaves pieces when ended
        )
    except OSError as error:
        raise FileError("libreoffice_not_run", place=soffice, said=str(error.strerror)) from None
    try:
        process.wait(SECONDS_TO_START + SECONDS_A_DOCUMENT * len(names))
    except subprocess.TimeoutExpired:
        pass
    finally:
        _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    """End LibreOffice where it is still at work, with all that it has started."""
    if process.poll() is not None:
        return
    with contextlib.suppress(OSError):
        if sys.platform == "win32":
            command = ["taskkill", "/F", "/T", "/PID", str(process.pid)]
            subprocess.run(command, check=False, capture_output=True)  # noqa: S603 - a program of the system
        else:
            os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _made(folder: Path, number: int) -> bytes:
    """A print that is whole, else nothing."""
    place = folder / f"{number}.pdf"
    data = files.read(str(place), files.LARGEST_OWN_BYTES) if place.exists() else b""
    return data if data.rstrip().endswith(b"%%EOF") else b""
