"""Run one command within limits that the system enforces, and tell what it took, as a line of JSON on standard output.

python limited.py SECONDS MEGABYTES CLOCK OUT ERR COMMAND...

SECONDS are those of a processor; CLOCK is after how many by the clock the command hangs, and is ended.

The command is started by this small program and not by the tests themselves: a process that is started begins with the
memory of the one that starts it, and would be blamed for it.
"""

from __future__ import annotations

import json
import os
import resource
import signal
import sys
from pathlib import Path


def main() -> None:
    seconds, megabytes, clock, out, err, *command = sys.argv[1:]
    child = os.fork()
    if child == 0:
        _become(command, int(seconds), int(megabytes), Path(out), Path(err))
    late = False

    def end(*_: object) -> None:
        nonlocal late
        late = True
        os.killpg(child, signal.SIGKILL)

    signal.signal(signal.SIGALRM, end)
    signal.alarm(int(clock))
    _, status, used = os.wait4(child, 0)
    told = {
        "exit_code": os.waitstatus_to_exitcode(status),
        "late": late or os.waitstatus_to_exitcode(status) == -signal.SIGXCPU,
        "busy_seconds": used.ru_utime + used.ru_stime,
        "megabytes": used.ru_maxrss / 1024,
    }
    print(json.dumps(told))  # noqa: T201 - standard output is how it answers


def _become(command: list[str], seconds: int, megabytes: int, out: Path, err: Path) -> None:
    os.setpgid(0, 0)
    resource.setrlimit(resource.RLIMIT_AS, (megabytes * 2**20, megabytes * 2**20))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    for place, stream in ((out, 1), (err, 2)):
        os.dup2(os.open(place, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), stream)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.execv(command[0], command)  # noqa: S606 - the command is the tests' own


if __name__ == "__main__":
    main()
