"""What a process that reads a file from outside may use and do: tables, and how each system holds it to them.

Linux has them all. macOS takes no limit of memory and Windows takes none at all: there, whoever waits for the answer
watches the memory and the time (`reader`). What a system does not refuse by itself, Python refuses where Python code
asks for it.
"""

from __future__ import annotations

import contextlib
import os
import sys
from dataclasses import dataclass
from typing import Any

from dtmforms import files
from dtmforms.sandbox import seccomp

MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True)
class Limits:
    """Of one file. `seconds` are those of a clock on the wall, `cpu_seconds` those of a processor; `memory_bytes` are
    what reading may take beyond what the process has before it begins."""

    seconds: float
    cpu_seconds: int
    memory_bytes: int
    answer_bytes: int


FORM = Limits(seconds=10, cpu_seconds=6, memory_bytes=200 * MEGABYTE, answer_bytes=4 * MEGABYTE)
"""Of a form or a document: one takes a twentieth of a second; 12 MB of fonts in it, a second and 60 MB."""
PAGES = Limits(seconds=170, cpu_seconds=160, memory_bytes=380 * MEGABYTE, answer_bytes=60 * MEGABYTE)
"""Of pages without fields, which are drawn, searched for codes and read letter by letter: twelve of them, scanned at
300 dpi, take 230 MB."""
WORKBOOK = Limits(seconds=40, cpu_seconds=30, memory_bytes=400 * MEGABYTE, answer_bytes=100 * MEGABYTE)
"""Of a workbook, which may hold all agreements of all missions: a thousand take two seconds and 100 MB."""

QUESTION_BYTES = 200 * MEGABYTE
"""Of the pictures in one question: twelve pages at 300 dpi have 105 million grey pixels."""
_OPEN_FILES = 64
_WATCHED = () if sys.platform == "linux" else ("RLIMIT_AS",)
"""What the program watches itself where no system holds a process to it."""

_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
_REFUSED_EVENTS = (
    *("socket.", "subprocess.", "shutil.", "ftplib.", "http.", "smtplib.", "urllib.", "webbrowser.", "winreg."),
    *("os.exec", "os.fork", "os.forkpty", "os.posix_spawn", "os.spawn", "os.startfile", "os.system"),
    *("os.chmod", "os.chown", "os.kill", "os.killpg", "os.link", "os.lockf", "os.mkdir", "os.remove", "os.rename"),
    *("os.rmdir", "os.setxattr", "os.symlink", "os.truncate", "os.utime", "pty.spawn", "_winapi.CreateProcess"),
    *("_winapi.CreateFile", "_winapi.CreateNamedPipe", "_winapi.OpenProcess", "_winapi.TerminateProcess"),
)
"""How the names of audit events begin (PEP 578, and the table of audit events in Python's own documentation)."""


def prepare() -> int:
    """Do what need not be done anew by each copy of this process; the bytes of address space that it has now."""
    sys.dont_write_bytecode = True
    seccomp.prepare()
    return _address_space_bytes()


def hold_to(limits: Limits, longer: Limits, began_with: int) -> list[str]:
    """Hold this process, for as long as it lives, to `limits`; to `longer` once it has said that it needs that.
    `began_with` are the bytes of address space that are not counted. What comes back is what this system
    should do of it and does not, of `UNHELD`: a container's own filter may refuse it."""
    held = {
        "limits_not_set": hold_by_system(limits, longer, began_with),
        "filter_not_set": not seccomp.prepare() or seccomp.refuse(),
    }
    refuse_in_python()
    return [code for code, done in held.items() if not done]


def hold_by_system(limits: Limits, longer: Limits, began_with: int) -> bool:
    """The limits of POSIX, `setrlimit`; whether all are set that this system knows and nobody watches."""
    table: dict[str, tuple[int, int]] = {
        "RLIMIT_CPU": (limits.cpu_seconds, longer.cpu_seconds + 1),
        "RLIMIT_AS": (began_with + limits.memory_bytes, began_with + longer.memory_bytes),
        "RLIMIT_FSIZE": (0, 0),
        "RLIMIT_CORE": (0, 0),
        "RLIMIT_NPROC": (0, 0),
        "RLIMIT_NOFILE": (_OPEN_FILES, _OPEN_FILES),
    }
    limited = [_is_limited(name, *limit) for name, limit in table.items()]
    return all(done or name in _WATCHED for name, done in zip(table, limited, strict=True))


def _is_limited(name: str, soft: int, hard: int) -> bool:
    """Set one limit, or leave it as tight as it is; whether there is one then, or none that this system knows."""
    import resource

    kind = getattr(resource, name, None)
    if kind is None:
        return True
    with contextlib.suppress(ValueError, OSError):
        _, allowed = resource.getrlimit(kind)
        if allowed != resource.RLIM_INFINITY:
            soft, hard = min(soft, allowed), min(hard, allowed)
        resource.setrlimit(kind, (soft, hard))
        return True
    return False


def raise_to_longer() -> None:
    """Take the time and the memory of the longer limits, as far as this system knows limits."""
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        for kind in (resource.RLIMIT_CPU, resource.RLIMIT_AS):
            _, hard = resource.getrlimit(kind)
            resource.setrlimit(kind, (hard, hard))


def refuse_in_python() -> None:
    """Refuse, for the rest of this process, what Python code asks of the system beyond reading. Raises
    `PermissionError` there."""
    sys.addaudithook(_refuse)


def _refuse(event: str, arguments: tuple[Any, ...]) -> None:
    if event == "open":
        _, mode, flags = arguments
        writes = isinstance(mode, str) and any(letter in mode for letter in "wax+")
        if writes or (isinstance(flags, int) and flags & _WRITING):
            raise PermissionError("this process writes no files")
    elif event.startswith(_REFUSED_EVENTS):
        raise PermissionError(f"this process may not {event}")


def _address_space_bytes() -> int:
    """What this process takes now, of which most is shared; Linux alone tells."""
    if sys.platform != "linux":
        return 0
    import resource

    return int(files.read("/proc/self/statm").split()[0]) * resource.getpagesize()
