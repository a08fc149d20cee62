"""What can stand in a folder beside files, and files whose names or sizes are not those of a form."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from drafts import form
from manifest import CHECK, INGEST, READ, TO_RECORDS, TRIAGE, Expected, Hostile

_NO_FILE = Expected(frozenset({4, 6}))
"""Refused before a byte is read."""
_ONE_IS_BAD = Expected(frozenset({0, 4, 6}), record=True)
"""An inbox with a good form in it, which one bad file stops in nothing."""
_ONE_IS_REFUSED = Expected(frozenset({4, 6}), record=True)
_MEGABYTE = 2**20


def pipe(folder: Path) -> Path:
    place = folder / "return.pdf"
    os.mkfifo(place)
    return place


def link(target: str) -> Callable[[Path], Path]:
    def make(folder: Path) -> Path:
        place = folder / "return.pdf"
        place.symlink_to(target)
        return place

    return make


def link_out(folder: Path) -> Path:
    """A link to a good form outside of the folder that is read."""
    (folder.parent / "elsewhere.pdf").write_bytes(form())
    (folder / "good.pdf").write_bytes(form() + b"\n")
    (folder / "return.pdf").symlink_to(folder.parent / "elsewhere.pdf")
    return folder / "return.pdf"


def link_to_a_folder_above(folder: Path) -> Path:
    """A folder in which the folder itself stands again, without end."""
    (folder / "good.pdf").write_bytes(form())
    (folder / "again").symlink_to(folder, target_is_directory=True)
    return folder / "good.pdf"


def folder_called_pdf(folder: Path) -> Path:
    (folder / "return.pdf").mkdir()
    return folder / "return.pdf"


def of_size(size: int) -> Callable[[Path], Path]:
    """A form, and nothing behind it up to a size; the disk has only the form."""

    def make(folder: Path) -> Path:
        place = folder / "return.pdf"
        with place.open("wb") as file:
            file.write(form()[:size])
            file.truncate(size)
        return place

    return make


def called(name: str | bytes) -> Callable[[Path], Path]:
    def make(folder: Path) -> Path:
        place = os.fsencode(folder) + b"/" + os.fsencode(name)
        Path(os.fsdecode(place)).write_bytes(form())
        return Path(os.fsdecode(place))

    return make


def unreadable(folder: Path) -> Path:
    """A file that the system itself does not let anybody read, whoever it is: the memory of a process at no place."""
    return link("/proc/self/mem")(folder)


def with_good(make: Callable[[Path], Path]) -> Callable[[Path], Path]:
    """The same beside a good form, in a folder that is read as a whole."""

    def both(folder: Path) -> Path:
        (folder / "good.pdf").write_bytes(form())
        return make(folder)

    return both


def lock_of_word(folder: Path) -> Path:
    place = folder / "~$return.docx"
    place.write_bytes(b"\x05owner" + bytes(156))
    return place


PLACES = {
    "a pipe for a file": Hostile(pipe, _NO_FILE),
    "a pipe for a record": Hostile(pipe, _NO_FILE, CHECK),
    "a pipe for a workbook": Hostile(pipe, _NO_FILE, TO_RECORDS),
    "a pipe in an inbox": Hostile(with_good(pipe), _ONE_IS_BAD, TRIAGE),
    "a device without end": Hostile(link("/dev/zero"), _NO_FILE),
    "a device without end for a record": Hostile(link("/dev/zero"), _NO_FILE, CHECK),
    "a device without end in an inbox": Hostile(with_good(link("/dev/zero")), _ONE_IS_BAD, TRIAGE),
    "a device that is empty": Hostile(link("/dev/null"), _NO_FILE),
    "a file that the system keeps to itself": Hostile(unreadable, _NO_FILE),
    "a link to nothing": Hostile(link("nothing.pdf"), _NO_FILE),
    "a link to itself": Hostile(link("return.pdf"), _NO_FILE),
    "a link to a file of the system": Hostile(link("/etc/passwd"), _NO_FILE),
    "a link to itself in an inbox": Hostile(with_good(link("return.pdf")), _ONE_IS_BAD, TRIAGE),
    "a link out of the inbox": Hostile(link_out, _ONE_IS_REFUSED, TRIAGE),
    "a folder within itself": Hostile(link_to_a_folder_above, _ONE_IS_BAD, TRIAGE),
    "a folder that is called pdf": Hostile(folder_called_pdf, _NO_FILE),
    "a file of no bytes": Hostile(of_size(0), _NO_FILE),
    "a file of 31 MB": Hostile(of_size(31 * _MEGABYTE), _NO_FILE),
    "a file of 100 GB": Hostile(of_size(100_000 * _MEGABYTE), _NO_FILE),
    "a file of 29 MB, mostly nothing": Hostile(of_size(29_000_000), Expected(frozenset({0, 3, 4}), record=True)),
    "a name with a line break": Hostile(called("return\nok: valid record.pdf"), READ),
    "a name with an escape for a terminal": Hostile(called("\x1b]0;owned\x07\x1b[2Jreturn.pdf"), READ),
    "a name that is written backwards": Hostile(called("return\u202efdp.exe"), READ),
    "a name that is no UTF-8": Hostile(called(b"return\xff\xfe.pdf"), READ),
    "a name of 255 bytes": Hostile(called("r" * 251 + ".pdf"), READ),
    "a name like an option": Hostile(called("--json.pdf"), READ),
    "a name that is written backwards in an inbox": Hostile(
        called("return\u202efdp.pdf"), Expected(frozenset({0}), record=True), TRIAGE
    ),
    "a name with a line break in an inbox": Hostile(
        called("return\nok.pdf"), Expected(frozenset({0}), record=True), TRIAGE
    ),
    "a lock of Word": Hostile(with_good(lock_of_word), Expected(frozenset({0}), record=True), TRIAGE),
    "a form called exe": Hostile(called("return.exe"), READ, INGEST),
}
"""Each name with its input. Devices and links are those of POSIX."""
