"""Runs commands of the register, each in a process of its own, for a tracer that breaks their calls.

python crashing.py PATH < jobs     each job is JSON: a folder, the arguments of a command, and how often each kind of
                                   call is made before it, to PATH, to no effect

The tracer breaks the call number so-and-so of each kind of a process: with those calls, any one can be the broken one.
Prints the exit code of each, or minus the signal that ended it.
"""

from __future__ import annotations

import contextlib
import json
import os
import sys
from collections.abc import Callable
from pathlib import Path

import dtmforms.cli.register.acts  # what the commands need is there before they are started
import dtmforms.public.register
import dtmforms.register.record_event
import dtmforms.register.take_return
import dtmforms.returns.ingest  # noqa: F401
from dtmforms.cli.main import run


def main() -> None:
    path, codes = Path(sys.argv[1]), []
    for folder, arguments, idle in json.load(sys.stdin):
        child = os.fork()
        if child == 0:
            os.chdir(folder)
            os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
            os.dup2(1, 2)
            do_nothing(path, idle)
            os._exit(run(arguments))
        codes.append(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
    sys.stdout.write(json.dumps(codes))


def do_nothing(path: Path, times: int) -> None:
    handle, gone = os.open(path, os.O_WRONLY), path.with_suffix(".gone")
    calls: list[Callable[[], object]] = [
        lambda: os.write(handle, b""),
        lambda: os.pwrite(handle, b"", 0),
        lambda: os.fsync(handle),
        lambda: os.fdatasync(handle),
        lambda: os.ftruncate(handle, 0),
        gone.unlink,
    ]
    for call in calls * times:
        with contextlib.suppress(OSError):
            call()


main()
