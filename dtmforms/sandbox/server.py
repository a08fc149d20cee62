"""The process that reads for the program: it loads the code that reads, and then has each file read by a process of its
own, a copy of itself that is held to limits, answers and ends. It ends itself when the program does.

Where the system does not copy processes, which is Windows, it reads by itself; the program then begins another one
after each file that failed, and from time to time.
"""

from __future__ import annotations

import contextlib
import gc
import os
import select
import signal
from importlib import import_module
from typing import Any

from dtmforms.sandbox import limits, protocol
from dtmforms.sandbox.limits import Limits

_MOST_REQUEST_BYTES = 300 * limits.MEGABYTE
_NEW_OBJECTS = 100_000
"""After how many Python looks for cycles among them: a process for one file seldom makes any."""


def main(*, copies: bool) -> None:
    """Serve until nobody asks any more; `copies` says whether there is a process for each file."""
    heard, told = _pipes_of_our_own()
    protocol.send(told, protocol.BEGUN, b"")
    with contextlib.suppress(ValueError):
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # an interrupt is for the program, which then ends this one
    gc.set_threshold(_NEW_OBJECTS)
    warmed: set[tuple[str, ...]] = set()
    while message := protocol.receive(heard, _MOST_REQUEST_BYTES):
        kind, payload = message
        asked, data = protocol.unpack(payload)
        _warm_up(asked["before"], warmed)
        if kind == protocol.REQUEST:
            (_read_in_a_copy if copies else _read_here)(asked, data, heard, told)
    os._exit(0)


def _pipes_of_our_own() -> tuple[int, int]:
    """The pipes to the program, out of the way of what a library reads or prints."""
    heard, told = os.dup(0), os.dup(1)
    try:
        nowhere = os.open(os.devnull, os.O_RDWR)
    except OSError as error:
        _tell_unable(told, error)
        os._exit(1)
    for standard in (0, 1, 2):
        os.dup2(nowhere, standard)
    return heard, told


def _warm_up(steps: list[list[str]], warmed: set[tuple[str, ...]]) -> None:
    """What every copy would have to do anew is done once, before it is made. A step that fails is left to the copy."""
    new = [step for step in map(tuple, steps) if step not in warmed]
    for step in new:
        warmed.add(step)
        with contextlib.suppress(Exception):
            _function(step[0])(*step[1:])
    if new:
        gc.collect()
        gc.freeze()


def _function(name: str) -> Any:
    """The function of a name like `module:function`."""
    module, _, function = name.partition(":")
    return getattr(import_module(module), function)


def _read_in_a_copy(asked: dict[str, Any], data: bytes, heard: int, told: int) -> None:
    """The answer of the copy; where it gives none, how it ended: minus the number of a signal, or its exit code."""
    try:
        allowed = Limits(**asked["limits"]), Limits(**asked["longer"]), limits.prepare()
        to_copy, from_copy = os.pipe(), os.pipe()
        copy = os.fork()
    except OSError as error:
        _tell_unable(told, error)
        return
    if copy == 0:
        _be_the_copy(asked, data, allowed, to_copy[0], from_copy[1])
    os.close(to_copy[0])
    os.close(from_copy[1])
    answered = _passed_on(copy, heard, told, to_copy[1], from_copy[0])
    if answered:
        os.kill(copy, signal.SIGKILL)  # whatever it may still be at, nobody waits for it
    _, status = os.waitpid(copy, 0)
    os.close(to_copy[1])
    os.close(from_copy[0])
    if not answered:
        protocol.send(told, protocol.ENDED, protocol.pack(os.waitstatus_to_exitcode(status)))


def _tell_unable(told: int, error: OSError) -> None:
    """Nothing of a file was looked at: this is for whoever runs the program."""
    protocol.send(told, protocol.UNABLE, protocol.pack(error.strerror or ""))


def _passed_on(copy: int, heard: int, told: int, to_copy: int, from_copy: int) -> bool:
    """What the copy says goes to the program, what the program replies goes to the copy, unread both ways; whether it
    answered. A copy that says anything else than it may is ended."""
    while True:
        ready, _, _ = select.select([heard, from_copy], [], [])
        if heard in ready:
            _reply(copy, heard, to_copy)
        if from_copy in ready:
            try:
                said = protocol.receive(from_copy, limits.QUESTION_BYTES)
            except protocol.TooLarge:
                said = protocol.ANSWER, protocol.pack({"failed": "answer_too_large"})
            if said is None:
                return False
            if said[0] not in (protocol.UNHELD, protocol.QUESTION, protocol.ANSWER):
                os.kill(copy, signal.SIGKILL)
                return False
            _tell(copy, told, *said)
            if said[0] == protocol.ANSWER:
                return True


def _reply(copy: int, heard: int, to_copy: int) -> None:
    reply = protocol.receive(heard, _MOST_REQUEST_BYTES)
    if reply is None:
        _end_with_the_program(copy)
    else:
        with contextlib.suppress(OSError):  # a copy that has ended is seen where it is listened to
            protocol.send(to_copy, *reply)


def _tell(copy: int, told: int, kind: bytes, payload: bytes) -> None:
    try:
        protocol.send(told, kind, payload)
    except OSError:
        _end_with_the_program(copy)


def _end_with_the_program(copy: int) -> None:
    os.kill(copy, signal.SIGKILL)
    os._exit(0)


def _be_the_copy(
    asked: dict[str, Any], data: bytes, allowed: tuple[Limits, Limits, int], heard: int, told: int
) -> None:
    """Hold this process to its limits, and say where that fails; read, answer, and end. Never returns."""
    code = 1
    try:
        _close_all_but(heard, told)
        if unheld := limits.hold_to(*allowed):
            protocol.send(told, protocol.UNHELD, protocol.pack(unheld))
        protocol.connect(heard, told)
        protocol.send(told, protocol.ANSWER, _answer(asked, data))
        code = 0
    finally:
        os._exit(code)


def _close_all_but(heard: int, told: int) -> None:
    kept = sorted((heard, told))
    for first, last in zip((3, *(pipe + 1 for pipe in kept)), (*kept, 1024), strict=True):
        os.closerange(first, last)


def _read_here(asked: dict[str, Any], data: bytes, heard: int, told: int) -> None:
    protocol.connect(heard, told)
    try:
        _Refusing.once()
    except OSError as error:
        _tell_unable(told, error)
        return
    protocol.send(told, protocol.ANSWER, _answer(asked, data))


class _Refusing:
    done = False

    @classmethod
    def once(cls) -> None:
        if not cls.done:
            limits.prepare()
            limits.refuse_in_python()
            cls.done = True


def _answer(asked: dict[str, Any], data: bytes) -> bytes:
    """What the task made of the file, or the one word why it made nothing. Of a fault only its kind is told: its
    message may hold what stands in the file."""
    try:
        return protocol.pack({"done": True}, _function(asked["task"])(asked["arguments"], data))
    except MemoryError:
        return protocol.pack({"failed": "too_much_memory"})
    except Exception as fault:  # noqa: BLE001 - whatever a library raises for a hostile file ends here
        return protocol.pack({"failed": "broke_down", "fault": type(fault).__name__})
