"""The program's side: it has a file read by the process apart, waits no longer than it should, and takes the answer.

The process is begun once and kept for the next file. Whatever happens in it, what comes back is an answer or a
`ReaderError`; where it cannot begin, no file is to blame, and that is another `FileError`. What it prints goes nowhere,
for it may be what stands in the file.
"""

from __future__ import annotations

import atexit
import contextlib
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, TypeAlias

from dtmforms.codes.documents import UNHELD
from dtmforms.errors import FileError, ReaderError, WhyNoAnswer
from dtmforms.sandbox import protocol
from dtmforms.sandbox.limits import QUESTION_BYTES, Limits

Replying: TypeAlias = Callable[[Any, bytes], Any]
"""What the program replies to a question of the reader: a JSON value for a JSON value and bytes. Raises `ValueError`
for a question that makes no sense, which ends the reader."""

Step: TypeAlias = tuple[str, ...]
"""A function of a module, as `module:function`, and its arguments. Nothing that stands in a file may be among them
that was not checked before: the process that takes the step is held to no limits."""

COPIES = hasattr(os, "fork")
_LIMITED_BY_SYSTEM = sys.platform == "linux"
_LOOK_EVERY_SECONDS = 0.1
_MOST_FILES = 50
"""That a process reads which is not copied for each: then another one takes its place."""
_BEGINNING = """\
import json, os
line = b""
while not line.endswith(b"\\n"):
    line += os.read(0, 1)
import sys
sys.path[:], copies = json.loads(line)
from dtmforms.sandbox.server import main
main(copies=copies)
"""
"""The folders from which this program loads its code come by the pipe, so that the reader loads it from the same."""


@dataclass(frozen=True, slots=True)
class Task:
    """What is done with a file: the function that is called ("module:name"), its `arguments`, which are JSON, and the
    steps `before` it, which are taken once for all files."""

    function: str
    arguments: Any = None
    before: Sequence[Step] = ()


class Reader:
    """One process apart, begun when it is first needed. For one thread at a time; others wait."""

    def __init__(self, *, copies: bool = COPIES) -> None:
        self._copies = copies
        self._process: subprocess.Popen[bytes] | None = None
        self._one_at_a_time = threading.Lock()
        self._read = 0
        self._has_begun = False
        self.unheld: tuple[str, ...] = ()
        """What the system did not hold those to that read a file so far, of `UNHELD`."""

    def begin(self, before: Sequence[Step]) -> None:
        """Begin the process, which takes these steps while the program does something else. One that cannot begin is
        told of when a file is to be read."""
        with self._one_at_a_time, contextlib.suppress(FileError):
            heard, _ = self._pipes()
            with contextlib.suppress(OSError):
                protocol.send(heard, protocol.PREPARE, protocol.pack({"before": before}))

    def read(
        self,
        task: Task,
        data: bytes,
        *,
        limits: Limits,
        longer: Limits | None = None,
        replying: Replying | None = None,
    ) -> bytes:
        """What a task answers about `data`, within `limits`, or `longer` where it asks for more. Raises `ReaderError`,
        and another `FileError` where this computer runs no such process."""
        asked = {
            "task": task.function,
            "arguments": task.arguments,
            "before": task.before,
            "limits": asdict(limits),
            "longer": asdict(longer or limits),
        }
        with self._one_at_a_time:
            try:
                return self._answer(protocol.pack(asked, data), limits, longer or limits, replying)
            except ReaderError:
                if not self._copies:
                    self.close()
                raise
            except BaseException:
                self.close()  # the next answer would be that to an earlier question
                raise

    def close(self) -> None:
        """End the process, if there is one, and whatever it has under way."""
        process, self._process, self._read, self._has_begun = self._process, None, 0, False
        if process is None:
            return
        _kill(process)
        for pipe in (process.stdin, process.stdout):
            if pipe:
                with contextlib.suppress(OSError):
                    pipe.close()
        process.wait()

    def _pipes(self) -> tuple[int, int]:
        if self._process and (self._process.poll() is not None or (not self._copies and self._read >= _MOST_FILES)):
            self.close()
        if self._process is None:
            self._process = _begun(copies=self._copies)
        stdin, stdout = self._process.stdin, self._process.stdout
        if stdin is None or stdout is None:  # both are pipes
            raise AssertionError
        return stdin.fileno(), stdout.fileno()

    def _answer(self, request: bytes, limits: Limits, longer: Limits, replying: Replying | None) -> bytes:
        heard, told = self._pipes()
        self._read += 1
        if self._process is None:  # it was begun just now
            raise AssertionError
        with _Watch(self._process, limits) as watch:
            try:
                protocol.send(heard, protocol.REQUEST, request)
                while True:
                    message = self._received(told)
                    if message and message[0] == protocol.UNHELD:
                        self.unheld = _unheld(message[1])
                        continue
                    if message is None or message[0] != protocol.QUESTION:
                        break
                    asked, data = protocol.unpack(message[1])
                    if asked == protocol.LONGER:
                        limits = longer
                        watch.allow(longer)
                    protocol.send(heard, protocol.REPLY, protocol.pack(_replied(asked, data, replying)))
            except (OSError, ValueError, protocol.TooLarge):
                message = None
        if message is None or watch.ended_for:
            begins = not self._has_begun and watch.ended_for in (None, "too_slow")
            self.close()
            if begins:
                raise _not_begun("")
            raise ReaderError(watch.ended_for or "broke_down")
        if message[0] == protocol.UNABLE:
            raise _not_begun(_said(message[1]))
        return _taken(*message, limits)

    def _received(self, told: int) -> tuple[bytes, bytes] | None:
        """What the process says next, after it has said that it has begun."""
        message = protocol.receive(told, QUESTION_BYTES)
        if message and message[0] == protocol.BEGUN and not self._has_begun:
            self._has_begun = True
            message = protocol.receive(told, QUESTION_BYTES)
        return message


def _not_begun(said: str) -> FileError:
    return FileError("reader_not_begun", said=said) if said else FileError("reader_not_begun_without_reason")


def _said(payload: bytes) -> str:
    with contextlib.suppress(ValueError):
        said, _ = protocol.unpack(payload)
        return str(said)
    return ""


def _unheld(payload: bytes) -> tuple[str, ...]:
    """Raises `ValueError` where the message says anything else."""
    said, _ = protocol.unpack(payload)
    if not isinstance(said, list) or not all(code in UNHELD for code in said):
        raise ValueError("no reader says this")
    return tuple(code for code in UNHELD if code in said)


def _replied(asked: Any, data: bytes, replying: Replying | None) -> Any:
    if asked == protocol.LONGER:
        return None
    if replying is None:
        raise ValueError("nobody replies to this reader")
    return replying(asked, data)


def _taken(kind: bytes, payload: bytes, limits: Limits) -> bytes:
    """The answer in a message. Raises `ReaderError` where there is none in it."""
    try:
        said, data = protocol.unpack(payload)
    except ValueError:
        raise ReaderError("broke_down") from None
    if kind == protocol.ENDED:
        raise ReaderError("too_slow" if COPIES and said == -signal.SIGXCPU else "broke_down")
    if said != {"done": True}:
        failed = said.get("failed") if isinstance(said, dict) else None
        raise ReaderError(failed if failed in ("too_much_memory", "answer_too_large") else "broke_down")
    if len(data) > limits.answer_bytes:
        raise ReaderError("answer_too_large")
    return data


class _Watch:
    """Ends the process when its time is over, and where the system does not limit its memory, when that is too much;
    `ended_for` is the reason."""

    def __init__(self, process: subprocess.Popen[bytes], limits: Limits) -> None:
        self.process = process
        self.ended_for: WhyNoAnswer | None = None
        self.over = threading.Event()
        self.began = time.monotonic()
        self.memory_bytes = 0 if _LIMITED_BY_SYSTEM else _memory_bytes(process.pid)
        self.allow(limits)
        self.thread = threading.Thread(target=self.run, daemon=True)

    def allow(self, limits: Limits) -> None:
        self.limits = limits
        self.until = self.began + limits.seconds

    def __enter__(self) -> _Watch:
        self.thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.over.set()
        self.thread.join()

    def run(self) -> None:
        while not self.over.wait(self.pause_seconds()):
            if time.monotonic() >= self.until:
                self.end("too_slow")
                return
            if not _LIMITED_BY_SYSTEM and self.takes_too_much():
                self.end("too_much_memory")
                return

    def pause_seconds(self) -> float:
        left = max(self.until - time.monotonic(), 0)
        return left if _LIMITED_BY_SYSTEM else min(left, _LOOK_EVERY_SECONDS)

    def takes_too_much(self) -> bool:
        return _memory_bytes(self.process.pid) - self.memory_bytes > self.limits.memory_bytes

    def end(self, why: WhyNoAnswer) -> None:
        self.ended_for = why
        _kill(self.process)


def _begun(*, copies: bool) -> subprocess.Popen[bytes]:
    """Raises `FileError` where this computer runs no such process."""
    if getattr(sys, "frozen", False) or not sys.executable:  # what would run is this program, and no Python
        raise FileError("reader_without_python")
    # A session of its own: an interrupt from the keyboard is for the program alone, and ending the group ends the copy.
    try:
        process = subprocess.Popen(  # noqa: S603 - this interpreter, and code of our own
            [sys.executable, "-P", "-W", "ignore", "-c", _BEGINNING],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            bufsize=0,
            start_new_session=True,
        )
    except OSError as error:
        raise _not_begun(error.strerror or "") from None
    own = str(Path(__file__).resolve().parents[2])
    folders = [folder for folder in sys.path if folder]
    if process.stdin:
        with contextlib.suppress(OSError):  # one that has ended at once is seen when it is asked
            process.stdin.write(json.dumps([[*folders, own], copies]).encode() + b"\n")
    return process


def _kill(process: subprocess.Popen[bytes]) -> None:
    with contextlib.suppress(OSError):
        if COPIES:
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()


def _memory_bytes(number: int) -> int:
    """What a process and those that it began have in memory."""
    import psutil

    total = 0
    with contextlib.suppress(psutil.Error):
        process = psutil.Process(number)
        for one in (process, *process.children(recursive=True)):
            with contextlib.suppress(psutil.Error):
                total += one.memory_info().rss
    return total


class _Shared:
    """The reader of this process of the program. A copy of this process, as some schedulers make, has another one."""

    reader: Reader | None = None
    owner = 0


def shared() -> Reader:
    """The reader for all files that this process of the program takes in; it is ended with the program."""
    if _Shared.reader is None or _Shared.owner != os.getpid():
        _Shared.reader, _Shared.owner = Reader(), os.getpid()
        atexit.register(_Shared.reader.close)
    return _Shared.reader
