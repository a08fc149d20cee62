"""Runs commands, each in a process of its own, for a tracer that breaks one call of each; then each again, unbroken.

python breaking.py FOLDER PATH WHEN < jobs     each job is JSON: the name of a folder in FOLDER, the arguments of the
                                               command, and which call of which kind is broken: its number, 0 for none

The tracer breaks the call number WHEN of each kind of a process: calls that do nothing, to PATH, bring a process so far
that the one that is meant comes next. While its command runs, a folder is called `work`. Prints, of each job, the exit
codes of both runs, or minus the signal that ended them, what the first one said, and its process.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path


def main() -> None:
    import pikepdf  # noqa: F401 - what the commands need is there before they are started

    from dtmforms.batch import process_pool

    process_pool.in_order = here  # type: ignore[assignment]
    folder, path, when = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
    work = folder / "work"
    done = []
    for name, arguments, call, number in json.load(sys.stdin):
        apart(partial((folder / name).rename, work))
        idle = (call, path, when - number) if number else None
        broken, process = ran(work, arguments, folder / "said", idle)
        said = (folder / "said").read_text(encoding="utf-8")
        apart(partial(shutil.copytree, work, folder / f"{name}.left"))
        again, _ = ran(work, arguments, folder / "again")
        apart(partial(work.rename, folder / name))
        done.append((broken, again, said, process))
    sys.stdout.write(json.dumps(done))


def here(work: Callable[..., list[object]], plan: object, items: Iterable[object], *_: object) -> Iterator[object]:
    """In the place of processes for reading, which take long to begin: what is broken is writing."""
    yield from work(plan, list(items))


def apart(act: Callable[[], object]) -> None:
    """In a process of its own, whose calls are counted for themselves."""
    child = os.fork()
    if child == 0:
        act()
        os._exit(0)
    assert os.waitpid(child, 0)[1] == 0


def ran(work: Path, arguments: list[str], said: Path, idle: tuple[str, Path, int] | None = None) -> tuple[int, int]:
    """The exit code of a command, and its process."""
    from dtmforms.cli.main import run

    child = os.fork()
    if child == 0:
        os.chdir(work)
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        os.dup2(os.open(said, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), 2)
        tempfile._name_sequence = map("t{}".format, range(1000))  # type: ignore[attr-defined] # which the tracer knows
        if idle:
            do_nothing(*idle)
        code = run([argument.replace("WORK", str(work)) for argument in arguments])
        os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), child


def do_nothing(call: str, path: Path, times: int) -> None:
    gone = path.with_suffix(".gone")
    handle = os.open(path, os.O_WRONLY) if call in ("write", "fsync") else -1
    calls: dict[str, Callable[[], object]] = {
        "openat": lambda: os.close(os.open(gone, os.O_WRONLY)),
        "write": lambda: os.write(handle, b""),
        "fsync": lambda: os.fsync(handle),
        "rename": lambda: gone.rename(gone),
        "link": lambda: gone.hardlink_to(gone),
        "unlink": gone.unlink,
        "mkdir": path.mkdir,
    }
    for _ in range(times):
        with contextlib.suppress(OSError):
            calls[call]()


if __name__ == "__main__":
    main()
