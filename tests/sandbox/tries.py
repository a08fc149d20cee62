"""What a reader that a hostile file has taken over may try: in a module of its own, which the reader loads by name."""

from __future__ import annotations

import contextlib
import ctypes
import errno
import os
import resource
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from dtmforms.sandbox import protocol


def echo(arguments: Any, data: bytes) -> bytes:
    return ascii(arguments).encode() + data


def nothing() -> None:
    """A step that is taken before reading."""
    os.environ["STEPS"] = f"{os.environ.get('STEPS', '')}+"


def broken_step() -> None:
    raise ZeroDivisionError


def steps(_: Any, data: bytes) -> bytes:
    return os.environ.get("STEPS", "").encode() + data


def take_memory(size: int, _: bytes) -> bytes:
    return str(len(bytearray(size))).encode()


def loop(_: Any, data: bytes) -> bytes:
    while True:
        data = data[::-1]


def hang(_: Any, data: bytes) -> bytes:
    time.sleep(600)
    return data


def end(_: Any, __: bytes) -> bytes:
    os._exit(0)


def crash(_: Any, data: bytes) -> bytes:
    ctypes.string_at(0)
    return data


def abort(_: Any, __: bytes) -> bytes:
    os.abort()


def raise_with_contact_data(_: Any, data: bytes) -> bytes:
    sys.stderr.write(f"Wanjiru Kamau {data!r}")
    sys.stderr.flush()
    raise KeyError("Wanjiru Kamau", data)


def recurse(_: Any, data: bytes) -> bytes:
    return recurse(_, data)


def answer_much(size: int, _: bytes) -> bytes:
    return bytes(size)


def say_rubbish(_: Any, data: bytes) -> bytes:
    """Past its own frames, straight into the pipe."""
    assert protocol._Program.pipes
    os.write(protocol._Program.pipes[1], b"A\xff\xff\xff\xff" + data)
    time.sleep(600)
    return data


def say_another_kind(_: Any, data: bytes) -> bytes:
    """As only the process that it is a copy of may."""
    assert protocol._Program.pipes
    protocol.send(protocol._Program.pipes[1], protocol.ENDED, protocol.pack(0))
    time.sleep(600)
    return data


def answer_no_json(_: Any, data: bytes) -> bytes:
    assert protocol._Program.pipes
    protocol.send(protocol._Program.pipes[1], protocol.ANSWER, b"\0\0\0\x09not json!" + data)
    time.sleep(600)
    return data


def answer_an_odd_reason(_: Any, data: bytes) -> bytes:
    assert protocol._Program.pipes
    protocol.send(protocol._Program.pipes[1], protocol.ANSWER, protocol.pack({"failed": [{}]}, data))
    return data


def answer_twice(_: Any, data: bytes) -> bytes:
    """The second answer would be that to the next file."""
    assert protocol._Program.pipes
    for answer in (b"first", b"second"):
        protocol.send(protocol._Program.pipes[1], protocol.ANSWER, protocol.pack({"done": True}, answer))
    return data


def ask(asked: Any, data: bytes) -> bytes:
    reply, _ = protocol.question(asked, data)
    return repr(reply).encode()


def take_longer(seconds: float, _: bytes) -> bytes:
    before = resource.getrlimit(resource.RLIMIT_CPU)
    protocol.take_longer()
    time.sleep(seconds)
    return repr((before, resource.getrlimit(resource.RLIMIT_CPU))).encode()


def limits(_: Any, __: bytes) -> bytes:
    kinds = ("RLIMIT_FSIZE", "RLIMIT_CORE", "RLIMIT_NOFILE")
    return repr({kind: resource.getrlimit(getattr(resource, kind)) for kind in kinds}).encode()


def open_files(_: Any, __: bytes) -> bytes:
    found = []
    for number in range(100):
        with contextlib.suppress(OSError):
            found.append(f"{Path(f'/proc/self/fd/{number}').readlink()}".partition("[")[0])
    return repr(sorted(found)).encode()


def use_a_thread(_: Any, data: bytes) -> bytes:
    said: list[bytes] = []
    thread = threading.Thread(target=said.append, args=(data,))
    thread.start()
    thread.join()
    return said[0]


def in_python(name: str, data: bytes) -> bytes:
    """One of the acts below; how it ended."""
    try:
        _ACTS[name](Path(data.decode()))
    except OSError as error:
        return f"{type(error).__name__}".encode()
    return b"done"


def in_c(name: str, data: bytes) -> bytes:
    """The same past Python; what the system says, 0 where it did it."""
    call = getattr(ctypes.CDLL(None, use_errno=True), name)
    given = [data if item == "PLACE" else os.getppid() if item == "PARENT" else item for item in _CALLS[name]]
    return b"0" if call(*given) != -1 else str(ctypes.get_errno()).encode()


_ACTS: dict[str, Callable[[Path], Any]] = {
    "open a socket": lambda _: socket.socket(),
    "fork": lambda _: os.fork(),
    "run a program": lambda _: subprocess.run(["true"], check=False),
    "become a program": lambda _: os.execv("/bin/true", ["true"]),  # noqa: S606
    "run a shell": lambda _: os.system("true"),  # noqa: S605
    "write a file": lambda place: place.write_bytes(b"x"),
    "open a file for writing by its flags": lambda place: os.open(place, os.O_WRONLY | os.O_CREAT),
    "remove a file": lambda place: place.unlink(),
    "rename a file": lambda place: place.rename(place.with_suffix(".new")),
    "make a folder": lambda place: place.with_suffix(".folder").mkdir(),
    "make a link": lambda place: place.with_suffix(".link").symlink_to(place),
    "end the program": lambda _: os.kill(os.getppid(), signal.SIGKILL),
}
ACTS = tuple(_ACTS)
NEWEST = "syscall"
"""By number: a call that the tables do not know, which sets attributes of files (`setxattrat`)."""
_CALLS: dict[str, tuple[Any, ...]] = {
    NEWEST: (463, -100, "PLACE", 0, b"user.x", None, 0),
    "socket": (socket.AF_INET, socket.SOCK_STREAM, 0),
    "fork": (),
    "vfork": (),
    "execv": (b"/bin/true", None),
    "open": ("PLACE", os.O_WRONLY | os.O_CREAT, 0o600),
    "creat": ("PLACE", 0o600),
    "truncate": ("PLACE", 0),
    "unlink": ("PLACE",),
    "rename": ("PLACE", b"/tmp/other"),
    "chmod": ("PLACE", 0o777),
    "kill": ("PARENT", signal.SIGKILL),
    "ptrace": (16, "PARENT", 0, 0),
    "setsid": (),
    "unshare": (0x10000000,),
}
CALLS = tuple(call for call in _CALLS if call != NEWEST)


def no_more_processes() -> None:
    """A step before reading, after which the system makes none."""

    def fork() -> int:
        raise OSError(errno.EAGAIN, os.strerror(errno.EAGAIN))

    os.fork = fork


def no_limits() -> None:
    """As where a container refuses them."""

    def setrlimit(*_: Any) -> None:
        raise OSError(errno.EPERM, os.strerror(errno.EPERM))

    resource.setrlimit = setrlimit


def no_filter() -> None:
    from dtmforms.sandbox import seccomp

    seccomp._prctl = lambda: lambda *_: -1  # type: ignore[assignment]


def tight_already() -> None:
    """As where whoever began the program allows less."""
    resource.setrlimit(resource.RLIMIT_NOFILE, (60, 60))


def say_what_is_not_held(said: Any, data: bytes) -> bytes:
    assert protocol._Program.pipes
    protocol.send(protocol._Program.pipes[1], protocol.UNHELD, protocol.pack(said))
    return data


def no_more_pipes() -> None:
    def pipe() -> tuple[int, int]:
        raise OSError(errno.EMFILE, os.strerror(errno.EMFILE))

    os.pipe = pipe


def no_proc() -> None:
    """As where nobody has mounted it."""
    from dtmforms.sandbox import limits

    def prepare() -> int:
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), "/proc/self/statm")

    limits.prepare = prepare
