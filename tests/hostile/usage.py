"""What this process and the process apart take of processor and memory; the second is asked by a step of its own."""

from __future__ import annotations

import json
import math
import os
import resource
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from dtmforms.sandbox import client

_questions = count()


@dataclass(slots=True)
class Usage:
    """`busy_seconds` of the processor, of all processes together, without end where the process apart had to be ended;
    `megabytes` of physical memory of the largest process that read, since the process apart began."""

    busy_seconds: float = 0.0
    megabytes: float = 0.0


@contextmanager
def measured() -> Iterator[Usage]:
    """What is used until the end of the block; known behind it. A process apart that has loaded what validates
    signatures is larger by that whatever it reads, and makes room for another one."""
    usage = Usage()
    process, apart_before, _, validates = _of_the_process_apart()
    if validates:
        client.shared().close()
        process, apart_before, _, _ = _of_the_process_apart()
    before = _seconds_of_our_own()
    yield usage
    seconds = _seconds_of_our_own() - before
    same, apart, usage.megabytes, _ = _of_the_process_apart()
    usage.busy_seconds = seconds + apart - apart_before if same == process else math.inf


def _seconds_of_our_own() -> float:
    """Of this process, and of those that it began and that have ended."""
    return _seconds(resource.RUSAGE_SELF) + _seconds(resource.RUSAGE_CHILDREN)


def _seconds(who: int) -> float:
    used = resource.getrusage(who)
    return used.ru_utime + used.ru_stime


def _of_the_process_apart() -> tuple[int, float, float, bool]:
    """Its number, the seconds that it and the processes which read for it took, the megabytes of the largest, and
    whether it has loaded what validates signatures."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "told"
        os.mkfifo(place)
        client.shared().begin([("usage:tell", str(place), str(next(_questions)))])
        number, seconds, megabytes, validates = json.loads(place.read_text())
    return number, seconds, megabytes, validates


def tell(place: str, _: str) -> None:
    """The step that the process apart takes, which is taken once for each question of another number."""
    seconds = _seconds(resource.RUSAGE_SELF) + _seconds(resource.RUSAGE_CHILDREN)
    megabytes = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    Path(place).write_text(json.dumps([os.getpid(), seconds, megabytes, "pyhanko" in sys.modules]))
